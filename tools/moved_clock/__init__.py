"""Run something, with all its processes, on another day: a weekend, New Year's Eve, Tết."""

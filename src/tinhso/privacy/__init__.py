"""Rights of people over their data: requests, breaches, retention and destruction."""

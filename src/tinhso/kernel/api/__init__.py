"""The base of the machine API."""

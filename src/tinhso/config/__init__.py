"""Puts the house together; nobody imports it."""

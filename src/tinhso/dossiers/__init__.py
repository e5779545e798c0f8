"""A request of a citizen, from the counter and back to it."""

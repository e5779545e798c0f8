"""Domain events: how a lower floor is heard on the floors above it."""

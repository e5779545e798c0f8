"""Shapes of the machine API: what comes in is bounded, what goes out is typed."""

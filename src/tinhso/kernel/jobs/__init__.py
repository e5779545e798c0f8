"""Background work that is at least once, visible and never silently lost."""

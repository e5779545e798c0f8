"""Content-addressed files, encrypted at rest, served only after a permission check."""

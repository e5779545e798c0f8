"""Pages of this room: signing in, one's own account, and what operators do."""

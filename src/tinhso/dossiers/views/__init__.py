"""Pages of this room: request in, service or query, response out."""

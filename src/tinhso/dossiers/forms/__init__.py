"""Shape and plausibility of what is typed; services decide."""

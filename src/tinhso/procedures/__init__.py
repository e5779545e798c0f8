"""The catalogue of administrative procedures with their versions."""

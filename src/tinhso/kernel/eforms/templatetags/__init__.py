"""Tags of the forms."""

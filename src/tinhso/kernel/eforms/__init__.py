"""Forms from data: fields, checks, calculations and canonical answers."""

"""Processes as versioned data: steps, roles, hours, conditions."""

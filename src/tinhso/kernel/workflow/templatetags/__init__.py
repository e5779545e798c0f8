"""Tags of the engine."""

"""PDF signatures (PAdES): fields laid before, filled between, signed and checked."""

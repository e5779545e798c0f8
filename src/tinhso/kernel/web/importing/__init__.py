"""Pages of imports, for operators."""

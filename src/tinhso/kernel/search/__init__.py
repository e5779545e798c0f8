"""Folded search: text without accents finds the accented, and the other way round."""

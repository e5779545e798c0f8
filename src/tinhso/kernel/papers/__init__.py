"""Official forms set in Typst, as PDF."""

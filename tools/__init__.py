"""Linters and builders of the project's own."""

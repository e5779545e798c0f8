"""Tests of the house as processes."""

"""Tỉnh Số: a Vietnamese province's e-government as one open-source platform."""

__version__ = "0.1.0"

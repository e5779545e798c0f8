"""Checking anybody's signatures: one report for PDF, XML, CMS and containers."""

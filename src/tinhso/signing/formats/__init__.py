"""Formats of signatures: CMS (CAdES), XML (XAdES) and containers (ASiC-E); PDF stands in `pdf`."""

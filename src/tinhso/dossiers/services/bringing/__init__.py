"""Dossiers of an old system: the open ones go on here, the closed ones stand in the book."""

from tinhso.dossiers.services.bringing.checking import DossierPass

__all__ = ["DossierPass"]

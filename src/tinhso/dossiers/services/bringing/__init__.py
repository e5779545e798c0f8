"""Dossiers of an old system: the open ones go on here, the closed ones stand in the book."""

from tinhso.dossiers.services.bringing.checking import DossierPass
from tinhso.dossiers.services.bringing.papers import PapersPass

__all__ = ["DossierPass", "PapersPass"]

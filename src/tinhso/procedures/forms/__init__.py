"""What people type on the pages of this room, and whether it can be taken."""

from tinhso.procedures.forms.catalogue import CatalogueForm, RatingForm
from tinhso.procedures.forms.rows import RowForm

__all__ = ["CatalogueForm", "RatingForm", "RowForm"]

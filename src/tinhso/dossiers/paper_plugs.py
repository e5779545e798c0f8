"""Files and printed papers of dossiers where others look for them: access log, public check."""

from tinhso.dossiers.queries.printed import paper_of_code
from tinhso.dossiers.services.file_access import note_file_opened
from tinhso.kernel.files.registry import on_open
from tinhso.signing.registry import paper_links, signed_uses


def register() -> None:
    """Keep who opened a file, find results by their printed code, have signatures checked."""
    on_open.register("dossiers", note_file_opened)
    paper_links.register("dossiers", paper_of_code)
    signed_uses.register("dossiers.signed_scan", True)
    signed_uses.register("dossiers.paper", False)  # an unsigned form says so on its face

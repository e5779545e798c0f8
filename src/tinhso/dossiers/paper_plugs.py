"""Files and printed papers of dossiers where others look for them: access log, public check."""

from tinhso.dossiers.queries.printed import paper_of_code
from tinhso.dossiers.services.file_access import note_file_opened
from tinhso.kernel.files.registry import on_open
from tinhso.signing.registry import paper_links


def register() -> None:
    """Keep who opened a file, and find results by the code printed on them."""
    on_open.register("dossiers", note_file_opened)
    paper_links.register("dossiers", paper_of_code)

"""Signed files that came with a dossier are checked and kept when it is received (Decree 30)."""

from tinhso.dossiers.models import Attachment
from tinhso.signing import services as signing


def receive_signed(*, dossier_id: int) -> int:
    """Let jobs check the files of a dossier's papers as they are now; returns of how many.

    What was looked at before is known to `signing`; nothing happens where nothing is kept.
    """
    rows = Attachment.objects.filter(
        dossier_id=dossier_id, superseded_at__isnull=True, file__isnull=False
    )
    files = [row.file for row in rows.select_related("file") if row.file is not None]
    return sum(signing.receive_later(file=file) for file in files)

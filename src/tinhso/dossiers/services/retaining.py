"""Papers of ended dossiers, kept for a time: what has run out, and destroying it for good."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Attachment, Dossier, DossierQuerySet, DraftFile
from tinhso.dossiers.rules.states import END_STATES
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Expired, Retained

MOST = 10_000


class PapersOfEnded(Retained):
    """Files that applicants handed in; the dossier, its answers and its signed results stay."""

    title = _("Giấy tờ người nộp đã gửi trong hồ sơ đã kết thúc")

    def _rows(self, agency_id: int, before: datetime) -> DossierQuerySet:
        papers = Attachment.objects.filter(dossier=OuterRef("pk"), file__isnull=False)
        return Dossier.objects.filter(
            Exists(papers),
            resolving_agency_id=agency_id,
            state__in=sorted(END_STATES),
            state_since__lt=before,
        )

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the dossiers that ended before a moment and still have papers."""
        rows = self._rows(agency_id, before).order_by("state_since", "pk")
        return [
            Expired(reference=str(row.uid), label=row.shown_number, ended_at=row.state_since)
            for row in rows[:limit]
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Let go of each paper: with the last record that has it go its bytes and wrapped key."""
        rows = Dossier.objects.select_for_update(of=("self",))
        dossier = rows.filter(uid=reference, state__in=sorted(END_STATES)).first()
        if dossier is None:
            return None
        hashes = []
        papers = Attachment.objects.filter(dossier=dossier, file__isnull=False)
        for paper in papers.select_related("file__blob").order_by("pk"):
            stored = paper.file
            if stored is None:
                continue
            paper.file = None
            paper.save(update_fields=["file"])
            if not _is_used(stored):
                hashes.append(files.sha256_of(stored))
                files.discard(stored, actor=actor)
        if not hashes:
            return None
        record("dossiers.papers_destroyed", actor=actor, target=dossier, files=len(hashes))
        return Destroyed(kind="dossiers.papers", reference=reference, hashes=hashes)


def _is_used(stored: StoredFile) -> bool:
    """Tell whether another dossier or draft has the same file too."""
    elsewhere = Attachment.objects.filter(file=stored).exists()
    return elsewhere or DraftFile.objects.filter(file=stored).exists()

"""Papers of ended dossiers and drafts left behind: what has run out, and destroying it for good."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Attachment, Dossier, DossierQuerySet, Draft, DraftFile
from tinhso.dossiers.rules.states import END_STATES
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Expired, Retained
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel

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


class DraftsLeft(Retained):
    """What somebody filled in for an agency and neither handed in nor went on with."""

    title = _("Bản nháp không nộp, với giấy tờ đã thêm vào")

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[Draft]:
        """Return an agency's drafts; one that names none yet is the province's."""
        mine = Q(agency_id=agency_id)
        if organization.agency(agency_id).level == AgencyLevel.PROVINCE:
            mine |= Q(agency_id=None)
        return Draft.objects.filter(mine, submitted_at=None, saved_at__lt=before)

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the drafts nobody saved since a moment, by their procedure."""
        rows = self._rows(agency_id, before).order_by("saved_at", "pk")
        codes = rows.annotate(code=F("procedure_version__procedure__code"))
        return [
            Expired(reference=str(row.uid), label=row.code, ended_at=row.saved_at)
            for row in codes[:limit]
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Throw the draft away with its papers; one handed in meanwhile is no draft any more."""
        rows = Draft.objects.select_for_update(of=("self",))
        draft = rows.filter(uid=reference, submitted_at=None).first()
        if draft is None:
            return None
        kept = [paper.file for paper in draft.files.select_related("file__blob").order_by("pk")]
        record("dossiers.draft_destroyed", actor=actor, target=draft, files=len(kept))
        draft.delete()
        hashes = []
        for stored in kept:
            if not _is_used(stored):
                hashes.append(files.sha256_of(stored))
                files.discard(stored, actor=actor)
        return Destroyed(kind="dossiers.drafts", reference=reference, hashes=hashes)


def _is_used(stored: StoredFile) -> bool:
    """Tell whether another dossier or draft has the same file too."""
    elsewhere = Attachment.objects.filter(file=stored).exists()
    return elsewhere or DraftFile.objects.filter(file=stored).exists()

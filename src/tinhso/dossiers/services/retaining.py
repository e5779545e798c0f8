"""Papers of ended dossiers and drafts left behind: what has run out, and destroying it for good."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import (
    Attachment,
    Charge,
    Complaint,
    Dossier,
    DossierQuerySet,
    Draft,
    Obligation,
    Party,
)
from tinhso.dossiers.rules.complaints import ComplaintState
from tinhso.dossiers.rules.states import END_STATES
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.files.letting_go import let_go
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Expired, Retained, Text, people_who_ask
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel

MOST = 10_000


def why_stopped(dossier_id: int) -> str:
    """Return why what belongs to a dossier stays for now: a complaint, somebody who asks."""
    if Complaint.objects.filter(dossier_id=dossier_id, state=ComplaintState.OPEN).exists():
        return gettext("có phản ánh chưa trả lời về hồ sơ")
    if Party.objects.filter(dossier_id=dossier_id, person_id__in=people_who_ask()).exists():
        return gettext("người trong hồ sơ đang chờ trả lời về dữ liệu của mình")
    return ""


class OfEndedDossiers(Retained):
    """What belongs to a dossier that has ended; one record is all of one dossier."""

    def having(self) -> Q:
        """Say which dossiers still have something of the kind."""
        raise NotImplementedError

    def _rows(self, agency_id: int, before: datetime) -> DossierQuerySet:
        return Dossier.objects.filter(
            self.having(),
            resolving_agency_id=agency_id,
            state__in=sorted(END_STATES),
            state_since__lt=before,
        )

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the dossiers that ended before a moment and still have some."""
        rows = self._rows(agency_id, before).order_by("state_since", "pk")
        return [
            Expired(reference=str(row.uid), label=row.shown_number, ended_at=row.state_since)
            for row in rows[:limit]
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def stopped(self, reference: str) -> Text:
        """Keep it while a complaint is open or somebody in it asks about his data."""
        found = Dossier.objects.filter(uid=reference).values_list("pk", flat=True).first()
        return "" if found is None else why_stopped(found)

    def ended(self, reference: str) -> Dossier | None:
        """Lock a dossier that has ended; None for one that lives again or is not here."""
        rows = Dossier.objects.select_for_update(of=("self",))
        return rows.filter(uid=reference, state__in=sorted(END_STATES)).first()


class PapersOfEnded(OfEndedDossiers):
    """Files that applicants handed in; the dossier, its answers and its signed results stay."""

    title = _("Giấy tờ người nộp đã gửi trong hồ sơ đã kết thúc, kể cả trong kho giấy tờ")
    models = (
        "dossiers.Attachment",
        "dossiers.Charge",
        "dossiers.Obligation",
        "dossiers.OwnPaper",
    )

    def having(self) -> Q:
        """Say which dossiers still have a paper of their applicant."""
        of_it = {"dossier": OuterRef("pk")}
        return (
            Q(Exists(Attachment.objects.filter(**of_it, file__isnull=False)))
            | Q(Exists(Charge.objects.filter(**of_it, claim_file__isnull=False)))
            | Q(Exists(Obligation.objects.filter(**of_it, sent_proof_file__isnull=False)))
        )

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Let go of each paper: with the last record that has it go its bytes and wrapped key.

        A paper that another dossier uses again stays with that one, and so in the owner's store.
        """
        dossier = self.ended(reference)
        if dossier is None:
            return None
        held = []
        for rows, field in (
            (Attachment.objects.filter(dossier=dossier), "file"),
            (Charge.objects.filter(dossier=dossier), "claim_file"),
            (Obligation.objects.filter(dossier=dossier), "sent_proof_file"),
        ):
            having = rows.filter(**{f"{field}__isnull": False})
            held += [
                getattr(row, field)
                for row in having.select_related(f"{field}__blob").order_by("pk")
            ]
            having.update(**{field: None})
        hashes = let_go(dict.fromkeys(held), actor=actor)
        if not hashes:
            return None
        record("dossiers.papers_destroyed", actor=actor, target=dossier, files=len(hashes))
        return Destroyed(kind="dossiers.papers", reference=reference, hashes=hashes)


class DraftsLeft(Retained):
    """What somebody filled in for an agency and neither handed in nor went on with."""

    title = _("Bản nháp không nộp, với giấy tờ đã thêm vào")
    models = ("dossiers.Draft", "dossiers.DraftFile")

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

    def stopped(self, reference: str) -> Text:
        """Keep it while its owner asks about his data."""
        rows = Draft.objects.filter(uid=reference, person_id__in=people_who_ask())
        return gettext("người soạn đang chờ trả lời về dữ liệu của mình") if rows.exists() else ""

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Throw the draft away with its papers; one handed in meanwhile is no draft any more."""
        rows = Draft.objects.select_for_update(of=("self",))
        draft = rows.filter(uid=reference, submitted_at=None).first()
        if draft is None:
            return None
        kept = [paper.file for paper in draft.files.select_related("file__blob").order_by("pk")]
        record("dossiers.draft_destroyed", actor=actor, target=draft, files=len(kept))
        draft.delete()
        hashes = let_go(dict.fromkeys(kept), actor=actor)
        return Destroyed(kind="dossiers.drafts", reference=reference, hashes=hashes)

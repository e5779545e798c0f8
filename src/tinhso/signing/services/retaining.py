"""Files kept at reception and data in ended requests for certificates: what has run out."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.files.letting_go import let_go
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Expired, Retained
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel
from tinhso.signing.models import (
    CertificateRequest,
    CertificateRequestLine,
    KeptFile,
    ReceivedFile,
)

MOST = 10_000
DIGEST = "signing.destroyed"


def forget_checked(stored: StoredFile, actor: Actor) -> Sequence[StoredFile]:
    """Drop the report of the check of a file that goes, and return the copy that proved it."""
    for report in ReceivedFile.objects.filter(file=stored):
        record("signing.received_destroyed", actor=actor, target=report)
        report.delete()
    kept = KeptFile.objects.filter(source=stored).select_related("copy__blob").first()
    if kept is None:
        return ()
    record("signing.kept_destroyed", actor=actor, target=kept)
    kept.delete()
    return () if kept.copy_id == stored.pk else (kept.copy,)


class ReceivedChecked(Retained):
    """Signed files that the public check kept for an agency, with the report of the check."""

    title = _("Tệp đã ký giữ khi tiếp nhận và biên bản kiểm tra chữ ký")
    models = ("signing.ReceivedFile",)

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[ReceivedFile]:
        mine = Q(agency_id=agency_id)
        if organization.agency(agency_id).level == AgencyLevel.PROVINCE:
            mine |= Q(agency_id=None)
        return ReceivedFile.objects.filter(mine, checked_at__lt=before)

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return what was checked before a moment."""
        rows = self._rows(agency_id, before).select_related("file").order_by("checked_at", "pk")
        return [
            Expired(reference=str(row.pk), label=row.file.name[:120], ended_at=row.checked_at)
            for row in rows[:limit]
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Delete the report; the file goes with the last record that has it, and its proofs too."""
        rows = ReceivedFile.objects.select_for_update(of=("self",)).select_related("file")
        found = rows.filter(pk=reference).first()
        if found is None:
            return None
        hashes = [keyed_hash(found.report, purpose=DIGEST)]
        record("signing.received_destroyed", actor=actor, target=found)
        kept = found.file
        found.delete()
        hashes += let_go([kept], actor=actor)
        return Destroyed(kind="signing.received", reference=reference, hashes=hashes)


class RequestsClosed(Retained):
    """Numbers and telephones of officials in requests for certificates that are done."""

    title = _("Số căn cước, điện thoại trong đề nghị chứng thư số đã xong")
    models = (
        "signing.CertificateRequest",
        "signing.CertificateRequestLine",
    )

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[CertificateRequest]:
        lines = CertificateRequestLine.objects.filter(request=OuterRef("pk"))
        whole = lines.filter(~Q(identity_number="") | ~Q(phone=""))
        return CertificateRequest.objects.filter(
            Exists(whole), agency_id=agency_id, closed_at__lt=before
        )

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return what was closed before a moment and still has somebody's number."""
        rows = self._rows(agency_id, before).order_by("closed_at", "pk")[:limit]
        return [
            Expired(
                reference=str(row.uid), label=row.number or str(row.uid)[:8], ended_at=row.closed_at
            )
            for row in rows
            if row.closed_at is not None
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty number, telephone and address; the signed request and its answer stay."""
        rows = CertificateRequest.objects.select_for_update(of=("self",))
        found = rows.filter(uid=reference, closed_at__isnull=False).first()
        if found is None:
            return None
        lines = found.lines.filter(~Q(identity_number="") | ~Q(phone="")).order_by("pk")
        hashes = [
            keyed_hash(f"{one.identity_number}\n{one.phone}\n{one.address}", purpose=DIGEST)
            for one in lines
        ]
        if not hashes:
            return None
        found.lines.update(identity_number="", identity_on=None, phone="", address="")
        record("signing.request_data_destroyed", actor=actor, target=found, lines=len(hashes))
        return Destroyed(kind="signing.requests", reference=reference, hashes=hashes)

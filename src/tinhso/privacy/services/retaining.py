"""Requests over data and breaches that have ended: what has run out, and destroying it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.files.letting_go import let_go
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Expired, Retained, Text, people_who_ask
from tinhso.privacy.breach_rules import KEPT_MONTHS, BreachState
from tinhso.privacy.models import (
    AuthorityRequest,
    Breach,
    Correction,
    DataCopy,
    DataRequest,
    RequestStep,
)
from tinhso.privacy.rules import OPEN

MOST = 10_000
WORDS = ("wish", "answer", "extension_reason", "outcome")
BREACH_WORDS = ("act", "consequences", "measures", "late_reason", "public_notice")


def _digest(*words: str) -> str:
    return keyed_hash("\n".join(words), purpose="privacy.destroyed")


class RequestsEnded(Retained):
    """What people asked over their data and were answered; number, kind and times stay."""

    title = _("Yêu cầu về dữ liệu cá nhân đã xong: lời yêu cầu, trả lời, giá trị đã sửa")
    models = (
        "privacy.DataRequest",
        "privacy.RequestStep",
        "privacy.DataCopy",
        "privacy.Correction",
        "privacy.Restriction",
    )
    months = 60

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[DataRequest]:
        rows = DataRequest.objects.filter(agency_id=agency_id, ended_at__lt=before)
        open_still = DataRequest.objects.filter(
            restriction__isnull=False, restriction__ended_at__isnull=True
        )
        return rows.exclude(state__in=OPEN).exclude(wish="").exclude(pk__in=open_still.values("pk"))

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the requests that ended before a moment; a standing restriction keeps its own."""
        rows = self._rows(agency_id, before).order_by("ended_at", "pk")[:limit]
        return [
            Expired(reference=str(row.uid), label=row.number, ended_at=row.ended_at)
            for row in rows
            if row.ended_at is not None
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def stopped(self, reference: str) -> Text:
        """Keep it while the same person waits for another answer."""
        rows = DataRequest.objects.filter(uid=reference, person_id__in=people_who_ask())
        return gettext("người này đang chờ trả lời một yêu cầu khác") if rows.exists() else ""

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty the words and what was corrected; a copy not fetched goes too."""
        rows = DataRequest.objects.select_for_update(of=("self",)).exclude(state__in=OPEN)
        one = rows.filter(uid=reference).exclude(wish="").first()
        if one is None:
            return None
        steps = RequestStep.objects.filter(request=one).exclude(words="").order_by("pk")
        corrected = Correction.objects.filter(request=one).order_by("pk")
        copies = DataCopy.objects.filter(request=one).select_related("file__blob")
        hashes = [
            _digest(*(getattr(one, name) for name in WORDS)),
            *(_digest(step.words) for step in steps),
            *(_digest(row.before, row.after) for row in corrected),
        ]
        files = [row.file for row in copies]
        for name in WORDS:
            setattr(one, name, "")
        one.save(update_fields=WORDS)
        steps.update(words="")
        corrected.update(before="", after="")
        copies.update(file=None)
        hashes += let_go(files, actor=actor)
        record("privacy.request_destroyed", actor=actor, target=one, records=len(hashes))
        return Destroyed(kind="privacy.requests", reference=reference, hashes=hashes)


class BreachesClosed(Retained):
    """What happened in a breach and to whom; at least five years, as the decree says."""

    title = _("Vi phạm dữ liệu đã khép: diễn biến, người bị ảnh hưởng")
    models = ("privacy.Breach", "privacy.BreachPerson")
    months = KEPT_MONTHS
    least_months = KEPT_MONTHS
    basis = _("Nghị định 356/2025/NĐ-CP, Điều 29: lưu ít nhất 5 năm")

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[Breach]:
        rows = Breach.objects.filter(agency_id=agency_id, closed_at__lt=before)
        return rows.filter(state=BreachState.CLOSED).exclude(act="")

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the breaches closed before a moment and still whole."""
        rows = self._rows(agency_id, before).order_by("closed_at", "pk")[:limit]
        return [
            Expired(reference=str(row.uid), label=row.number, ended_at=row.closed_at)
            for row in rows
            if row.closed_at is not None
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def stopped(self, reference: str) -> Text:
        """Keep it while somebody concerned waits for an answer over his data."""
        rows = Breach.objects.filter(uid=reference, concerned__person_id__in=people_who_ask())
        return gettext("người bị ảnh hưởng đang chờ trả lời về dữ liệu của mình") if rows else ""

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty the words and forget who was concerned; number, times and report stay."""
        rows = Breach.objects.select_for_update(of=("self",)).filter(state=BreachState.CLOSED)
        one = rows.filter(uid=reference).exclude(act="").first()
        if one is None:
            return None
        concerned = one.concerned.order_by("pk")
        hashes = [
            _digest(*(getattr(one, name) for name in BREACH_WORDS)),
            *(_digest(str(row.person_id), str(row.told_at)) for row in concerned),
        ]
        for name in BREACH_WORDS:
            setattr(one, name, "")
        one.save(update_fields=BREACH_WORDS)
        concerned.delete()
        record("privacy.breach_destroyed", actor=actor, target=one, records=len(hashes))
        return Destroyed(kind="privacy.breaches", reference=reference, hashes=hashes)


class AuthoritiesAnswered(Retained):
    """What a competent body asked and was given; who asked by which paper and when stays."""

    title = _("Yêu cầu của cơ quan có thẩm quyền đã xong: dữ liệu của ai, tệp đã cung cấp")
    models = (
        "privacy.AuthorityRequest",
        "privacy.AuthorityGrant",
        "privacy.AuthorityLook",
    )
    months = 60

    def _rows(self, agency_id: int, before: datetime) -> QuerySet[AuthorityRequest]:
        rows = AuthorityRequest.objects.filter(agency_id=agency_id, answered_at__lt=before)
        return rows.exclude(subject="")

    def expired(self, *, agency_id: int, before: datetime, limit: int) -> Sequence[Expired]:
        """Return the requests done or refused before a moment and still whole."""
        rows = self._rows(agency_id, before).order_by("answered_at", "pk")[:limit]
        return [
            Expired(reference=str(row.uid), label=row.number, ended_at=row.answered_at)
            for row in rows
            if row.answered_at is not None
        ]

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many there are, at most 10,000."""
        return self._rows(agency_id, before)[:MOST].count()

    def stopped(self, reference: str) -> Text:
        """Keep it while the person waits for an answer over his data, or may not know of it yet."""
        rows = AuthorityRequest.objects.filter(uid=reference)
        if rows.filter(person_id__in=people_who_ask()).exists():
            return gettext("người này đang chờ trả lời một yêu cầu khác")
        return ""

    def destroy(self, reference: str, *, actor: Actor) -> Destroyed | None:
        """Empty the words, forget the person, let go of the file."""
        rows = AuthorityRequest.objects.select_for_update(of=("self",))
        one = rows.filter(uid=reference, answered_at__isnull=False).exclude(subject="").first()
        if one is None:
            return None
        hashes = [_digest(one.subject, one.answer, one.late_reason, str(one.person_id))]
        files = [one.file]
        one.subject = one.answer = one.late_reason = ""
        one.file = one.person = None
        one.save(update_fields=["subject", "answer", "late_reason", "file", "person"])
        hashes += let_go(files, actor=actor)
        record("privacy.authority_destroyed", actor=actor, target=one, records=len(hashes))
        return Destroyed(kind="privacy.authorities", reference=reference, hashes=hashes)

"""What became of certificates in a period: new, renewed, changed, revoked, recovered, expired."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Final

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from tinhso.signing.models import CertificateQuerySet, CertificateRequestLine
from tinhso.signing.models.certificates import end_of
from tinhso.signing.rules import Coming, RevocationReason
from tinhso.signing.rules_requests import LineState, RequestKind

Moments = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Acts:
    """How many certificates had what done to them in a period."""

    new: int = 0
    renewed: int = 0
    changed: int = 0
    revoked: int = 0
    recovered: int = 0
    expired: int = 0

    @property
    def is_any(self) -> bool:
        """Tell whether anything happened."""
        return any(getattr(self, name) for name in ACTS)


ACTS: Final = tuple(one.name for one in fields(Acts))


def summed(counts: Iterable[Acts]) -> Acts:
    """Return the sums of several agencies' acts."""
    listed = list(counts)
    return Acts(**{name: sum(getattr(one, name) for one in listed) for name in ACTS})


def with_coming(rows: CertificateQuerySet) -> CertificateQuerySet:
    """Say of each how it came: by a change, in place of one before, or as the holder's first."""
    return rows.with_renewal().annotate(came_by=_coming())


def _coming() -> Case:
    answers = CertificateRequestLine.objects.filter(issued=OuterRef("pk"))
    by_change = Exists(answers.filter(request__kind=RequestKind.CHANGE))
    by_renewal = Exists(answers.filter(request__kind=RequestKind.RENEW))
    return Case(
        When(by_change, then=Value(Coming.CHANGED.value)),
        When(by_renewal | Q(is_renewed=True), then=Value(Coming.RENEWED.value)),
        default=Value(Coming.NEW.value),
        output_field=CharField(),
    )


def recovered(answered: Q) -> Q:
    """Return the condition of certificates whose device was recovered by such an answer."""
    return Q(pk__in=_recoveries().filter(answered).values("certificate"))


def acts_by_agency(
    seen: CertificateQuerySet, *, since: date, until: date
) -> Mapping[int | None, Acts]:
    """Count what happened between two days, both included, by the certificates' agencies."""
    period = (timezone.make_aware(datetime.combine(since, time.min)), end_of(until))
    found: dict[int | None, dict[str, int]] = {}
    for counted in (_issued(seen, period), _ended(seen, period), _recovered(seen, period)):
        for agency, name, n in counted:
            found.setdefault(agency, {})[name] = n
    return {agency: Acts(**counts) for agency, counts in found.items()}


def _issued(seen: CertificateQuerySet, period: Moments) -> Iterable[tuple[int | None, str, int]]:
    rows = seen.filter(not_before__range=period).with_renewal().annotate(came_by=_coming())
    counted = rows.order_by().values("agency_id", "came_by").annotate(n=Count("pk"))
    return counted.values_list("agency_id", "came_by", "n")


def _ended(seen: CertificateQuerySet, period: Moments) -> Iterable[tuple[int | None, str, int]]:
    revoked = Q(revoked_at__range=period) & ~Q(revocation_reason=RevocationReason.SUPERSEDED)
    expired = Q(revoked_at=None, not_after__range=period)
    rows = (
        seen.filter(revoked | expired)
        .order_by()
        .values("agency_id")
        .annotate(revoked=Count("pk", filter=revoked), expired=Count("pk", filter=expired))
    )
    for row in rows:
        yield row["agency_id"], "revoked", row["revoked"]
        yield row["agency_id"], "expired", row["expired"]


def _recovered(seen: CertificateQuerySet, period: Moments) -> Iterable[tuple[int | None, str, int]]:
    rows = seen.filter(recovered(Q(answered_at__range=period))).order_by()
    for agency, n in rows.values("agency_id").annotate(n=Count("pk")).values_list("agency_id", "n"):
        yield agency, "recovered", n


def _recoveries() -> QuerySet[CertificateRequestLine]:
    return CertificateRequestLine.objects.filter(
        request__kind=RequestKind.RESTORE, state=LineState.SETTLED, certificate__isnull=False
    )

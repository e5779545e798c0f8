"""Which certificates may be renewed now, and why the others may not: for one and for hundreds."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.errors import Invalid
from tinhso.signing.models import Certificate, CertificateRequestLine
from tinhso.signing.rules import usable_at
from tinhso.signing.rules_requests import OPEN_REQUESTS, RequestKind
from tinhso.signing.services.requests.holders import ends_soon


def why_not_renewed(rows: Sequence[Certificate]) -> dict[int, str]:
    """Say of each that cannot be renewed now what keeps it, in a few queries for all."""
    busy = set(
        CertificateRequestLine.objects.filter(
            certificate__in=[row.pk for row in rows], request__state__in=OPEN_REQUESTS
        ).values_list("certificate_id", flat=True)
    )
    renewed = renewed_among(rows)
    days: int = settings.TINHSO_CERTIFICATE_RENEWAL_DAYS
    late = _("Chỉ đề nghị gia hạn trong %(days)s ngày cuối của chứng thư.") % {"days": days}
    now = timezone.now()
    found: dict[int, str] = {}
    for row in rows:
        in_force = usable_at(
            not_before=row.not_before, not_after=row.not_after, revoked_at=row.revoked_at, at=now
        )
        if not in_force:
            found[row.pk] = _("Chứng thư không còn hiệu lực.")
        elif row.pk in busy:
            found[row.pk] = _("Chứng thư này đang có một yêu cầu chưa xong.")
        elif row.pk in renewed:
            found[row.pk] = _("Chứng thư chỉ gia hạn một lần; hãy đề nghị cấp mới khi sắp hết.")
        elif not ends_soon(row):
            found[row.pk] = late
    return found


def require_renewable(rows: Sequence[Certificate]) -> None:
    """Refuse a list in which one cannot be renewed, naming whose and why."""
    wrong = why_not_renewed(rows)
    if not wrong:
        return
    if len(rows) == 1:
        raise Invalid(fields={"certificates": next(iter(wrong.values()))})
    named = "; ".join(f"{row.name}: {wrong[row.pk]}" for row in rows if row.pk in wrong)
    raise Invalid(fields={"certificates": named[:2000]})


def renewed_among(rows: Sequence[Certificate]) -> set[int]:
    """Return those that came by renewal, or continue one that did."""
    origins: dict[int, set[int]] = {row.pk: {row.pk} for row in rows}
    edge = set(origins)
    while edge:
        behind = Certificate.objects.filter(pk__in=edge, follows__isnull=False)
        edge = set()
        for pk, before in behind.values_list("pk", "follows_id"):
            if before is not None and before not in origins:
                edge.add(before)
            if before is not None:
                origins.setdefault(before, set()).update(origins[pk])
    by_renewal = CertificateRequestLine.objects.filter(
        request__kind=RequestKind.RENEW, issued__in=list(origins)
    ).values_list("issued_id", flat=True)
    return {pk for issued in by_renewal if issued is not None for pk in origins[issued]}

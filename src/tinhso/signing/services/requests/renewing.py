"""Renewals of many certificates at once: one request with a list, drawn from the register."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.errors.sentences import joined, told
from tinhso.signing.models import Certificate, CertificateRequest
from tinhso.signing.rules_requests import MOST_RENEWALS, RequestKind, RequestState
from tinhso.signing.services.requests.drafting import draft_request, line_about, require_filing
from tinhso.signing.services.requests.renewable import why_not_renewed


@dataclass(frozen=True, kw_only=True)
class Renewals:
    """What a request to renew took in, and how many it left out for which reason."""

    request: CertificateRequest
    taken: int
    left_out: Mapping[str, int]


@transaction.atomic
def renew_many(
    *, certificates: Sequence[UUID], actor: Actor, agency_id: int | None = None
) -> Renewals:
    """Ask by one form for the renewal of all of these that may be renewed now.

    Raises `Invalid` when it can be asked for none of them, or they are too many for one form.
    """
    if len(certificates) > MOST_RENEWALS:
        raise Invalid(
            fields={
                "certificates": told(
                    _("Mỗi yêu cầu gia hạn nhiều nhất %(most)s chứng thư; hãy lọc bớt."),
                    most=MOST_RENEWALS,
                )
            }
        )
    require_filing(actor, agency_id)
    rows = list(Certificate.objects.visible_to(actor).filter(uid__in=certificates))
    wrong = why_not_renewed(rows)
    taken = [row.uid for row in rows if row.pk not in wrong]
    left_out = Counter(wrong.values())
    if not taken:
        said = joined(left_out) or _("Danh sách này không có chứng thư nào.")
        raise Invalid(fields={"certificates": said})
    request = draft_request(
        kind=RequestKind.RENEW, certificates=taken, agency_id=agency_id, actor=actor
    )
    return Renewals(request=request, taken=len(taken), left_out=left_out)


@transaction.atomic
def add_to_renewal(*, certificate_uid: UUID, actor: Actor) -> CertificateRequest:
    """Put a certificate on the request to renew that the actor is writing; begin one if none is."""
    filing = require_filing(actor, None)
    rows = Certificate.objects.visible_to(actor).select_related("device")
    certificate = fetch(rows, uid=certificate_uid)
    why = why_not_renewed([certificate])
    if why:
        raise Conflict(why[certificate.pk])
    open_ones = CertificateRequest.objects.visible_to(actor).filter(
        kind=RequestKind.RENEW,
        state=RequestState.DRAFT,
        asked_by=actor.id,
        agency_id=filing,
        proposal=None,
    )
    request = open_ones.select_for_update(of=("self",)).order_by("-pk").first()
    if request is None or request.lines.count() >= MOST_RENEWALS:
        return draft_request(kind=RequestKind.RENEW, certificates=[certificate_uid], actor=actor)
    line = line_about(certificate)
    line.request = request
    line.save()
    audit.record("signing.request_line_added", actor=actor, target=request, line=str(line.uid))
    return request

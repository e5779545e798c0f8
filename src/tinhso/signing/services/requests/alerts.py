"""Telling that an answer did not come in time, or a device did not go back."""

from collections.abc import Set
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tinhso.identity.queries import accounts_with
from tinhso.kernel.notifications.services import notify
from tinhso.signing.kinds import REQUEST_LATE
from tinhso.signing.models import CertificateRequest, CertificateRequestLine
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules_requests import LineState
from tinhso.signing.services.requests.sending import channel_of


@transaction.atomic
def warn_of_late_requests() -> int:
    """Tell who asked, once for each request and device, and who is to answer here.

    Returns how many notices were written.
    """
    told = 0
    answering = set(accounts_with(SigningPermission.MANAGE_CERTIFICATES))
    for request in CertificateRequest.objects.all().late().order_by("pk"):
        plug = channel_of(request)
        here = answering if plug is not None and not plug.is_by_hand else set()
        told += _tell(request, request.due_at, key=f"{request.uid}:answer", beside=here)
    lines = CertificateRequestLine.objects.filter(
        state=LineState.REVOKED, device_due_at__lt=timezone.now()
    )
    for line in lines.select_related("request").order_by("pk"):
        told += _tell(line.request, line.device_due_at, key=f"{line.uid}:device")
    return told


def _tell(
    request: CertificateRequest,
    due_at: datetime | None,
    *,
    key: str,
    beside: Set[UUID] = frozenset(),
) -> int:
    if due_at is None:
        return 0
    readers = set(beside) | ({request.asked_by} if request.asked_by else set())
    values: dict[str, str | date] = {
        "number": request.number,
        "due": timezone.localdate(due_at),
    }
    told = 0
    for reader in sorted(readers):
        told += len(
            notify(
                account_uid=reader,
                kind=REQUEST_LATE.code,
                values=values,
                link=request.get_absolute_url(),
                key=key,
            )
        )
    return told

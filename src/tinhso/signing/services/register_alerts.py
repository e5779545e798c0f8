"""Telling in time that a certificate runs out: its holder, and the clerks of his agency."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tinhso.identity.queries import accounts_in
from tinhso.kernel.notifications.services import notify
from tinhso.signing.kinds import ENDING
from tinhso.signing.models import Certificate
from tinhso.signing.models.certificates import end_of
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import nearest_warning

OWN_PAGE = "/tai-khoan/chu-ky-so/"
REGISTER = "/lam-viec/chung-thu-so/"


@transaction.atomic
def warn_of_ending(*, on: date) -> int:
    """Tell of certificates that run out within the days set for it; once for each of these days.

    What has been renewed already is not told of. Returns how many notices were written.
    """
    ahead: list[int] = settings.TINHSO_CERTIFICATE_WARNING_DAYS
    if not ahead:
        return 0
    last = end_of(on + timedelta(days=max(ahead)))
    ending = Certificate.objects.held_on(on).filter(not_after__lte=last).order_by("pk")
    clerks: dict[int, set[UUID]] = defaultdict(set)
    for line in accounts_in(permission=SigningPermission.SEAL_DOCUMENT):
        clerks[line.agency_id].add(line.uid)
    return sum(
        _warn(row, on=on, ahead=ahead, clerks=clerks.get(row.agency_id or 0, ()))
        for row in ending.iterator(chunk_size=500)
    )


def _warn(row: Certificate, *, on: date, ahead: Iterable[int], clerks: Iterable[UUID]) -> int:
    ends_on = timezone.localdate(row.not_after)
    days = nearest_warning(left=(ends_on - on).days, ahead=ahead)
    if days is None:
        return 0
    readers = dict.fromkeys(clerks, REGISTER)
    if row.account_uid is not None:
        readers[row.account_uid] = OWN_PAGE
    told = 0
    for reader, link in sorted(readers.items()):
        told += len(
            notify(
                account_uid=reader,
                kind=ENDING.code,
                values={"name": row.name, "serial": row.serial[-8:], "on": ends_on},
                link=link,
                key=f"{row.uid}:{days}",
            )
        )
    return told

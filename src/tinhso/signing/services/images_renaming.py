"""An agency that goes on under another name: its seal and certificates still bear the old one.

Decree 68/2024, Article 15: another name of an organisation is a change of its certificate (form
04). Whether a seal may be used on until the new one is made is not fixed here: nothing is stopped,
the clerks are told on the day.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tinhso.identity.queries import accounts_in
from tinhso.kernel.notifications.services import notify
from tinhso.organization.queries import agency_names, renamed_between
from tinhso.signing.kinds import SEAL_RENAMED
from tinhso.signing.models import Certificate, CertificateProposal, SignatureImage
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole, ProposalCause, RequestForm
from tinhso.signing.rules_images import ImageRole
from tinhso.signing.services.images_merging import PLACE
from tinhso.signing.services.register_proposals import propose

LOOKED_BACK: Final = timedelta(days=90)
"""A house that stood still on the day catches up; what was proposed since is not proposed again."""


@transaction.atomic
def review_renamed(*, on: date) -> int:
    """Propose what follows for each agency that bears another name since lately.

    Returns for how many pictures and certificates something was proposed; run again, for none.
    """
    renamed = renamed_between(on - LOOKED_BACK, on)
    return _pictures(renamed, on) + _certificates(renamed)


def _pictures(renamed: Mapping[int, date], on: date) -> int:
    rows = SignatureImage.objects.filter(role=ImageRole.AGENCY, agency_id__in=renamed)
    waiting = set(rows.filter(state="proposed").values_list("agency_id", flat=True))
    names = agency_names(renamed, on)
    done: set[int] = set()
    told = 0
    now = timezone.now()
    for row in sorted(rows, key=SignatureImage.in_order, reverse=True):
        if row.agency_id in done or not row.is_used_at(now):
            continue
        done.add(row.agency_id)
        name = names[row.agency_id]
        if row.agency_id not in waiting and row.name != name:
            told += _tell(row, name)
    return told


def _tell(row: SignatureImage, name: str) -> bool:
    clerks = accounts_in(agency_id=row.agency_id, permission=SigningPermission.SEAL_DOCUMENT)
    written = [
        notify(
            account_uid=uid,
            kind=SEAL_RENAMED.code,
            values={"agency": name, "before": row.name},
            link=PLACE,
            key=f"{row.uid}:{name}",
        )
        for uid in sorted({line.uid for line in clerks})
    ]
    return any(written)


def _certificates(renamed: Mapping[int, date]) -> int:
    rows = Certificate.objects.in_force().filter(role=CertificateRole.AGENCY, agency_id__in=renamed)
    raised = 0
    for row in rows.order_by("pk"):
        since = renamed[row.agency_id or 0]
        asked = CertificateProposal.objects.filter(certificate=row, cause=ProposalCause.MERGED)
        if timezone.localdate(row.not_before) >= since:
            continue
        if asked.filter(raised_at__date__gte=since).exists():
            continue
        made = propose(
            row,
            cause=ProposalCause.MERGED,
            form=RequestForm.CHANGE,
            agency_id=row.agency_id or 0,
        )
        raised += made is not None
    return raised

"""Whether what a person signed can still carry the agency's seal: his key may have been lost since.

Between signature and seal days can pass. A key that was lost or may be in other hands proves
nothing any more, whatever its signature's time-stamp says; whose certificate ended for another
reason signed validly as long as the file itself proves that he did it before.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from tinhso.kernel import files
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import Told, told
from tinhso.signing.checking.report import Report, Revocation, Verdict
from tinhso.signing.models import (
    Certificate,
    CertificateRequestLine,
    Signatory,
    SigningItem,
)
from tinhso.signing.pki import AUTHORITY_NAME
from tinhso.signing.rules import CertificateRole, DeviceState, RevocationReason
from tinhso.signing.rules_requests import REPORTED, RequestKind
from tinhso.signing.services.verification import verify

STOLEN: Final = frozenset({RevocationReason.KEY_COMPROMISE, RevocationReason.DEVICE_LOST})
"""Reasons for which nothing of that key counts before it is sealed: Decree 68/2024, Article 17."""

LOOKED_BACK: Final = timedelta(days=90)
"""Several sign one after another: the first of them so long before the last, as a rule."""


class SignatureLost(DomainError):
    """The agency seals only over a personal signature that one can still rely on."""

    code = "signing.signature_lost"
    title = gettext_lazy("Chữ ký không còn dùng được để đóng dấu")
    mend_label = gettext_lazy("Trả lại để ký lại")


@dataclass(frozen=True, kw_only=True)
class LostSignature:
    """Whose signature does not count any more, since when, and why (a `RevocationReason`)."""

    name: str
    reason: str = ""
    at: datetime | None = None

    @property
    def sentence(self) -> Told:
        """Say it as the clerk, the signer and who prepared the paper read it."""
        at = _moment(self.at)
        if self.reason in STOLEN and self.at is not None:
            return told(
                _("Chứng thư số của %(name)s đã bị thu hồi lúc %(at)s (%(why)s) sau khi ký."),
                name=self.name,
                at=at,
                why=Told(str(RevocationReason(self.reason).label).lower()),
            )
        if self.reason in STOLEN:
            said = _("Khóa của %(name)s đã được báo là mất, bị lộ hoặc nghi bị lộ.")
        elif self.at is not None:
            said = _(
                "Chứng thư số của %(name)s đã bị thu hồi lúc %(at)s và không có dấu thời gian"
                " chứng minh đã ký trước đó."
            )
        else:
            said = _("Chữ ký số của %(name)s không còn kiểm tra được là đúng.")
        return told(said, name=self.name, at=at)


def _moment(at: datetime | None) -> str:
    return "" if at is None else timezone.localtime(at).strftime("%H:%M, %d/%m/%Y")


def signers_of(item: SigningItem) -> list[Certificate]:
    """Return with which certificates of persons a signed paper was signed, read from its file."""
    if item.signed_file is None:
        return []
    serials = _serials_in(files.open_file(item.signed_file))
    rows = Certificate.objects.filter(serial__in=serials, role=CertificateRole.PERSON)
    return list(rows.select_related("device").order_by("pk"))


def _serials_in(pdf: bytes) -> set[str]:
    try:
        signed = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_regular_signatures
        held = [one.signer_cert for one in signed]
    except PdfError:
        return set()
    return {f"{one.serial_number:x}" for one in held if one is not None}


def lost_signature(
    item: SigningItem, signers: Sequence[Certificate] | None = None, *, asks: bool = False
) -> LostSignature | None:
    """Return the first signature of a paper that carries no seal any more; None when all hold.

    With `asks` authorities elsewhere are asked about certificates of theirs: never within a
    transaction.
    """
    report: Report | None = None
    rows = signers_of(item) if signers is None else list(signers)
    fresh = {row.pk: row for row in Certificate.objects.filter(pk__in=[one.pk for one in rows])}
    for row in (fresh[one.pk] for one in rows):
        is_others = row.issuer != AUTHORITY_NAME
        if row.revoked_at is not None and row.revocation_reason in STOLEN:
            return LostSignature(name=row.name, reason=row.revocation_reason, at=row.revoked_at)
        if row.revoked_at is None and is_reported(row):
            return LostSignature(name=row.name, reason=RevocationReason.KEY_COMPROMISE)
        if row.revoked_at is not None or (is_others and asks):
            report = report or _checked(item, asks=asks)
            if (found := _against(row, report)) is not None:
                return found
    return None


def is_reported(certificate: Certificate) -> bool:
    """Tell whether a key was reported lost or compromised before its authority answered."""
    if certificate.device is not None and certificate.device.state == DeviceState.LOST:
        return True
    lines = CertificateRequestLine.objects.filter(certificate=certificate, reason__in=STOLEN)
    return lines.filter(request__kind=RequestKind.REVOKE, request__state__in=REPORTED).exists()


def _checked(item: SigningItem, *, asks: bool) -> Report | None:
    if item.signed_file is None:
        return None
    return verify(files.open_file(item.signed_file), asks=asks)


def _against(row: Certificate, report: Report | None) -> LostSignature | None:
    """Return what the file's own check says against one certificate's signature."""
    mine = [one for one in report.signatures if one.serial == row.serial] if report else []
    revoked = any(one.revocation is Revocation.REVOKED for one in mine)
    invalid = any(one.verdict is Verdict.INVALID for one in mine)
    unproved = row.revoked_at is not None and any(one.verdict is not Verdict.VALID for one in mine)
    if invalid or unproved or (revoked and row.revoked_at is None):
        return LostSignature(name=row.name, reason=row.revocation_reason, at=row.revoked_at)
    return None


def require_still_signed(
    item: SigningItem, signers: Sequence[Certificate] | None = None, *, asks: bool = False
) -> None:
    """Refuse (`SignatureLost`) to number or seal over a signature that does not count any more."""
    lost = lost_signature(item, signers, asks=asks)
    if lost is not None:
        refusal = SignatureLost(
            told(
                _("Chưa cấp số, đóng dấu “%(title)s”. %(why)s Hãy trả lại để ký lại."),
                title=item.title,
                why=lost.sentence,
            )
        )
        refusal.mend_url = reverse("signing:void", args=[item.uid])
        raise refusal


def lost_among(items: Sequence[SigningItem]) -> dict[int, LostSignature]:
    """Return which of a clerk's papers lost a signature, by key.

    Only those are opened whose signers' keys were revoked or reported: a list stays quick. Who
    signed for another by delegation is looked at when the paper is pressed.
    """
    accounts = {item.pk: {item.for_account} for item in items}
    rows = Signatory.objects.filter(item__in=accounts, voided_at=None)
    for item_pk, account in rows.values_list("item", "account_uid"):
        accounts[item_pk].add(account)
    everybody = set[UUID]().union(*accounts.values())
    theirs = Certificate.objects.filter(account_uid__in=everybody, role=CertificateRole.PERSON)
    asked = CertificateRequestLine.objects.filter(reason__in=STOLEN, certificate__isnull=False)
    doubted = Q(revoked_at__isnull=False) | Q(device__state=DeviceState.LOST)
    doubted |= Q(pk__in=asked.filter(request__state__in=REPORTED).values("certificate"))
    since = min((item.decided_at for item in items if item.decided_at), default=None)
    if since is not None:
        doubted &= Q(revoked_at__gte=since - LOOKED_BACK) | Q(revoked_at=None)
    suspects = set(theirs.filter(doubted).values_list("account_uid", flat=True))
    looked_at = [item for item in items if accounts[item.pk] & suspects]
    found = {item.pk: lost_signature(item) for item in looked_at}
    return {pk: lost for pk, lost in found.items() if lost is not None}

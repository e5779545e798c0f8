"""What this room holds about a person: his certificates, and what he was asked to sign."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeAlias
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.identity.queries import accounts_of_person
from tinhso.kernel.registry.holdings import HeldRecord, Holder, Kept
from tinhso.signing.models import (
    Certificate,
    CertificateRequestLine,
    KeyUse,
    Signatory,
    SignatureImage,
    SigningAgent,
    SigningItem,
    SigningItemQuerySet,
)

Accounts: TypeAlias = Collection[UUID]


class SignatureHolder(Holder):
    """Certificates and acts of signing of a person; the papers themselves are the agencies'."""

    title = _("Chứng thư số và việc ký")

    def held(self, person_id: int) -> Iterator[HeldRecord]:
        """Give each certificate, then each paper that was put before him."""
        accounts = accounts_of_person(person_id)
        for records in RECORDS:
            yield from records(accounts)

    def kept(self, person_id: int) -> Sequence[Kept]:
        """Keep whatever a signature is checked by."""
        accounts = accounts_of_person(person_id)
        count = Certificate.objects.filter(account_uid__in=accounts).count()
        count += KeyUse.objects.filter(certificate__account_uid__in=accounts).count()
        count += SigningAgent.objects.filter(account_uid__in=accounts).count()
        count += SignatureImage.objects.filter(account_uid__in=accounts).count()
        count += _put_before(accounts).count()
        count += CertificateRequestLine.objects.filter(account_uid__in=accounts).count()
        if not count:
            return ()
        why = _("cần để kiểm tra chữ ký trên văn bản đã ban hành")
        return [Kept(label=self.title, count=count, why=why)]


def _put_before(accounts: Accounts) -> SigningItemQuerySet:
    """Return what was put before somebody, alone or as one of several."""
    beside = Signatory.objects.filter(account_uid__in=accounts).values("item")
    return SigningItem.objects.filter(Q(for_account__in=accounts) | Q(pk__in=beside))


def _certificates(accounts: Accounts) -> Iterator[HeldRecord]:
    """Give each certificate."""
    for row in Certificate.objects.filter(account_uid__in=accounts).order_by("pk"):
        yield HeldRecord(
            kind="signing.certificate",
            reference=str(row.uid),
            label=_("Chứng thư số"),
            since=row.not_before,
            fields=(
                (_("Tên chủ thể"), row.name),
                (_("Chức vụ"), row.title),
                (_("Cơ quan"), row.agency_name),
                (_("Số chứng thư"), row.serial),
                (_("Nơi cấp"), row.issuer),
                (_("Hiệu lực đến"), row.not_after.isoformat()),
            ),
        )


def _requests(accounts: Accounts) -> Iterator[HeldRecord]:
    """Give what was asked for about his certificates."""
    asked = CertificateRequestLine.objects.filter(account_uid__in=accounts)
    for line in asked.select_related("request").order_by("pk"):
        yield HeldRecord(
            kind="signing.request_line",
            reference=str(line.uid),
            label=_("Yêu cầu về chứng thư số"),
            since=line.request.asked_at,
            fields=(
                (_("Loại yêu cầu"), str(line.request.get_kind_display())),
                (_("Thư công vụ"), line.email),
                (_("Số căn cước"), line.identity_number),
                (_("Số điện thoại"), line.phone),
                (_("Kết quả"), str(line.get_state_display())),
            ),
        )


def _uses(accounts: Accounts) -> Iterator[HeldRecord]:
    """Give each use of his keys."""
    uses = KeyUse.objects.filter(certificate__account_uid__in=accounts).order_by("pk")
    for use in uses.iterator(chunk_size=500):
        yield HeldRecord(
            kind="signing.key_use",
            reference=str(use.pk),
            label=_("Lần dùng khóa"),
            since=use.at,
            fields=(
                (_("Ký gì"), use.title),
                (_("Từ đâu"), str(use.get_source_display())),
                (_("Kết quả"), str(use.get_outcome_display())),
            ),
        )


def _images(accounts: Accounts) -> Iterator[HeldRecord]:
    """Give the pictures of his signature."""
    for image in SignatureImage.objects.filter(account_uid__in=accounts).order_by("pk"):
        yield HeldRecord(
            kind="signing.image",
            reference=str(image.uid),
            label=_("Ảnh chữ ký"),
            since=image.proposed_at,
            fields=(
                (_("Tình trạng"), image.get_state_display()),
                (_("Dùng từ ngày"), image.valid_from.isoformat()),
                (_("Cỡ (mm)"), f"{image.width_mm} × {image.height_mm}"),
            ),
        )


def _agents(accounts: Accounts) -> Iterator[HeldRecord]:
    """Give the computers on which he signs."""
    for agent in SigningAgent.objects.filter(account_uid__in=accounts).order_by("pk"):
        yield HeldRecord(
            kind="signing.agent",
            reference=str(agent.uid),
            label=_("Máy ký"),
            since=agent.joined_at or agent.code_until,
            fields=(
                (_("tên máy"), agent.name),
                (_("thấy lần cuối"), agent.seen_at.isoformat() if agent.seen_at else ""),
                (_("lúc bỏ ghép"), agent.ended_at.isoformat() if agent.ended_at else ""),
            ),
        )


def _items(accounts: Accounts) -> Iterator[HeldRecord]:
    """Give what was put before him to be signed."""
    items = _put_before(accounts).order_by("pk")
    for item in items.iterator(chunk_size=500):
        yield HeldRecord(
            kind="signing.item",
            reference=str(item.uid),
            label=_("Văn bản trình bạn ký"),
            since=item.requested_at,
            fields=(
                (_("Tên văn bản"), item.title),
                (_("Tình trạng"), item.get_state_display()),
                (_("Lúc quyết định"), item.decided_at.isoformat() if item.decided_at else ""),
            ),
        )


RECORDS: Final = (_certificates, _requests, _uses, _images, _agents, _items)
"""What the room holds, in the order in which a person reads it."""

"""Requests of the demonstration, one in each state, grown through the services.

The commune whose officials people sign in as has requests that put nothing more into the queues of
its head and its clerk; those that wait for signature and seal belong to a department.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from tinhso.identity.queries import account_by_login, accounts_in, actor_of_account
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.signing.models import Certificate, CertificateRequest, CertificateRequestLine
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.queries.queue import item_of
from tinhso.signing.requests_values import LineValues
from tinhso.signing.rules import CertificateRole, RevocationReason
from tinhso.signing.rules_requests import RequestKind
from tinhso.signing.services.confirming import start_confirmation
from tinhso.signing.services.queue import open_item
from tinhso.signing.services.queue_signing import sign_items
from tinhso.signing.services.requests.answers import grant_line, refuse_line
from tinhso.signing.services.requests.drafting import complete_line, draft_request, put_before_head
from tinhso.signing.services.requests.handover import hand_over
from tinhso.signing.services.requests.papers import KIND
from tinhso.signing.services.requests.sending import deliver_request
from tinhso.signing.services.sealing import number_and_seal

GROWER: Final = system_actor("signing.demonstration")
SEEN_FROM: Final = "vanthu"
"""The clerk as whom people sign in."""
PERSON: Final = LineValues(
    title="Văn thư",
    email="vanthu@caobang.example",
    identity_number="004190000017",
    identity_on=date(2022, 5, 16),
    identity_by="Cục Cảnh sát quản lý hành chính về trật tự xã hội",
    device_kind="token",
)


def a_device(name: str) -> LineValues:
    """Return what form 03 says of a device or service."""
    return LineValues(
        name=name, email="hethong@caobang.example", device_kind="server", receiver="Tổ công nghệ"
    )


@dataclass(frozen=True)
class Office:
    """An agency that asks: its clerk and its head."""

    agency_id: int
    clerk: Actor
    head: Actor

    def asked(
        self,
        kind: str,
        values: LineValues,
        *,
        accounts: Sequence[UUID] = (),
        names: Sequence[str] = (),
        certificates: Sequence[UUID] = (),
    ) -> CertificateRequest:
        """Draw a request up and complete its only line."""
        made = draft_request(
            kind=kind,
            agency_id=self.agency_id,
            accounts=accounts,
            names=names,
            certificates=certificates,
            actor=self.clerk,
        )
        complete_line(uid=made.lines.get().uid, values=values, actor=self.clerk)
        return made

    def for_device(self, name: str) -> CertificateRequest:
        """Ask for the certificate of a device or service."""
        return self.asked(RequestKind.DEVICE, a_device(name), names=[name])

    def before_head(self, request: CertificateRequest) -> CertificateRequest:
        """Put a request before the head."""
        return put_before_head(
            uid=request.uid,
            signer=self.head.id,
            contact_name=self.clerk.name,
            contact_phone="02063000000",
            actor=self.clerk,
        )

    def signed(self, request: CertificateRequest) -> UUID:
        """Have the head read and sign; return what the clerk is to seal."""
        item = item_of(kind=KIND, reference=str(self.before_head(request).uid))
        if item is None:
            raise LookupError(f"{request} is not in the queue")
        open_item(item_uid=item.uid, actor=self.head)
        asked = start_confirmation(item_uids=[item.uid], actor=self.head)
        (done,) = sign_items(
            item_uids=[item.uid],
            confirmation_uid=asked.uid,
            code=asked.secret,
            actor=self.head,
        )
        if not done.signed:
            raise LookupError(f"{request}: {done.code} {done.message}")
        return item.uid

    def sent(self, request: CertificateRequest) -> CertificateRequestLine:
        """Have it signed, sealed and carried to the authority; return its only line."""
        number_and_seal(item_uid=self.signed(request), actor=self.clerk)
        deliver_request(uid=request.uid)
        return request.lines.get()


def load_demonstration_requests() -> int:
    """Give two agencies requests in every state; run again, nothing is added. Returns how many."""
    if CertificateRequest.objects.exists():
        return 0
    offices = _offices()
    for office, grow in zip(offices, (_at_the_commune, _at_the_department), strict=False):
        grow(office)
    return CertificateRequest.objects.count()


def _offices() -> list[Office]:
    """Return the agency of the clerk people sign in as, and the first other that can ask."""
    seen_from = account_by_login(SEEN_FROM)
    clerks = accounts_in(permission=P.ASK_CERTIFICATE)
    clerks.sort(key=lambda line: (line.uid != seen_from, line.agency_id))
    found: dict[int, Office] = {}
    for line in clerks:
        heads = accounts_in(agency_id=line.agency_id, permission=P.SIGN_ITEM)
        certified = [head for head in heads if _certificate(head.uid) is not None]
        if certified and line.agency_id not in found:
            clerk, head = actor_of_account(line.uid), actor_of_account(certified[0].uid)
            found[line.agency_id] = Office(line.agency_id, clerk, head)
    return list(found.values())[:2]


def _at_the_commune(office: Office) -> None:
    with _days_ago(40):
        line = office.sent(office.for_device("Máy chủ một cửa điện tử"))
        grant_line(uid=line.uid, years=5, device_serial="MC-2026-004", actor=GROWER)
        hand_over(line_uid=line.uid, actor=office.clerk)
    line.refresh_from_db()
    if line.issued is not None:
        _changed_and_recovered(office, line.issued)
    with _days_ago(12):
        line = office.sent(office.for_device("Phần mềm số hóa"))
        refuse_line(uid=line.uid, reason="Chưa có quyết định giao quản lý phần mềm.", actor=GROWER)
    with _days_ago(3):
        clerk = office.clerk.id
        accounts = [clerk] if clerk is not None else []
        line = office.sent(office.asked(RequestKind.PERSON, PERSON, accounts=accounts))
        grant_line(uid=line.uid, device_serial="TK-2026-0117", actor=GROWER)
    held = _of_an_official(office)
    if held is not None:
        moved = LineValues(
            name=held.name,
            title=held.title,
            agency_name=held.agency_name,
            email="canbo@caobang.example",
        )
        office.asked(RequestKind.CHANGE, moved, certificates=[held.uid])


def _changed_and_recovered(office: Office, held: Certificate) -> None:
    """Have a device's certificate changed, and later its key device recovered."""
    with _days_ago(25):
        words = LineValues(
            name=held.name,
            agency_name=held.agency_name,
            email="motcua@caobang.example",
            note="Đổi thư công vụ",
        )
        line = office.sent(office.asked(RequestKind.CHANGE, words, certificates=[held.uid]))
        line = grant_line(uid=line.uid, actor=GROWER)
    if line.issued is None:
        return
    with _days_ago(9):
        why = LineValues(note="Khóa do nhập sai PIN")
        asked = office.asked(RequestKind.RESTORE, why, certificates=[line.issued.uid])
        grant_line(uid=office.sent(asked).uid, actor=GROWER)


def _at_the_department(office: Office) -> None:
    with _days_ago(20):
        office.sent(office.for_device("Dịch vụ tra cứu kết quả"))
    with _days_ago(1):
        clerk = office.clerk.id
        accounts = [clerk] if clerk is not None else []
        office.sent(office.asked(RequestKind.PERSON, PERSON, accounts=accounts))
    with _days_ago(2):
        line = office.sent(office.for_device("Cổng tiếp nhận văn bản"))
        grant_line(uid=line.uid, device_serial="MC-2026-009", actor=GROWER)
        hand_over(line_uid=line.uid, actor=office.clerk)
        line.refresh_from_db()
        if line.issued is not None:
            why = LineValues(reason=RevocationReason.DEVICE_LOST, note="Thiết bị hỏng")
            ended = office.asked(RequestKind.REVOKE, why, certificates=[line.issued.uid])
            grant_line(uid=office.sent(ended).uid, actor=GROWER)
    office.before_head(office.for_device("Máy trạm kết nối trục"))
    office.signed(office.for_device("Phần mềm quản lý văn bản"))


def _of_an_official(office: Office) -> Certificate | None:
    """Return the certificate of an official of the agency who is not its head."""
    rows = Certificate.objects.usable().filter(
        agency_id=office.agency_id, role=CertificateRole.PERSON
    )
    return rows.exclude(account_uid__in=[office.head.id, office.clerk.id]).order_by("pk").first()


def _certificate(account_uid: UUID) -> Certificate | None:
    return Certificate.objects.usable().filter(account_uid=account_uid).first()


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    with clock_set_to(timezone.now() - timedelta(days=days)):
        yield

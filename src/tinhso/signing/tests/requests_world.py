"""An agency with a head who signs, a clerk who asks and seals, and an official to ask for."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.test import Client

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.events.testing import deliver_all
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.models import CertificateRequest, CertificateRequestLine, SigningItem
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.rules import account_of
from tinhso.signing.rules_requests import RequestKind
from tinhso.signing.services.requests import LineValues
from tinhso.signing.testing import certificate_for, confirmed

if TYPE_CHECKING:
    from tinhso.identity.models import Account
    from tinhso.organization.models import Agency

PERSON = LineValues(
    title="Chuyên viên",
    email="hanh@caobang.example",
    identity_number="004085001234",
    identity_on=date(2022, 3, 4),
    identity_by="Cục Cảnh sát QLHC về TTXH",
    device_kind="token",
)


@dataclass
class World:
    """Who takes part in the life of a certificate."""

    agency: "Agency"
    clerk: "Account"
    head: "Account"
    operator: "Account"
    official: "Account"
    office: UUID
    """The official's office."""

    @classmethod
    def make(cls) -> "World":
        """Appoint them all in one agency, certified so far as they sign and seal."""
        unit = UnitFactory.create()
        people = {
            "clerk": (P.SEAL_DOCUMENT, P.ASK_CERTIFICATE),
            "head": (P.SIGN_ITEM,),
            "operator": (P.MANAGE_CERTIFICATES,),
            "official": (P.SIGN_SCAN,),
        }
        made = {name: OfficialFactory.create() for name in people}
        offices = {
            name: give_role(made[name], *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
            for name, permissions in people.items()
        }
        certificate_for(account_uid=made["head"].uid, agency_id=unit.agency_id)
        certificate_for(agency_id=unit.agency_id)
        return cls(unit.agency, **made, office=offices["official"].uid)

    @property
    def agency_id(self) -> int:
        """Return the agency's key."""
        return self.agency.pk

    def by(self, name: str) -> Actor:
        """Return one of them as he acts."""
        return actor_for(getattr(self, name))

    def client(self, name: str) -> Client:
        """Return the browser of one of them, signed in."""
        client = Client()
        client.force_login(getattr(self, name))
        return client

    def drafted(self, *accounts: UUID) -> CertificateRequest:
        """Return a request for new certificates of officials, complete."""
        request = services.requests.draft_request(
            kind=RequestKind.PERSON,
            accounts=accounts or (self.official.uid,),
            actor=self.by("clerk"),
        )
        for line in request.lines.all():
            services.requests.complete_line(uid=line.uid, values=PERSON, actor=self.by("clerk"))
        return request

    def sent(self, request: CertificateRequest | None = None) -> CertificateRequest:
        """Have a request signed by the head, sealed by the clerk and carried to the authority."""
        asked = request or self.drafted()
        services.requests.put_before_head(
            uid=asked.uid, signer=self.head.uid, actor=self.by("clerk")
        )
        self.signed(asked)
        self.sealed(asked)
        asked.refresh_from_db()
        return asked

    def signed(self, request: CertificateRequest) -> SigningItem:
        """Have the head read and sign."""
        head = self.by("head")
        item = SigningItem.objects.get(reference=str(request.uid))
        services.open_item(item_uid=item.uid, actor=head)
        confirmation, code = confirmed(head, item)
        (done,) = services.sign_items(
            item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=head
        )
        assert done.signed, done
        return item

    def sealed(self, request: CertificateRequest) -> None:
        """Have the clerk number and seal, and the outbox deliver."""
        item = SigningItem.objects.get(reference=str(request.uid))
        services.number_and_seal(item_uid=item.uid, actor=self.by("clerk"))
        deliver_all()

    def about(self, kind: str, certificate: UUID, values: LineValues) -> CertificateRequest:
        """Return a request about a certificate of the register, sent."""
        request = services.requests.draft_request(
            kind=kind, certificates=[certificate], actor=self.by("clerk")
        )
        services.requests.complete_line(
            uid=request.lines.get().uid, values=values, actor=self.by("clerk")
        )
        return self.sent(request)

    def granted(
        self, request: CertificateRequest, *, years: int = 3, device_serial: str = ""
    ) -> CertificateRequestLine:
        """Have this house's authority say yes to the only line."""
        return services.requests.grant_line(
            uid=request.lines.get().uid,
            years=years,
            device_serial=device_serial,
            actor=self.by("operator"),
        )

    def received(self, line: CertificateRequestLine) -> CertificateRequestLine:
        """Have the official sign that he received his certificate."""
        official = self.by("official")
        asked = services.requests.start_receipt(line_uid=line.uid, actor=official)
        assert account_of(official) == line.account_uid
        return services.requests.receive_certificate(
            line_uid=line.uid, confirmation_uid=asked.uid, code=asked.secret, actor=official
        )

"""A computer that speaks the protocol of agents; its key stands in for a token."""

import json
from base64 import b64decode, b64encode
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.test import Client

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.agents.words import PROTOCOL
from tinhso.signing.algorithms import Algorithm, PrivateKey, new_key, sign_with
from tinhso.signing.models import AgentKey, AgentTurn, Confirmation, SigningBatch, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.testing import an_item, confirmed

ROOT = "/api/v1/signing/agent"
ISSUER = make_actor(SigningPermission.MANAGE_CERTIFICATES)


class Computer:
    """A computer that speaks the protocol; its key stands in for a token."""

    def __init__(self, token: str) -> None:
        self.token, self.key, self.client = token, new_key(), Client()

    def call(self, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is None:
            return self.client.get(f"{ROOT}{path}", headers=headers)
        return self.client.post(
            f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    def request(self) -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
        asked = x509.CertificateSigningRequestBuilder(name).sign(self.key, hashes.SHA256())
        return asked.public_bytes(Encoding.PEM).decode()

    def show_key(self) -> AgentKey:
        body = {"request": self.request(), "device": "a1", "place": "0b"}
        return AgentKey.objects.get(uid=self.call("/keys", body).json()["uid"])

    def next(self, protocol: int = PROTOCOL) -> Any:
        return self.call(f"/next?protocol={protocol}").json()["turn"]

    def value(self, paper: dict[str, str]) -> dict[str, str]:
        sign = sign_with(self.key, Algorithm(paper["algorithm"]))
        return {
            "paper": paper["uid"],
            "value": b64encode(sign(b64decode(paper["to_sign"]))).decode(),
        }

    def answer(self, turn: Any, values: list[dict[str, str]], **changes: str) -> Any:
        body = {"certificate": turn["certificate"], "values": values, **changes}
        return self.call(f"/turns/{turn['uid']}/values", body)


def sign_portion(computer: Computer) -> Any:
    """Have a computer sign what it is asked for now; return what it is told."""
    turn = computer.next()
    return computer.answer(turn, [computer.value(one) for one in turn["papers"]]).json()


def confirm_by(batch: SigningBatch, actor: Actor) -> SigningBatch:
    """Confirm a batch by the second factor of the owner of its key."""
    asked = services.start_batch_confirmation(batch_uid=batch.uid, actor=actor)
    code = Confirmation.objects.get(pk=asked.pk).secret
    return services.confirm_batch(
        batch_uid=batch.uid, confirmation_uid=asked.uid, code=code, actor=actor
    )


def paired(actor: Actor) -> Computer:
    """Pair a computer with a person, who has accepted it."""
    offered = services.offer_pairing(actor=actor)
    joined = services.join_agent(code=offered.code, name="Máy phòng họp", address="10.0.0.9")
    services.accept_agent(uid=joined.agent.uid, actor=actor)
    return Computer(joined.token)


class Desk:
    """A leader whose key is on his own computer, with papers he has read."""

    def __init__(self, papers: int = 2) -> None:
        account, unit = OfficialFactory.create(), UnitFactory.create()
        give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
        self.client = Client()
        self.client.force_login(account)
        self.actor = actor_for(account)
        self.computer = paired(self.actor)
        self.key = self.computer.show_key()
        self.certificate = services.certify_agent_key(uid=self.key.uid, years=3, actor=ISSUER)
        self.items = [an_item(self.actor) for _number in range(papers)]
        for item in self.items:
            services.open_item(item_uid=item.uid, actor=self.actor)

    def show_new_key(self, key: PrivateKey) -> None:
        """Let the person sign by another key from now on, of whatever kind."""
        self.computer.key = key
        shown = self.computer.show_key()
        services.revoke_certificate(
            certificate_uid=self.certificate.uid, reason="superseded", actor=ISSUER
        )
        self.key = shown
        self.certificate = services.certify_agent_key(uid=shown.uid, years=3, actor=ISSUER)

    def start(self) -> AgentTurn:
        confirmation, code = confirmed(self.actor, *self.items)
        return services.start_agent_turn(confirmation_uid=confirmation, code=code, actor=self.actor)

    def states(self) -> list[str]:
        rows = SigningItem.objects.filter(uid__in=[item.uid for item in self.items])
        return list(rows.order_by("pk").values_list("state", flat=True))


def signed_in(*permissions: str) -> Client:
    """Return the browser of an official with these permissions."""
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
    client = Client()
    client.force_login(account)
    return client

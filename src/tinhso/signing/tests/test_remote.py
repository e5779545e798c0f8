"""Keys at a remote signing service: one code for a batch, and no answer of it is believed."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import Certificate, KeyUse, SigningItem
from tinhso.signing.pki import pem
from tinhso.signing.rules import ItemState, UseOutcome
from tinhso.signing.services.queue_signing import Outcome
from tinhso.signing.testing import SETUP, an_item, confirmed
from tinhso_peers.remote_signer.server import RemoteSigner
from tools.waiting import HANGING

pytestmark = pytest.mark.django_db
LINK = "/quan-tri/chung-thu-so/tu-xa/"


@pytest.fixture
def signer(settings: Settings) -> Iterator[RemoteSigner]:
    made = RemoteSigner(client="tinhso", secret="bi-mat")
    settings.TINHSO_CSC_URL = made.url
    settings.TINHSO_CSC_CLIENT, settings.TINHSO_CSC_SECRET = "tinhso", "bi-mat"
    made.start()
    yield made
    made.stop()


class Desk:
    """A leader with his key at the service, and two papers he has read."""

    def __init__(self, signer: RemoteSigner, *, is_rsa: bool = False) -> None:
        account, unit = OfficialFactory.create(), UnitFactory.create()
        give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
        self.signer, self.actor = signer, actor_for(account)
        self.client = Client()
        self.client.force_login(account)
        self.credential = signer.vault.add(account.login, account.name, is_rsa=is_rsa)
        self.certificate = services.link_remote(
            login=account.login, credential=self.credential, actor=SETUP
        )
        self.items = [an_item(self.actor) for _number in range(2)]
        for item in self.items:
            services.open_item(item_uid=item.uid, actor=self.actor)

    def sent_code(self) -> str:
        """Return what the service sent to the leader's telephone."""
        return self.signer.vault.credentials[self.credential].code

    def sign(self, code: str = "") -> list[Outcome]:
        confirmation, own = confirmed(self.actor, *self.items)
        services.begin_secret(self.certificate)
        return services.sign_items(
            item_uids=[item.uid for item in self.items],
            confirmation_uid=confirmation,
            code=own,
            secret=code or self.sent_code(),
            actor=self.actor,
        )

    def states(self) -> list[str]:
        rows = SigningItem.objects.filter(uid__in=[item.uid for item in self.items])
        return list(rows.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("is_rsa", [False, True])
def test_a_batch_is_signed_by_one_code_of_the_service(signer: RemoteSigner, is_rsa: bool) -> None:
    desk = Desk(signer, is_rsa=is_rsa)
    services.add_trust_anchor(certificate=pem(signer.vault.root).encode(), actor=SETUP)
    chosen = {"item": [str(item.uid) for item in desk.items]}
    place = desk.client.post("/lam-viec/cho-ky/ky/", chosen)["Location"]
    own = queries.codes_on_telephone(actor=desk.actor)[0].secret

    page = desk.client.get(place).content.decode()
    done = desk.client.post(place, {"code": own, "secret": desk.sent_code()}, follow=True)

    assert "Mã của dịch vụ ký từ xa" in page
    assert "Đã ký 2 văn bản." in done.content.decode()
    assert signer.asked.paths.count("/csc/v2/credentials/authorize") == 1
    for item in desk.items:
        item.refresh_from_db()
        assert item.signed_file is not None
        (found,) = services.verify_pdf(files.open_file(item.signed_file)).signatures
        assert found.verdict in {Verdict.VALID, Verdict.UNKNOWN}
        assert found.signer == desk.certificate.name
    assert list(KeyUse.objects.values_list("outcome", flat=True)) == [UseOutcome.SIGNED] * 2


def test_a_wrong_code_signs_nothing_and_another_is_sent(signer: RemoteSigner) -> None:
    desk = Desk(signer)
    chosen = {"item": [str(item.uid) for item in desk.items]}
    place = desk.client.post("/lam-viec/cho-ky/ky/", chosen)["Location"]
    first = desk.sent_code()
    own = queries.codes_on_telephone(actor=desk.actor)[0].secret

    refused = desk.client.post(place, {"code": own, "secret": "khong-phai"})
    again = desk.client.get(refused["Location"]).content.decode()

    assert "Mã của dịch vụ ký từ xa chưa đúng" in again
    assert desk.sent_code() not in {"", "khong-phai"}
    assert first not in again
    assert desk.states() == [ItemState.OPENED, ItemState.OPENED]


def test_an_activation_serves_no_more_hashes_than_were_asked_for(signer: RemoteSigner) -> None:
    desk = Desk(signer)
    services.begin_secret(desk.certificate)
    activation = signer.vault.authorize(desk.credential, desk.sent_code(), 1)
    digest = [b64encode(bytes(32)).decode()]
    how = "1.2.840.10045.4.3.2"

    signer.vault.sign(desk.credential, activation, digest, how)

    with pytest.raises(Exception, match="SAD"):
        signer.vault.sign(desk.credential, activation, digest, how)


STRANGERS = json.dumps({"signatures": [b64encode(bytes(70)).decode()]}).encode()


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ((200, STRANGERS), "signing.wrong_value"),
        ((200, b'{"signatures": ["%%%"]}'), "signing.service_refused"),
        ((200, b"<html>"), "signing.service_refused"),
        ((200, b"[]"), "signing.service_refused"),
        ((403, b"{}"), "signing.service_refused"),
        ((500, b"{}"), "signing.service_refused"),
    ],
)
def test_whatever_the_service_answers_that_paper_alone_stays_unsigned(
    signer: RemoteSigner, trouble: tuple[int, bytes], code: str
) -> None:
    desk = Desk(signer)
    real = signer.answer

    def first_goes_wrong(path: str, said: dict[str, object]) -> dict[str, object]:
        told = real(path, said)
        if path == "credentials/authorize":
            signer.asked.troubles.append(trouble)
        return told

    signer.answer = first_goes_wrong  # type: ignore[method-assign]  # for this test

    outcomes = desk.sign()

    assert [(one.signed, one.code) for one in outcomes] == [(False, code), (True, "")]
    assert desk.states() == [ItemState.OPENED, ItemState.SIGNED]


def test_a_service_that_is_slow_is_not_waited_for(signer: RemoteSigner, settings: Settings) -> None:
    desk = Desk(signer)
    real, released = signer.answer, threading.Event()

    def slow(path: str, said: dict[str, object]) -> dict[str, object]:
        if path == "signatures/signHash":
            released.wait(HANGING)
        elif path == "credentials/authorize":
            settings.TINHSO_CSC_SECONDS = 0.05
        return real(path, said)

    signer.answer = slow  # type: ignore[method-assign]  # for this test
    settings.TINHSO_CSC_SECONDS = HANGING

    outcomes = desk.sign()
    released.set()

    assert [one.code for one in outcomes] == ["signing.service_refused"] * 2
    assert "không trả lời kịp" in outcomes[0].message
    assert desk.states() == [ItemState.OPENED, ItemState.OPENED]


def test_a_service_that_is_down_is_said_and_nothing_is_signed(
    signer: RemoteSigner, settings: Settings
) -> None:
    desk = Desk(signer)
    settings.TINHSO_CSC_URL = "http://127.0.0.1:9"
    chosen = {"item": [str(item.uid) for item in desk.items]}

    answer = desk.client.post("/lam-viec/cho-ky/ky/", chosen)

    assert "Dịch vụ ký từ xa không trả lời kịp" in answer.content.decode()
    assert desk.states() == [ItemState.OPENED, ItemState.OPENED]


def test_an_operator_links_a_key_by_its_page(signer: RemoteSigner) -> None:
    operator, officer = (
        OfficialFactory.create(),
        OfficialFactory.create(login="be.thu", name="Bế Thị Thu"),
    )
    unit = UnitFactory.create()
    give_role(operator, "signing.manage_certificates", agency_id=unit.agency_id, unit_id=unit.pk)
    give_role(officer, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    credential = signer.vault.add("be.thu", "Bế Thị Thu")
    client = Client()
    client.force_login(operator)

    listed = client.get("/quan-tri/chung-thu-so/").content.decode()
    nobody = client.post(LINK, {"login": "khong-co", "credential": credential})
    unknown = client.post(LINK, {"login": "be.thu", "credential": "khong-co"})
    done = client.post(LINK, {"login": "be.thu", "credential": credential})

    assert LINK in listed
    assert (nobody.status_code, unknown.status_code, done.status_code) == (422, 422, 302)
    assert "khong-co" in nobody.content.decode()
    assert "không nhận mã khóa này" in unknown.content.decode()
    made = Certificate.objects.get()
    assert (made.key_store, made.key_reference, made.name) == ("csc", credential, officer.name)


def test_who_issues_no_certificates_links_no_key(signer: RemoteSigner) -> None:
    stranger: Actor = make_actor("signing.sign_item")

    with pytest.raises(NotPermitted):
        services.link_remote(login="a", credential="b", actor=stranger)
    with pytest.raises(Invalid):
        services.link_remote(login="khong-co", credential="b", actor=SETUP)

    assert signer.asked.paths == []


def test_without_a_service_there_is_no_such_page(client: Client) -> None:
    operator, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(operator, "signing.manage_certificates", agency_id=unit.agency_id, unit_id=unit.pk)
    client.force_login(operator)

    assert client.get(LINK).status_code == 404
    assert LINK not in client.get("/quan-tri/chung-thu-so/").content.decode()

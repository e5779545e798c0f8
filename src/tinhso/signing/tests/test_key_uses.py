"""Every use of a key is written down, once, and read by its owner alone."""

import hashlib
from contextlib import AbstractContextManager, nullcontext
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import DomainError
from tinhso.kernel.files.models import StoredFile
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.algorithms import Algorithm, KeyKind, PublicKey, SignData
from tinhso.signing.models import Certificate, KeyUse, SigningItem
from tinhso.signing.registry import KeySecret, Signable, key_stores
from tinhso.signing.rules import Format, UseOutcome, UseSource
from tinhso.signing.services.sealing import seal
from tinhso.signing.testing import (
    AGENCY,
    SETUP,
    a_clerk,
    a_draft,
    a_leader,
    a_plain_pdf,
    a_signed_item,
    an_item,
    certificate_for,
    confirmed,
    remembering,
)

pytestmark = pytest.mark.django_db
OWN = "/tai-khoan/chu-ky-so/nhat-ky/"
AGENCYS = "/lam-viec/dong-dau/nhat-ky/"


class Refused(DomainError):
    code = "signing.tests_refused"


class RefusingStore:
    """A store whose keys sign nothing."""

    asks = KeySecret.NOTHING
    is_outside = False

    def begin(self, reference: str) -> None:
        raise NotImplementedError

    def unlocked(self, reference: str, secret: str, count: int = 1) -> AbstractContextManager[None]:
        return nullcontext()

    def make(self, kind: KeyKind = KeyKind.P256) -> tuple[str, PublicKey]:
        raise NotImplementedError

    def signer(self, reference: str, algorithm: Algorithm) -> SignData:
        def refuse(data: bytes) -> bytes:
            raise Refused("Thẻ không trả lời.")

        return refuse


def facts(use: KeyUse) -> tuple[str, str, object]:
    return use.source, use.outcome, use.actor_id


def test_a_signature_of_the_queue_is_written_down_with_it() -> None:
    leader = a_leader()

    item = a_signed_item(leader)

    use = KeyUse.objects.get()
    assert facts(use) == (UseSource.QUEUE, UseOutcome.SIGNED, leader.id)
    assert (use.title, use.item_uid) == (item.title, item.uid)
    assert use.sha256 == hashlib.sha256(files.open_file(item.file)).hexdigest()
    assert use.certificate.account_uid == leader.id
    assert use.algorithm == Algorithm.ECDSA_SHA256


def test_a_signature_that_is_not_kept_is_told_as_discarded() -> None:
    leader, item = (leader := a_leader()), an_item(leader)
    services.open_item(item_uid=item.uid, actor=leader)
    confirmation, code = confirmed(leader, item)

    def changes_meanwhile(item: SigningItem, stored_file: StoredFile) -> None:
        raise Refused("Hồ sơ đã rút.")

    plug: Signable = remembering()
    plug.signed = changes_meanwhile  # type: ignore[method-assign]  # for this test
    try:
        (outcome,) = services.sign_items(
            item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader
        )
    finally:
        del plug.signed

    assert not outcome.signed
    assert facts(KeyUse.objects.get()) == (UseSource.QUEUE, UseOutcome.DISCARDED, leader.id)


def test_a_key_that_refuses_is_told_with_the_reason() -> None:
    certificate = certificate_for(account_uid=uuid4())
    key_stores.register("signing.tests.refusing", RefusingStore())
    Certificate.objects.update(key_store="signing.tests.refusing")
    certificate.refresh_from_db()

    with pytest.raises(Refused):
        services.sign_file(
            file=services.Given(name="a.txt", content=b"a"),
            certificate=certificate,
            form=Format.CADES,
        )

    use = KeyUse.objects.get()
    assert facts(use) == (UseSource.DIRECT, UseOutcome.FAILED, None)
    assert (use.title, use.reason) == ("a.txt", "signing.tests_refused")


def test_number_and_seal_tell_of_the_agencys_key_and_a_job_of_itself() -> None:
    first, second = (a_signed_item(a_leader()) for _number in range(2))
    clerk = a_clerk()
    KeyUse.objects.all().delete()

    act = services.number_and_seal(item_uid=first.uid, actor=clerk)
    other = services.number_and_seal(item_uid=second.uid, actor=clerk)
    type(other).objects.filter(pk=other.pk).update(state="numbered")
    seal(act_uid=other.uid, actor=SETUP)

    uses = list(KeyUse.objects.order_by("pk"))
    assert [facts(use) for use in uses] == [
        (UseSource.SEAL, UseOutcome.SIGNED, clerk.id),
        (UseSource.SEAL, UseOutcome.SIGNED, clerk.id),
        (UseSource.JOB, UseOutcome.SIGNED, None),
    ]
    assert uses[2].actor_code == SETUP.name
    assert uses[0].title == f"{act.number_text} {first.title}"
    assert {use.certificate.agency_id for use in uses} == {AGENCY}


def test_one_signature_over_several_files_names_them_all() -> None:
    certificate = certificate_for(account_uid=uuid4())
    given = [services.Given(name=f"{n}.txt", content=n.encode()) for n in ("mot", "hai")]

    services.sign_files(files=given, certificate=certificate, form=Format.ASIC_E)

    use = KeyUse.objects.get()
    assert use.title == "mot.txt, hai.txt"
    assert use.sha256.split() == [hashlib.sha256(n).hexdigest() for n in (b"mot", b"hai")]


def test_a_use_costs_one_statement() -> None:
    certificate = certificate_for(account_uid=uuid4())
    content = files.open_file(a_draft())
    services.sign_pdf(content, certificate=certificate)
    certificate.refresh_from_db()  # what waits to go along with a question has gone

    with CaptureQueriesContext(connection) as asked:
        services.sign_pdf(content, certificate=certificate)

    written = [one["sql"] for one in asked if "signing_keyuse" in one["sql"]]
    assert len(written) == 1
    assert written[0].startswith("INSERT")


def test_the_owner_reads_his_own_uses_and_nobody_elses(client: Client) -> None:
    owner, other = OfficialFactory.create(), OfficialFactory.create()
    certificate_for(account_uid=other.uid, name="Người Khác")
    mine = certificate_for(account_uid=owner.uid)
    theirs = Certificate.objects.get(account_uid=other.uid)
    given = services.Given(name="cua-toi.txt", content=b"toi")
    services.sign_file(file=given, certificate=mine, form=Format.CADES)
    foreign = services.Given(name="cua-nguoi.txt", content=b"nguoi")
    services.sign_file(file=foreign, certificate=theirs, form=Format.CADES)
    client.force_login(owner)

    page = client.get(OWN).content.decode()
    found = client.get(OWN, {"q": hashlib.sha256(b"toi").hexdigest()}).content.decode()
    none = client.get(OWN, {"ket-qua": "failed"}).content.decode()
    sheet = client.get(f"{OWN}xuat/csv/").getvalue().decode()
    told = client.get("/api/v1/signing/key-uses").json()
    no_agency = client.get("/api/v1/signing/key-uses", {"of": "agency"}).json()

    assert "cua-toi.txt" in page
    assert "cua-nguoi.txt" not in page
    assert "cua-toi.txt" in found
    assert "cua-toi.txt" not in none
    assert hashlib.sha256(b"toi").hexdigest() in sheet
    assert "cua-nguoi.txt" not in sheet
    assert [(row["title"], row["outcome"]) for row in told["items"]] == [("cua-toi.txt", "signed")]
    assert no_agency["items"] == []
    assert client.get(AGENCYS).status_code == 403
    assert Client().get(OWN).status_code in {302, 401}


def test_a_clerk_reads_the_uses_of_his_agencys_key_and_the_operator_of_all(client: Client) -> None:
    here, there = UnitFactory.create(), UnitFactory.create()
    for unit in (here, there):
        agency = certificate_for(agency_id=unit.agency_id)
        given = services.Given(name=f"tep-{unit.agency_id}.txt", content=b"x")
        with services.key_act(source=UseSource.SEAL, actor=a_clerk(certified=False)):
            services.sign_file(file=given, certificate=agency, form=Format.CADES)
    clerk, operator = OfficialFactory.create(), OfficialFactory.create()
    give_role(clerk, "signing.seal_document", agency_id=here.agency_id, unit_id=here.pk)
    give_role(operator, "signing.manage_certificates", agency_id=here.agency_id, unit_id=here.pk)

    client.force_login(clerk)
    seen = client.get(AGENCYS).content.decode()
    told = client.get("/api/v1/signing/key-uses", {"of": "agency"}).json()
    client.force_login(operator)
    everything = client.get(AGENCYS).content.decode()

    assert f"tep-{here.agency_id}.txt" in seen
    assert f"tep-{there.agency_id}.txt" not in seen
    assert [row["title"] for row in told["items"]] == [f"tep-{here.agency_id}.txt"]
    assert f"tep-{there.agency_id}.txt" in everything
    assert actor_for(clerk).agency_id == here.agency_id


def test_the_log_is_read_in_as_many_statements_however_long_it_is(client: Client) -> None:
    owner = OfficialFactory.create()
    certificate = certificate_for(account_uid=owner.uid)
    given = services.Given(name="a.txt", content=b"a")
    client.force_login(owner)
    client.get(OWN)

    def sign_and_count(times: int) -> int:
        with services.key_act(source=UseSource.QUEUE, actor=actor_for(owner)):
            for _time in range(times):
                services.sign_file(file=given, certificate=certificate, form=Format.CADES)
        with CaptureQueriesContext(connection) as asked:
            client.get(OWN)
        return len(asked)

    few = sign_and_count(1)

    assert sign_and_count(5) == few


def test_a_paper_of_the_houses_own_is_sealed_in_somebodys_name() -> None:
    certificate_for(agency_id=AGENCY)
    clerk = a_clerk()

    services.seal_as_agency(a_plain_pdf(), agency_id=AGENCY, reason="Biên bản", actor=clerk)
    services.seal_as_agency(a_plain_pdf(), agency_id=AGENCY, reason="Biên bản", actor=SETUP)

    uses = KeyUse.objects.order_by("pk")
    assert [(use.actor_id, use.actor_code, use.source) for use in uses] == [
        (clerk.id, "", UseSource.SEAL),
        (SETUP.id, SETUP.name, UseSource.JOB),
    ]
    entries = AuditEntry.objects.filter(action="signing.sealed_own_paper").order_by("pk")
    assert [entry.data["reason"] for entry in entries] == ["Biên bản", "Biên bản"]
    assert entries[0].actor_id == clerk.id

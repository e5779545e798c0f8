"""The service for outside systems: keys that were granted, and a person asked himself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.identity.services.clients import issue_token, open_client
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate, KeyUse, SigningBatch
from tinhso.signing.rules import CertificateRole
from tinhso.signing.testing import SETUP, a_plain_pdf, certificate_for

pytestmark = pytest.mark.django_db

BASE = "/api/v1/signing"


@dataclass
class Machine:
    """A system with its token, calling as it would from outside."""

    uid: str
    agency_id: int
    token: str

    def _headers(self, key: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}"}
        return {**headers, "Idempotency-Key": key} if key else headers

    def get(self, path: str) -> Any:
        return Client().get(f"{BASE}{path}", headers=self._headers(""))

    def post(self, path: str, body: object = None, *, key: str = "") -> Any:
        return Client().post(
            f"{BASE}{path}",
            body or {},
            content_type="application/json",
            headers=self._headers(key),
        )

    def give(self, *contents: bytes) -> list[str]:
        sent = [SimpleUploadedFile(f"a{n}.pdf", one) for n, one in enumerate(contents)]
        answer = Client().post(f"{BASE}/batches/files", {"file": sent}, headers=self._headers(""))
        return [row["uid"] for row in answer.json()]


def a_machine(*scopes: str, agency_id: int | None = None) -> Machine:
    agency = agency_id or UnitFactory.create().agency_id
    made = open_client(
        name="Phần mềm kế toán",
        scopes=list(scopes) or ["signing.use_service"],
        agency_id=agency,
        actor=system_actor("tests"),
    )
    token = issue_token(client_id=made.client.client_id, secret=made.secret).token
    return Machine(str(made.client.uid), agency, token)


def a_service_key(agency_id: int) -> Certificate:
    return services.issue_certificate(
        role=CertificateRole.DEVICE,
        name="Dịch vụ hóa đơn",
        agency_id=agency_id,
        agency_name="Ủy ban nhân dân xã Đông Khê",
        actor=SETUP,
    )


def grant(machine: Machine, certificate: Certificate) -> None:
    services.grant_key(certificate_uid=certificate.uid, client_uid=UUID(machine.uid), actor=SETUP)


def test_a_system_has_files_signed_with_a_key_that_was_granted_to_it() -> None:
    machine = a_machine()
    certificate = a_service_key(machine.agency_id)
    body = {
        "act": "sign",
        "files": machine.give(a_plain_pdf(), b"no pdf"),
        "serial": certificate.serial,
    }

    refused = machine.post("/batches", body)
    grant(machine, certificate)
    keys = machine.get("/keys").json()
    opened = machine.post("/batches", body, key="k1")
    again = machine.post("/batches", body, key="k1")
    run_waiting_jobs("signing.batch")

    assert (refused.status_code, refused.json()["code"]) == (403, "signing.key_not_granted")
    assert refused["Content-Type"] == "application/problem+json"
    assert [(key["serial"], key["waits_for_person"]) for key in keys] == [
        (certificate.serial, False)
    ]
    assert (opened.status_code, again.json()) == (201, opened.json())
    assert SigningBatch.objects.count() == 1
    uid = opened.json()["uid"]
    told = machine.get(f"/batches/{uid}").json()
    assert (told["state"], told["done"], told["failed"], told["total"]) == ("done", 1, 1, 2)
    page = machine.get(f"/batches/{uid}/files?limit=1").json()
    rest = machine.get(f"/batches/{uid}/files?limit=1&cursor={page['next']}").json()
    (good,), (bad,) = page["items"], rest["items"]
    assert (bad["fault"], bad["result"]) == ("signing.file_unsignable", None)
    assert bad["message"].startswith("Chưa ký được “a1.pdf”.")
    made = machine.get(good["result"].removeprefix(BASE))
    assert services.verify_pdf(made.getvalue()).verdict == "valid"
    assert {str(use.batch_uid) for use in KeyUse.objects.all()} == {uid}


def a_clerk_of(agency_id: int) -> Client:
    account = OfficialFactory.create()
    give_role(account, "signing.seal_document", agency_id=agency_id)
    clerk = Client()
    clerk.force_login(account)
    return clerk


def test_the_agencys_clerk_reads_what_a_system_signed_with_its_services_key() -> None:
    machine = a_machine()
    certificate = a_service_key(machine.agency_id)
    grant(machine, certificate)
    body = {"act": "sign", "files": machine.give(a_plain_pdf()), "serial": certificate.serial}
    opened = machine.post("/batches", body).json()
    run_waiting_jobs("signing.batch")
    clerk, stranger = a_clerk_of(machine.agency_id), a_clerk_of(UnitFactory.create().agency_id)

    page = clerk.get("/lam-viec/dong-dau/nhat-ky/").content.decode()
    (use,) = clerk.get(f"{BASE}/key-uses?of=agency").json()["items"]

    assert "Dịch vụ hóa đơn · Ủy ban nhân dân xã Đông Khê" in page
    assert "Phần mềm kế toán" in page
    assert (use["serial"], use["batch"]) == (certificate.serial, opened["uid"])
    assert (use["asked_by"], use["actor"]) == ("Phần mềm kế toán", machine.uid)
    assert not stranger.get(f"{BASE}/key-uses?of=agency").json()["items"]


def test_a_key_taken_back_signs_no_more_files() -> None:
    machine = a_machine()
    certificate = a_service_key(machine.agency_id)
    grant(machine, certificate)
    body = {"act": "sign", "files": machine.give(a_plain_pdf()), "serial": certificate.serial}
    opened = machine.post("/batches", body).json()

    services.withdraw_key(
        certificate_uid=certificate.uid, client_uid=UUID(machine.uid), actor=SETUP
    )
    run_waiting_jobs("signing.batch")

    (row,) = machine.get(f"/batches/{opened['uid']}/files").json()["items"]
    assert (row["state"], row["fault"]) == ("failed", "signing.key_not_granted")
    assert not KeyUse.objects.exists()


def test_a_persons_key_is_granted_to_no_system_and_waits_for_the_person() -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    leader = actor_for(account)
    certificate = certificate_for(account_uid=leader.id, agency_id=unit.agency_id)
    machine = a_machine(agency_id=unit.agency_id)
    with pytest.raises(Invalid):
        grant(machine, certificate)

    body = {"act": "sign", "files": machine.give(a_plain_pdf()), "serial": certificate.serial}
    opened = machine.post("/batches", body).json()
    by_machine = machine.post(f"/batches/{opened['uid']}/confirmation")
    person = Client()
    person.force_login(account)
    asked = person.post(f"{BASE}/batches/{opened['uid']}/confirmation").json()
    code = the_code(leader)
    begun = person.post(
        f"{BASE}/batches/{opened['uid']}/confirm",
        {"confirmation": asked["uid"], "code": code},
        content_type="application/json",
    )
    run_waiting_jobs("signing.batch")

    assert opened["state"] == "unconfirmed"
    assert by_machine.status_code == 404
    assert (begun.status_code, begun.json()["state"]) == (200, "running")
    assert machine.get(f"/batches/{opened['uid']}").json()["state"] == "done"
    elsewhere = a_machine()
    body["files"] = elsewhere.give(a_plain_pdf())
    assert elsewhere.post("/batches", body).status_code == 403


def test_a_system_without_the_scope_or_of_another_agency_is_refused() -> None:
    machine = a_machine()
    bare = a_machine("signing.sign_item")
    batch = machine.post("/batches", {"act": "stamp", "digests": ["ab" * 32]}).json()
    certificate = a_service_key(machine.agency_id)

    assert bare.get("/batches").status_code == 403
    assert a_machine().get(f"/batches/{batch['uid']}").status_code == 404
    with pytest.raises(Invalid):
        grant(a_machine(), certificate)
    grant(machine, certificate)
    with pytest.raises(Conflict):
        grant(machine, certificate)


def test_one_call_gives_files_and_asks_for_the_act(client: Client) -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    client.force_login(account)
    sent = {"act": "verify", "file": [SimpleUploadedFile("a.pdf", a_plain_pdf())]}

    opened = client.post(f"{BASE}/batches/upload", sent)
    run_waiting_jobs("signing.batch")

    assert opened.status_code == 201
    (row,) = client.get(f"{BASE}/batches/{opened.json()['uid']}/files").json()["items"]
    told = client.get(f"{BASE}/batches/{opened.json()['uid']}/files/{row['uid']}").json()
    assert (told["verdict"], told["findings"]["verdict"]) == ("unsigned", "unsigned")


def test_a_list_of_batches_goes_by_cursor() -> None:
    machine = a_machine()
    for _number in range(3):
        machine.post("/batches", {"act": "stamp", "digests": ["ab" * 32]})

    page = machine.get("/batches?limit=2").json()

    assert len(page["items"]) == 2
    assert len(machine.get(f"/batches?cursor={page['next']}").json()["items"]) == 1


def the_code(leader: Actor) -> str:
    return queries.codes_on_telephone(actor=leader)[0].secret

"""What a leader does on a page, a program of his does by the API."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.rules import Format
from tinhso.signing.testing import an_item, certificate_for

pytestmark = pytest.mark.django_db


def test_a_paper_is_read_opened_and_signed(client: Client) -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    client.force_login(account)
    leader = actor_for(account)
    certificate_for(account_uid=leader.id)
    item = an_item(leader)
    base = "/api/v1/signing"

    listed = client.get(f"{base}/items").json()
    read = client.get(f"{base}/items/{item.uid}").json()
    opened = client.post(f"{base}/items/{item.uid}/open")
    asked = client.post(
        f"{base}/confirmations", {"items": [str(item.uid)]}, content_type="application/json"
    )
    code = queries.codes_on_telephone(actor=leader)[0].secret
    signed = client.post(
        f"{base}/confirmations/{asked.json()['uid']}/sign",
        {"code": code},
        content_type="application/json",
    )

    assert [row["uid"] for row in listed["items"]] == [str(item.uid)]
    assert (read["changes"], read["is_read"]) == (0, False)
    assert any("86,4 m²" in line["text"] for line in read["lines"])
    assert opened.json()["state"] == "opened"
    assert asked.status_code == 201
    assert signed.json() == [{"item": str(item.uid), "signed": True, "code": "", "message": ""}]


def test_a_stranger_is_refused(client: Client) -> None:
    assert client.get("/api/v1/signing/items").status_code == 401


def test_anybody_verifies(client: Client) -> None:
    given = io.BytesIO(b"%PDF-1.4 nothing")
    given.name = "a.pdf"

    answer = client.post("/api/v1/signing/verify", {"file": given})

    assert (answer.status_code, answer.json()["verdict"]) == (200, "unreadable")


def test_anybody_gets_the_report_of_a_check_as_a_signed_pdf() -> None:
    certificate = certificate_for(account_uid=uuid4())
    given = services.Given(name="don.txt", content=b"Kinh gui")
    made = services.sign_file(file=given, certificate=certificate, form=Format.CADES)
    files = {
        "file": SimpleUploadedFile(made.name, made.content),
        "content": SimpleUploadedFile(given.name, given.content),
    }

    told = Client().post("/api/v1/signing/verify", files).json()
    for one in files.values():
        one.seek(0)
    report = Client().post("/api/v1/signing/verify/report", files)

    assert (told["verdict"], told["kind"], told["trouble"]) == ("valid", "cms", "")
    (found,) = told["signatures"]
    assert {check["outcome"] for check in found["checks"]} == {"passed"}
    assert report["Content-Type"] == "application/pdf"
    assert services.verify(report.content).verdict == "valid"

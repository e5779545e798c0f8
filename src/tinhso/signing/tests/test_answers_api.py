"""Machines bring an authority's answers: whole spreadsheets, papers and certificates."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tinhso.signing import pki
from tinhso.signing.models import AnsweredCertificate, AnswerSheet, Certificate
from tinhso.signing.testing import a_plain_pdf
from tinhso.signing.tests.requests_world import World
from tinhso.signing.tests.test_authority_answers import carried, elsewhere, of, p7b, world
from tinhso.signing.tests.test_renewing_many import sheet

__all__ = ["elsewhere", "world"]
pytestmark = pytest.mark.django_db
API = "/api/v1/signing/requests/"


def test_a_spreadsheet_is_given_and_its_outcome_read(settings: Settings) -> None:
    settings.TINHSO_CERTIFICATE_CHANNEL = "house"
    world = World.make()
    request = world.sent()
    line, client = request.lines.get(), world.client("operator")
    place = f"{API}{request.uid}/answer-sheets"
    wrong = sheet({"ma_dong": str(line.uid), "tra_loi": "có lẽ"})
    right = sheet({"ma_dong": str(line.uid), "tra_loi": "không", "ly_do": "Thiếu quyết định"})

    refused = client.post(place, {"file": SimpleUploadedFile("a.xlsx", wrong)})
    none = client.post(place)
    before = AnswerSheet.objects.count()
    made = client.post(place, {"file": SimpleUploadedFile("a.xlsx", right)})

    line.refresh_from_db()
    assert (refused.status_code, none.status_code, before) == (422, 422, 0)
    assert made.status_code == 201
    assert (made.json()["total"], made.json()["done"], made.json()["failed"]) == (1, 1, [])
    assert client.get(place).json()[0]["uid"] == made.json()["uid"]
    assert line.refusal == "Thiếu quyết định"


def test_paper_and_certificates_are_brought_matched_left_and_accepted(
    world: World, elsewhere: pki.Identity
) -> None:
    request = carried(world)
    line, client = request.lines.get(), world.client("clerk")
    place = f"{API}{request.uid}/brought"
    content = p7b(of(elsewhere, "Người Lạ"), of(elsewhere, "Kẻ Khác"))
    sent = {
        "paper": SimpleUploadedFile("tra-loi.pdf", a_plain_pdf()),
        "certificates": SimpleUploadedFile("a.p7b", content),
        "number": "15/BCY",
    }

    made = client.post(place, sent)
    rows = {one["name"]: one["uid"] for one in made.json()["certificates"]}
    match = {"certificate": rows["Người Lạ"], "line": str(line.uid)}
    matched = client.post(f"{place}/match", match, "application/json")
    left = client.post(f"{place}/leave", {"certificate": rows["Kẻ Khác"]}, "application/json")
    done = client.post(f"{place}/accept")

    assert (made.status_code, made.json()["papers"][0]["number"]) == (201, "15/BCY")
    known = {one["name"]: one["known_by"] for one in matched.json()["certificates"]}
    assert known == {"Người Lạ": "person", "Kẻ Khác": ""}
    assert len(left.json()["certificates"]) == 1
    assert done.json() == {"taken": 1, "refused": []}
    assert client.get(place).json()["certificates"] == []
    assert Certificate.objects.filter(account_uid=world.official.uid).exists()


def test_a_stranger_finds_none_of_it_and_nothing_changes(
    world: World, elsewhere: pki.Identity
) -> None:
    request, strange = carried(world), World.make().client("clerk")
    place = f"{API}{request.uid}"
    body = {"certificate": str(request.uid), "line": str(request.uid)}

    told = [
        strange.get(f"{place}/brought").status_code,
        strange.post(f"{place}/brought").status_code,
        strange.post(f"{place}/brought/match", body, "application/json").status_code,
        strange.post(f"{place}/brought/leave", body, "application/json").status_code,
        strange.post(f"{place}/brought/accept").status_code,
        strange.get(f"{place}/answer-sheets").status_code,
        strange.post(f"{place}/answer-sheets").status_code,
    ]

    assert told == [404] * 7
    assert Client().get(f"{place}/brought").status_code == 401
    assert not AnsweredCertificate.objects.exists()

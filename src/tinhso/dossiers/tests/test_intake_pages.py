"""The counter: a walk-in is one button, and nothing typed or sent is lost by an error."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tinhso.dossiers import scanning
from tinhso.dossiers.models import (
    Attachment,
    Dossier,
)
from tinhso.dossiers.testing import (
    PERMIT,
    World,
    tiny_pdf,
)
from tinhso.dossiers.tests.desking import CARD, INTAKE, intake_form, one


def test_procedure_is_found_in_everyday_words(world: World, desk: Client) -> None:
    page = desk.get("/lam-viec/mot-cua/tiep-nhan/", {"q": "giay khai sinh"})
    by_code = desk.get("/lam-viec/mot-cua/tiep-nhan/", {"q": PERMIT})

    assert page.status_code in {200, 302}
    assert by_code.headers["Location"] == INTAKE


def test_walk_in_is_one_button(world: World, desk: Client) -> None:
    assert desk.get(INTAKE).status_code == 200

    answer = desk.post(INTAKE, intake_form(world))

    dossier = Dossier.objects.get()
    assert answer.headers["Location"] == one(dossier) + "?vua-nhan=1"
    assert (dossier.state, dossier.channel) == ("transferred", "desk")
    assert dossier.owner_name == "Triệu Văn Páo"
    assert sorted(Attachment.objects.values_list("component_key", "is_original_shown")) == [
        ("ban_ve", True),
        ("giay_to_dat", False),
    ]


def test_double_tap_at_the_counter_is_one_dossier(world: World, desk: Client) -> None:
    form = {**intake_form(world), "_once": str(uuid4())}

    first, second = desk.post(INTAKE, form), desk.post(INTAKE, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Dossier.objects.count() == 1


def test_what_was_typed_and_sent_stays_after_an_error(world: World, desk: Client) -> None:
    wrong = intake_form(
        world, owner_number="00408500123", tep_ban_ve=SimpleUploadedFile("ban-ve.pdf", tiny_pdf())
    )

    page = desk.post(INTAKE, wrong)

    text = page.content.decode()
    assert page.status_code == 422
    assert not Dossier.objects.exists()
    assert "Bạn đã nhập 11" in text
    assert "Công ty Tư vấn xây dựng Cao Bằng" in text
    kept = page.context["kept"][0].token
    desk.post(INTAKE, intake_form(world, giu_ban_ve=kept))
    assert Attachment.objects.get(component_key="ban_ve").file is not None


def test_wrong_answer_of_the_form_is_said_at_its_question(world: World, desk: Client) -> None:
    page = desk.post(INTAKE, intake_form(world, qm_chieu_cao="cao lắm"))

    assert page.status_code == 422
    assert [line.target for line in page.context["lines"]] == ["id_qm_chieu_cao"]
    assert "cao lắm" in page.content.decode()


def test_card_fills_the_person_without_script_and_with_it(world: World, desk: Client) -> None:
    page = desk.post(INTAKE, {"card": CARD, "_card": "1"})
    told = desk.post("/lam-viec/mot-cua/tiep-nhan/the/", {"card": CARD, "code": PERMIT})
    bad = desk.post("/lam-viec/mot-cua/tiep-nhan/the/", {"card": "không phải thẻ"})

    assert page.status_code == 200
    assert 'value="Triệu Văn Páo"' in page.content.decode()
    answer = told.json()
    assert answer["fields"]["owner_birth"] == "01/01/1985"
    assert answer["answers"]["cdt_so_dinh_danh"] == "004085001234"
    assert bad.status_code == 422


def test_scan_of_the_watched_folder_is_taken_once(
    world: World,
    desk: Client,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.TINHSO_HOME = tmp_path
    folder = tmp_path / "quet" / str(world.here.desk.uid)
    folder.mkdir(parents=True)
    (folder / "quet-01.pdf").write_bytes(tiny_pdf())
    (tmp_path / "khac.pdf").write_bytes(tiny_pdf())

    monkeypatch.setattr(scanning, "SETTLED_SECONDS", -(10**10))

    outside = desk.post(INTAKE, intake_form(world, quet_ban_ve="../../khac.pdf"))
    assert (outside.status_code, Dossier.objects.count()) == (422, 0)
    desk.post(INTAKE, intake_form(world, quet_ban_ve="quet-01.pdf"))

    assert Attachment.objects.get(component_key="ban_ve").file is not None
    assert not (folder / "quet-01.pdf").exists()


def test_counter_is_refused_without_permission(world: World, onlooker: Client) -> None:
    assert onlooker.get(INTAKE).status_code == 403
    assert onlooker.post(INTAKE, intake_form(world)).status_code == 403
    assert not Dossier.objects.exists()

"""Refusals become pages, partials or problems, and those of sight are recorded."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.web.tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_what_is_not_seen_is_not_found_and_recorded(official: Client) -> None:
    answer = official.get("/thu/tu-choi/khong-thay/")

    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data["refusal"]) == ("kernel.refused", "kernel.not_found")


def test_a_refusal_of_a_rule_is_not_recorded(official: Client) -> None:
    answer = official.get("/thu/tu-choi/doi/")

    assert answer.status_code == 409
    assert "Hồ sơ vừa được người khác tiếp nhận." in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_machine_gets_a_problem_document(official: Client) -> None:
    answer = official.get("/api/v1/tu-choi/sai/")

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == {"number": "Bạn đã nhập 11 chữ số."}


def test_a_machine_is_answered_in_the_language_it_asks_for(official: Client) -> None:
    answer = official.get("/api/v1/tu-choi/khong-thay/", headers={"accept-language": "en-GB"})

    assert answer["Content-Language"] == "en"


def test_a_browser_is_not_asked_by_header(official: Client) -> None:
    answer = official.get("/thu/can-bo/", headers={"accept-language": "en-GB"})

    assert '<html lang="vi">' in answer.content.decode()


def test_htmx_gets_the_words_alone(official: Client) -> None:
    answer = official.get("/thu/tu-choi/sai/", headers={"hx-request": "true"})

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#loi-htmx"
    assert "<html" not in answer.content.decode()


def test_sign_in_comes_back_to_the_page(client: Client) -> None:
    answer = client.get("/thu/tu-choi/dang-nhap/?a=1")

    assert answer.status_code == 302
    assert answer["Location"] == "/dang-nhap/?next=%2Fthu%2Ftu-choi%2Fdang-nhap%2F%3Fa%3D1"


def test_an_expired_session_keeps_what_was_typed(client: Client) -> None:
    answer = client.post(
        "/thu/tu-choi/dang-nhap/",
        {"name": "Nông Gia Bảo", "password": "secret"},
        headers={"origin": "http://testserver"},
    )

    page = answer.content.decode()
    assert answer.status_code == 401
    assert 'name="name" value="Nông Gia Bảo"' in page
    assert "secret" not in page


def test_another_sites_form_gets_no_button(client: Client) -> None:
    answer = client.post(
        "/thu/tu-choi/dang-nhap/", {"name": "x"}, headers={"origin": "https://evil.example"}
    )

    assert 'name="name"' not in answer.content.decode()


def test_a_stale_token_keeps_what_was_typed() -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(
        "/thu/viec/", {"name": "Nông Gia Bảo"}, headers={"origin": "http://testserver"}
    )

    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'value="Nông Gia Bảo"' in page
    assert 'action="/thu/viec/"' in page


def test_more_files_than_are_taken_are_refused_with_how_many(
    official: Client, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    posted = {"file": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(3)]}

    page = official.post("/thu/viec/", posted)

    assert page.status_code == 413
    assert "Mỗi lần gửi nhiều nhất 2 tệp. Chưa tệp nào được nhận." in page.content.decode()


def test_a_fault_answers_without_database_or_session(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.get("/thu/loi/")

    assert answer.status_code == 500
    assert "Chúng tôi gặp lỗi" in answer.content.decode()


def test_a_resting_house_says_so(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.TINHSO_HOME = tmp_path
    (tmp_path / "maintenance").touch()

    answer = client.get("/thu/cong/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert "Đang bảo trì" in answer.content.decode()


def test_every_page_carries_safe_headers(official: Client) -> None:
    answer = official.get("/thu/can-bo/")

    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_pages_hold_no_inline_script_or_style(as_actor: SignIn, official: Client) -> None:
    for address in ("/thu/can-bo/", "/thu/cong/", "/thu/danh-sach/", "/lam-viec/"):
        page = official.get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page


HERE = {"origin": "http://testserver"}


def test_htmx_sends_again_on_the_newer_version_from_the_box_of_the_refusal(
    official: Client,
) -> None:
    answer = official.post(
        "/thu/tu-choi/hon/",
        {"name": "Nông Gia Bảo", "version": "3"},
        headers={**HERE, "hx-request": "true"},
    )

    box = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#loi-htmx")
    assert "Phòng Mới" in box
    assert 'name="version" value="4"' in box
    assert 'name="name" value="Nông Gia Bảo"' in box
    assert "Gửi lại trên bản mới" in box


def test_htmx_with_an_ended_session_gets_the_button_its_words_speak_of(client: Client) -> None:
    answer = client.post(
        "/thu/tu-choi/dang-nhap/", {"name": "x"}, headers={**HERE, "hx-request": "true"}
    )

    assert answer.status_code == 401
    assert '<button type="submit"' in answer.content.decode()


def test_a_rule_that_says_no_to_htmx_leaves_the_form_on_the_page_alone(official: Client) -> None:
    answer = official.post(
        "/thu/tu-choi/sai/", {"name": "x"}, headers={**HERE, "hx-request": "true"}
    )

    assert answer.status_code == 422
    assert "<button" not in answer.content.decode()


def test_a_machine_learns_which_version_to_name(official: Client) -> None:
    problem = official.get("/api/v1/tu-choi/hon/").json()

    assert (problem["status"], problem["version"]) == (409, 4)
    assert problem["now"] == [{"label": "Tên", "words": "Phòng Mới"}]


def test_a_script_of_our_pages_gets_the_sentence_to_show(official: Client) -> None:
    answer = official.post(
        "/thu/tu-choi/hon/", headers={"accept": "application/json", "hx-request": "true"}
    )

    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "Có người vừa thay đổi"


def test_fields_that_nobody_typed_are_not_shown_as_typed(official: Client) -> None:
    page = official.post(
        "/thu/tu-choi/hon/", {"name": "x", "_step": "tre", "revision": "2"}, headers=HERE
    ).content.decode()

    assert 'data-name="name"' in page
    assert 'data-name="_step"' not in page
    assert 'data-name="revision"' not in page
    assert 'name="revision" value="4"' in page

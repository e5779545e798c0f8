"""An official who does not program writes a procedure through the pages alone."""

import json
from typing import Any

import pytest
from django.test import Client

from tinhso.procedures.models import DraftState, ProcedureDraft, ProcedureVersion
from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.testing import newest_version
from tinhso.procedures.tests.editing import BIRTH, PERMIT, begun, browser, read, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_procedures")]


PAGES = (
    "",
    "phan/chung/",
    "phan/cac-truong-hop/",
    "phan/thanh-phan/",
    "phan/bieu-mau/",
    "phan/phi/",
    "phan/thoi-han/",
    "phan/quy-trinh/",
    "phan/ket-qua-tra/",
    "phan/ly-do/",
    "phan/huong-dan/",
    "phan/thiet-lap/",
    "phan/can-cu/",
    "phan/hieu-luc/",
    "muc/giay-to/0/",
    "muc/giay-to/them/",
    "muc/giay-to/1/dieu-kien/when/",
    "muc/trang/0/",
    "muc/trang/0/o/0/",
    "muc/trang/0/o/them/",
    "muc/buoc/0/",
    "muc/buoc/0/chuyen/0/",
    "muc/han/0/",
    "muc/muc-phi/0/",
    "muc/ket-qua/0/",
    "muc/bo-sung/0/",
    "muc/van-ban/0/",
    "muc/cau-hoi/0/",
    "muc/trinh-tu/0/",
    "muc/tinh/them/",
    "muc/quy-tac/them/",
    "thu-bieu-mau/",
    "chay-thu/",
    "so-sanh/",
    "kiem-tra/",
    "cong-bo/",
    "lich-su/",
    "ban-ghi/",
)


@pytest.mark.parametrize("code", [BIRTH, PERMIT])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_a_draft_opens(editor: Client, code: str, language: str) -> None:
    editor.cookies["django_language"] = language
    draft = begun(editor, code=code)

    for page in PAGES:
        assert "<h1>" in read(editor, draft.url + page)
    assert json.loads(read(editor, f"{draft.url}xuat/"))["format"] == "tinhso.procedure/1"


def test_others_see_no_draft_and_change_nothing(editor: Client) -> None:
    draft = begun(editor)
    reader = browser(P.VIEW_CATALOGUE)

    for page in PAGES:
        read(reader, draft.url + page, status=404)
    send(reader, f"{draft.url}phan/hieu-luc/", status=404, effective_from="2026-12-01")
    read(reader, "/quan-tri/thu-tuc/soan/", status=403)
    send(reader, "/quan-tri/thu-tuc/soan/moi/", status=403, origin="empty")

    draft.refresh_from_db()
    assert draft.revision == 1
    assert ProcedureDraft.objects.count() == 1


def test_whoever_only_publishes_reads_a_draft_and_changes_nothing(editor: Client) -> None:
    draft = begun(editor)
    publisher = browser(P.PUBLISH_VERSION)

    assert 'name="viec"' not in read(publisher, f"{draft.url}phan/thanh-phan/")
    send(publisher, f"{draft.url}phan/hieu-luc/", status=403, effective_from="2026-12-01")

    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_paper_is_added_moved_and_removed_and_the_removal_undone(editor: Client) -> None:
    draft = begun(editor)
    count = len(draft.content["components_data"])
    send(
        editor,
        f"{draft.url}muc/giay-to/them/",
        name="Giấy cam đoan",
        originals=1,
        copies=0,
        required="on",
        revision=1,
    )
    draft.refresh_from_db()
    added = draft.content["components_data"][-1]
    assert (added["key"], added["name"], added["required"]) == (
        "giay_cam_doan",
        "Giấy cam đoan",
        True,
    )

    send(editor, f"{draft.url}muc/giay-to/{count}/sap-xep/", viec="len", revision=2)
    send(editor, f"{draft.url}muc/giay-to/{count - 1}/sap-xep/", viec="xoa", revision=3)
    draft.refresh_from_db()
    assert len(draft.content["components_data"]) == count

    send(editor, f"{draft.url}hoan-tac/", revision=4)
    draft.refresh_from_db()
    assert draft.content["components_data"][count - 1] == added


def test_a_field_a_choice_and_a_condition_are_made_without_typing_code(editor: Client) -> None:
    draft = begun(editor)
    where = f"{draft.url}muc/trang/0/o/"
    first = len(draft.content["form_data"]["steps"][0]["fields"])
    typed: dict[str, Any] = {
        "kind": "choice",
        "label": "Sinh ở đâu?",
        "label_en": "Born where?",
        "must": "yes",
    }
    send(editor, f"{where}them/", revision=1, **typed)
    for number, answer in enumerate(("Bệnh viện", "Ở nhà"), 2):
        send(editor, f"{where}{first}/tra-loi/them/", label=answer, label_en="x", revision=number)
    send(
        editor,
        f"{where}them/",
        kind="text",
        label="Tên bệnh viện",
        label_en="Hospital",
        must="no",
        max_length=100,
        revision=4,
    )
    condition = f"{where}{first + 1}/dieu-kien/when/"
    assert "Sinh ở đâu?" in read(editor, condition)
    typed = {"o": "sinh_o_dau", "comparison": "eq", "value": "benh_vien", "viec": "them"}
    send(editor, condition, **typed, revision=5)

    draft.refresh_from_db()
    asked, hospital = draft.content["form_data"]["steps"][0]["fields"][first : first + 2]
    assert (asked["key"], asked["required"]) == ("sinh_o_dau", True)
    assert [choice["value"] for choice in asked["choices"]] == ["benh_vien", "o_nha"]
    assert hospital["when"] == {"eq": ["sinh_o_dau", "benh_vien"]}
    assert "“Bệnh viện”" in read(editor, condition)

    send(editor, condition, viec="bo-0", revision=6)
    draft.refresh_from_db()
    assert "when" not in draft.content["form_data"]["steps"][0]["fields"][first + 1]


def test_what_cannot_be_taken_is_said_at_its_field_and_stays_typed(editor: Client) -> None:
    draft = begun(editor)

    page = send(
        editor,
        f"{draft.url}muc/han/them/",
        status=422,
        value=3,
        unit="",
        note="Theo luật mới",
        revision=1,
    )

    assert "Thời hạn cần cả số và đơn vị" in page
    assert "Theo luật mới" in page
    draft.refresh_from_db()
    assert draft.revision == 1


def test_what_another_wrote_is_not_overwritten_and_what_one_typed_stays(editor: Client) -> None:
    draft = begun(editor)
    other = browser(P.EDIT_PROCEDURE)
    send(other, f"{draft.url}muc/van-ban/0/", number="60/2014/QH13", name="Luật", revision=1)

    page = send(
        editor, f"{draft.url}muc/van-ban/0/", status=409, number="61/2014", name="", revision=1
    )

    assert "Có người vừa sửa phần này" in page
    assert 'value="61/2014"' in page
    draft.refresh_from_db()
    assert draft.content["laws_data"][0]["number"] == "60/2014/QH13"


def test_a_process_step_gets_a_move_that_the_house_can_do(editor: Client) -> None:
    draft = begun(editor)
    send(
        editor,
        f"{draft.url}muc/buoc/0/chuyen/them/",
        status=422,
        key="fly_away",
        to="ky",
        reason="none",
        revision=1,
    )
    send(
        editor,
        f"{draft.url}muc/buoc/0/chuyen/them/",
        key="consult",
        to="ky",
        reason="none",
        revision=1,
    )

    draft.refresh_from_db()
    move = draft.content["process_data"]["steps"][0]["moves"][-1]
    assert (move["key"], move["to"], move["permission"], move["label"]["en"]) == (
        "consult",
        "ky",
        "dossiers.appraise_dossier",
        "Consult the agencies",
    )


def test_a_process_longer_than_the_law_allows_cannot_be_published(editor: Client) -> None:
    draft = begun(editor)
    step = draft.content["process_data"]["steps"][0]
    send(
        editor,
        f"{draft.url}muc/buoc/0/",
        key=step["key"],
        kind="task",
        name=step["name"]["vi"],
        name_en=step["name"]["en"],
        role="specialist",
        relation="resolving",
        hours=2,
        revision=1,
    )
    send(editor, f"{draft.url}phan/hieu-luc/", effective_from="2026-12-01", revision=2)

    page = read(editor, f"{draft.url}kiem-tra/")

    assert "Các bước cộng lại 3 giờ làm việc, có lúc dài hơn thời hạn" in page
    assert f'href="{draft.url}phan/quy-trinh/"' in page
    assert "Các bước cộng lại 3 giờ làm việc" in read(editor, f"{draft.url}cong-bo/")
    send(editor, f"{draft.url}cong-bo/", status=422, revision=3)
    assert ProcedureVersion.objects.filter(procedure__code=BIRTH).count() == 2


def test_the_form_is_tried_and_nothing_is_kept(editor: Client) -> None:
    draft = begun(editor, code=PERMIT)

    page = send(editor, f"{draft.url}thu-bieu-mau/", status=422, _step="loai", kept="{}")

    assert "Hãy" in page
    draft.refresh_from_db()
    assert draft.revision == 1


def test_the_process_is_run_with_invented_dates(editor: Client) -> None:
    draft = begun(editor)
    start = "luc=2026-11-23T08:00&hoi=1"

    page = read(editor, f"{draft.url}chay-thu/?{start}")
    assert 'value="1.submit_for_signing"' in page
    page = read(
        editor, f"{draft.url}chay-thu/?{start}&lam=1.submit_for_signing&xong=2026-11-23T09:00"
    )
    assert 'value="1.submit_for_signing.2026-11-23T09:00"' in page
    done = "&".join(
        f"di={act}"
        for act in (
            "1.submit_for_signing.2026-11-23T09:00",
            "2.sign.2026-11-23T10:00",
            "3.issue.2026-11-23T10:30",
            "4.return_result.2026-11-23T11:00",
        )
    )

    assert "Quy trình đã kết thúc" in read(editor, f"{draft.url}chay-thu/?{start}&{done}")


def test_a_version_is_written_tried_and_published_for_next_month(editor: Client) -> None:
    draft = begun(editor)
    send(editor, f"{draft.url}muc/bo-sung/0/", text="Bạn gửi lại ảnh rõ hơn.", law="", revision=1)
    send(
        editor,
        f"{draft.url}phan/hieu-luc/",
        effective_from="2026-12-01",
        decision="123/QĐ-UBND",
        revision=2,
    )
    assert "Bạn gửi lại ảnh rõ hơn." in read(editor, f"{draft.url}so-sanh/")

    where = send(editor, f"{draft.url}cong-bo/", revision=3)

    version = newest_version(BIRTH)
    assert where == f"/quan-tri/thu-tuc/{BIRTH}/?phien-ban={version.number}"
    assert version.supplement_reasons[0].text == "Bạn gửi lại ảnh rõ hơn."
    assert version.decision == "123/QĐ-UBND"
    draft.refresh_from_db()
    assert draft.state == DraftState.PUBLISHED

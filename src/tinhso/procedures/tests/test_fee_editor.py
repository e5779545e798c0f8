"""A fee by the unit, its tiers and what is charged apart are written in the editor alone."""

import re
from typing import Any

import pytest
from django.test import Client

from tinhso.procedures import queries
from tinhso.procedures.drafting.charging import troubles_of
from tinhso.procedures.drafting.layout import PARTS, Content, RowList, part_of
from tinhso.procedures.drafting.shapes import misshapen
from tinhso.procedures.editor.rows import ROW_FORMS
from tinhso.procedures.testing import newest_version
from tinhso.procedures.tests.editing import BIRTH, PERMIT, begun, read, send

COPIES = {
    "form_data": {
        "key": "f",
        "title": "F",
        "steps": [
            {
                "key": "p",
                "title": "P",
                "fields": [
                    {"key": "so_ban", "kind": "number", "label": "Số bản"},
                    {"key": "can_nang", "kind": "number", "label": "Cân nặng", "decimals": 2},
                    {
                        "key": "van_ban",
                        "kind": "group",
                        "label": "Văn bản",
                        "fields": [
                            {"key": "so_trang", "kind": "number", "label": "Số trang"},
                            {"key": "so_lan", "kind": "number", "label": "Số lần"},
                        ],
                    },
                ],
            }
        ],
    }
}
PAGE = {"amount_vnd": 2000, "count": {"group": "van_ban", "number": "so_trang"}}
FREE = {"amount_vnd": 0}
COPY = {"amount_vnd": 8000, "count": {"group": "", "number": "so_ban"}}


def content(**fee: object) -> Content:
    return {**COPIES, "fees_data": [fee]}


@pytest.mark.parametrize(
    "fee",
    [
        PAGE,
        {**PAGE, "tiers": [{"from": 1, "amount_vnd": 2000}, {"from": 3, "amount_vnd": 1000}]},
        {**PAGE, "count": {"group": "van_ban", "number": "so_trang", "times": "so_lan"}},
        {**FREE, "apart": COPY},
    ],
)
def test_a_fee_that_can_be_reckoned_has_no_fault(fee: dict[str, object]) -> None:
    assert list(troubles_of(content(**fee))) == []


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        ({**PAGE, "count": {"group": "", "number": "so_trang"}}, "“so_trang” không có"),
        ({**PAGE, "count": {"group": "", "number": "can_nang"}}, "“can_nang” không có"),
        ({**FREE, "most_vnd": 5}, "Mức cao nhất"),
        ({**FREE, "tiers": [{"from": 2, "amount_vnd": 1}]}, "chưa chọn ô của biểu mẫu"),
        ({**PAGE, "amount_vnd": None, "tiers": [{"from": 2, "amount_vnd": 1}]}, "các đơn vị đầu"),
        ({**PAGE, "tiers": [{"amount_vnd": 1}]}, "từ đơn vị thứ mấy"),
        ({**PAGE, "tiers": [{"from": 2}]}, "Bậc giá chưa ghi mức"),
        (
            {**PAGE, "tiers": [{"from": 3, "amount_vnd": 1}, {"from": 2, "amount_vnd": 5}]},
            "xếp từ đơn vị nhỏ đến lớn",
        ),
        ({**PAGE, "apart": COPY}, "chỉ có khi mức chung là 0 đồng"),
        ({**FREE, "apart": {"amount_vnd": 8000}}, "phải đếm theo một ô của biểu mẫu"),
    ],
)
def test_a_fee_that_cannot_be_reckoned_says_why(fee: dict[str, object], said: str) -> None:
    [(text, where)] = list(troubles_of(content(**fee)))

    assert said in text
    assert where == ("muc/muc-phi/0/thu-rieng/0/" if "riêng" in text else "muc/muc-phi/0/")


@pytest.mark.parametrize(
    "fee", [{"count": {"number": 3}}, {"count": "so_ban"}, {"tiers": "x"}, {"apart": [1]}]
)
def test_a_fee_of_another_shape_is_not_taken(fee: dict[str, object]) -> None:
    assert misshapen(part_of("phi"), {"fees_data": [fee]}) == ["fees_data"]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_procedures")
def test_copies_charged_apart_are_written_tried_and_published(editor: Client) -> None:
    draft = begun(editor, code=BIRTH)
    fees = f"{draft.url}muc/muc-phi/"
    before = len(draft.content["fees_data"])
    send(editor, f"{fees}them/", amount_vnd=0, per="hồ sơ", channel="online", revision=1)
    mine = f"{fees}{before}/"
    tier: dict[str, Any] = {"from": 3, "amount_vnd": 5000}
    apart: dict[str, Any] = {"amount_vnd": 8000, "per": "bản sao", "kind": "phi"}

    where = send(editor, f"{mine}thu-rieng/them/", revision=2, counted="/so_ban_sao", **apart)
    assert where == f"{mine}thu-rieng/0/"
    send(editor, f"{where}bac/them/", revision=3, **tier)
    read(editor, f"{mine}thu-rieng/them/", status=404)
    draft.refresh_from_db()
    fee = draft.content["fees_data"][before]
    assert fee["apart"]["count"] == {"group": "", "number": "so_ban_sao"}
    assert fee["apart"]["tiers"] == [{"from": 3, "amount_vnd": 5000}]
    assert "Từ đơn vị thứ 3: 5.000 đ" in read(editor, where)
    assert "8.000 đ; đếm theo" in read(editor, mine)

    send(editor, f"{draft.url}phan/hieu-luc/", effective_from="2026-12-01", revision=4)
    assert f"muc/muc-phi/{before}/" not in read(editor, f"{draft.url}kiem-tra/")
    compared = read(editor, f"{draft.url}so-sanh/")
    assert "Đếm theo: " in compared
    assert "Loại: Phí" in compared
    send(editor, f"{draft.url}cong-bo/", revision=5)
    version = newest_version(BIRTH)
    due = queries.amount_due(version=version, channel="online", answers={"so_ban_sao": 4})
    assert due == 2 * 8_000 + 2 * 5_000


@pytest.mark.django_db
@pytest.mark.usefixtures("two_procedures")
def test_what_stands_is_shown_kept_and_taken_away(editor: Client) -> None:
    draft = begun(editor, code=BIRTH)
    mine = f"{draft.url}muc/muc-phi/0/thu-rieng/0/"
    kept = draft.content["fees_data"][0]["apart"]

    assert re.search(r'value="/so_ban_sao"[^>]* selected', read(editor, mine))
    send(
        editor,
        mine,
        revision=1,
        amount_vnd=8000,
        per=kept["per"],
        note=kept["note"],
        kind="phi",
        counted="/so_ban_sao",
        set_by="",
    )
    draft.refresh_from_db()
    assert draft.content["fees_data"][0]["apart"] == {**kept, "set_by": ""}

    send(editor, f"{mine}sap-xep/", viec="xoa", revision=2)
    draft.refresh_from_db()
    assert "apart" not in draft.content["fees_data"][0]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_procedures")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"times": "van_ban/so_lan"}, "Hãy chọn ô được đếm trước."),
        ({"most_vnd": 5}, "Mức cao nhất chỉ dùng khi có ô được đếm."),
        ({"counted": "khong/co"}, "khong/co"),
    ],
)
def test_half_of_a_count_is_refused_at_its_field(
    editor: Client, typed: dict[str, Any], said: str
) -> None:
    draft = begun(editor)
    where = f"{draft.url}muc/trang/0/o/"
    place = len(draft.content["form_data"]["steps"][0]["fields"])
    send(editor, f"{where}them/", kind="group", label="Văn bản", must="no", revision=1)
    send(editor, f"{where}{place}/o/them/", kind="number", label="Số lần", must="no", revision=2)

    page = send(editor, f"{draft.url}muc/muc-phi/them/", status=422, revision=3, **typed)

    assert said in page
    draft.refresh_from_db()
    assert (draft.revision, len(draft.content["fees_data"])) == (3, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_procedures")
def test_a_trial_says_what_these_answers_cost(editor: Client) -> None:
    draft = begun(editor, code=PERMIT)
    fields = [{"key": "so_ban", "kind": "number", "label": "Số bản"}]
    form = {"key": "f", "title": "F", "steps": [{"key": "p", "title": "P", "fields": fields}]}
    draft.content = {
        **draft.content,
        "form_data": form,
        "cases_data": [],
        "fees_data": [{**FREE, "apart": COPY}],
    }
    draft.save()

    page = send(editor, f"{draft.url}thu-bieu-mau/", status=200, _step="p", so_ban="3", kept="{}")

    assert "phải trả 24.000" in page


def keys(lists: tuple[RowList, ...]) -> set[str]:
    return {key for one in lists for key in {one.key} | keys(one.children)}


def test_every_list_of_a_draft_has_a_form() -> None:
    assert keys(tuple(rows for part in PARTS for rows in part.lists)) == set(ROW_FORMS)

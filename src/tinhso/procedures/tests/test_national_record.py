"""A record as the national database gives it becomes a draft that is checked and published."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from tinhso.procedures.models import DraftOrigin, ProcedureDraft
from tinhso.procedures.testing import newest_version
from tinhso.procedures.tests.editing import read, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_procedures")]
IMPORT = "/quan-tri/thu-tuc/soan/nhap/"

BOOTH: dict[str, Any] = {
    "MATTHC": "9.000321",
    "TENTTHC": "Cấp giấy phép dựng gian hàng hội xuân",
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "G17-XD01", "TENLINHVUC": "Hoạt động xây dựng"}],
    "TRINHTUTHUCHIEN": [
        {
            "TRUONGHOP": "",
            "TRINHTU": [
                {"TENTRINHTU": "Người dựng gian hàng nộp hồ sơ."},
                {"TENTRINHTU": "Ủy ban nhân dân cấp xã xem chỗ dựng và cấp giấy phép."},
            ],
        }
    ],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "1",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "5",
                    "DONVITINH": "Ngày làm việc",
                    "MOTA": "kể từ khi nhận đủ hồ sơ",
                    "PHILEPHI": [{"SOTIEN": "50.000", "DONVI": "Đồng/gian", "MOTA": "Lệ phí"}],
                }
            ],
        },
        {
            "KENH": "2",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": 3,
                    "DONVITINH": "",
                    "MOTA": "",
                    "PHILEPHI": [
                        {"SOTIEN": 0, "DONVI": "Đồng", "MOTA": "Phí do HĐND cấp tỉnh quyết định"}
                    ],
                }
            ],
        },
    ],
    "THANHPHANHOSO": [
        {
            "TRUONGHOP": "Bao gồm",
            "GIAYTO": [
                {
                    "MAGIAYTO": "GT.01",
                    "TENGIAYTO": "Đơn xin dựng gian hàng",
                    "TENMAUDON": "Mẫu 01",
                    "URL": "https://example.test/mau-01.docx",
                    "SOBANCHINH": "1",
                    "SOBANSAO": "0",
                }
            ],
        },
        {
            "TRUONGHOP": "Dựng trên đất người khác",
            "GIAYTO": [{"MAGIAYTO": "", "TENMAUDON": "Giấy đồng ý của chủ đất", "URL": ""}],
        },
    ],
    "YEUCAU": "Gian hàng không chắn lối thoát nạn.",
    "MOTADOITUONGTHUCHIEN": "Công dân Việt Nam; Hộ kinh doanh",
    "COQUANTHUCHIEN": [{"MADONVI": "H00.01", "TENDONVI": "Ủy ban nhân dân xã"}],
    "KETQUATHUCHIEN": [
        {"MAKETQUA": "KQ.G17.000999", "TENKETQUA": "Giấy phép dựng gian hàng"},
        {"MAKETQUA": "", "TENKETQUA": "Biển số gian hàng"},
    ],
    "CANCUPHAPLY": [{"SOVANBAN": "01/2030/QĐ-UBND", "TENVANBAN": "Quy định về hội xuân"}],
}


def brought(editor: Client, record: object) -> dict[str, Any]:
    send(editor, IMPORT, text=json.dumps(record, ensure_ascii=False))
    content: dict[str, Any] = ProcedureDraft.objects.latest("pk").content
    return content


def with_change(place: str, value: object) -> dict[str, Any]:
    """Return the record with a value at a place such as `CACHTHUCTHUCHIEN.0.KENH`."""
    record = deepcopy(BOOTH)
    held: Any = record
    *way, last = place.split(".")
    for step in way:
        held = held[int(step) if step.isdigit() else step]
    held[int(last) if last.isdigit() else last] = value
    return record


def test_each_key_of_the_record_finds_its_place(editor: Client) -> None:
    content = brought(editor, [BOOTH])

    draft = ProcedureDraft.objects.latest("pk")
    assert (draft.origin, draft.code) == (DraftOrigin.RECORD, "9.000321")
    assert content["official_name"] == BOOTH["TENTTHC"]
    assert (content["field"], content["resolving_body"]) == ("xay-dung", "commune_committee")
    assert (content["at_commune"], content["at_province"]) == (True, False)
    assert content["channels"] == ["direct", "online"]
    assert content["applicants"] == ["Công dân Việt Nam", "Hộ kinh doanh"]
    assert content["laws_data"] == [{"number": "01/2030/QĐ-UBND", "name": "Quy định về hội xuân"}]
    assert [row["text"] for row in content["steps_data"]][-1] == BOOTH["YEUCAU"]
    assert json.loads(content["raw"]) == [BOOTH]


def test_times_stand_by_channel_and_a_bare_number_is_doubted(editor: Client) -> None:
    content = brought(editor, BOOTH)

    terms = [(row["channel"], row["value"], row["unit"]) for row in content["terms_data"]]
    assert terms == [("direct", 5, "working_day"), ("online", 3, "working_day")]
    assert {"code": "bare_number", "value": "3"} in content["flags"]


def test_a_time_that_all_channels_have_stands_once(editor: Client) -> None:
    record = deepcopy(BOOTH)
    record["CACHTHUCTHUCHIEN"][1]["THOIGIAN"] = record["CACHTHUCTHUCHIEN"][0]["THOIGIAN"]

    content = brought(editor, record)

    assert [(row["channel"], row["value"]) for row in content["terms_data"]] == [("", 5)]
    assert [(row["channel"], row["amount_vnd"]) for row in content["fees_data"]] == [("", 50_000)]


def test_what_a_council_sets_is_unknown_and_never_free(editor: Client) -> None:
    known, unknown = brought(editor, BOOTH)["fees_data"]

    assert (known["amount_vnd"], known["per"], known["kind"]) == (50_000, "gian", "le_phi")
    assert (unknown["amount_vnd"], unknown["set_by"]) == (None, "province")


@pytest.mark.parametrize(
    ("printed", "unit", "note", "amount"),
    [
        ("0", "Đồng", "", None),
        ("0", "Đồng", "Miễn phí", 0),
        ("70", "Nghìn đồng", "", 70_000),
        ("50000", "Đồng", "Mức cụ thể do HĐND tỉnh quyết định", None),
        ("50000", "Đồng", "Theo pháp luật về phí và lệ phí", None),
    ],
)
def test_the_note_tells_more_than_the_number(
    editor: Client, printed: str, unit: str, note: str, amount: int | None
) -> None:
    paid = [{"SOTIEN": printed, "DONVI": unit, "MOTA": note}]

    content = brought(editor, with_change("CACHTHUCTHUCHIEN.0.THOIGIAN.0.PHILEPHI", paid))

    assert content["fees_data"][0]["amount_vnd"] == amount


def test_papers_of_a_named_case_are_needed_in_it_only(editor: Client) -> None:
    first, second = brought(editor, BOOTH)["components_data"]

    assert (first["name"], first["required"], first["originals"]) == (
        "Đơn xin dựng gian hàng",
        True,
        1,
    )
    assert first["paper_type"] == "GT.01"
    assert first["hint"] == "Mẫu đơn: Mẫu 01, https://example.test/mau-01.docx"
    assert (second["required"], second["condition"]) == (False, "Dựng trên đất người khác")


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ("MATTHC", None, "Bản ghi thiếu các mục: MATTHC."),
        ("TENTTHC", ["tên"], "TENTTHC: phải là chữ hoặc số."),
        ("CACHTHUCTHUCHIEN", {"KENH": 1}, "CACHTHUCTHUCHIEN: phải là một danh sách."),
        ("CACHTHUCTHUCHIEN.1", "2", "CACHTHUCTHUCHIEN[2]: phải là một đối tượng"),
        ("CACHTHUCTHUCHIEN.0.KENH", "9", "CACHTHUCTHUCHIEN[1].KENH: không biết “9”"),
        ("CACHTHUCTHUCHIEN.0.KENH", "", "CACHTHUCTHUCHIEN[1].KENH: còn thiếu."),
        (
            "CACHTHUCTHUCHIEN.0.THOIGIAN.0.DONVITINH",
            "Tuần trăng",
            "CACHTHUCTHUCHIEN[1].THOIGIAN[1].DONVITINH: không biết “Tuần trăng”",
        ),
        (
            "CACHTHUCTHUCHIEN.0.THOIGIAN.0.THOIGIANGIAIQUYET",
            "năm",
            "CACHTHUCTHUCHIEN[1].THOIGIAN[1].THOIGIANGIAIQUYET: phải là số nguyên",
        ),
        (
            "CACHTHUCTHUCHIEN.0.THOIGIAN.0.PHILEPHI.0.DONVI",
            "Lượng vàng",
            "CACHTHUCTHUCHIEN[1].THOIGIAN[1].PHILEPHI[1].DONVI: không biết “Lượng vàng”",
        ),
        (
            "CACHTHUCTHUCHIEN.0.THOIGIAN.0.PHILEPHI.0.SOTIEN",
            "-5",
            "CACHTHUCTHUCHIEN[1].THOIGIAN[1].PHILEPHI[1].SOTIEN: phải là số nguyên",
        ),
        (
            "THANHPHANHOSO.1.GIAYTO.0.TENMAUDON",
            "",
            "THANHPHANHOSO[2].GIAYTO[1].TENGIAYTO: còn thiếu.",
        ),
        ("KETQUATHUCHIEN.0.TENKETQUA", "", "KETQUATHUCHIEN[1].TENKETQUA: còn thiếu."),
        ("CANCUPHAPLY.0.SOVANBAN", None, "CANCUPHAPLY[1].SOVANBAN: còn thiếu."),
    ],
)
def test_what_is_not_of_the_shape_is_told_by_its_key(
    editor: Client, place: str, value: object, sentence: str
) -> None:
    text = json.dumps(with_change(place, value), ensure_ascii=False)

    page = send(editor, IMPORT, status=422, text=text)

    assert sentence in page
    assert not ProcedureDraft.objects.exists()


def test_a_record_full_of_faults_tells_the_first_and_how_many_more(editor: Client) -> None:
    record = with_change("KETQUATHUCHIEN", [{"MAKETQUA": ""}] * 11)

    page = send(editor, IMPORT, status=422, text=json.dumps(record))

    assert "KETQUATHUCHIEN[8].TENKETQUA" in page
    assert "Và 3 chỗ khác." in page


def test_the_draft_of_a_record_is_checked_and_published(editor: Client) -> None:
    brought(editor, BOOTH)
    draft = ProcedureDraft.objects.latest("pk")
    general = draft.content | {"name_en": "Permit for a spring fair booth", "keywords": "hội xuân"}
    typed: dict[str, Any] = {key: value for key, value in general.items() if isinstance(value, str)}
    typed |= {"at_commune": "on", "channels": ["direct", "online"], "revision": 1}
    send(editor, f"{draft.url}phan/chung/", 302, **typed)
    send(
        editor,
        f"{draft.url}phan/hieu-luc/",
        effective_from="2026-12-01",
        decision="10/QĐ-UBND",
        revision=2,
    )

    assert "Không còn gì cản trở việc công bố" in read(editor, f"{draft.url}kiem-tra/")
    send(editor, f"{draft.url}cong-bo/", revision=3)

    version = newest_version("9.000321")
    assert version.procedure.field.key == "xay-dung"
    assert [rule.term for rule in version.terms if rule.channel == "direct"]
    assert [result.key for result in version.results] == ["KQ.G17.000999", "2"]

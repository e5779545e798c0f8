"""The standard work of a procedure nobody has worked out yet, made from its catalogue record.

A general request form, the plain process (assign, appraise, sign, number, return), reasons that
name the procedure's own papers, and one result paper; their words stand in `data/standard.json`.
All of it is ours, not the law's: the version is marked as a demonstration, each step says so in
its note, and `settings["standard"]` tells officials which parts came from here.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Final, cast

from tinhso.kernel.db.text import fold
from tinhso.procedures.content import Rows, VersionContent, read_data
from tinhso.procedures.parts import Data, TermRule, rows_of, text_of
from tinhso.procedures.rules import least_working_hours

THE_FORM: Final = "to_khai"
"""The component that is the electronic form itself; `dossiers` knows it by this key."""
_IS_FORM: Final = (
    "to khai",
    "don",
    "giay de nghi",
    "giay khai dang ky",
    "phieu de nghi",
    "van ban de nghi",
    "danh sach de nghi",
    "thong bao",
    "noi dung thong bao",
)
_REFUSES: Final = (
    "thong bao bang van ban noi dung can sua doi",
    "thong bao ve viec sua doi",
    "van ban neu ro ly do",
    "phieu tu choi",
    "co quan dang ky kinh doanh",
)
_ORGANISATIONS: Final = ("to chuc", "doanh nghiep", "hop tac xa")
_BY_ANOTHER: Final = "khi nộp thay người khác"
_LAW: Final = "Nghị định 118/2025/NĐ-CP Điều 17"


def with_standard(code: str, plain: VersionContent, *, name_en: str) -> VersionContent:
    """Give a described procedure the standard work, so that it can be filed and resolved.

    Papers, fees and laws stay the record's: an unknown fee stays unknown. Cases with their terms,
    and papers the system makes, come from `data/standard.json` where the record mixes them up.
    """
    words = cast("Data", read_data("standard.json"))
    more = cast("Mapping[str, Data]", words["procedures"]).get(code, {})
    components = _components(
        plain.components_data, made=cast("list[str]", more.get("made_by_system", []))
    )
    terms = _terms(plain.terms_data, rows_of(more, "terms"))
    notes = (plain.source_note, text_of(more, "note"), text_of(words, "note"))
    return replace(
        plain,
        components_data=components,
        cases_data=[
            {"key": row["key"], "name": row["name"], "when": _is("truong_hop", row["key"])}
            for row in rows_of(more, "cases")
        ],
        terms_data=terms,
        supplement_reasons_data=_supplement_reasons(components),
        refusal_reasons_data=[dict(row) for row in rows_of(words, "refusal_reasons")],
        results_data=_results(plain.results_data),
        form_data={
            "key": "to-khai-chung",
            "title": {"vi": f"Tờ khai: {plain.name}"[:300], "en": f"Request: {name_en}"},
            "steps": _pages(
                cast("Mapping[str, object]", words["form"]),
                cases=rows_of(more, "cases"),
                by_another=any(row["condition"] == _BY_ANOTHER for row in components),
                by_organisations=any(
                    fold(who).startswith(_ORGANISATIONS) for who in plain.applicants
                ),
            ),
        },
        process_data=_process(terms),
        settings_data={
            "jurisdiction_fields": ["nyc_noi_cu_tru"],
            "subject_field": "nyc_ho_ten",
            "standard": ["form", "process", "reasons", "result"],
        },
        can_be_filed=True,
        is_demonstration=True,
        source_note=" ".join(note for note in notes if note),
    )


def _is(field: str, value: object) -> dict[str, object]:
    return {"eq": [field, value]}


def _components(rows: Rows, *, made: list[str]) -> Rows:
    """Say of each paper whether the form is it, whether it is only shown, and when it is owed."""
    found: Rows = []
    for row in rows:
        one = dict(row)
        is_form = fold(str(row["name"])).startswith(_IS_FORM)
        if is_form and all(other["key"] != THE_FORM for other in found):
            one |= {
                "key": THE_FORM,
                "required": True,
                "hint": "Nộp trực tuyến thì phần bạn điền chính là giấy này, không phải nộp thêm.",
            }
        elif row["key"] in made or not (row["originals"] or row["copies"]):
            one |= {"shown_only": True, "required": False}
        elif row["condition"] == _BY_ANOTHER:
            one |= {"required": True, "when": _is("nop_thay", True)}
        found.append(one)
    return found


def _terms(rows: Rows, better: list[Data]) -> Rows:
    if not better:
        return rows
    bare = {**rows[0], "channel": "", "case": "", "cut_off": "", "note": ""}
    return [{**bare, **row} for row in better]


def _supplement_reasons(components: Rows) -> Rows:
    found: Rows = [
        {
            "key": "thong_tin_chua_khop",
            "text": "Thông tin bạn khai chưa khớp với giấy tờ hoặc dữ liệu. Bạn xem lại và sửa.",
            "component": components[0]["key"],
            "law": _LAW,
        }
    ]
    return found + [
        {
            "key": f"thieu_{row['key']}"[:40],
            "text": f"Còn thiếu hoặc chưa đọc được: {row['name']}. Bạn gửi bản rõ, đủ trang.",
            "component": row["key"],
            "law": _LAW,
        }
        for row in components
        if row["key"] != THE_FORM and not row.get("shown_only")
    ]


def _results(rows: Rows) -> Rows:
    """Put what grants before what refuses: the first is drafted when nobody chooses."""
    kinds: Rows = []
    for row in sorted(rows, key=lambda row: fold(str(row["name"])).startswith(_REFUSES)):
        key = str(row["code"]).lower().replace(".", "-")
        kinds.append(
            {
                **row,
                "key": key,
                "template": "standard_result",
                "register": key,
                "number_format": "{number}/KQ-TTHC",
            }
        )
    return kinds


def _process(terms: Rows) -> dict[str, object]:
    """Share the shortest term out among the steps; without a known term no step has hours."""
    known = [least_working_hours(TermRule.from_data(row)) for row in terms]
    return standard_process(min((hours for hours in known if hours is not None), default=0))


def standard_process(total: int) -> dict[str, object]:
    """Return the plain process with so many working hours shared out among its steps."""
    words = cast("Data", read_data("standard.json"))
    shares = cast("Mapping[str, int]", words["shares"])
    process = deepcopy(cast("dict[str, object]", words["process"]))
    for step in cast("Rows", process["steps"]):
        if (share := shares.get(str(step["key"]))) is not None:
            step["hours"] = total * share // sum(shares.values())
    return process


def _pages(
    fields: Mapping[str, object], *, cases: list[Data], by_another: bool, by_organisations: bool
) -> Rows:
    """Return the two pages of the general request: who asks, and what is asked for."""
    who = cast("Rows", fields["person"])
    if by_organisations:
        who = [*cast("Rows", fields["organisation"]), *who]
    request: Rows = [cast("dict[str, object]", fields["request"])]
    if cases:
        choices = [
            {"value": row["key"], "label": {"vi": row["name"], "en": row["name_en"]}}
            for row in cases
        ]
        request.insert(0, cast("dict[str, object]", fields["case"]) | {"choices": choices})
    if by_another:
        request.append(cast("dict[str, object]", fields["by_another"]))
    return [
        {
            "key": "nguoi-yeu-cau",
            "title": {"vi": "Người yêu cầu", "en": "Who asks"},
            "intro": {
                "vi": "Thông tin lấy từ tài khoản của bạn; hãy xem lại.",
                "en": "Taken from your account; please check it.",
            },
            "fields": who,
        },
        {
            "key": "noi-dung",
            "title": {"vi": "Nội dung đề nghị", "en": "The request"},
            "fields": [*request, cast("dict[str, object]", fields["pledge"])],
        },
    ]

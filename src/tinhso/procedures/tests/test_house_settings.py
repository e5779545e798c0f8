"""An official says what a council needs and what the house foresees, without a developer."""

from tinhso.procedures.forms.parts import PART_FORMS
from tinhso.procedures.proactive import Degree, proactive_in

FORM = PART_FORMS["thiet-lap"]
OPTIONS = [{"key": "lai", "name": "Cấp lại", "why": "Vẫn đủ điều kiện"}]
CONTENT: dict[str, object] = {
    "code": "2.002288",
    "settings_data": {
        "book": "Sổ chứng thực",
        "proactive": {"level": 2, "remind_before_days": 30, "options": OPTIONS},
        "council": {"name": "Ban chỉ đạo", "origin": "demonstration"},
    },
}

ASKED: dict[str, object] = {
    "form_data": {
        "key": "to-khai",
        "title": {"vi": "Tờ khai"},
        "steps": [
            {
                "key": "noi-dung",
                "title": {"vi": "Nội dung"},
                "fields": [{"key": "dia_chi", "kind": "address", "label": {"vi": "Địa chỉ"}}],
            }
        ],
    },
    "components_data": [{"key": "giay_to", "name": "Giấy tờ về đất"}],
}


def sent(**typed: str) -> dict[str, str]:
    """Return a posted form with what stands there and what was typed."""
    shown = FORM(content=CONTENT)
    kept = {name: shown[name].value() for name in shown.fields}
    as_typed = {
        key: str(value) for key, value in kept.items() if value not in (None, "", [], False)
    }
    return {**as_typed, **typed}


def test_what_stands_there_is_shown_and_kept() -> None:
    form = FORM(sent(), content=CONTENT)

    assert form.is_valid(), form.errors
    changed = form.changed(CONTENT)["settings_data"]
    assert isinstance(changed, dict)
    assert changed["proactive"] == {"level": 2, "remind_before_days": 30, "options": OPTIONS}
    assert changed["council"] == {"name": "Ban chỉ đạo", "origin": "demonstration"}
    assert changed["book"] == "Sổ chứng thực"


def test_degree_events_and_shares_are_read_as_the_house_reads_them() -> None:
    form = FORM(
        sent(
            proactive_level="4",
            proactive_after="1.001193, 2.000986",
            proactive_undo_days="10",
            proactive_trigger="Con bạn vừa được khai sinh",
            council_quorum_percent="66",
        ),
        content=CONTENT,
    )

    assert form.is_valid(), form.errors
    changed = form.changed(CONTENT)["settings_data"]
    assert isinstance(changed, dict)
    read = proactive_in(changed)
    assert read is not None
    assert (read.level, read.after) == (Degree.EXECUTE, ("1.001193", "2.000986"))
    assert (read.undo_days, read.trigger) == (10, "Con bạn vừa được khai sinh")
    assert len(read.options) == 1
    assert changed["council"]["quorum_percent"] == 66


def test_what_is_emptied_is_gone() -> None:
    form = FORM(sent(proactive_level="", council_name=""), content=CONTENT)

    assert form.is_valid(), form.errors
    changed = form.changed(CONTENT)["settings_data"]
    assert isinstance(changed, dict)
    assert "proactive" not in changed
    assert "council" not in changed


def test_a_strange_code_and_no_moment_are_said_at_their_fields() -> None:
    wrong = FORM(sent(proactive_after="khai sinh"), content=CONTENT)
    never = FORM(sent(proactive_remind_before_days=""), content=CONTENT)

    assert not wrong.is_valid()
    assert "khai sinh" in wrong.errors["proactive_after"][0]
    assert wrong["proactive_after"].value() == "khai sinh"
    assert not never.is_valid()
    assert "proactive_remind_before_days" in never.errors


def test_long_parts_stand_under_headings_each_field_once() -> None:
    for key in ("thiet-lap", "chung"):
        form = PART_FORMS[key]

        shown = [name for group in form.groups for name in group.names]

        assert sorted(shown) == sorted(form.base_fields)


def test_boxes_of_which_there_are_none_yet_are_not_shown() -> None:
    boxes = {"jurisdiction_fields", "duty_shown_fields", "duty_shown_components"}

    def shown(content: dict[str, object]) -> set[str]:
        return {one.name for group in FORM(content=content).grouped() for one in group.fields}

    assert not boxes & shown({})
    assert boxes <= shown(ASKED)


def test_what_is_rare_is_folded_until_something_is_said_there() -> None:
    empty = {str(group.title): group for group in FORM(content={}).grouped()}
    filled = {str(group.title): group for group in FORM(content=CONTENT).grouped()}
    wrong = {
        str(group.title): group
        for group in FORM({"proactive_level": "2"}, content=CONTENT).grouped()
    }

    assert empty["Khi giải quyết"].is_open
    assert not empty["Hội đồng, cuộc họp dân"].is_open
    assert filled["Hội đồng, cuộc họp dân"].is_open
    assert not filled["Cơ quan thuế xác định khoản phải nộp"].is_open
    assert wrong["Làm trước khi người dân yêu cầu"].is_open

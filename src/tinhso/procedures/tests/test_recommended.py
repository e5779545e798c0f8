"""Officials say which ways the house recommends before anybody asks, without a developer."""

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.actors import system_actor
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures import queries, services
from tinhso.procedures.comparing import changes
from tinhso.procedures.drafting import contents, shapes
from tinhso.procedures.drafting.foreseen import troubles_of
from tinhso.procedures.drafting.layout import part_of
from tinhso.procedures.models import DraftOrigin, ProcedureDraft
from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.proactive import proactive_in
from tinhso.procedures.testing import load_catalogue, newest_version

BADGES = "2.002288"
WAY = {"key": "lai", "name": "Cấp lại", "why": "Vẫn đủ điều kiện"}


@pytest.fixture
def draft(db: None) -> ProcedureDraft:
    load_catalogue(BADGES)
    return services.start_draft(
        content=contents.of_version(newest_version(BADGES)),
        origin=DraftOrigin.VERSION,
        actor=system_actor("procedures.tests"),
    )


def browser_with(*permissions: str) -> Client:
    account = OfficialFactory.create()
    agency = AgencyFactory.create()
    UnitFactory.create(agency=agency)
    give_role(account, *permissions, agency_id=agency.pk)
    browser = Client()
    browser.force_login(account)
    return browser


def options_of(draft: ProcedureDraft) -> list[tuple[str, str, dict[str, object]]]:
    draft.refresh_from_db()
    settings = draft.content["settings_data"]
    assert isinstance(settings, dict)
    found = proactive_in(settings)
    assert found is not None
    return [(one.name, one.why, dict(one.answers)) for one in found.options]


def content(*options: dict[str, Any], level: int = 3) -> dict[str, object]:
    return {"settings_data": {"proactive": {"level": level, "options": list(options)}}}


def test_an_official_words_a_way_and_answers_in_advance(draft: ProcedureDraft) -> None:
    browser = browser_with(P.VIEW_CATALOGUE, P.EDIT_PROCEDURE)
    address = f"/quan-tri/thu-tuc/soan/{draft.uid}/"
    part = browser.get(f"{address}phan/thiet-lap/").content.decode()
    page = browser.get(f"{address}muc/de-xuat/1/")
    form = page.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}

    browser.post(
        f"{address}muc/de-xuat/1/",
        {**typed, "why": "Xe chưa có trong dữ liệu.", "revision": str(draft.revision)},
    )

    assert "Cấp mới phù hiệu" in part
    assert typed["answer_loai_de_nghi"] == "cap_moi"
    assert options_of(draft)[1] == (
        "Cấp mới phù hiệu",
        "Xe chưa có trong dữ liệu.",
        {"loai_de_nghi": "cap_moi"},
    )
    assert (
        shapes.misshapen(part_of("thiet-lap"), {"settings_data": draft.content["settings_data"]})
        == []
    )
    condition = browser.get(f"{address}muc/de-xuat/0/dieu-kien/when/")
    assert condition.status_code == 200
    english = in_english(browser).get(f"{address}muc/de-xuat/1/")
    assert vietnamese_left_behind(english.content.decode()) == []


def test_a_way_is_added_where_nothing_is_foreseen_yet_and_cannot_be_published(
    draft: ProcedureDraft,
) -> None:
    kept = draft.content["settings_data"]
    assert isinstance(kept, dict)
    settings = {key: value for key, value in kept.items() if key != "proactive"}
    ProcedureDraft.objects.filter(pk=draft.pk).update(
        content={**draft.content, "settings_data": settings}
    )
    browser = browser_with(P.VIEW_CATALOGUE, P.EDIT_PROCEDURE)
    address = f"/quan-tri/thu-tuc/soan/{draft.uid}/muc/de-xuat/them/"

    empty = browser.post(address, {"why": "Vì đủ điều kiện", "revision": str(draft.revision)})
    browser.post(address, {"name": "Cấp lại", "why": "Vì đủ", "revision": str(draft.revision)})

    assert "Vì đủ điều kiện" in empty.content.decode()
    draft.refresh_from_db()
    said = [fault.text for fault in queries.draft_faults(draft=draft)]
    assert "Có cách làm được đề xuất thì mức làm trước phải là 3 hoặc 4." in said


def test_versions_are_compared_way_by_way(draft: ProcedureDraft) -> None:
    old = newest_version(BADGES)
    new = deepcopy(old)
    new.settings_data["proactive"]["options"][1]["why"] = "Xe chưa có trong dữ liệu."

    (change,) = changes(old, new)

    assert (change.part, change.row) == ("Cách làm được đề xuất trước", "Cấp mới phù hiệu")
    assert "Vì sao đề xuất: Xe chưa có trong dữ liệu." in change.new
    assert "Trả lời sẵn: loai_de_nghi: cap_moi" in change.new


def test_who_may_not_edit_changes_no_way(draft: ProcedureDraft) -> None:
    before = options_of(draft)
    browser = browser_with(P.VIEW_CATALOGUE)

    answer = browser.post(
        f"/quan-tri/thu-tuc/soan/{draft.uid}/muc/de-xuat/1/",
        {"name": "Khác", "why": "Khác", "revision": str(draft.revision)},
    )

    assert answer.status_code in {403, 404}
    assert options_of(draft) == before


def test_each_trouble_of_a_way_is_named_at_its_place() -> None:
    found = list(
        troubles_of(
            content(
                WAY,
                {**WAY, "name": "Hai", "why": "", "when": {"eq": ["a", True]}, "answers": {"x": 1}},
            )
        )
    )

    assert found == [
        ("Cách “Cấp lại”: trùng khóa với cách khác.", "muc/de-xuat/0/"),
        ("Cách “Hai”: chưa nói vì sao.", "muc/de-xuat/1/"),
        ("Cách “Hai”: trùng khóa với cách khác.", "muc/de-xuat/1/"),
        ("Cách “Hai”: trả lời sẵn một ô không có trong biểu mẫu: x.", "muc/de-xuat/1/"),
        (
            "Cách “Hai” không bao giờ được đề xuất: một cách đứng trước luôn đúng.",
            "phan/thiet-lap/",
        ),
    ]
    assert [text for text, _where in troubles_of(content())] == [
        "Mức 3 phải có ít nhất một cách làm được đề xuất."
    ]
    assert list(troubles_of(content(WAY, level=4))) == []

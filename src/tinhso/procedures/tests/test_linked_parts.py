"""The parts of a linked procedure are data: written in the editor, checked before publishing."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.actors import system_actor
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures import queries, services
from tinhso.procedures.drafting import contents
from tinhso.procedures.drafting.layout import Content
from tinhso.procedures.drafting.linking import troubles_of
from tinhso.procedures.linked import longest_way, parts_in
from tinhso.procedures.models import DraftOrigin, ProcedureDraft
from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.testing import load_catalogue, newest_version

LINKED_BIRTH = "2.000986"
ROW = {"key": "a", "name": "Một", "working_hours": 8, "result": "KQ.1"}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 20, 2, 0, tzinfo=UTC), tick=False):
        yield


def content(*rows: dict[str, object]) -> Content:
    return {"settings_data": {"linked": list(rows)}, "results_data": [{"code": "KQ.1"}]}


def test_hours_are_those_of_the_longest_chain() -> None:
    rows = [
        {"key": "a", "working_hours": 8},
        {"key": "b", "working_hours": 56, "after": ["a"]},
        {"key": "c", "working_hours": 80, "after": ["a"]},
    ]

    assert longest_way(parts_in({"linked": rows})) == 88


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"working_hours": 0}, "Phần “Hai”: chưa ghi số giờ làm việc."),
        ({"result": "KQ.9"}, "Phần “Hai”: chưa có kết quả trong danh sách kết quả của thủ tục."),
        ({"after": ["z"]}, "Phần “Hai”: chờ một phần không có."),
        ({"key": "a"}, "Phần “Hai”: trùng khóa với phần khác."),
        ({"name": ""}, "Phần “b”: chưa có tên."),
    ],
)
def test_what_a_part_lacks_is_said_at_its_place(changed: dict[str, object], said: str) -> None:
    other = {"key": "b", "name": "Hai", "working_hours": 8, "result": "KQ.1"} | changed

    assert (said, "muc/lien-thong/1/") in list(troubles_of(content(ROW, other)))


def test_parts_that_wait_for_each_other_never_begin() -> None:
    rows = [ROW, {**ROW, "key": "b", "after": ["c"]}, {**ROW, "key": "c", "after": ["b"]}]

    assert [where for _text, where in troubles_of(content(*rows))] == ["phan/thiet-lap/"]


def test_a_procedure_that_is_not_linked_has_no_trouble() -> None:
    assert list(troubles_of({"settings_data": {}, "results_data": []})) == []


@pytest.fixture
def draft(db: None) -> ProcedureDraft:
    load_catalogue(LINKED_BIRTH)
    return services.start_draft(
        content=contents.of_version(newest_version(LINKED_BIRTH)),
        origin=DraftOrigin.VERSION,
        actor=system_actor("procedures.tests"),
    )


@pytest.fixture
def editor(db: None) -> Client:
    account = OfficialFactory.create()
    agency = AgencyFactory.create()
    UnitFactory.create(agency=agency)
    give_role(account, P.VIEW_CATALOGUE, P.EDIT_PROCEDURE, agency_id=agency.pk)
    browser = Client()
    browser.force_login(account)
    return browser


def test_an_official_gives_an_agency_more_hours(draft: ProcedureDraft, editor: Client) -> None:
    address = f"/quan-tri/thu-tuc/soan/{draft.uid}/"
    assert "Đăng ký thường trú" in editor.get(f"{address}phan/thiet-lap/").content.decode()

    editor.post(
        f"{address}muc/lien-thong/1/",
        {
            "key": "thuong_tru",
            "name": "Đăng ký thường trú",
            "procedure": "1.004222",
            "body": "commune_police",
            "working_hours": "160",
            "result": "KQ.G01.000065",
            "after": ["khai_sinh"],
            "revision": str(draft.revision),
        },
    )

    draft.refresh_from_db()
    settings = draft.content["settings_data"]
    assert isinstance(settings, dict)
    assert parts_in(settings)[1].working_hours == 160
    said = [fault.text for fault in queries.draft_faults(draft=draft)]
    assert any("Các phần liên thông nối nhau hết 168 giờ" in text for text in said)


def test_a_part_without_hours_keeps_what_was_typed(draft: ProcedureDraft, editor: Client) -> None:
    before = draft.revision
    page = editor.post(
        f"/quan-tri/thu-tuc/soan/{draft.uid}/muc/lien-thong/them/",
        {"name": "Cấp mã số thuế", "result": "KQ.G15.000031", "revision": str(before)},
    )

    draft.refresh_from_db()
    assert draft.revision == before
    assert "Cấp mã số thuế" in page.content.decode()

"""A draft is written by several people, nothing is lost, and it becomes a version once sound."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings

from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotFound, NotPermitted
from tinhso.procedures import queries, services
from tinhso.procedures.drafting import contents
from tinhso.procedures.drafting.layout import Content, part_of
from tinhso.procedures.models import DraftOrigin, DraftState, ProcedureDraft, ProcedureVersion
from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.testing import load_catalogue, newest_version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BIRTH = "1.001193"
GENERAL, DATES, LAWS = part_of("chung"), part_of("hieu-luc"), part_of("can-cu")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def official(*permissions: P) -> Actor:
    return Actor(
        kind=ActorKind.OFFICIAL,
        id=uuid4(),
        permissions=dict.fromkeys(permissions, EVERYWHERE),
    )


EDITOR = official(P.EDIT_PROCEDURE)
PUBLISHER = official(P.PUBLISH_VERSION)


def begun(**changed: object) -> ProcedureDraft:
    """Return a draft of the birth registration, changed as said."""
    load_catalogue(BIRTH)
    content = contents.of_version(newest_version(BIRTH)) | changed
    return services.start_draft(content=content, origin=DraftOrigin.VERSION, actor=EDITOR)


def change(draft: ProcedureDraft, *, seen: int, actor: Actor = EDITOR, **values: object) -> None:
    part = next(part for part in (GENERAL, DATES, LAWS) if set(values) <= set(part.keys))

    def put(content: Content) -> Content:
        return {**content, **values}

    services.change_part(uid=draft.uid, part=part, seen=seen, change=put, actor=actor)
    draft.refresh_from_db()


def test_a_draft_of_a_version_says_what_the_version_says() -> None:
    draft = begun()

    version = newest_version(BIRTH)
    assert (draft.code, draft.based_on, draft.revision) == (BIRTH, version, 1)
    assert contents.to_version(draft.content).digest == version.digest


def test_whoever_may_not_write_begins_nothing() -> None:
    with pytest.raises(NotPermitted):
        services.start_draft(content={}, origin=DraftOrigin.EMPTY, actor=PUBLISHER)

    assert not ProcedureDraft.objects.exists()


def test_a_draft_does_not_exist_for_others() -> None:
    draft = begun()

    with pytest.raises(NotFound):
        queries.draft(uid=draft.uid, actor=official(P.VIEW_CATALOGUE))


def test_two_people_change_two_parts_and_both_stay() -> None:
    draft = begun()

    change(draft, seen=1, name="Đăng ký khai sinh cho con")
    change(draft, seen=1, laws_data=[{"number": "60/2014/QH13", "name": "Luật Hộ tịch"}])

    assert draft.revision == 3
    assert draft.name == "Đăng ký khai sinh cho con"
    assert draft.content["laws_data"] == [{"number": "60/2014/QH13", "name": "Luật Hộ tịch"}]


def test_nobody_overwrites_a_part_that_changed_meanwhile() -> None:
    draft = begun()
    change(draft, seen=1, name="Đăng ký khai sinh cho con")

    with pytest.raises(services.PartChanged):
        change(draft, seen=1, summary="Giấy khai sinh")

    draft.refresh_from_db()
    assert (draft.revision, draft.content["summary"]) == (2, newest_version(BIRTH).summary)


def test_a_change_of_nothing_is_no_change() -> None:
    draft = begun()

    change(draft, seen=1, name=draft.name)

    assert draft.revision == 1


def test_undo_takes_back_one_change_after_the_other() -> None:
    draft = begun()
    before = draft.content
    change(draft, seen=1, name="Tên một")
    change(draft, seen=2, name="Tên hai")

    services.undo(uid=draft.uid, seen=3, actor=EDITOR)
    draft.refresh_from_db()
    assert draft.name == "Tên một"

    services.undo(uid=draft.uid, seen=4, actor=EDITOR)
    draft.refresh_from_db()
    assert draft.content == before

    with pytest.raises(services.NothingToUndo):
        services.undo(uid=draft.uid, seen=5, actor=EDITOR)


def test_undo_of_what_one_did_not_see_is_refused() -> None:
    draft = begun()
    change(draft, seen=1, name="Tên một")

    with pytest.raises(services.PartChanged):
        services.undo(uid=draft.uid, seen=1, actor=EDITOR)

    draft.refresh_from_db()
    assert draft.name == "Tên một"


def test_a_sound_draft_is_published_for_next_month() -> None:
    draft = begun()
    old = newest_version(BIRTH)
    change(draft, seen=1, name="Đăng ký khai sinh cho con")
    change(draft, seen=2, effective_from="2026-12-01")
    assert [
        f.text for f in services.check_draft(uid=draft.uid, actor=EDITOR) if not f.is_warning
    ] == []

    version = services.publish_draft(uid=draft.uid, seen=3, actor=PUBLISHER)

    old.refresh_from_db()
    draft.refresh_from_db()
    assert (version.number, version.effective_from) == (old.number + 1, date(2026, 12, 1))
    assert old.effective_to == date(2026, 11, 30)
    assert (version.name, version.form_data) == ("Đăng ký khai sinh cho con", old.form_data)
    assert (draft.state, draft.published) == (DraftState.PUBLISHED, version)
    assert queries.version_at(code=BIRTH, at=NOW) == old
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert "procedures.draft_published" in actions


def told(law: str, **changed: object) -> list[bool]:
    """Return whether each fault that names this article is only a warning."""
    draft = begun(**changed)
    faults = services.check_draft(uid=draft.uid, actor=EDITOR)
    return [one.is_warning for one in faults if law in one.text]


def test_a_paper_whose_data_is_in_a_database_is_asked_for_only_with_a_reason() -> None:
    paper = {**begun().content["components_data"][0], "required": True}
    known = {**paper, "data_source": "Cơ sở dữ liệu quốc gia về dân cư", "asked_anyway_reason": ""}
    law = "Điều 4 khoản 2a"

    assert told(law, components_data=[known]) == [True]
    assert told(law, components_data=[{**known, "asked_anyway_reason": "Dữ liệu sai"}]) == []
    assert told(law, components_data=[{**known, "data_source": ""}]) == []


def test_a_service_that_is_online_in_part_publishes_its_reason() -> None:
    law, why = "224/2026/NĐ-CP, Điều 14", {"partial_online_reason": "Phải có mặt để ký sổ"}

    assert told(law, service_level="partial", settings_data={}) == [True]
    assert told(law, service_level="partial", settings_data=why) == []
    assert told(law, service_level="full", settings_data={}) == []


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Chưa chọn ngày bắt đầu có hiệu lực."),
        ("2026-11-19", "Ngày có hiệu lực không được ở quá khứ."),
        ("9999-12-31", "Ngày có hiệu lực còn hơn mười năm nữa"),
    ],
)
def test_a_day_that_will_not_do_is_refused(day: str, sentence: str) -> None:
    draft = begun(name="Tên mới", effective_from=day)
    versions = ProcedureVersion.objects.count()

    with pytest.raises(services.DraftNotSound, match=sentence):
        services.publish_draft(uid=draft.uid, seen=1, actor=PUBLISHER)

    assert ProcedureVersion.objects.count() == versions


def test_two_versions_never_overlap() -> None:
    first = begun(name="Tên một", effective_from="2027-01-01")
    second = begun(name="Tên hai", effective_from="2026-12-15")
    services.publish_draft(uid=first.uid, seen=1, actor=PUBLISHER)

    faults = [f.where for f in queries.draft_faults(draft=second) if not f.is_warning]

    assert faults == ["phan/hieu-luc/", "so-sanh/"]


def test_a_draft_that_was_overtaken_is_compared_first() -> None:
    first = begun(name="Tên một", effective_from="2026-12-01")
    second = begun(name="Tên hai", effective_from="2027-02-01")
    services.publish_draft(uid=first.uid, seen=1, actor=PUBLISHER)
    with pytest.raises(services.DraftNotSound):
        services.publish_draft(uid=second.uid, seen=1, actor=PUBLISHER)

    services.rebase(uid=second.uid, actor=EDITOR)
    version = services.publish_draft(uid=second.uid, seen=2, actor=PUBLISHER)

    assert version.name == "Tên hai"


def test_where_two_people_are_wanted_the_writer_does_not_publish(settings: LazySettings) -> None:
    settings.TINHSO_PROCEDURES_SECOND_PERSON = True
    draft = begun(effective_from="2026-12-01")
    both = official(P.EDIT_PROCEDURE, P.PUBLISH_VERSION)
    change(draft, seen=1, actor=both, name="Tên mới")

    with pytest.raises(services.SecondPersonNeeded):
        services.publish_draft(uid=draft.uid, seen=2, actor=both)
    draft.refresh_from_db()
    assert draft.state == DraftState.DRAFT

    assert services.publish_draft(uid=draft.uid, seen=2, actor=PUBLISHER).name == "Tên mới"


def test_whoever_may_only_write_does_not_publish() -> None:
    draft = begun(name="Tên mới", effective_from="2026-12-01")

    with pytest.raises(NotPermitted):
        services.publish_draft(uid=draft.uid, seen=1, actor=EDITOR)

    draft.refresh_from_db()
    assert draft.state == DraftState.DRAFT


def test_a_published_draft_is_closed() -> None:
    draft = begun(name="Tên mới", effective_from="2026-12-01")
    services.publish_draft(uid=draft.uid, seen=1, actor=PUBLISHER)

    with pytest.raises(services.DraftClosed):
        change(draft, seen=1, name="Tên nữa")

    draft.refresh_from_db()
    assert draft.name == "Tên mới"


def test_a_new_procedure_is_published_with_its_identity() -> None:
    load_catalogue(BIRTH)
    content: Content = contents.of_version(newest_version(BIRTH)) | {
        "code": "9.000001",
        "name": "Thủ tục mới của tỉnh",
        "effective_from": "2026-12-01",
        "life_events": ["sinh-con"],
    }
    draft = services.start_draft(content=content, origin=DraftOrigin.COPY, actor=EDITOR)

    version = services.publish_draft(uid=draft.uid, seen=1, actor=PUBLISHER)

    assert (version.procedure.code, version.number) == ("9.000001", 1)
    assert [event.key for event in version.procedure.life_events.all()] == ["sinh-con"]


def test_an_abandoned_draft_changes_no_more() -> None:
    draft = begun()

    services.abandon_draft(uid=draft.uid, actor=EDITOR)

    with pytest.raises(services.DraftClosed):
        change(draft, seen=1, name="Tên")
    assert [line.change.act for line in queries.history_of(draft=draft)] == ["abandoned", "started"]

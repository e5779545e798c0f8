"""Officials plan a merger, see what it moves, and a second person confirms it."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization import merger_acts, merger_pages
from tinhso.organization.models import AgencyPeriod, Merger, UnitPeriod
from tinhso.organization.permissions import OrganizationPermission as P
from tinhso.organization.queries import agency_by_code, agency_name, inherited, successors_of
from tinhso.organization.rules import UnitKind
from tinhso.organization.services import (
    AgencyData,
    MergerChanged,
    MergerData,
    MergerNotDue,
    UnitData,
    UnitPlace,
    carry_out,
    close_unit,
    confirm_merger,
    divide_units,
    open_agency,
    open_unit,
    plan_merger,
    undo_merger,
)
from tinhso.organization.services.planning import renamed
from tinhso.organization.testing import AgencyFactory, UnitFactory

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor
    from tinhso.organization.models import Agency

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/sap-xep/"


def _commune(name: str, code: str) -> "Agency":
    agency = AgencyFactory.create(name=name, code_new=code)
    for kind, called in (
        ("desk", "Một cửa"),
        ("leadership", "Lãnh đạo"),
        ("specialist", "Kinh tế"),
    ):
        UnitFactory.create(agency=agency, kind=kind, name=called)
    return agency


@pytest.fixture
def pair() -> "tuple[Agency, Agency]":
    return _commune("UBND xã A", "H14.50"), _commune("UBND xã B", "H14.51")


@pytest.fixture
def planner() -> "Actor":
    return make_actor(P.PLAN_MERGERS, P.VIEW_AGENCIES)


def _data(*agencies: "Agency", **more: object) -> MergerData:
    today = timezone.localdate()
    known: dict[str, object] = {
        "kind": "new",
        "in_force_on": today,
        "basis_number": "12/NQ-HĐND",
        "basis_on": today,
        "basis_issuer": "HĐND tỉnh",
        "agency_ids": [agency.pk for agency in agencies],
        "new_name": "UBND xã C",
        "new_code": "H14.52",
    }
    return MergerData(**{**known, **more})  # type: ignore[arg-type]  # as given


def _confirmed(merger: Merger) -> Merger:
    return confirm_merger(uid=merger.uid, actor=make_actor(P.CONFIRM_MERGERS))


def _act_as(monkeypatch: pytest.MonkeyPatch, actor: "Actor") -> None:
    for module in (merger_pages, merger_acts):
        monkeypatch.setattr(module, "actor_of", lambda _request: actor)
    monkeypatch.setattr("tinhso.kernel.web.lists.pages.actor_of", lambda _request: actor)
    monkeypatch.setattr("tinhso.kernel.web.once.actor_of", lambda _request: actor)


def test_a_unit_named_after_its_commune_is_proposed_after_the_new_one() -> None:
    old, new = "Ủy ban nhân dân xã Cốc Pàng", "Ủy ban nhân dân phường Thượng Giáp"

    assert renamed("Trung tâm xã Cốc Pàng", of=old, to=new) == "Trung tâm phường Thượng Giáp"
    assert renamed("Phòng Kinh tế", of=old, to=new) == "Phòng Kinh tế"
    assert renamed("Trung tâm xã Cốc Pàng", of=old, to="") == "Trung tâm xã Cốc Pàng"
    assert renamed("An ninh", of="UBND xã A", to="UBND xã C") == "An ninh"


def test_two_become_one_on_the_day(pair: "tuple[Agency, Agency]", planner: "Actor") -> None:
    merger = _confirmed(plan_merger(data=_data(*pair), actor=planner))

    run_waiting_jobs("organization.carry_out_merger")

    merger.refresh_from_db()
    new = agency_by_code("H14.52")
    assert new is not None
    assert merger.state == "finished"
    assert [successors_of(old.pk) for old in pair] == [[new.id], [new.id]]
    names = UnitPeriod.objects.filter(unit__agency=new.id).values_list("name", flat=True)
    assert sorted(names) == ["Kinh tế", "Lãnh đạo", "Một cửa"]
    assert inherited().agencies == {new.id: frozenset(old.pk for old in pair)}


def test_a_retired_code_is_never_given_again(
    pair: "tuple[Agency, Agency]", planner: "Actor"
) -> None:
    _confirmed(plan_merger(data=_data(*pair), actor=planner))
    run_waiting_jobs("organization.carry_out_merger")

    with pytest.raises(Invalid) as refusal:
        open_agency(
            data=AgencyData(name="UBND xã D", code="H14.50", level="commune"),
            valid_from=timezone.localdate(),
            actor=make_actor(P.CHANGE_AGENCIES),
        )

    assert "mã cũ không cấp lại" in str(refusal.value.fields["code"])


def test_nothing_happens_before_the_day(pair: "tuple[Agency, Agency]", planner: "Actor") -> None:
    later = timezone.localdate() + timedelta(days=3)
    merger = _confirmed(plan_merger(data=_data(*pair, in_force_on=later), actor=planner))

    with pytest.raises(MergerNotDue):
        carry_out(uid=merger.uid)

    assert agency_by_code("H14.52") is None
    assert "sắp xếp lại" in Client().get(f"/co-quan/{pair[0].uid}/").content.decode()


def test_who_plans_does_not_confirm_alone(pair: "tuple[Agency, Agency]", planner: "Actor") -> None:
    both = make_actor(P.PLAN_MERGERS, P.CONFIRM_MERGERS)
    merger = plan_merger(data=_data(*pair), actor=both)

    with pytest.raises(NotPermitted, match="người thứ hai"):
        confirm_merger(uid=merger.uid, actor=both)

    merger.refresh_from_db()
    assert merger.state == "draft"
    alone = make_actor(P.CONFIRM_MERGERS, P.CONFIRM_OWN_MERGERS, actor_id=both.id)
    assert confirm_merger(uid=merger.uid, actor=alone).state == "confirmed"


def test_who_leads_one_of_them_does_not_confirm_for_both(
    pair: "tuple[Agency, Agency]", planner: "Actor"
) -> None:
    merger = plan_merger(data=_data(*pair), actor=planner)
    unit_id = UnitPeriod.objects.filter(unit__agency=pair[0]).values_list("unit", flat=True)[0]

    with pytest.raises(NotPermitted):
        confirm_merger(uid=merger.uid, actor=make_actor(P.CONFIRM_MERGERS, unit_id=unit_id))

    merger.refresh_from_db()
    assert merger.state == "draft"


def test_a_plan_that_was_changed_meanwhile_is_not_confirmed(
    pair: "tuple[Agency, Agency]", planner: "Actor"
) -> None:
    merger = plan_merger(data=_data(*pair), actor=planner)
    unit_id = merger.units.values_list("unit", flat=True)[0]
    divide_units(
        uid=merger.uid, places={unit_id: UnitPlace(to_kind="office", to_name="X")}, actor=planner
    )

    with pytest.raises(MergerChanged):
        confirm_merger(uid=merger.uid, actor=make_actor(P.CONFIRM_MERGERS), version=merger.version)


def test_who_confirms_an_older_plan_reads_what_changed_and_confirms_the_newer_in_one_act(
    client: Client,
    pair: "tuple[Agency, Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    merger = plan_merger(data=_data(*pair), actor=planner)
    seen = merger.version
    unit_id = merger.units.values_list("unit", flat=True)[0]
    places = {unit_id: UnitPlace(to_kind="office", to_name="Phòng Mới")}
    divide_units(uid=merger.uid, places=places, actor=planner)
    merger.refresh_from_db()
    _act_as(monkeypatch, make_actor(P.CONFIRM_MERGERS, P.VIEW_AGENCIES))
    there, here = f"{LIST}{merger.uid}/duyet/", {"origin": "http://testserver"}

    stale = client.post(there, {"version": seen}, headers=here)
    page = stale.content.decode()
    unchanged = Merger.objects.get(pk=merger.pk).state
    sent = re.search(r'name="version" value="(\d+)"', page)
    assert sent is not None
    again = client.post(there, {"version": sent[1]}, headers=here)

    assert (stale.status_code, unchanged) == (409, "draft")
    assert "→ Phòng Mới" in page
    assert "Gửi lại trên bản mới" in page
    assert sent[1] == str(merger.version)
    assert again.status_code == 302
    assert Merger.objects.get(pk=merger.pk).state == "confirmed"


def test_an_agency_is_divided_between_two(pair: "tuple[Agency, Agency]", planner: "Actor") -> None:
    ending, heir, other = pair[0], pair[1], _commune("UBND xã E", "H14.53")
    merger = plan_merger(
        data=_data(
            ending, kind="into", receiving_ids=[heir.pk, other.pk], new_name="", new_code=""
        ),
        actor=planner,
    )
    economy = ending.units.get(kind="specialist")
    there = other.units.get(kind="specialist")
    divide_units(uid=merger.uid, places={economy.pk: UnitPlace(to_unit_id=there.pk)}, actor=planner)
    _confirmed(merger)

    run_waiting_jobs("organization.carry_out_merger")

    assert sorted(successors_of(ending.pk)) == sorted([heir.pk, other.pk])
    assert inherited().agencies == {}
    assert inherited().parts[other.pk] == {economy.pk}
    page = Client().get(f"/co-quan/{ending.uid}/").content.decode()
    assert "UBND xã B" in page
    assert "UBND xã E" in page


def test_a_renaming_keeps_the_agency(pair: "tuple[Agency, Agency]", planner: "Actor") -> None:
    merger = plan_merger(
        data=_data(pair[0], kind="rename", new_name="UBND phường A", new_code=""), actor=planner
    )
    _confirmed(merger)

    run_waiting_jobs("organization.carry_out_merger")

    assert agency_name(pair[0].pk) == "UBND phường A"
    assert agency_name(pair[0].pk, timezone.localdate() - timedelta(days=1)) == "UBND xã A"
    undo_merger(uid=merger.uid, actor=planner)
    assert agency_name(pair[0].pk) == "UBND xã A"


def test_units_of_one_agency_become_one(pair: "tuple[Agency, Agency]", planner: "Actor") -> None:
    desk, economy = pair[0].units.get(kind="desk"), pair[0].units.get(kind="specialist")
    merger = plan_merger(data=_data(pair[0], kind="units", new_name="", new_code=""), actor=planner)
    divide_units(uid=merger.uid, places={economy.pk: UnitPlace(to_unit_id=desk.pk)}, actor=planner)
    _confirmed(merger)

    run_waiting_jobs("organization.carry_out_merger")

    assert inherited().units == {desk.pk: {economy.pk}}
    assert UnitPeriod.objects.get(unit=economy).valid_to == timezone.localdate()


def test_the_old_address_leads_to_the_successor_with_a_sentence(
    pair: "tuple[Agency, Agency]", planner: "Actor"
) -> None:
    _confirmed(plan_merger(data=_data(*pair), actor=planner))
    run_waiting_jobs("organization.carry_out_merger")

    page = Client().get(f"/co-quan/{pair[0].uid}/", follow=True)

    new = agency_by_code("H14.52")
    assert new is not None
    assert page.redirect_chain == [(f"/co-quan/{new.uid}/?tu={pair[0].uid}", 302)]
    assert "giải quyết thay" in page.content.decode()
    english = in_english(Client()).get(f"/co-quan/{new.uid}/?tu={pair[0].uid}")
    assert vietnamese_left_behind(english.content.decode()) == []


def test_a_plan_on_the_page_keeps_what_was_typed(
    client: Client,
    pair: "tuple[Agency, Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _act_as(monkeypatch, planner)
    today = str(timezone.localdate())
    typed = {
        "kind": "new",
        "basis_number": "12/NQ-HĐND",
        "basis_on": today,
        "basis_issuer": "HĐND tỉnh",
        "in_force_on": today,
        "agencies": [str(pair[0].pk)],
        "new_name": "UBND xã C",
        "new_code": "sai",
    }
    page = client.post(f"{LIST}lap/", typed).content.decode()
    assert "không đúng dạng H14.12" in page
    assert "ít nhất hai cơ quan" in page
    assert 'value="UBND xã C"' in page
    assert not Merger.objects.exists()

    good = typed | {"agencies": [str(a.pk) for a in pair], "new_code": "H14.52"}
    there = client.post(f"{LIST}lap/", good)["Location"]

    page = client.get(there).content.decode()
    assert "chờ người thứ hai" in page
    assert "Duyệt phương án" not in page
    units = client.get(f"{there}don-vi/").content.decode()
    assert "UBND xã A: Kinh tế" in units
    for place in (LIST, f"{LIST}lap/", there, f"{there}don-vi/", f"{there}sua/"):
        answer = in_english(client).get(place)
        assert vietnamese_left_behind(answer.content.decode()) == []


def test_the_list_is_for_who_has_to_do_with_it(
    client: Client, pair: "tuple[Agency, Agency]", planner: "Actor", monkeypatch: pytest.MonkeyPatch
) -> None:
    _act_as(monkeypatch, make_actor())
    assert client.get(LIST).status_code == 403
    _act_as(monkeypatch, planner)
    assert "Chưa có lần sắp xếp nào" in client.get(LIST).content.decode()

    plan_merger(data=_data(*pair), actor=planner)

    assert "12/NQ-HĐND" in client.get(f"{LIST}?q=xã+A").content.decode()
    assert client.post(f"{LIST}{Merger.objects.get().uid}/duyet/").status_code == 403


def test_an_agency_is_in_one_plan_at_a_time(
    pair: "tuple[Agency, Agency]", planner: "Actor"
) -> None:
    plan_merger(data=_data(*pair), actor=planner)

    with pytest.raises(Invalid) as refusal:
        plan_merger(data=_data(*pair, new_code="H14.60"), actor=planner)

    assert "phương án khác" in str(refusal.value.fields["agencies"])
    assert AgencyPeriod.objects.filter(valid_to__isnull=True).count() == 2


def test_nothing_goes_into_what_another_plan_ends_and_no_code_is_promised_twice(
    pair: "tuple[Agency, Agency]", planner: "Actor"
) -> None:
    plan_merger(data=_data(*pair), actor=planner)
    far, near = _commune("UBND xã E", "H14.53"), _commune("UBND xã G", "H14.54")

    with pytest.raises(Invalid) as into_the_ending:
        plan_merger(data=_data(far, kind="into", receiving_ids=[pair[0].pk]), actor=planner)
    with pytest.raises(Invalid) as same_code:
        plan_merger(data=_data(far, near, new_name="UBND xã K"), actor=planner)

    assert "phương án khác" in str(into_the_ending.value.fields["receiving"])
    assert "H14.52" in str(same_code.value.fields["new_code"])
    assert Merger.objects.count() == 1


def test_two_plans_may_go_into_one_agency(pair: "tuple[Agency, Agency]", planner: "Actor") -> None:
    heir = _commune("UBND xã E", "H14.53")

    for ending in pair:
        plan_merger(data=_data(ending, kind="into", receiving_ids=[heir.pk]), actor=planner)

    assert Merger.objects.count() == 2


@pytest.mark.parametrize("what", ["opened", "closed", "code"])
def test_a_confirmed_plan_that_no_longer_fits_waits_and_says_so(
    client: Client,
    pair: "tuple[Agency, Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    today, keeper = timezone.localdate(), make_actor(P.CHANGE_AGENCIES)
    kind = {"kind": "into", "agency_ids": [pair[0].pk], "receiving_ids": [pair[1].pk]}
    later = {"in_force_on": today + timedelta(days=3), **({} if what == "code" else kind)}
    merger = _confirmed(plan_merger(data=_data(*pair, **later), actor=planner))
    if what == "opened":
        new = UnitData(name="Phòng Văn hóa")
        open_unit(
            agency_id=pair[0].pk, kind=UnitKind.SPECIALIST, data=new, valid_from=today, actor=keeper
        )
    elif what == "closed":
        heir = pair[1].units.get(kind="specialist")
        close_unit(unit_id=heir.pk, closed_on=today, actor=keeper)
    else:
        taken = AgencyData(name="UBND xã D", code="H14.52", level="commune")
        open_agency(data=taken, valid_from=today, actor=keeper)
    _act_as(monkeypatch, planner)

    page = client.get(f"{LIST}{merger.uid}/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        carry_out(uid=merger.uid)

    assert "không còn khớp" in page
    assert "Rút lại để sửa" in page
    merger.refresh_from_db()
    assert merger.state == "confirmed"
    assert AgencyPeriod.objects.get(agency=pair[0]).valid_to is None


def test_a_merger_is_planned_and_followed_by_machine(
    client: Client,
    pair: "tuple[Agency, Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def act_as(actor: "Actor") -> None:
        monkeypatch.setattr("tinhso.organization.api.actor_of", lambda _request: actor)
        monkeypatch.setattr("tinhso.kernel.api.security.actor_of", lambda _request: actor)

    today = str(timezone.localdate())
    plan = {
        "kind": "new",
        "in_force_on": today,
        "basis_number": "12/NQ-HĐND",
        "basis_on": today,
        "basis_issuer": "HĐND tỉnh",
        "agencies": [str(agency.uid) for agency in pair],
        "new_name": "UBND xã C",
        "new_code": "H14.52",
    }
    base = "/api/v1/organization/mergers"
    act_as(planner)
    made = client.post(base, plan, "application/json")
    assert made.status_code == 200
    one = f"{base}/{made.json()['uid']}"
    version = made.json()["version"]
    assert client.get(f"{one}/preview").json() == []
    assert client.post(f"{one}/confirm?version={version}").status_code == 403

    act_as(make_actor(P.CONFIRM_MERGERS))
    assert client.post(f"{one}/confirm?version={version}").json()["state"] == "confirmed"
    run_waiting_jobs("organization.carry_out_merger")

    assert client.get(one).json()["state"] == "finished"
    act_as(make_actor())
    assert client.get(base).json() == []
    assert client.get(one).status_code == 404

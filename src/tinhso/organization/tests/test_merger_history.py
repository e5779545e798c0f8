"""A plan is taken back and corrected, a merger undone; its page tells how."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization import merger_acts, merger_history, merger_pages
from tinhso.organization.models import Merger
from tinhso.organization.permissions import OrganizationPermission as P
from tinhso.organization.queries import agency_by_code, announced_for, steps_of, successors_of
from tinhso.organization.services import (
    MergerChanged,
    MergerData,
    MergerStandsElsewhere,
    carry_out,
    change_merger,
    confirm_merger,
    plan_merger,
    take_merger_back,
)
from tinhso.organization.testing import AgencyFactory

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor
    from tinhso.organization.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> "list[Agency]":
    return [
        AgencyFactory.create(name=name, code_new=code)
        for name, code in (("UBND xã A", "H14.50"), ("UBND xã B", "H14.51"))
    ]


@pytest.fixture
def planner() -> "Actor":
    return make_actor(P.PLAN_MERGERS, P.VIEW_AGENCIES)


def _data(pair: "list[Agency]", *, name: str = "UBND xã C", days: int = 3) -> MergerData:
    today = timezone.localdate()
    return MergerData(
        kind="new",
        in_force_on=today + timedelta(days=days),
        basis_number="12/NQ-HĐND",
        basis_on=today,
        basis_issuer="HĐND tỉnh",
        agency_ids=[one.pk for one in pair],
        new_name=name,
        new_code="H14.52",
    )


def _confirmed(pair: "list[Agency]", planner: "Actor") -> Merger:
    merger = plan_merger(data=_data(pair), actor=planner)
    return confirm_merger(uid=merger.uid, actor=make_actor(P.CONFIRM_MERGERS))


def _act_as(monkeypatch: pytest.MonkeyPatch, actor: "Actor") -> None:
    for module in (merger_pages, merger_acts, merger_history):
        monkeypatch.setattr(module, "actor_of", lambda _request: actor)
    monkeypatch.setattr("tinhso.kernel.web.once.actor_of", lambda _request: actor)


def test_it_is_corrected_confirmed_again_and_carried_out_as_corrected(
    pair: "list[Agency]", planner: "Actor"
) -> None:
    merger = _confirmed(pair, planner)
    assert announced_for(pair[0].pk) is not None

    take_merger_back(uid=merger.uid, reason="Sai tên", actor=planner)
    assert announced_for(pair[0].pk) is None
    change_merger(uid=merger.uid, data=_data(pair, name="UBND xã Đ", days=0), actor=planner)
    confirm_merger(uid=merger.uid, actor=make_actor(P.CONFIRM_MERGERS))
    run_waiting_jobs("organization.carry_out_merger")

    new = agency_by_code("H14.52")
    assert new is not None
    assert new.name == "UBND xã Đ"
    steps = steps_of(merger)
    assert [one.what for one in steps] == [
        "planned",
        "confirmed",
        "taken_back",
        "changed",
        "confirmed",
    ]
    assert steps[2].reason == "Sai tên"
    assert ["new_name", "UBND xã C", "UBND xã Đ"] in steps[3].changes
    assert {key for key, _before, _now in steps[3].changes} == {"new_name", "in_force_on"}


def test_whoever_corrected_it_does_not_confirm_it(pair: "list[Agency]", planner: "Actor") -> None:
    merger = _confirmed(pair, planner)
    second = make_actor(P.PLAN_MERGERS, P.CONFIRM_MERGERS)
    take_merger_back(uid=merger.uid, reason="Sai tên", actor=second)
    change_merger(uid=merger.uid, data=_data(pair, name="UBND xã Đ"), actor=second)

    with pytest.raises(NotPermitted, match="người thứ hai"):
        confirm_merger(uid=merger.uid, actor=second)

    merger.refresh_from_db()
    assert merger.state == "draft"


def test_it_takes_a_reason_the_page_as_it_stands_and_the_permission(
    pair: "list[Agency]", planner: "Actor"
) -> None:
    merger = _confirmed(pair, planner)

    with pytest.raises(Invalid):
        take_merger_back(uid=merger.uid, reason=" ", actor=planner)
    with pytest.raises(MergerChanged):
        take_merger_back(uid=merger.uid, reason="Sai", actor=planner, version=0)
    with pytest.raises(NotPermitted):
        take_merger_back(uid=merger.uid, reason="Sai", actor=make_actor(P.VIEW_AGENCIES))

    merger.refresh_from_db()
    assert merger.state == "confirmed"
    assert len(steps_of(merger)) == 2


def test_what_is_carried_out_is_not_taken_back(pair: "list[Agency]", planner: "Actor") -> None:
    merger = plan_merger(data=_data(pair, days=0), actor=planner)
    confirm_merger(uid=merger.uid, actor=make_actor(P.CONFIRM_MERGERS))
    carry_out(uid=merger.uid)

    with pytest.raises(MergerStandsElsewhere):
        take_merger_back(uid=merger.uid, reason="Sai", actor=planner)


def test_the_pages_ask_why_and_tell_what_changed(
    client: Client,
    pair: "list[Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    merger = _confirmed(pair, planner)
    _act_as(monkeypatch, planner)
    there = f"/quan-tri/sap-xep/{merger.uid}/"
    assert f'href="{there}rut-lai/"' in client.get(there).content.decode()

    empty = client.post(f"{there}rut-lai/", {"reason": "", "version": str(merger.version)})
    assert "Hãy điền ô này" in empty.content.decode()
    long = client.post(f"{there}rut-lai/", {"reason": "sai " * 200}).content.decode()
    assert "sai sai sai" in long
    typed = {"reason": "Sai tên xã", "version": str(merger.version)}
    assert client.post(f"{there}rut-lai/", typed)["Location"] == there
    change_merger(uid=merger.uid, data=_data(pair, name="UBND xã Đ"), actor=planner)

    page = client.get(there).content.decode()
    assert "Sai tên xã" in page
    assert "UBND xã Đ" in page
    for place in (there, f"{there}rut-lai/"):
        english = in_english(client).get(place).content.decode()
        assert vietnamese_left_behind(english) == []
    _act_as(monkeypatch, make_actor())
    assert client.get(f"{there}rut-lai/").status_code == 404


def test_a_merger_goes_back_only_when_the_box_is_ticked(
    client: Client,
    pair: "list[Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _act_as(monkeypatch, planner)
    plan = plan_merger(data=_data(pair, days=0), actor=planner)
    merger = confirm_merger(uid=plan.uid, actor=make_actor(P.CONFIRM_MERGERS))
    run_waiting_jobs("organization.carry_out_merger")
    merger.refresh_from_db()
    there = f"/quan-tri/sap-xep/{merger.uid}/"

    unsure = client.post(f"{there}hoan-tac/", {"version": merger.version})

    merger.refresh_from_db()
    page = unsure.content.decode()
    assert (unsure.status_code, merger.state) == (422, "finished")
    assert 'href="#id_sure"' in page
    assert page.count("Hãy đánh dấu ô này rồi mới hoàn tác.") == 2
    assert successors_of(pair[0].pk) != []
    english = in_english(client).post(f"{there}hoan-tac/", {}).content.decode()
    assert vietnamese_left_behind(english) == []
    _act_as(monkeypatch, make_actor(P.VIEW_AGENCIES))
    assert client.post(f"{there}hoan-tac/", {"sure": "on"}).status_code == 403
    _act_as(monkeypatch, planner)
    sure = client.post(f"{there}hoan-tac/", {"version": merger.version, "sure": "on"})
    merger.refresh_from_db()
    assert (sure["Location"], merger.state) == (there, "undone")
    assert successors_of(pair[0].pk) == []


def test_a_plan_is_dropped_only_when_the_box_is_ticked(
    client: Client,
    pair: "list[Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _act_as(monkeypatch, planner)
    plan = plan_merger(data=_data(pair), actor=planner)
    there = f"/quan-tri/sap-xep/{plan.uid}/"
    assert 'name="sure"' in client.get(there).content.decode()

    unsure = client.post(f"{there}huy/", {"version": plan.version})

    plan.refresh_from_db()
    page = unsure.content.decode()
    assert (unsure.status_code, plan.state) == (422, "draft")
    assert 'href="#id_sure"' in page
    assert page.count("Hãy đánh dấu ô này rồi mới hủy phương án.") == 2
    english = in_english(client).post(f"{there}huy/", {}).content.decode()
    assert vietnamese_left_behind(english) == []
    _act_as(monkeypatch, make_actor(P.VIEW_AGENCIES))
    assert client.post(f"{there}huy/", {"sure": "on"}).status_code == 403
    _act_as(monkeypatch, planner)
    sure = client.post(f"{there}huy/", {"version": plan.version, "sure": "on"})
    plan.refresh_from_db()
    assert (sure["Location"], plan.state) == (there, "cancelled")


def test_a_machine_takes_it_back_and_reads_its_history(
    client: Client,
    pair: "list[Agency]",
    planner: "Actor",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    merger = _confirmed(pair, planner)
    monkeypatch.setattr("tinhso.organization.api.actor_of", lambda _request: planner)
    monkeypatch.setattr("tinhso.kernel.api.security.actor_of", lambda _request: planner)
    one = f"/api/v1/organization/mergers/{merger.uid}"

    answer = client.post(
        f"{one}/take-back?version={merger.version}", {"reason": "Sai"}, "application/json"
    )

    assert answer.json()["state"] == "draft"
    assert [step["what"] for step in client.get(f"{one}/history").json()] == [
        "planned",
        "confirmed",
        "taken_back",
    ]

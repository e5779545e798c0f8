"""The house foresees that a result runs out: it reminds, prepares, recommends or does the work."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, ProactiveOffer, Result
from tinhso.dossiers.queries.proactive import offer_page
from tinhso.dossiers.queries.validity import expiry_of
from tinhso.dossiers.rules.proactive import months_later
from tinhso.dossiers.services.errors import OfferAnswered
from tinhso.dossiers.testing import World, browser_of, filed, id_of, resolve, sample_of, sign
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.eforms import Json
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.registry.holdings import restrictions
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.procedures import queries as procedures
from tinhso.procedures.queries import Degree, Proactive
from tinhso.signing.testing import certificate_for

BADGE = "2.002288"
PROCEDURES = (BADGE,)


@pytest.fixture(scope="module")
def carrier(world_of_the_file: World) -> tuple[World, datetime]:
    """Return a carrier once for all tests, and when its badges run out in twenty days."""
    with time_machine.travel(MONDAY_MORNING, tick=False):
        world = deepcopy(world_of_the_file)
        answers: dict[str, Json] = {"tra_cuu_dang_ky": True, "loai_de_nghi": "cap_moi"}
        dossier = filed(world, **sample_of(world.version, **answers))
        resolve(world, dossier)
        sealed = timezone.localdate(Result.objects.get().sealed_at or timezone.now())
        until = months_later(sealed, 84)
        return world, timezone.now() + (until - sealed - timedelta(days=20))


@pytest.fixture
def world(carrier: tuple[World, datetime], db: None, clock: time_machine.Traveller) -> World:
    """A carrier on the day its badges have twenty days left."""
    world, day = carrier
    clock.move_to(day)
    return deepcopy(world)


def foreseen(monkeypatch: pytest.MonkeyPatch, level: Degree = Degree.RECOMMEND) -> ProactiveOffer:
    """Let the house look ahead with the procedure at this degree; returns the one offer."""
    real = procedures.proactive_of

    def of_level(**asked: Any) -> Proactive | None:
        found = real(**asked)
        return None if found is None else replace(found, level=level)

    monkeypatch.setattr(procedures, "proactive_of", of_level)
    assert services.foresee(on=timezone.localdate()) == 1
    return ProactiveOffer.objects.get()


def test_months_end_on_the_last_day_there_is() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_the_first_degree_only_reminds_and_explains(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    CitizenFactory.create(person=world.person)
    row = foreseen(monkeypatch, Degree.REMIND)
    deliver_all()

    page = offer_page(uid=row.uid, actor=world.citizen)
    assert (row.state, row.level, row.answers) == ("reminded", 1, "{}")
    assert page.why[0].data.endswith(Result.objects.get().number)
    assert "chưa có gì được nộp" in page.done[0].text
    assert Notification.objects.filter(kind="dossiers.foreseen").count() == 1
    assert Dossier.objects.count() == 1


def test_the_same_result_is_foreseen_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    foreseen(monkeypatch)

    assert services.foresee(on=timezone.localdate()) == 0


def test_what_was_prepared_is_filed_once_confirmed_with_a_pledge(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = foreseen(monkeypatch, Degree.PREPARE)
    assert (row.state, row.missing) == ("prepared", [])
    with pytest.raises(Invalid):
        services.confirm_offer(uid=row.uid, actor=world.citizen)
    assert Dossier.objects.count() == 1

    done = services.confirm_offer(uid=row.uid, actor=world.citizen, pledged=True)

    assert done.dossier is not None
    assert (done.state, done.dossier.state) == ("confirmed", "submitted")
    assert '"cam_doan":true' in done.dossier.answers
    with pytest.raises(OfferAnswered):
        services.confirm_offer(uid=row.uid, actor=world.citizen, pledged=True)


def test_the_best_option_is_recommended_with_its_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = foreseen(monkeypatch)

    page = offer_page(uid=row.uid, actor=world.citizen)
    assert page.recommended is not None
    assert (row.option, len(page.options)) == ("cap_lai", 2)
    assert "không phải xét như cấp mới" in page.recommended.why
    done = services.confirm_offer(uid=row.uid, actor=world.citizen, pledged=True, option="cap_lai")
    assert done.dossier is not None
    assert done.dossier.case == "cap_lai"


def test_who_refuses_is_not_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = foreseen(monkeypatch)

    services.refuse_offer(uid=row.uid, actor=world.citizen, reason="Xe đã bán.")

    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "Xe đã bán.")
    assert services.foresee(on=timezone.localdate()) == 0
    assert Dossier.objects.count() == 1


def test_who_restricted_the_use_of_his_data_is_offered_nothing_until_it_is_lifted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.person.pk
    monkeypatch.setitem(restrictions._plugs, "dossiers.tests", lambda _ids: {person: "Theo đơn"})

    assert services.foresee(on=timezone.localdate()) == 0
    assert not ProactiveOffer.objects.exists()
    monkeypatch.delitem(restrictions._plugs, "dossiers.tests")
    assert foreseen(monkeypatch).person_id == person


def test_one_may_go_on_by_oneself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = foreseen(monkeypatch)

    done = services.take_over_offer(uid=row.uid, actor=world.citizen)

    assert done.draft is not None
    assert (done.state, done.draft.submitted_at) == ("taken_over", None)
    assert '"loai_de_nghi":"cap_lai"' in done.draft.answers


def test_the_highest_degree_works_without_a_submitted_dossier_and_makes_no_pledge(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = foreseen(monkeypatch, Degree.EXECUTE)

    assert row.dossier is not None
    assert (row.state, row.dossier.state) == ("executed", "transferred")
    assert "cam_doan" not in row.dossier.answers
    assert row.answer_until is not None
    assert row.answer_until - row.offered_at == timedelta(days=15)


def test_a_way_that_needs_a_dossier_is_recommended_and_never_gone_by_the_house(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = procedures.proactive_of(version=world.version)
    assert found is not None
    asks = [replace(one, needs_dossier=True) for one in found.options]
    own = replace(found, options=tuple(asks), level=Degree.EXECUTE)
    monkeypatch.setattr(procedures, "proactive_of", lambda **_asked: own)

    assert services.foresee(on=timezone.localdate()) == 1

    row = ProactiveOffer.objects.get()
    assert (row.level, row.asked_level, row.state, row.missing) == (3, 4, "prepared", [])
    said = offer_page(uid=row.uid, actor=world.citizen).done[-1].text
    assert "chỉ bạn mới nộp được hồ sơ" in said
    assert Dossier.objects.count() == 1


def test_a_paper_that_says_its_own_months_runs_out_by_them(
    world: World, clock: time_machine.Traveller
) -> None:
    assert services.foresee(on=timezone.localdate()) == 1  # the badge it has
    dossier = filed(world, **sample_of(world.version, tra_cuu_dang_ky=True))
    services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
    lead_to_result(world, dossier, valid_months=12)
    result = Result.objects.get(dossier=dossier)
    sealed = timezone.localdate(result.sealed_at or timezone.now())

    assert result.valid_until == expiry_of(result, world.version) == months_later(sealed, 12)
    assert services.foresee(on=sealed) == 0
    clock.shift(months_later(sealed, 12) - sealed - timedelta(days=20))
    assert services.foresee(on=timezone.localdate()) == 1


def test_undoing_puts_everything_back_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Result.objects.get()
    row = foreseen(monkeypatch, Degree.EXECUTE)
    assert row.dossier is not None
    dossier = row.dossier
    lead_to_result(world, dossier)

    services.undo_offer(uid=row.uid, actor=world.citizen, reason="Tôi bán xe.")

    row.refresh_from_db()
    dossier.refresh_from_db()
    before = (old.number, old.withdrawn_at, old.final_file_id)
    old.refresh_from_db()
    assert (old.number, old.withdrawn_at, old.final_file_id) == before
    assert (row.state, dossier.state) == ("undone", "stopped")
    assert dossier.results.get().withdrawn_at is not None
    with pytest.raises(OfferAnswered):
        services.undo_offer(uid=row.uid, actor=world.citizen)


def lead_to_result(world: World, dossier: Dossier, **says: int) -> None:
    """Let the officers resolve it up to the sealed result that waits at the desk."""
    specialist, leader = world.here.specialist, world.here.leader
    certificate_for(account_uid=leader.id, name=leader.name)
    certificate_for(agency_id=world.here.agency.pk)
    services.take(uid=dossier.uid, actor=specialist)
    services.draft_result(uid=dossier.uid, actor=specialist, data=says)
    services.submit_for_signing(uid=dossier.uid, actor=specialist, signer=id_of(leader))
    sign(world, dossier)
    services.issue(uid=dossier.uid, actor=world.here.clerk)


def test_correction_reaches_the_officers_as_a_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = foreseen(monkeypatch, Degree.EXECUTE)
    assert row.dossier is not None

    services.ask_correction(uid=row.uid, actor=world.citizen, text="Biển số xe thứ hai sai.")

    row.refresh_from_db()
    assert row.state == "correcting"
    assert row.dossier.messages.get().text == "Biển số xe thứ hai sai."


def test_an_offer_nobody_answers_lapses(
    world: World, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    row = foreseen(monkeypatch)
    clock.shift(timedelta(days=30))

    assert services.lapse_offers(at=timezone.now()) == 1

    row.refresh_from_db()
    assert row.state == "lapsed"


def test_a_stranger_neither_reads_nor_answers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = foreseen(monkeypatch)

    with pytest.raises(NotFound):
        offer_page(uid=row.uid, actor=world.stranger)
    with pytest.raises(NotFound):
        services.refuse_offer(uid=row.uid, actor=world.stranger)


def test_pages_of_person_and_leader(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = foreseen(monkeypatch)
    applicant = Client()
    applicant.force_login(CitizenFactory.create(person=world.person))

    page = applicant.get(f"/chu-dong/{row.uid}/").content.decode()
    bare = applicant.post(f"/chu-dong/{row.uid}/", {"option": "cap_lai"})
    listed = applicant.get("/ho-so/").content.decode()
    watched = browser_of(world.here.leader).get("/lam-viec/chu-dong/").content.decode()

    assert "Vì sao bạn nhận được" in page
    assert "Cấp lại phù hiệu cho các xe đang khai thác" in page
    assert bare.status_code == 422
    assert f"/chu-dong/{row.uid}/" in listed
    assert "Đã soạn sẵn, chờ xác nhận" in watched
    assert world.person.name not in watched
    refused = applicant.post(f"/chu-dong/{row.uid}/tu-choi/", {"reason": ""})
    assert refused.status_code == 302
    row.refresh_from_db()
    assert row.state == "refused"


def test_who_reads_english_reads_both_names_of_offers_and_drafts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = foreseen(monkeypatch)
    services.start_draft(procedure_code=BADGE, actor=world.citizen)
    applicant = Client()
    applicant.force_login(CitizenFactory.create(person=world.person))
    official, english = world.version.name, world.version.procedure.name_en
    addresses = ("/", "/ho-so/", f"/chu-dong/{row.uid}/tu-choi/")

    for address in addresses:
        here = in_english(applicant).get(address).content.decode()
        assert escape(official) in here, address
        assert here.count(escape(english)) >= (1 if "tu-choi" in address else 2), address
        assert vietnamese_left_behind(here) == []
        assert escape(english) not in applicant.get(address).content.decode()


def test_machines_read_and_refuse(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = foreseen(monkeypatch)
    applicant = Client()
    applicant.force_login(CitizenFactory.create(person=world.person))

    read = applicant.get(f"/api/v1/dossiers/offers/{row.uid}").json()

    assert (read["level"], read["state"], read["option"]) == (3, "prepared", "cap_lai")
    assert read["answers"] == ["confirm", "refuse", "take_over"]

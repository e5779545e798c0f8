"""A sitting on its pages: who reads it, who writes its minutes, who signs them and when."""

from datetime import timedelta
from unicodedata import normalize

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers.models import CouncilSitting
from tinhso.dossiers.services.council import move_sitting
from tinhso.dossiers.services.council_minutes import hold_sitting
from tinhso.dossiers.testing import World, browser_of
from tinhso.dossiers.testing.councils import (
    POOR,
    QUESTION,
    before_council,
    decide,
    held,
    sign_minutes,
    sign_minutes_as,
    summed_up,
)
from tinhso.dossiers.testing.world import id_of
from tinhso.kernel import files
from tinhso.kernel.actors import system_actor
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.signing import services as signing
from tinhso.signing.queries import certificate_of, item_of
from tinhso.signing.queries import items_for as waiting_for
from tinhso.signing.testing import certificate_for

PROCEDURES = (POOR,)


def test_pages_of_a_sitting_from_invitation_to_signed_minutes(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = summed_up(world)
    browser = browser_of(world.here.specialist)
    call = f"/lam-viec/ho-so/{dossier.uid}/hoi-dong/"
    at = timezone.localtime() + timedelta(hours=1)
    form = {
        "question": QUESTION,
        "sitting": "new",
        "at": at.strftime("%Y-%m-%dT%H:%M"),
        "place": "Nhà văn hóa",
        "others": "Hoàng Thị Lan; trưởng xóm\nNông Văn Sơn",
    }
    refused = browser.post(call, form)
    assert refused.status_code == 422
    assert "Nông Văn Sơn" in refused.content.decode()
    browser.post(call, form | {"chair": str(world.here.leader.id)})
    sitting = CouncilSitting.objects.get()
    page = f"/lam-viec/phien-hop/{sitting.uid}/"
    invited = in_english(browser).get(f"{page}giay-moi.pdf").content
    said = normalize("NFC", " ".join(" ".join(text_of_pages(invited)).split()))
    assert "(chủ trì)" in said
    assert f"ngày {at.day:02d} tháng {at.month:02d} năm {at.year}" in said
    clock.shift(timedelta(hours=2))
    case = sitting.cases.get().uid
    seats = [str(seat.uid) for seat in sitting.seats.all()]

    wrong = browser.post(f"{page}bien-ban/", {"attended": seats, "minutes": "Họp xong."})
    assert "Hãy ghi biểu quyết của mọi người có mặt." in wrong.content.decode()
    browser.post(
        f"{page}bien-ban/",
        {
            "attended": seats,
            "minutes": "Họp xong.",
            f"case_{case}": "for",
            f"vote_{case}_{seats[-1]}": "against",
            f"conditions_{case}": "Rà soát lại sau sáu tháng.",
        },
    )

    sitting.refresh_from_db()
    assert sitting.state == "held"
    assert sitting.cases.get().opinion == "conditions"
    assert browser.get(f"{page}bien-ban.pdf").content.startswith(b"%PDF")
    sign_minutes(world.here, sitting.uid)
    shown = browser.get(page).content.decode()
    assert "Đã ký biên bản" in shown
    assert "Rà soát lại sau sáu tháng." in shown
    for address in (page, "/lam-viec/phien-hop/"):
        english = in_english(browser).get(address).content.decode()
        assert vietnamese_left_behind(english) == []


def test_the_secretary_signs_before_the_chair_each_in_his_place(world: World) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    held(world.here, sitting)
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert item is not None
    assert item.for_account == world.here.specialist.id
    assert not waiting_for(actor=world.here.leader).exists()

    sign_minutes(world.here, sitting.uid)

    sitting.refresh_from_db()
    assert sitting.file is not None
    report = signing.verify_pdf(files.open_file(sitting.file))
    assert report.verdict == "valid"
    assert [one.field_name for one in report.signatures] == ["NguoiKy_secretary", "NguoiKy"]
    assert [one.signer for one in report.signatures] == [
        world.here.specialist.name,
        world.here.leader.name,
    ]


def test_a_secretary_who_may_not_sign_is_named_before_anything_is_put_before_the_chair(
    world: World,
) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    roles = apps.get_model("identity", "Assignment")
    roles.objects.filter(account__uid=id_of(world.here.specialist)).delete()

    with pytest.raises(Invalid) as refusal:
        held(world.here, sitting)

    assert world.here.specialist.name in str(refusal.value.fields["minutes"])
    sitting.refresh_from_db()
    assert (sitting.state, sitting.item) == ("called", None)


def test_minutes_sent_back_are_written_again(world: World) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    held(world.here, sitting)
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert item is not None
    sign_minutes_as(world.here.specialist, sitting.uid)
    signing.return_for_rework(item_uid=item.uid, reason="Ghi rõ.", actor=world.here.leader)

    sitting.refresh_from_db()
    held(world.here, sitting, vote="against")
    sign_minutes(world.here, sitting.uid)

    assert dossier.consultations.get().opinion == "disagree"


def test_another_agency_sees_nothing_and_a_member_writes_nothing(world: World) -> None:
    dossier = summed_up(world)
    sitting = before_council(world.here, dossier)
    stranger, leader = browser_of(world.there.specialist), world.here.leader
    page = f"/lam-viec/phien-hop/{sitting.uid}/"

    for more in ("", "bien-ban/", "doi/", "huy/", "giay-moi.pdf", "bien-ban.pdf"):
        assert stranger.get(page + more).status_code == 404
    assert stranger.post(f"{page}tra-loi/", {"reply": "coming"}).status_code == 404
    with pytest.raises(NotFound):
        move_sitting(
            uid=sitting.uid,
            actor=world.there.specialist,
            at=sitting.at + timedelta(hours=1),
            place="Trụ sở",
            reason="Trùng lịch.",
        )
    with pytest.raises(NotPermitted):
        hold_sitting(
            uid=sitting.uid, actor=leader, attended=frozenset(), votes={}, minutes="Đã họp."
        )


def test_the_list_asks_the_same_few_questions_for_many_sittings(world: World) -> None:
    browser = browser_of(world.here.specialist)
    before_council(world.here, summed_up(world))
    browser.get("/lam-viec/phien-hop/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/lam-viec/phien-hop/")
    for _n in range(3):
        before_council(world.here, summed_up(world))

    with CaptureQueriesContext(connection) as many:
        listed = browser.get("/lam-viec/phien-hop/").content.decode()

    assert listed.count("Ban chỉ đạo rà soát hộ nghèo") >= 4
    assert len(many) == len(one)


def test_machines_call_and_write_down_a_sitting(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = summed_up(world)
    browser = browser_of(world.here.specialist)
    call = {
        "at": (timezone.now() + timedelta(hours=1)).isoformat(),
        "place": "Nhà văn hóa",
        "chair": str(world.here.leader.id),
        "seats": [{"name": "Hoàng Thị Lan", "title": "Trưởng xóm"}],
    }
    made = browser.post(
        f"/api/v1/dossiers/{dossier.uid}/council",
        {"question": QUESTION, "call": call},
        content_type="application/json",
    )
    assert made.status_code == 201
    told = made.json()
    clock.shift(timedelta(hours=2))
    seats = [seat["uid"] for seat in told["seats"]]

    written = browser.post(
        f"/api/v1/dossiers/councils/{told['uid']}/minutes",
        {
            "attended": seats,
            "minutes": "Đã họp.",
            "cases": [{"case": told["cases"][0]["uid"], "votes": dict.fromkeys(seats, "for")}],
        },
        content_type="application/json",
    ).json()

    assert written["state"] == "held"
    assert written["cases"][0]["votes"] == {"for": 3, "against": 0, "other": 0}
    listed = browser.get("/api/v1/dossiers/councils").json()["items"]
    assert [row["uid"] for row in listed] == [told["uid"]]


def test_the_decision_is_drafted_and_signed_on_the_pages_afterwards(world: World) -> None:
    dossier = summed_up(world)
    before_council(world.here, dossier)
    decide(world.here, dossier)
    work = f"/lam-viec/ho-so/{dossier.uid}/"
    specialist, leader = browser_of(world.here.specialist), browser_of(world.here.leader)

    page = specialist.get(f"{work}du-thao/")
    typed = {field.name: field.value() or "1" for field in page.context["form"]}
    typed["kq_recognised_from"] = "2026-11-25"
    drafted = specialist.post(f"{work}du-thao/", typed)
    assert drafted.status_code == 302, drafted.context["form"].errors
    sent = specialist.post(f"{work}trinh-ky/", {"signer": str(world.here.leader.id)})
    assert sent.status_code == 302, sent.content.decode()

    assert "/lam-viec/cho-ky/" in leader.get(work).content.decode()


def test_minutes_over_a_lost_key_are_signed_anew_and_what_was_decided_stands(
    world: World,
) -> None:
    dossier, here = summed_up(world), world.here
    sitting = before_council(here, dossier)
    held(here, sitting)
    sign_minutes(here, sitting.uid)
    lost = certificate_of(account_uid=id_of(here.leader))
    assert lost is not None
    signing.revoke_certificate(
        certificate_uid=lost.uid, reason="key_compromise", actor=system_actor("dossiers.tests")
    )
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert item is not None
    with pytest.raises(signing.SignatureLost):
        signing.number_and_seal(item_uid=item.uid, actor=here.clerk)

    signing.void_signature(item_uid=item.uid, actor=here.clerk)

    sitting.refresh_from_db()
    dossier.refresh_from_db()
    assert (sitting.state, sitting.signed_at, sitting.file) == ("decided", None, None)
    assert dossier.consultations.get().opinion == "agree"
    certificate_for(account_uid=here.leader.id, name=here.leader.name)
    sign_minutes(here, sitting.uid)
    again = item_of(kind="dossiers.council_minutes", reference=str(sitting.uid))
    assert again is not None
    signing.number_and_seal(item_uid=again.uid, actor=here.clerk)
    sitting.refresh_from_db()
    assert sitting.number == "1/BB-HĐ"
    assert sitting.file is not None
    assert signing.verify_pdf(files.open_file(sitting.file)).verdict == "valid"

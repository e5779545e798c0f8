"""Requests of competent bodies: hours, alerts, what was given and who looked, whom it is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tinhso.identity.testing import AccessRecord
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.files import checks
from tinhso.kernel.files.registry import file_uses
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.privacy.authority_rules import AskedKind, AskedState, due_of
from tinhso.privacy.models import AuthorityLook, AuthorityRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.authorities import given_about
from tinhso.privacy.services import authorities as services
from tinhso.privacy.services.retaining import AuthoritiesAnswered
from tinhso.privacy.testing import Place

LIST = "/lam-viec/co-quan-yeu-cau/"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
SAID = services.AuthorityData(
    kind=AskedKind.DATA,
    body="Công an tỉnh",
    paper_number="12/YC-CAT",
    paper_on=date(2026, 1, 5),
    basis="Luật 116/2025/QH15, Điều 25",
    subject="Dữ liệu đăng nhập của một tài khoản",
    received_at=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
)


def _asked(place: Place, **changes: object) -> AuthorityRequest:
    now = timezone.now()
    data = replace(SAID, received_at=now, paper_on=timezone.localdate(now))
    given = replace(data, **changes)  # type: ignore[arg-type]  # names of its fields
    return services.enter_authority_request(data=given, actor=place.officer)


def _with_file(place: Place, one: AuthorityRequest) -> AuthorityRequest:
    upload = checks.check(PDF, "du-lieu.pdf", file_uses.get(services.AUTHORITY_USE))
    return services.answer_authority(
        uid=one.uid, answer="Đã cấp nhật ký", file=upload, actor=place.officer
    )


@pytest.mark.parametrize(
    ("kind", "is_urgent", "hours"),
    [
        (AskedKind.DATA, False, 24),
        (AskedKind.DATA, True, 3),
        (AskedKind.REMOVAL, False, 24),
        (AskedKind.REMOVAL, True, 6),
    ],
)
def test_the_hours_run_through_nights_and_weekends(
    kind: AskedKind, is_urgent: bool, hours: int
) -> None:
    friday_night = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)

    due = due_of(friday_night, kind, is_urgent=is_urgent)

    assert due - friday_night == timedelta(hours=hours)


@pytest.mark.django_db
def test_officers_hear_before_the_hour_and_after_it_once() -> None:
    with time_machine.travel(datetime(2026, 11, 28, 1, 0, tzinfo=UTC), tick=False) as clock:
        one = _asked(Place.make(), is_urgent=True)
        quiet = services.watch_authorities()
        clock.shift(timedelta(hours=2, minutes=5))
        soon = (services.watch_authorities(), services.watch_authorities())
        clock.shift(timedelta(hours=1))
        late = (services.watch_authorities(), services.watch_authorities())

        assert (quiet, soon, late) == (0, (1, 0), (1, 0))
        assert one.late_at(timezone.now())


def test_a_late_one_says_why_and_is_done_once(place: Place) -> None:
    one = _asked(place)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        with pytest.raises(Invalid) as refusal:
            services.answer_authority(uid=one.uid, answer="Đã cấp", actor=place.officer)
        done = services.answer_authority(
            uid=one.uid, answer="Đã cấp", late_reason="Mất điện", actor=place.officer
        )
        with pytest.raises(services.AlreadyAnswered):
            services.refuse_authority(uid=one.uid, answer="Không", actor=place.officer)

    assert set(refusal.value.fields) == {"late_reason"}
    assert (done.state, done.late_at(timezone.now())) == (AskedState.DONE, True)


def test_a_refusal_says_why(place: Place) -> None:
    one = _asked(place)

    with pytest.raises(Invalid) as refusal:
        services.refuse_authority(uid=one.uid, answer=" ", actor=place.officer)
    done = services.refuse_authority(uid=one.uid, answer="Không có số", actor=place.officer)

    assert set(refusal.value.fields) == {"answer"}
    assert (done.state, done.answer) == (AskedState.REFUSED, "Không có số")


def test_what_was_given_opens_for_hours_and_each_look_is_kept(place: Place) -> None:
    one = _with_file(place, _asked(place, person_number=place.person.number))
    with pytest.raises(services.GrantOver):
        services.open_given(uid=one.uid, actor=place.officer)

    services.grant_given(uid=one.uid, receiver="Đ/c Kín", hours=2, actor=place.officer)
    stored = services.open_given(uid=one.uid, actor=place.officer)
    later = timezone.now() + timedelta(hours=3)
    with time_machine.travel(later), pytest.raises(services.GrantOver):
        services.open_given(uid=one.uid, actor=place.officer)

    look = AuthorityLook.objects.get()
    assert (stored.pk, look.by_name) == (one.file_id, place.officer.name)
    assert AccessRecord.objects.filter(
        person=place.person, object_kind=services.OBJECT, object_uid=str(one.uid)
    ).exists()
    assert "Kín" not in str(list(AuditEntry.objects.values_list("text", flat=True)))


def test_the_person_reads_it_unless_the_law_forbids_it_and_then_later(place: Place) -> None:
    until = timezone.localdate() + timedelta(days=3)
    silent = _with_file(
        place,
        _asked(
            place,
            person_number=place.person.number,
            is_silent=True,
            silent_until=until,
            silent_basis="Điều minh họa",
        ),
    )
    services.grant_given(uid=silent.uid, receiver="Đ/c A", actor=place.officer)
    services.open_given(uid=silent.uid, actor=place.officer)
    looks = AccessRecord.objects.filter(object_kind=services.OBJECT)
    told = Notification.objects.filter(kind="privacy.authority_told")
    during = (looks.count(), told.count(), list(given_about(actor=place.citizen)))

    with time_machine.travel(timezone.now() + timedelta(days=5)):
        services.watch_authorities()
        services.watch_authorities()
        after = list(given_about(actor=place.citizen))

    assert during == (0, 0, [])
    assert (looks.count(), told.count(), after) == (1, 1, [silent])


def test_a_silence_without_an_end_is_over_by_a_paper_that_says_so(place: Place) -> None:
    one = _with_file(
        place,
        _asked(
            place,
            person_number=place.person.number,
            is_silent=True,
            silent_basis="Điều minh họa",
        ),
    )
    told = Notification.objects.filter(kind="privacy.authority_told")
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        services.watch_authorities()
        before = (told.count(), list(given_about(actor=place.citizen)))
        with pytest.raises(Invalid) as refusal:
            services.end_silence(
                uid=one.uid,
                paper=" ",
                last_day=timezone.localdate() - timedelta(days=1),
                actor=place.officer,
            )
        services.end_silence(uid=one.uid, paper="9/CV-CAT", actor=place.officer)
        after = list(given_about(actor=place.citizen))
        with pytest.raises(services.NotSilent):
            services.end_silence(uid=one.uid, paper="9/CV-CAT", actor=place.officer)

    assert before == (0, [])
    assert set(refusal.value.fields) == {"paper", "last_day"}
    assert (told.count(), after) == (1, [one])
    assert AuthorityRequest.objects.get().silence_ended_by == "9/CV-CAT"


def test_silence_wants_its_law_and_the_paper_its_fields(place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        _asked(
            place,
            is_silent=True,
            body=" ",
            received_at=timezone.now() + timedelta(hours=1),
            paper_on=timezone.localdate() + timedelta(days=2),
        )
    with pytest.raises(Invalid) as unknown:
        _asked(place, person_number="001099999999")

    assert set(refusal.value.fields) == {"silent_basis", "body", "received_at", "paper_on"}
    assert set(unknown.value.fields) == {"person_number"}
    assert not AuthorityRequest.objects.exists()


def test_another_agency_sees_nothing_and_others_may_not(place: Place) -> None:
    one = _asked(place)
    neighbour = Place.make()

    with pytest.raises(NotFound):
        services.answer_authority(uid=one.uid, answer="Đã cấp", actor=neighbour.officer)
    with pytest.raises(NotPermitted):
        services.enter_authority_request(data=SAID, actor=make_actor(P.HANDLE_REQUESTS))

    assert AuthorityRequest.objects.get().state == AskedState.OPEN


def test_what_is_over_goes_with_proof(place: Place) -> None:
    one = _with_file(place, _asked(place, person_number=place.person.number))
    kind = AuthoritiesAnswered()

    gone = kind.destroy(str(one.uid), actor=place.officer)

    one.refresh_from_db()
    assert gone is not None
    assert len(gone.hashes) == 2
    assert (one.subject, one.file_id, one.person_id, one.paper_number) == (
        "",
        None,
        None,
        "12/YC-CAT",
    )
    assert kind.destroy(str(one.uid), actor=place.officer) is None


def test_the_pages_write_down_do_and_open(place: Place) -> None:
    officer, stranger = Client(), Client()
    officer.force_login(place.officer_account)
    stranger.force_login(place.citizen_account)
    now = timezone.localtime()
    typed = {
        "kind": "removal",
        "is_urgent": "on",
        "received_at": f"{now:%Y-%m-%dT%H:%M}",
        "body": "Công an tỉnh",
        "paper_number": "13/YC-CAT",
        "paper_on": f"{now:%Y-%m-%d}",
        "basis": "Luật 116/2025/QH15, Điều 25",
        "subject": "Bình luận vu khống",
    }

    bad = officer.post(f"{LIST}moi/", {**typed, "body": ""}).content.decode()
    here = officer.post(f"{LIST}moi/", typed)["Location"]
    shown = officer.get(here).content.decode()
    upload = SimpleUploadedFile("bien-ban.pdf", PDF, content_type="application/pdf")
    officer.post(f"{here}thuc-hien/", {"answer-answer": "Đã gỡ", "answer-file": upload})
    refused = officer.get(f"{here}tep/").status_code
    officer.post(f"{here}mo-tep/", {"grant-receiver": "Đ/c A", "grant-hours": "5"})
    given = officer.get(f"{here}tep/")
    listed = officer.get(LIST).content.decode()
    exported = officer.get(f"{LIST}?tinh-trang=done").content.decode()

    assert "Bình luận vu khống" in bad
    assert "6 giờ liền" in shown
    assert refused >= 400
    assert b"".join(given.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # a file answer
    assert "13/YC-CAT" in listed
    assert "13/YC-CAT" in exported
    assert stranger.get(LIST).status_code in {403, 404}
    assert stranger.get(here).status_code in {403, 404}


def test_the_api_does_what_the_pages_do(place: Place) -> None:
    officer = Client()
    officer.force_login(place.officer_account)
    root = "/api/v1/privacy/authorities"
    now = timezone.now()
    body = {
        "kind": "data",
        "received_at": now.isoformat(),
        "body": "Công an tỉnh",
        "paper_number": "14/YC-CAT",
        "paper_on": timezone.localdate(now).isoformat(),
        "basis": "Luật 116/2025/QH15, Điều 25",
        "subject": "Một tài khoản",
    }

    made = officer.post(root, body, content_type="application/json").json()
    one = f"{root}/{made['uid']}"
    done = officer.post(
        f"{one}/answer", {"answer": "Đã cấp"}, content_type="application/json"
    ).json()
    listed = officer.get(f"{root}?state=done").json()["items"]
    no_file = officer.post(f"{one}/grants", {"receiver": "A"}, content_type="application/json")

    assert (made["state"], done["state"]) == ("open", "done")
    assert [row["paper_number"] for row in listed] == ["14/YC-CAT"]
    assert no_file.status_code == 404
    assert officer.get(one).json()["answer"] == "Đã cấp"


def test_by_the_api_a_file_is_given_and_a_silence_ends(place: Place) -> None:
    officer, stranger = Client(), Client()
    officer.force_login(place.officer_account)
    stranger.force_login(place.citizen_account)
    one = _asked(
        place, person_number=place.person.number, is_silent=True, silent_basis="Điều minh họa"
    )
    root = f"/api/v1/privacy/authorities/{one.uid}"

    def give(client: Client) -> int:
        given = SimpleUploadedFile("nhat-ky.pdf", PDF, content_type="application/pdf")
        form = {"answer": "Đã cấp nhật ký", "file": given}
        return int(client.post(f"{root}/answer-file", form).status_code)

    statuses = [give(stranger), give(officer), give(officer)]
    ended = officer.post(
        f"{root}/end-silence", {"paper": "9/CV-CAT"}, content_type="application/json"
    ).json()
    officer.post(f"{root}/grants", {"receiver": "A"}, content_type="application/json")

    assert statuses[0] in {403, 404}
    assert statuses[1:] == [200, 409]
    assert (ended["silence_ended_by"], ended["told_at"] is not None) == ("9/CV-CAT", True)
    assert officer.get(f"{root}/file").status_code == 200

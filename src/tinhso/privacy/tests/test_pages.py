"""Pages of the person and of the officer: typed words stay, others' requests are not there."""

import pytest
from django.test import Client

from tinhso.identity.testing import AccessRecord, CitizenFactory, OfficialFactory, give_role
from tinhso.kernel.actors import system_actor
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.organization.queries import agency
from tinhso.privacy import services
from tinhso.privacy.models import DataRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.rules import RequestKind, RequestState
from tinhso.privacy.testing import Place, accepted, asked
from tinhso.signing.services import certify_agency

OWN = "/tai-khoan/du-lieu/"
WORK = "/lam-viec/du-lieu-ca-nhan/"


@pytest.fixture
def citizen(place: Place) -> Client:
    client = Client()
    client.force_login(place.citizen_account)
    return client


@pytest.fixture
def officer(place: Place) -> Client:
    client = Client()
    client.force_login(place.officer_account)
    return client


def test_a_person_asks_and_reads_both_clocks(place: Place, citizen: Client) -> None:
    answer = citizen.post(
        f"{OWN}yeu-cau/", {"kind": "view", "agency": place.agency_id, "wish": "Cho tôi xem."}
    )
    page = citizen.get(answer["Location"]).content.decode()

    assert "Hạn trả lời" in page
    assert "Cho tôi xem." in page
    assert "1/YC-DLCN" in citizen.get(OWN).content.decode()


def test_what_was_typed_stays_beside_what_is_missing(place: Place, citizen: Client) -> None:
    page = citizen.post(
        f"{OWN}yeu-cau/", {"kind": "delete", "agency": place.agency_id, "wish": ""}
    ).content.decode()

    assert "Hãy điền ô này." in page
    assert 'value="delete" selected' in page
    assert not DataRequest.objects.exists()


def test_anothers_request_is_not_there(place: Place) -> None:
    made = asked(place, RequestKind.VIEW)
    stranger = Client()
    stranger.force_login(CitizenFactory.create())
    neighbour = Client()
    neighbour.force_login(Place.make().officer_account)

    assert stranger.get(f"{OWN}{made.uid}/").status_code == 404
    assert stranger.get(f"/api/v1/privacy/mine/{made.uid}").status_code == 404
    assert neighbour.get(f"/api/v1/privacy/requests/{made.uid}").status_code == 404
    assert neighbour.post(f"{WORK}{made.uid}/lap-ban-sao/").status_code == 404
    assert neighbour.get(f"{WORK}{made.uid}/").status_code == 404
    assert stranger.get(WORK).status_code == 403


def test_an_officer_refuses_with_reasons_the_person_reads(
    place: Place, citizen: Client, officer: Client
) -> None:
    made = asked(place, RequestKind.DELETE)

    without = officer.post(f"{WORK}{made.uid}/tu-choi/", {"refuse-answer": "Phải giữ hồ sơ"})
    done = officer.post(
        f"{WORK}{made.uid}/tu-choi/",
        {"refuse-answer": "Phải giữ hồ sơ", "refuse-basis": "NĐ 118/2025"},
    )

    assert "Phải giữ hồ sơ" in without.content.decode()
    assert done.status_code == 302
    page = citizen.get(f"{OWN}{made.uid}/").content.decode()
    assert "NĐ 118/2025" in page
    assert AccessRecord.objects.filter(object_kind="privacy.request").exists()


def test_a_copy_leaves_the_house_only_after_the_password(place: Place, citizen: Client) -> None:
    certify_agency(code=agency(place.agency_id).code, years=1, actor=system_actor("tests"))
    place.citizen_account.set_password("mat-khau-thu-nghiem-1")
    place.citizen_account.save()
    citizen.force_login(place.citizen_account)
    made = accepted(place, RequestKind.PROVIDE)
    services.make_copy_for(uid=made.uid, actor=place.officer)
    run_waiting_jobs("privacy.make_copy")
    address = f"{OWN}{made.uid}/"

    before = citizen.get(f"{address}ban-sao/")
    wrong = citizen.post(f"{address}xac-minh/", {"password": "sai"})
    right = citizen.post(f"{address}xac-minh/", {"password": "mat-khau-thu-nghiem-1"})
    given = citizen.get(right["Location"])

    assert before["Location"] == address
    assert "Mật khẩu không đúng" in wrong.content.decode()
    assert given["Content-Type"] == "application/pdf"
    assert b"".join(given).startswith(b"%PDF")


def test_the_list_shows_what_is_late_in_a_fixed_number_of_questions(
    place: Place, officer: Client
) -> None:
    for kind in (RequestKind.VIEW, RequestKind.DELETE, RequestKind.OBJECT):
        asked(place, kind)
    DataRequest.objects.filter(kind="view").update(answer_due_at="2026-01-01T00:00Z")

    page = officer.get(f"{WORK}?tre=co").content.decode()

    assert "Xem dữ liệu của tôi" in page
    assert "2/YC-DLCN" not in page


def test_each_page_of_an_officer_does_its_act(place: Place, officer: Client) -> None:
    made = asked(place, RequestKind.CORRECT)
    said = {
        "nhan": {"accept-answer": "Vâng"},
        "gia-han": {"extend-reason": "Chờ giấy tờ"},
        "sua": {"correct-phone": "0987654321", "correct-proof": "CCCD"},
    }

    for act, body in said.items():
        assert officer.post(f"{WORK}{made.uid}/{act}/", body).status_code == 302, act

    made.refresh_from_db()
    assert made.state == RequestState.FULFILLED
    page = officer.get(f"{WORK}{made.uid}/").content.decode()
    assert "0987654321" in page


def test_what_pages_do_the_api_does(place: Place, citizen: Client, officer: Client) -> None:
    root = "/api/v1/privacy"
    asked_of = {"kind": "restrict", "agency": place.agency_id, "wish": "Đừng dùng nữa"}

    made = citizen.post(f"{root}/mine", asked_of, content_type="application/json").json()
    one = f"{root}/requests/{made['uid']}"
    told = officer.post(f"{one}/accept", {"answer": "Vâng"}, content_type="application/json")
    done = officer.post(f"{one}/restrict", {"reason": "Theo đơn"}, content_type="application/json")

    assert told.json()["state"] == "accepted"
    assert done.json()["state"] == "fulfilled"
    assert citizen.get(f"{root}/mine").json()[0]["number"] == made["number"]
    assert officer.get(f"{root}/requests").json()["items"][0]["uid"] == made["uid"]


def test_only_who_writes_requests_down_is_offered_to(place: Place, officer: Client) -> None:
    plain = OfficialFactory.create()
    give_role(plain, P.HANDLE_REQUESTS, agency_id=place.agency_id)
    other = Client()
    other.force_login(plain)

    assert f"{WORK}moi/" in officer.get(WORK).content.decode()
    assert f"{WORK}moi/" not in other.get(WORK).content.decode()

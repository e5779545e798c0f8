"""One request with its parts, as its applicant, the desk, the agencies and machines read it."""

import pytest
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.testing import browser_of, id_of
from tinhso.dossiers.testing.linked import INSURANCE, RESIDENCE, LinkedWorld
from tinhso.identity.testing import CitizenFactory


@pytest.fixture
def lead(linked: LinkedWorld) -> Dossier:
    """Return a request whose birth certificate is there and whose other parts run."""
    return linked.issue(linked.taken_in())


@pytest.fixture
def applicant(linked: LinkedWorld) -> Client:
    browser = Client()
    browser.force_login(CitizenFactory.create(person=linked.world.person))
    return browser


def test_applicant_reads_each_part_with_its_agency_and_time(
    lead: Dossier, linked: LinkedWorld, applicant: Client
) -> None:
    residence = linked.member(lead, RESIDENCE)

    page = applicant.get(f"/ho-so/{lead.uid}/").content.decode()
    part = applicant.get(f"/ho-so/{residence.uid}/").content.decode()
    listed = applicant.get("/ho-so/").content.decode()

    assert "Các phần liên thông" in page
    assert "Ủy ban nhân dân xã Thạch An" in page
    assert f"/ho-so/{residence.uid}/" in page
    assert "của hồ sơ" in part
    assert "Xin dừng" not in part
    assert listed.count("<h3>") == 1


def test_what_a_part_wants_of_the_applicant_is_on_top_of_his_list(
    lead: Dossier, linked: LinkedWorld, applicant: Client
) -> None:
    residence, office = linked.member(lead, RESIDENCE), linked.world.there
    services.assign(uid=residence.uid, assignee=id_of(office.specialist), actor=office.leader)
    services.request_supplement(
        uid=residence.uid,
        actor=office.specialist,
        items=[services.SupplementItem(text="Ý kiến của chủ hộ", component_key="y_kien_chu_ho")],
        reasons=["thieu_chu_ho"],
    )

    assert f"/ho-so/{residence.uid}/" in applicant.get("/ho-so/").content.decode()


def test_another_agency_opens_its_part_and_never_a_sister_part(
    lead: Dossier, linked: LinkedWorld
) -> None:
    insurance, residence = linked.member(lead, INSURANCE), linked.member(lead, RESIDENCE)
    browser = browser_of(linked.insurance.specialist)

    page = browser.get(f"/lam-viec/ho-so/{insurance.uid}/").content.decode()

    assert "Cấp thẻ bảo hiểm y tế" in page
    assert "Phiếu chuyển hồ sơ liên thông" in page
    assert f"/lam-viec/ho-so/{residence.uid}/" not in page
    assert browser.get(f"/lam-viec/ho-so/{residence.uid}/").status_code == 404


def test_desk_is_not_offered_to_hand_over_before_all_is_there(
    lead: Dossier, linked: LinkedWorld
) -> None:
    browser = browser_of(linked.world.here.clerk_of_desk)
    before = browser.get(f"/lam-viec/mot-cua/{lead.uid}/").content.decode()
    for part in (RESIDENCE, INSURANCE):
        linked.issue(linked.member(lead, part))

    after = browser.get(f"/lam-viec/mot-cua/{lead.uid}/").content.decode()

    address = f"/lam-viec/mot-cua/{lead.uid}/tra-ket-qua/"
    assert address not in before
    assert address in after


def test_machines_read_the_parts(lead: Dossier, applicant: Client) -> None:
    answer = applicant.get(f"/api/v1/dossiers/mine/{lead.uid}").json()

    assert [(part["key"], part["standing"]) for part in answer["parts"]] == [
        ("khai_sinh", "done"),
        (RESIDENCE, "run"),
        (INSURANCE, "run"),
    ]

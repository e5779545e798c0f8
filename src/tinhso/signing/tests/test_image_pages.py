"""Pictures of signatures and seals, in the browser and by machine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.organization.testing import UnitFactory
from tinhso.signing.models import SignatureImage
from tinhso.signing.rules_images import ImageState
from tinhso.signing.testing import RED, a_picture, an_image

pytestmark = pytest.mark.django_db
PLACE = "/lam-viec/anh-chu-ky/"


def _a_place() -> tuple[int, int]:
    unit = UnitFactory.create()
    return unit.agency_id, unit.pk


class Desk:
    """An official of an agency, signed in."""

    def __init__(self, *permissions: str, beside: "Desk | None" = None) -> None:
        account = OfficialFactory.create()
        self.place: tuple[int, int] = beside.place if beside else _a_place()
        give_role(account, *permissions, agency_id=self.place[0], unit_id=self.place[1])
        self.client = Client()
        self.client.force_login(account)
        self.actor = actor_for(account)


@pytest.fixture
def leader() -> Desk:
    return Desk("signing.sign_item")


@pytest.fixture
def clerk(leader: Desk) -> Desk:
    return Desk("signing.seal_document", "signing.approve_image", beside=leader)


def _sent(**changes: object) -> dict[str, object]:
    file = SimpleUploadedFile("chu-ky.png", a_picture(), content_type="image/png")
    today = timezone.localdate().isoformat()
    return {"role": "person", "file": file, "width_mm": "45", "valid_from": today, **changes}


def test_a_picture_is_sent_seen_in_true_size_and_approved(leader: Desk, clerk: Desk) -> None:
    sent = leader.client.post(f"{PLACE}gui/", _sent(), follow=True).content.decode()
    row = SignatureImage.objects.get()
    waiting = clerk.client.get(PLACE).content.decode()
    shown = clerk.client.get(f"{PLACE}{row.uid}/").content.decode()
    picture = clerk.client.get(files.preview_url(row.file))
    done = clerk.client.post(f"{PLACE}{row.uid}/duyet/", {"approve": "1"}, follow=True)
    own = leader.client.get("/tai-khoan/chu-ky-so/").content.decode()

    assert "Người khác trong cơ quan" in sent
    assert 'viewBox="0 0 ' in sent
    assert f'width="45.0" height="{row.height_mm}"' in " ".join(shown.split())
    assert row.name in waiting
    assert "Duyệt ảnh" in shown
    assert picture["Content-Type"] == "image/webp"
    assert "Đã duyệt ảnh." in done.content.decode()
    assert "Xem đúng cỡ" in own


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(leader: Desk) -> None:
    red = SimpleUploadedFile("do.png", a_picture(colour=RED), content_type="image/png")

    answer = leader.client.post(f"{PLACE}gui/", _sent(file=red, width_mm="44"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Chữ ký phải màu xanh" in page
    assert 'value="44"' in page
    assert not SignatureImage.objects.exists()


def test_a_refusal_wants_a_reason(leader: Desk, clerk: Desk) -> None:
    row = an_image(leader.actor)

    empty = clerk.client.post(f"{PLACE}{row.uid}/duyet/", {"refuse": "1", "reason": ""})
    done = clerk.client.post(
        f"{PLACE}{row.uid}/duyet/", {"refuse": "1", "reason": "Nét mờ."}, follow=True
    )
    told = leader.client.get(f"{PLACE}{row.uid}/").content.decode()

    assert (empty.status_code, done.status_code) == (422, 200)
    assert "Nét mờ." in told


def test_strangers_find_nothing_and_the_unconcerned_no_list(leader: Desk) -> None:
    row = an_image(leader.actor)
    stranger = Desk("signing.seal_document", "signing.approve_image")
    nobody = Desk("dossiers.view_all")

    answers = [
        stranger.client.get(f"{PLACE}{row.uid}/"),
        stranger.client.post(f"{PLACE}{row.uid}/duyet/", {"approve": "1"}),
        stranger.client.post(f"{PLACE}{row.uid}/thoi/"),
        stranger.client.get(files.preview_url(row.file)),
        stranger.client.post(f"/api/v1/signing/images/{row.uid}/approve"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert nobody.client.get(PLACE).status_code == 403
    assert nobody.client.get(f"{PLACE}gui/").status_code == 403
    row.refresh_from_db()
    assert row.state == ImageState.PROPOSED


def test_the_list_costs_the_same_for_few_and_many(leader: Desk, clerk: Desk) -> None:
    an_image(leader.actor)
    clerk.client.get(PLACE)
    with CaptureQueriesContext(connection) as few:
        clerk.client.get(PLACE)
    for _number in range(3):
        an_image(leader.actor)
    with CaptureQueriesContext(connection) as many:
        clerk.client.get(PLACE)

    assert len(many) == len(few)


def test_a_machine_does_the_same(leader: Desk, clerk: Desk) -> None:
    body = {"role": "person", "width_mm": "45.0"}
    file = SimpleUploadedFile("chu-ky.png", a_picture(), content_type="image/png")

    sent = leader.client.post("/api/v1/signing/images", {**body, "file": file})
    uid = sent.json()["uid"]
    listed = clerk.client.get("/api/v1/signing/images?state=proposed").json()
    refused = clerk.client.post(
        f"/api/v1/signing/images/{uid}/refuse",
        {"reason": "Nét mờ."},
        content_type="application/json",
    )
    again = leader.client.post(
        "/api/v1/signing/images",
        {**body, "file": SimpleUploadedFile("x.png", a_picture(), content_type="image/png")},
    ).json()
    approved = clerk.client.post(f"/api/v1/signing/images/{again['uid']}/approve")
    withdrawn = leader.client.post(f"/api/v1/signing/images/{again['uid']}/withdraw")

    assert sent.status_code == 201
    assert [row["uid"] for row in listed] == [uid]
    assert (refused.json()["state"], refused.json()["reason"]) == ("refused", "Nét mờ.")
    assert approved.json()["state"] == "approved"
    assert withdrawn.json()["state"] == "withdrawn"

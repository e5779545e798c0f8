"""The clerk's list: narrowed, sorted, exported; papers sealed one by one or together."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.signing import services
from tinhso.signing.models import Certificate, SealAct, SigningItem
from tinhso.signing.rules import ItemState, SealState
from tinhso.signing.testing import SETUP, a_signed_item, certificate_for
from tinhso.signing.tests.test_pages import Desk

pytestmark = pytest.mark.django_db

PLACE = "/lam-viec/dong-dau/"


@pytest.fixture
def clerk() -> Desk:
    desk = Desk("signing.seal_document")
    certificate_for(agency_id=desk.actor.agency_id)
    return desk


def signed(clerk: Desk, title: str, *, days: int = 0, drafted_by: str = "Tú") -> SigningItem:
    """Have a leader of the clerk's agency sign a paper of that name, so many days ago."""
    leader = Desk("signing.sign_item")
    certificate_for(account_uid=leader.actor.id)
    assert clerk.actor.agency_id is not None
    item = a_signed_item(leader.actor, agency_id=clerk.actor.agency_id)
    now = timezone.now()
    SigningItem.objects.filter(pk=item.pk).update(
        title=title,
        drafted_by=drafted_by,
        decided_at=now - timedelta(days=days),
        due_at=now + timedelta(days=2 - days),
    )
    item.refresh_from_db()
    return item


def lose(item: SigningItem) -> None:
    certificate = Certificate.objects.get(account_uid=item.for_account)
    services.revoke_certificate(
        certificate_uid=certificate.uid, reason="key_compromise", actor=SETUP
    )


def titles(clerk: Desk, **asked: str) -> list[str]:
    """Return the names of the papers a clerk is shown, in their order."""
    return [shown.row.title for shown in clerk.client.get(PLACE, asked).context["rows"]]


def test_the_list_is_narrowed_sorted_and_exported(clerk: Desk) -> None:
    signed(clerk, "Giấy phép", days=1)
    late = signed(clerk, "Báo cáo", days=5, drafted_by="Ma Thị Xuân")
    today = timezone.localdate()

    assert titles(clerk) == ["Báo cáo", "Giấy phép"]
    assert titles(clerk, xep="-signed") == ["Giấy phép", "Báo cáo"]
    assert titles(clerk, xep="-title") == ["Giấy phép", "Báo cáo"]
    assert titles(clerk, **{"qua-han": "co"}) == ["Báo cáo"]
    assert titles(clerk, ky_tu=(today - timedelta(days=2)).isoformat()) == ["Giấy phép"]
    assert titles(clerk, loai=late.kind) == ["Báo cáo", "Giấy phép"]
    assert titles(clerk, loai="signing.request") == []
    assert titles(clerk, q="ma thi xuan") == ["Báo cáo"]
    file = clerk.client.get(f"{PLACE}xuat/csv/?qua-han=co")
    content = b"".join(file).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["Văn bản chờ đóng dấu"], row["Người soạn"]) == ("Báo cáo", "Ma Thị Xuân")
    assert row["Tình trạng"] == "Chờ cấp số, đóng dấu"


def test_the_chosen_are_numbered_and_sealed_and_each_that_is_not_says_why(clerk: Desk) -> None:
    first, second, lost = (signed(clerk, name, days=3 - at) for at, name in enumerate("ABC"))
    lose(lost)
    uids = [str(one.uid) for one in (first, second, lost)]

    page = clerk.client.get(PLACE).content.decode()
    nothing = clerk.client.post(f"{PLACE}viec/", {"viec": "seal"})
    broken = clerk.client.post(f"{PLACE}viec/", {"viec": "seal", "chon": "1"})
    done = clerk.client.post(f"{PLACE}viec/", {"viec": "seal", "chon": uids}, follow=True)

    assert f'value="{lost.uid}" disabled>' in page
    assert f'value="{first.uid}">' in page
    assert f"{PLACE}{lost.uid}/ky-lai/" in page
    assert (nothing.status_code, broken.status_code) == (422, 422)
    said = done.content.decode()
    assert "Đã cấp số và đóng dấu 2 văn bản." in said
    assert "“C”: Chưa cấp số, đóng dấu “C”." in said
    acts = SealAct.objects.order_by("pk")
    assert [(act.item_id, act.number_text[:2]) for act in acts] == [
        (first.pk, "01"),
        (second.pk, "02"),
    ]
    assert set(acts.values_list("state", flat=True)) == {SealState.SEALED}
    assert titles(clerk) == ["C"]


def test_one_that_is_chosen_is_sealed_as_by_its_own_button(clerk: Desk) -> None:
    item = signed(clerk, "A")

    page = clerk.client.get(PLACE).content.decode()
    done = clerk.client.post(
        f"{PLACE}viec/", {"viec": "seal", "chon": str(item.uid)}, follow=True
    ).content.decode()

    assert f'formaction="{PLACE}{item.uid}/"' in page
    assert "Đã cấp số 01/GPXD-UBND và đóng dấu." in done


def test_what_has_its_number_and_no_seal_is_found(clerk: Desk) -> None:
    signed(clerk, "A")
    numbered = signed(clerk, "B")
    SealAct.objects.create(
        item=numbered,
        agency_id=numbered.agency_id,
        number_text="07/GPXD-UBND",
        on=timezone.localdate(),
        numbered_at=timezone.now(),
    )

    page = clerk.client.get(PLACE, {"co-so": "co"}).content.decode()

    assert titles(clerk, **{"co-so": "co"}) == ["B"]
    assert titles(clerk, **{"co-so": "khong"}) == ["A"]
    assert "Đóng dấu lại" in page


def test_a_paper_signed_anew_after_its_number_was_voided_waits_for_another(clerk: Desk) -> None:
    item = signed(clerk, "A")
    SealAct.objects.create(
        item=item,
        agency_id=item.agency_id,
        state=SealState.VOIDED,
        number_text="07/GPXD-UBND",
        on=timezone.localdate(),
        numbered_at=timezone.now(),
    )

    page = clerk.client.get(PLACE).content.decode()

    assert "Chờ cấp số, đóng dấu" in page
    assert "Đóng dấu lại" not in page


def test_a_seal_on_the_clerks_own_computer_is_asked_paper_by_paper(clerk: Desk) -> None:
    items = [signed(clerk, name) for name in "AB"]
    Certificate.objects.filter(agency_id=clerk.actor.agency_id).update(key_store="agent")

    refused = clerk.client.post(
        f"{PLACE}viec/", {"viec": "seal", "chon": [str(one.uid) for one in items]}
    )

    assert refused.status_code == 422
    assert "hãy đóng dấu từng văn bản" in refused.content.decode()
    assert not SealAct.objects.exists()


def test_another_agencys_papers_and_who_does_not_seal(clerk: Desk) -> None:
    item = signed(clerk, "A")
    others = Desk("signing.seal_document")
    nobody = Desk()
    chosen = {"viec": "seal", "chon": str(item.uid)}

    listed = others.client.get(PLACE).content.decode()
    answers = [desk.client.post(f"{PLACE}viec/", chosen).status_code for desk in (others, nobody)]

    assert "Không có văn bản nào chờ cấp số" in listed
    assert answers == [404, 403]
    item.refresh_from_db()
    assert item.state == ItemState.SIGNED
    assert not SealAct.objects.exists()


def test_the_list_asks_as_much_for_many_as_for_few(clerk: Desk) -> None:
    signed(clerk, "A")
    clerk.client.get(PLACE)
    with CaptureQueriesContext(connection) as few:
        clerk.client.get(PLACE)
    for name in "BC":
        signed(clerk, name)

    with CaptureQueriesContext(connection) as many:
        clerk.client.get(PLACE)

    assert len(many) == len(few)

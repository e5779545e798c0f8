"""A key lost between signature and seal: nothing is sealed, and the paper is signed again."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotFound
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.jobs import seal_numbered_paper
from tinhso.signing.models import Certificate, KeyDevice, SealAct, Signatory, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import (
    DeviceKind,
    DeviceState,
    ItemState,
    RevocationReason,
    SealState,
    UseSource,
    account_of,
)
from tinhso.signing.services import sealing
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.seal_keeping import agency_certificate_of, commit_seal
from tinhso.signing.testing import (
    AGENCY,
    KIND,
    SETUP,
    a_clerk,
    a_draft,
    a_leader,
    a_signed_item,
    certificate_for,
    confirmed,
    remembering,
)
from tinhso.signing.tests.computers import signed_in
from tinhso.signing.tests.requests_world import World
from tinhso.signing.tests.several import a_secretary, an_item_for_two, signed_by

pytestmark = pytest.mark.django_db
REGISTER = "signing.tests"
FORMAT = "%(n)02d/GPXD-UBND"


def lose(signer: Actor, reason: str = RevocationReason.KEY_COMPROMISE) -> Certificate:
    """Revoke the certificate with which somebody signed."""
    row = Certificate.objects.in_force().get(account_uid=signer.id)
    return services.revoke_certificate(certificate_uid=row.uid, reason=reason, actor=SETUP)


def pressed(item: SigningItem, clerk: Actor) -> SealAct:
    return services.number_and_seal(
        item_uid=item.uid, register=REGISTER, format=FORMAT, actor=clerk
    )


def signed_again(item: SigningItem, leader: Actor) -> SigningItem:
    """Put a paper that came back before its leader, who has a new certificate, and sign it."""
    certificate_for(account_uid=leader.id, name="Lê Văn Chín")
    services.request_signature(
        kind=KIND,
        reference=item.reference,
        file=a_draft(),
        title=item.title,
        for_account=account_of(leader),
        agency_id=AGENCY,
        actor=SETUP,
    )
    services.open_item(item_uid=item.uid, actor=leader)
    confirmation, code = confirmed(leader, item)
    (outcome,) = services.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader
    )
    assert outcome.signed
    item.refresh_from_db()
    return item


@pytest.mark.parametrize("reason", [RevocationReason.KEY_COMPROMISE, RevocationReason.DEVICE_LOST])
def test_nothing_is_numbered_or_sealed_over_a_lost_key(reason: str) -> None:
    leader, clerk = a_leader(), a_clerk()
    item = a_signed_item(leader)
    lose(leader, reason)

    with pytest.raises(services.SignatureLost) as refusal:
        pressed(item, clerk)

    assert "đã bị thu hồi" in str(refusal.value)
    assert refusal.value.mend_url.endswith(f"/lam-viec/dong-dau/{item.uid}/ky-lai/")
    assert not SealAct.objects.exists()
    assert not OfficialNumber.objects.exists()


def test_a_device_reported_lost_is_enough_before_anything_is_revoked() -> None:
    leader, clerk = a_leader(), a_clerk()
    item = a_signed_item(leader)
    device = KeyDevice.objects.create(
        kind=DeviceKind.TOKEN,
        serial="T-1",
        agency_id=AGENCY,
        state=DeviceState.LOST,
        since=item.requested_at,
    )
    Certificate.objects.filter(account_uid=leader.id).update(device=device)

    with pytest.raises(services.SignatureLost, match="được báo là mất"):
        pressed(item, clerk)

    assert not SealAct.objects.exists()


@pytest.mark.parametrize(("level", "holds"), [("B-T", True), ("B-B", False)])
def test_who_left_after_signing_signed_validly_if_the_file_proves_when(
    settings: Settings, level: str, holds: bool
) -> None:
    settings.TINHSO_SIGNING_LEVEL = level
    leader, clerk = a_leader(), a_clerk()
    item = a_signed_item(leader)

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        lose(leader, RevocationReason.LEFT)
        if holds:
            assert pressed(item, clerk).state == SealState.SEALED
        else:
            with pytest.raises(services.SignatureLost, match="không có dấu thời gian"):
                pressed(item, clerk)


def test_the_paper_goes_back_is_signed_again_and_sealed() -> None:
    leader, clerk, preparer = a_leader(), a_clerk(), OfficialFactory.create()
    item = a_signed_item(leader)
    SigningItem.objects.filter(pk=item.pk).update(requested_by=preparer.uid, link="/noi-soan/")
    signed = item.signed_file
    lost = lose(leader)
    moves = remembering().told

    services.void_signature(item_uid=item.uid, actor=clerk)

    item.refresh_from_db()
    assert (item.state, item.signed_file) == (ItemState.RETURNED, None)
    assert lost.name in item.return_reason
    assert [what for what, _why in moves] == ["returned"]
    trace = Signatory.objects.get(item=item)
    assert (trace.account_uid, trace.signed_file) == (leader.id, signed)
    assert trace.voided_at is not None
    assert AuditEntry.objects.filter(action="signing.signature_voided").count() == 1
    told = dict(Notification.objects.values_list("account_uid", "link"))
    assert told[account_of(leader)] == item.get_absolute_url()
    assert told[preparer.uid] == "/noi-soan/"
    assert not queries.to_seal(actor=clerk).exists()

    act = pressed(signed_again(item, leader), clerk)
    assert act.sealed_file is not None
    report = services.verify_pdf(files.open_file(act.sealed_file))
    assert report.verdict == Verdict.VALID
    assert [one.field_name for one in report.signatures] == ["NguoiKy", "CoQuan"]


def test_a_number_given_already_is_voided_with_the_reason_and_another_is_given() -> None:
    leader, clerk = a_leader(), a_clerk()
    item = a_signed_item(leader)
    act = sealing._give_number(item.uid, REGISTER, clerk, FORMAT, None, None)
    lose(leader)

    with pytest.raises(services.SignatureLost):
        services.seal(act_uid=act.uid, actor=clerk)
    seal_numbered_paper(act_uid=str(act.uid))
    services.void_signature(item_uid=item.uid, actor=clerk)

    first = OfficialNumber.objects.get()
    act.refresh_from_db()
    assert first.is_voided
    assert "thu hồi" in first.void_reason
    assert (act.state, act.number_text) == (SealState.VOIDED, "")

    again = pressed(signed_again(item, leader), clerk)
    assert (again.pk, again.number_text) == (act.pk, "02/GPXD-UBND")
    assert again.state == SealState.SEALED


def test_a_key_lost_while_the_seal_is_made_leaves_the_paper_unsealed() -> None:
    leader, clerk = a_leader(), a_clerk()
    item = a_signed_item(leader)
    act = sealing._give_number(item.uid, REGISTER, clerk, FORMAT, None, None)
    certificate = agency_certificate_of(AGENCY)
    lose(leader)

    with (
        pytest.raises(services.SignatureLost),
        key_act(source=UseSource.SEAL, actor=clerk) as used,
    ):
        commit_seal(act, b"%PDF-sealed", certificate, used, clerk)

    act.refresh_from_db()
    assert (act.state, act.sealed_file) == (SealState.NUMBERED, None)


def test_of_several_one_lost_key_is_enough_and_all_sign_again() -> None:
    secretary, leader, clerk = a_secretary(), a_leader(), a_clerk()
    item = an_item_for_two(secretary, leader)
    signed_by(secretary, item)
    signed_by(leader, item)
    lost = lose(secretary)

    with pytest.raises(services.SignatureLost, match=lost.name):
        pressed(item, clerk)
    services.void_signature(item_uid=item.uid, actor=clerk)

    assert Signatory.objects.filter(item=item, voided_at__isnull=False).count() == 2
    assert not Signatory.objects.filter(item=item, voided_at=None).exists()


def test_a_signature_that_holds_is_taken_back_by_nobody() -> None:
    leader, clerk = a_leader(), a_clerk()
    item = a_signed_item(leader)

    with pytest.raises(services.StillSigned):
        services.void_signature(item_uid=item.uid, actor=clerk)
    lose(leader)
    stranger = make_actor(SigningPermission.SEAL_DOCUMENT, agency_id=AGENCY + 1)
    with pytest.raises(NotFound):
        services.void_signature(item_uid=item.uid, actor=stranger)
    with pytest.raises(services.WrongState):
        services.return_for_rework(item_uid=item.uid, reason="Sửa", actor=leader)

    item.refresh_from_db()
    assert item.state == ItemState.SIGNED


def test_the_clerks_pages_say_it_and_lead_back() -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.seal_document", agency_id=unit.agency_id, unit_id=unit.pk)
    assert actor_for(account).agency_id == unit.agency_id
    browser = signed_in("signing.seal_document")
    browser.force_login(account)
    leader = a_leader(agency_id=unit.agency_id)
    certificate_for(agency_id=unit.agency_id, name="UBND xã")
    item = a_signed_item(leader, agency_id=unit.agency_id)
    lost = lose(leader)
    place = f"/lam-viec/dong-dau/{item.uid}/"

    listed = browser.get("/lam-viec/dong-dau/").content.decode()
    refused = browser.post(place)
    page = browser.get(f"{place}ky-lai/").content.decode()
    english = in_english(browser).get(f"{place}ky-lai/").content.decode()
    done = browser.post(f"{place}ky-lai/")

    assert f"{place}ky-lai/" in listed
    assert lost.name in listed
    assert refused.status_code == 409
    assert f"{place}ky-lai/" in refused.content.decode()
    assert "đã bị thu hồi" in page
    left = [said for said in vietnamese_left_behind(english) if lost.name not in said]
    assert left == []
    assert done.status_code == 302
    item.refresh_from_db()
    assert item.state == ItemState.RETURNED


def test_the_api_sends_it_back_too() -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.seal_document", agency_id=unit.agency_id, unit_id=unit.pk)
    browser = signed_in("signing.seal_document")
    browser.force_login(account)
    leader = a_leader(agency_id=unit.agency_id)
    certificate_for(agency_id=unit.agency_id, name="UBND xã")
    item = a_signed_item(leader, agency_id=unit.agency_id)
    lose(leader)

    refused = browser.post(f"/api/v1/signing/items/{item.uid}/seal")
    done = browser.post(f"/api/v1/signing/items/{item.uid}/void")

    assert (refused.status_code, refused.json()["code"]) == (409, "signing.signature_lost")
    assert (done.status_code, done.json()["state"]) == (200, ItemState.RETURNED)


def test_a_request_on_certificates_is_a_draft_again_and_is_signed_anew() -> None:
    world = World.make()
    asked = world.drafted()
    clerk = world.by("clerk")
    services.requests.put_before_head(uid=asked.uid, signer=world.head.uid, actor=clerk)
    item = world.signed(asked)
    lose(world.by("head"))
    with pytest.raises(services.SignatureLost):
        services.number_and_seal(item_uid=item.uid, actor=clerk)

    services.void_signature(item_uid=item.uid, actor=clerk)

    asked.refresh_from_db()
    assert asked.state == "draft"
    assert "đã bị thu hồi" in asked.return_reason
    certificate_for(account_uid=world.head.uid, agency_id=world.agency_id)
    assert world.sent(asked).state == "sent"

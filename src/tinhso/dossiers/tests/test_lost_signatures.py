"""Papers whose signer's key was lost before the seal: sent back, signed again, sealed."""

from uuid import UUID

import pytest
import time_machine

from tinhso.dossiers import services
from tinhso.dossiers.rules.complaints import ComplaintState
from tinhso.dossiers.testing import World, assigned, id_of, resolved, sign, signed
from tinhso.dossiers.tests.complaining import boss_of, complained, sealed
from tinhso.dossiers.tests.reporting import AFTER, put_before
from tinhso.dossiers.tests.reporting import sign as sign_report
from tinhso.dossiers.tests.working import page_of, signed_in
from tinhso.kernel.actors import Actor, system_actor
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing
from tinhso.signing.testing import certificate_for

SETUP = system_actor("dossiers.tests")


def test_a_result_is_signed_again_before_it_is_issued(world: World) -> None:
    dossier = signed(world)
    here = world.here
    result = dossier.results.get()
    lost = signing_queries.certificate_of(account_uid=id_of(here.leader))
    assert lost is not None
    assert result.signing_item is not None
    signing.revoke_certificate(certificate_uid=lost.uid, reason="key_compromise", actor=SETUP)
    clerk, specialist = signed_in(here.clerk), signed_in(here.specialist)

    with pytest.raises(signing.SignatureLost):
        services.issue(uid=dossier.uid, actor=here.clerk)
    refused = clerk.post(page_of(dossier, "vao-so/"))
    signing.void_signature(item_uid=result.signing_item, actor=here.clerk)

    assert refused.status_code == 409
    dossier.refresh_from_db()
    result.refresh_from_db()
    assert dossier.state == "drafted"
    assert (result.signed_file, result.signed_by, result.signed_at) == (None, None, None)
    shown = specialist.get(page_of(dossier)).content.decode()
    assert "Chữ ký hết giá trị, phải ký lại" in shown
    assert "đã bị thu hồi" in shown

    certificate_for(account_uid=here.leader.id, name=here.leader.name)
    services.submit_for_signing(uid=dossier.uid, actor=here.specialist, signer=id_of(here.leader))
    sign(world, dossier)
    issued = services.issue(uid=dossier.uid, actor=here.clerk)
    assert issued.number
    assert issued.returned_reason == ""


def lose_key_of(account: UUID) -> None:
    held = signing_queries.certificate_of(account_uid=account)
    assert held is not None
    signing.revoke_certificate(certificate_uid=held.uid, reason="key_compromise", actor=SETUP)


def void(item: UUID, world: World) -> None:
    """Refuse to seal over the lost key, and send the paper back."""
    with pytest.raises(signing.SignatureLost):
        signing.number_and_seal(item_uid=item, actor=world.here.clerk)
    signing.void_signature(item_uid=item, actor=world.here.clerk)


def test_a_report_is_a_draft_again_and_is_signed_anew(
    world: World, clock: time_machine.Traveller
) -> None:
    leader = world.here.leader
    resolved(world)
    clock.move_to(AFTER)
    row = put_before(world)
    sign_report(row, leader)
    lose_key_of(id_of(leader))
    clock.shift(60)

    assert row.item is not None
    void(row.item, world)

    row.refresh_from_db()
    assert not any((row.item, row.file, row.signed_at))
    assert "đã bị thu hồi" in row.return_reason
    certificate_for(account_uid=leader.id, name=leader.name)
    again = put_before(world)
    sign_report(again, leader)
    assert again.item is not None
    signing.number_and_seal(item_uid=again.item, actor=world.here.clerk)
    again.refresh_from_db()
    assert (again.pk, again.reported_at is not None, bool(again.number)) == (row.pk, True, True)


def test_an_answer_to_a_complaint_is_written_and_signed_anew(world: World) -> None:
    boss, _clerk = boss_of(world.here), world.here.clerk
    complaint = complained(world, assigned(world))
    services.answer_complaint(uid=complaint.uid, outcome="founded", answer="Đúng.", actor=boss)
    complaint.refresh_from_db()
    item = complaint.item
    assert item is not None
    sign_item(boss, item)
    lose_key_of(id_of(boss))

    void(item, world)

    complaint.refresh_from_db()
    assert (complaint.item, complaint.answer_file) == (None, None)
    assert complaint.is_open
    certificate_for(account_uid=boss.id, name=boss.name)
    services.answer_complaint(uid=complaint.uid, outcome="founded", answer="Đúng.", actor=boss)
    assert sealed(world, complaint, boss).state == ComplaintState.ANSWERED


def sign_item(actor: Actor, item: UUID) -> None:
    signing.open_item(item_uid=item, actor=actor)
    asked = signing.start_confirmation(item_uids=[item], actor=actor)
    (outcome,) = signing.sign_items(
        item_uids=[item], confirmation_uid=asked.uid, code=asked.secret, actor=actor
    )
    assert outcome.signed, outcome.message

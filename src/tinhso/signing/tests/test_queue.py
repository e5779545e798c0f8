"""The leader's queue: nothing is signed unread, changed, or without a second factor."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tinhso.kernel import files
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import Certificate, Opening, SealAct, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CODE_ATTEMPTS, ItemState
from tinhso.signing.services.confirming import ConfirmationEnded
from tinhso.signing.services.queue import WrongState
from tinhso.signing.services.queue_signing import Outcome
from tinhso.signing.testing import (
    SETUP,
    a_clerk,
    a_draft,
    a_leader,
    a_signed_item,
    an_item,
    confirmed,
    remembering,
)

pytestmark = pytest.mark.django_db


def sign(leader: object, *items: SigningItem) -> list[Outcome]:
    confirmation, code = confirmed(leader, *items)  # type: ignore[arg-type]  # an actor
    return services.sign_items(
        item_uids=[item.uid for item in items],
        confirmation_uid=confirmation,
        code=code,
        actor=leader,  # type: ignore[arg-type]  # an actor
    )


def test_many_papers_are_signed_with_one_second_factor() -> None:
    leader = a_leader()
    items = [an_item(leader) for _number in range(3)]
    for item in items:
        services.open_item(item_uid=item.uid, actor=leader)
    told = remembering().told

    outcomes = sign(leader, *items)

    assert [outcome.signed for outcome in outcomes] == [True, True, True]
    assert told == [("signed", item.reference) for item in items]
    for item in items:
        item.refresh_from_db()
        assert item.state == ItemState.SIGNED
        assert item.signed_file is not None
        report = services.verify_pdf(files.open_file(item.signed_file))
        assert report.verdict == Verdict.VALID
        assert [found.signer for found in report.signatures] == ["Nông Thị Hạnh"]


def test_what_was_not_opened_or_changed_is_refused_and_the_rest_is_signed() -> None:
    leader = a_leader()
    read, unread, changed = (an_item(leader) for _number in range(3))
    services.open_item(item_uid=read.uid, actor=leader)
    services.open_item(item_uid=changed.uid, actor=leader)
    services.replace_file(
        item_uid=changed.uid, file=a_draft(paragraphs=["2. Diện tích 84,6 m²."]), actor=SETUP
    )

    outcomes = sign(leader, read, unread, changed)

    assert [(outcome.signed, outcome.code) for outcome in outcomes] == [
        (True, ""),
        (False, "signing.not_opened"),
        (False, "signing.changed_since_opened"),
    ]
    changed.refresh_from_db()
    assert (changed.state, changed.signed_file) == (ItemState.WAITING, None)


def test_the_leader_is_shown_what_changed_since_he_read_it() -> None:
    leader = a_leader()
    item = an_item(leader)
    services.open_item(item_uid=item.uid, actor=leader)
    services.replace_file(
        item_uid=item.uid,
        file=a_draft(
            paragraphs=[
                "1. Cấp cho: ông Triệu Văn Páo. Được phép xây dựng nhà ở riêng lẻ.",
                "2. Diện tích xây dựng 84,6 m², 2 tầng, chiều cao 7,2 m.",
            ]
        ),
        actor=SETUP,
    )
    item.refresh_from_db()

    reading = queries.reading_of(item=item, actor=leader)

    assert reading.changes == 1
    assert [(line.text, line.was) for line in reading.paragraphs if line.changed] == [
        (
            "2. Diện tích xây dựng 84,6 m², 2 tầng, chiều cao 7,2 m.",
            "2. Diện tích xây dựng 86,4 m², 2 tầng, chiều cao 7,2 m.",
        )
    ]


def test_a_wrong_code_signs_nothing_and_five_end_it() -> None:
    leader = a_leader()
    item = an_item(leader)
    services.open_item(item_uid=item.uid, actor=leader)
    confirmation, code = confirmed(leader, item)
    wrong = f"{(int(code) + 1) % 1000000:06d}"

    for _attempt in range(CODE_ATTEMPTS):
        with pytest.raises(Invalid, match="Mã xác nhận chưa đúng"):
            services.sign_items(
                item_uids=[item.uid], confirmation_uid=confirmation, code=wrong, actor=leader
            )
    with pytest.raises(ConfirmationEnded):
        services.sign_items(
            item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader
        )

    item.refresh_from_db()
    assert item.state == ItemState.OPENED


def test_a_confirmation_serves_once_and_for_its_papers_only() -> None:
    leader = a_leader()
    first, second = an_item(leader), an_item(leader)
    for item in (first, second):
        services.open_item(item_uid=item.uid, actor=leader)
    confirmation, code = confirmed(leader, first)

    outcomes = services.sign_items(
        item_uids=[first.uid, second.uid], confirmation_uid=confirmation, code=code, actor=leader
    )

    assert [outcome.item_uid for outcome in outcomes] == [first.uid]
    with pytest.raises(ConfirmationEnded):
        services.sign_items(
            item_uids=[first.uid], confirmation_uid=confirmation, code=code, actor=leader
        )


def test_a_confirmation_grows_old() -> None:
    leader = a_leader()
    item = an_item(leader)
    confirmation, code = confirmed(leader, item)

    with (
        time_machine.travel(timezone.now() + timedelta(minutes=6)),
        pytest.raises(ConfirmationEnded),
    ):
        services.sign_items(
            item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader
        )


def test_anothers_paper_does_not_exist() -> None:
    item = an_item(a_leader())
    stranger = a_leader()

    with pytest.raises(NotFound):
        services.open_item(item_uid=item.uid, actor=stranger)
    with pytest.raises(NotFound):
        services.return_for_rework(item_uid=item.uid, reason="x", actor=stranger)
    with pytest.raises(Invalid):
        services.start_confirmation(item_uids=[item.uid], actor=stranger)

    assert not Opening.objects.exists()


def test_without_the_permission_nothing_is_signed_or_returned() -> None:
    uid = uuid4()
    leader = make_actor(actor_id=uid)
    item = an_item(leader)

    with pytest.raises(NotPermitted):
        services.start_confirmation(item_uids=[item.uid], actor=leader)
    with pytest.raises(NotPermitted):
        services.return_for_rework(item_uid=item.uid, reason="Sửa lại", actor=leader)

    item.refresh_from_db()
    assert item.state == ItemState.WAITING


def test_a_revoked_certificate_signs_nothing() -> None:
    leader = a_leader()
    item = an_item(leader)
    services.open_item(item_uid=item.uid, actor=leader)
    certificate = Certificate.objects.get(account_uid=leader.id)
    services.revoke_certificate(certificate_uid=certificate.uid, reason="left", actor=SETUP)

    (outcome,) = sign(leader, item)

    assert (outcome.signed, outcome.code) == (False, "signing.no_certificate")


def test_a_returned_paper_comes_back_with_new_content() -> None:
    leader = a_leader()
    item = an_item(leader)
    told = remembering().told

    with pytest.raises(Invalid):
        services.return_for_rework(item_uid=item.uid, reason="  ", actor=leader)
    services.return_for_rework(item_uid=item.uid, reason="Sửa diện tích", actor=leader)
    again = services.request_signature(
        kind=item.kind,
        reference=item.reference,
        file=a_draft(note="đã sửa"),
        title=item.title,
        for_account=item.for_account,
        agency_id=item.agency_id,
        actor=SETUP,
    )

    assert told == [("returned", "Sửa diện tích")]
    assert again.pk == item.pk
    assert (again.state, again.return_reason) == (ItemState.WAITING, "")


def test_what_is_put_off_stands_behind_the_others() -> None:
    leader = a_leader()
    first, second = an_item(leader), an_item(leader)

    services.postpone(item_uid=first.uid, actor=leader)

    assert [row.pk for row in queries.items_for(actor=leader)] == [second.pk, first.pk]
    assert queries.waiting_count(actor=leader) == 2


def test_a_desk_officer_signs_scans_within_a_confirmed_shift() -> None:
    officer = make_actor(SigningPermission.SIGN_SCAN)
    from tinhso.signing.testing import certificate_for

    certificate_for(account_uid=officer.id, name="Lê Thu")
    scan = files.open_file(a_draft())
    with pytest.raises(services.ShiftNeeded):
        services.sign_as_officer(content=scan, actor=officer, title="Đơn")

    asked = services.start_shift_confirmation(actor=officer)
    services.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=officer)
    signed = services.sign_as_officer(content=scan, actor=officer, title="Đơn")

    report = services.verify_pdf(signed)
    assert (report.verdict, report.signatures[0].signer) == (Verdict.VALID, "Lê Thu")
    with time_machine.travel(timezone.now() + timedelta(hours=10)):
        assert services.current_shift(actor=officer) is None


def test_an_unsigned_paper_gets_no_number() -> None:
    leader = a_leader()
    item = an_item(leader)
    clerk = a_clerk()
    SigningItem.objects.filter(pk=item.pk).update(requested_by=clerk.id)

    with pytest.raises(WrongState):
        services.number_and_seal(
            item_uid=item.uid, register="signing.test", format="%(n)d/GPXD", actor=clerk
        )

    assert not SealAct.objects.exists()


def test_another_agencys_clerk_does_not_see_the_paper() -> None:
    item = a_signed_item(a_leader())

    with pytest.raises(NotFound):
        services.number_and_seal(
            item_uid=item.uid, register="signing.test", format="x", actor=a_clerk(agency_id=99)
        )

"""Several sign one paper in a fixed order; it lies before one at a time and is whole at the end."""

import io

import pikepdf
import pytest

from tinhso.kernel import files
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import Signatory, SigningItem
from tinhso.signing.pdf.measuring import drawn_area, field_area
from tinhso.signing.rules import ItemState, account_of
from tinhso.signing.services.signatories import Cosigner
from tinhso.signing.testing import (
    AGENCY,
    KIND,
    SETUP,
    a_clerk,
    a_leader,
    remembering,
)
from tinhso.signing.tests.several import (
    BOX,
    FIELD,
    a_draft_for_two,
    a_secretary,
    an_item_for_two,
    signed_by,
)

pytestmark = pytest.mark.django_db
WATCHED = pytest.mark.django_db(transaction=True)


def waiting(actor: object) -> list[SigningItem]:
    return list(queries.items_for(actor=actor))  # type: ignore[arg-type]  # an actor


def test_it_lies_before_one_at_a_time_and_the_room_is_told_once() -> None:
    secretary, leader = a_secretary(), a_leader()
    item = an_item_for_two(secretary, leader)
    plug = remembering()
    assert (waiting(secretary), waiting(leader)) == ([item], [])

    first = signed_by(secretary, item)

    assert first.signed
    assert (waiting(secretary), waiting(leader)) == ([], [item])
    assert (item.state, plug.told) == (ItemState.WAITING, [])
    assert queries.item(uid=item.uid, actor=secretary) == item
    assert signed_by(leader, item).signed
    assert (item.state, plug.told) == (ItemState.SIGNED, [("signed", item.reference)])
    assert [one.name != "" or one.signed_at for one in queries.signatories_of(item=item)]
    assert AuditEntry.objects.filter(action="signing.signed").count() == 2


def test_each_signature_is_valid_in_its_place_and_the_seal_comes_after_all() -> None:
    secretary, leader, clerk = a_secretary(), a_leader(), a_clerk()
    item = an_item_for_two(secretary, leader)
    signed_by(secretary, item)
    with pytest.raises(NotFound):
        services.number_and_seal(item_uid=item.uid, actor=clerk)

    signed_by(leader, item)
    act = services.number_and_seal(item_uid=item.uid, actor=clerk)

    assert act.sealed_file is not None
    content = files.open_file(act.sealed_file)
    report = services.verify(content=content)
    assert [(one.field_name, one.verdict) for one in report.signatures] == [
        (FIELD, Verdict.VALID),
        ("NguoiKy", Verdict.VALID),
        ("CoQuan", Verdict.VALID),
    ]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name in (FIELD, "NguoiKy"):
            place, drawn = field_area(pdf, name), drawn_area(pdf, name)
            assert place is not None
            assert drawn is not None
            assert place.holds(drawn)
        left, right = field_area(pdf, FIELD), field_area(pdf, "NguoiKy")
        assert left is not None
        assert right is not None
        assert left.right < right.left


def test_what_one_sends_back_goes_to_its_maker_and_no_signature_before_counts() -> None:
    secretary, leader = a_secretary(), a_leader()
    item = an_item_for_two(secretary, leader)
    plug = remembering()
    signed_by(secretary, item)

    services.return_for_rework(item_uid=item.uid, reason="Ghi rõ số phiếu.", actor=leader)

    item.refresh_from_db()
    (gone,) = Signatory.objects.filter(item=item)
    assert gone.voided_at is not None
    assert (item.state, plug.told) == (ItemState.RETURNED, [("returned", "Ghi rõ số phiếu.")])
    again = services.request_signature(
        kind=KIND,
        reference=item.reference,
        file=a_draft_for_two(summary="Ghi rõ số phiếu"),
        title=item.title,
        for_account=account_of(leader),
        agency_id=AGENCY,
        before=[Cosigner(account=account_of(secretary), box=BOX)],
        actor=SETUP,
    )
    assert again == item
    assert (waiting(secretary), waiting(leader)) == ([item], [])
    signed_by(secretary, again)
    signed_by(leader, again)
    assert again.signed_file is not None
    report = services.verify(content=files.open_file(again.signed_file))
    assert [one.field_name for one in report.signatures] == [FIELD, "NguoiKy"]


def test_the_first_may_send_it_back_too() -> None:
    secretary, leader = a_secretary(), a_leader()
    item = an_item_for_two(secretary, leader)

    services.return_for_rework(item_uid=item.uid, reason="Thiếu người dự.", actor=secretary)

    item.refresh_from_db()
    assert item.state == ItemState.RETURNED
    assert not Signatory.objects.filter(item=item).exists()


def test_changed_content_begins_with_the_first_again() -> None:
    secretary, leader = a_secretary(), a_leader()
    item = an_item_for_two(secretary, leader)
    signed_by(secretary, item)

    services.replace_file(item_uid=item.uid, file=a_draft_for_two(summary="Mới"), actor=SETUP)

    item.refresh_from_db()
    assert (waiting(secretary), waiting(leader)) == ([item], [])
    assert [row.voided_at is None for row in Signatory.objects.filter(item=item)] == [
        False,
        True,
        True,
    ]


def test_the_next_signs_only_what_he_has_read_himself() -> None:
    secretary, leader = a_secretary(), a_leader()
    item = an_item_for_two(secretary, leader)
    signed_by(secretary, item)
    asked = services.start_confirmation(item_uids=[item.uid], actor=leader)
    code = queries.codes_on_telephone(actor=leader)[0].secret

    (outcome,) = services.sign_items(
        item_uids=[item.uid], confirmation_uid=asked.uid, code=code, actor=leader
    )

    assert (outcome.signed, outcome.code) == (False, "signing.not_opened")


def test_who_signs_beside_others_signs_nothing_alone() -> None:
    secretary, leader = a_secretary(), a_secretary(name="Lê Thu")
    item = an_item_for_two(secretary, leader)
    signed_by(secretary, item)

    outcome = signed_by(leader, item)

    assert (outcome.signed, outcome.code) == (False, "kernel.not_permitted")
    with pytest.raises(NotPermitted):
        services.return_for_rework(item_uid=item.uid, reason="Sai.", actor=leader)
    assert item.state == ItemState.OPENED


def test_nobody_stands_twice_in_the_order() -> None:
    leader = a_leader()

    with pytest.raises(Invalid):
        an_item_for_two(leader, leader)

    assert not Signatory.objects.exists()


def test_the_page_names_all_who_sign_in_their_order() -> None:
    secretary, leader = a_secretary(), a_leader()
    item = an_item_for_two(secretary, leader)

    lines = queries.signatories_of(item=item)

    assert [(one.capacity, one.is_next) for one in lines] == [("Thư ký", True), ("Chủ trì", False)]

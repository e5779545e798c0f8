"""What is owed, who sets it, and who is exempt."""

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Charge
from tinhso.dossiers.queries.fees import fee_page
from tinhso.dossiers.services.errors import (
    ClaimWaits,
    FeeKnown,
)
from tinhso.dossiers.services.paying import rate_words
from tinhso.dossiers.testing import PERMIT, World, a_file, submitted
from tinhso.dossiers.tests.charging import FEE, SHOP, STATUS, charge_of, filed, fresh, owed
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP, STATUS)


def test_filing_writes_down_what_it_costs_and_why(shop: World) -> None:
    dossier = filed(shop)

    charge = charge_of(dossier)
    assert (charge.amount_vnd, charge.kind, charge.origin) == (FEE, "phi", "catalogue")
    assert fresh(dossier).payment_state == "due"
    assert len(charge.reference) == 12
    assert [e.values.get("amount") for e in dossier.timeline.filter(code="fee_charged")] == [FEE]


def test_a_procedure_without_a_fee_owes_nothing(world: World) -> None:
    assert submitted(world.at(PERMIT)).payment_state == "none"
    assert not Charge.objects.exists()


def test_an_unknown_fee_is_never_free_and_never_charged(status: World) -> None:
    dossier = filed(status)

    assert not Charge.objects.exists()
    page = fee_page(dossier)
    assert (page.is_known, page.is_free, page.standing) == (False, False, None)


def test_the_desk_writes_an_unknown_amount_with_its_law(status: World) -> None:
    dossier = filed(status)

    charge = services.set_fee(
        uid=dossier.uid,
        actor=status.here.clerk_of_desk,
        amount_vnd=15_000,
        legal_basis="Nghị quyết trình diễn của HĐND tỉnh",
    )

    assert (charge.amount_vnd, charge.origin, charge.kind) == (15_000, "desk", "le_phi")
    assert fresh(dossier).payment_state == "due"


def test_a_second_amount_takes_the_place_of_the_first(status: World) -> None:
    dossier, desk = filed(status), status.here.clerk_of_desk
    basis = "Nghị quyết trình diễn"
    services.set_fee(uid=dossier.uid, actor=desk, amount_vnd=15_000, legal_basis=basis)

    services.set_fee(uid=dossier.uid, actor=desk, amount_vnd=10_000, legal_basis=basis)

    assert list(Charge.objects.filter(dossier=dossier).values_list("amount_vnd", "state")) == [
        (15_000, "cancelled"),
        (10_000, "due"),
    ]


@pytest.mark.parametrize(
    ("amount", "basis", "field"),
    [(0, "Nghị quyết", "amount_vnd"), (10**12, "Nghị quyết", "amount_vnd"), (5, "", "legal_basis")],
)
def test_an_amount_without_law_or_sense_is_refused(
    status: World, amount: int, basis: str, field: str
) -> None:
    dossier = filed(status)

    with pytest.raises(Invalid) as refusal:
        services.set_fee(
            uid=dossier.uid,
            actor=status.here.clerk_of_desk,
            amount_vnd=amount,
            legal_basis=basis,
        )

    assert list(refusal.value.fields) == [field]
    assert not Charge.objects.exists()


def test_nobody_sets_another_amount_than_the_catalogue(shop: World) -> None:
    dossier = filed(shop)

    with pytest.raises(FeeKnown):
        services.set_fee(
            uid=dossier.uid,
            actor=shop.here.clerk_of_desk,
            amount_vnd=900_000,
            legal_basis="Nghị quyết trình diễn",
        )

    assert charge_of(dossier).amount_vnd == FEE


def test_fees_are_the_desks(status: World) -> None:
    dossier = filed(status)

    with pytest.raises(NotFound):
        services.set_fee(
            uid=dossier.uid,
            actor=status.there.clerk_of_desk,
            amount_vnd=1_000,
            legal_basis="Nghị quyết",
        )
    with pytest.raises(NotPermitted):
        services.set_fee(
            uid=dossier.uid,
            actor=status.here.specialist,
            amount_vnd=1_000,
            legal_basis="Nghị quyết",
        )

    assert not Charge.objects.exists()


def test_what_ends_without_an_answer_owes_nothing_any_more(shop: World) -> None:
    dossier = filed(shop)

    services.withdraw(uid=dossier.uid, actor=shop.citizen)

    assert charge_of(dossier).state == "cancelled"
    assert fresh(dossier).payment_state == "none"


def test_who_claims_an_exemption_pays_nothing_before_the_answer(status: World) -> None:
    dossier = owed(status)

    services.claim_exemption(uid=dossier.uid, actor=status.citizen, key="ho_ngheo", file=a_file())

    with pytest.raises(ClaimWaits):
        services.collect(uid=dossier.uid, actor=status.here.clerk_of_desk)
    services.decide_exemption(uid=dossier.uid, actor=status.here.clerk_of_desk, granted=True)
    charge = charge_of(dossier)
    assert (charge.state, charge.claim_state) == ("waived", "granted")
    assert fresh(dossier).payment_state == "none"


def test_a_refused_exemption_says_why_and_is_owed_again(status: World) -> None:
    dossier, desk = owed(status), status.here.clerk_of_desk
    services.claim_exemption(
        uid=dossier.uid, actor=status.citizen, key="khuyet_tat", words="Giấy số 12"
    )

    with pytest.raises(Invalid):
        services.decide_exemption(uid=dossier.uid, actor=desk, granted=False)
    services.decide_exemption(uid=dossier.uid, actor=desk, granted=False, reason="Giấy đã hết hạn.")

    charge = charge_of(dossier)
    assert (charge.state, charge.claim_answer) == ("due", "Giấy đã hết hạn.")
    assert services.collect(uid=dossier.uid, actor=desk).amount_vnd == 15_000


def test_an_exemption_is_one_of_the_procedures_with_proof(status: World) -> None:
    dossier = owed(status)

    with pytest.raises(Invalid) as refusal:
        services.claim_exemption(uid=dossier.uid, actor=status.citizen, key="ban_be")

    assert set(refusal.value.fields) == {"key", "words"}
    assert charge_of(dossier).claim_state == ""


def test_a_stranger_claims_nothing(status: World) -> None:
    dossier = owed(status)

    with pytest.raises(NotFound):
        services.claim_exemption(uid=dossier.uid, actor=status.stranger, key="ho_ngheo", words="Sổ")


def test_who_shows_his_proof_at_the_counter_is_exempt_at_once(status: World) -> None:
    dossier = owed(status)

    services.decide_exemption(
        uid=dossier.uid,
        actor=status.here.clerk_of_desk,
        granted=True,
        key="ho_ngheo",
        words="Giấy chứng nhận hộ nghèo số 5",
    )

    assert charge_of(dossier).state == "waived"


def test_a_receipt_tells_what_one_unit_costs() -> None:
    by_page = Charge(unit_vnd=2_000, per="trang", legal_basis="từ trang thứ 3: 1.000 đ/trang")

    assert rate_words(by_page) == "2.000 đ/trang; từ trang thứ 3: 1.000 đ/trang"
    assert rate_words(Charge(unit_vnd=75_000, legal_basis="Nghị quyết")) == ""

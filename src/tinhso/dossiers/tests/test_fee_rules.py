"""Pure decisions about money: codes, sums, words, messages, statements."""

import pytest

from tinhso.dossiers.rules import vietqr
from tinhso.dossiers.rules.fees import (
    BankSide,
    CallOutcome,
    LineOutcome,
    OurSide,
    Standing,
    compare,
    counted,
    outcome_of,
)
from tinhso.dossiers.rules.spelling import amount_in_words
from tinhso_peers.bank.vietqr import Unreadable, scan

SAMPLE = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
    "530370454061800005802VN62340107NPS68690819thanh toan don hang6304"
)
"""The dynamic sample of the NAPAS document v1.0 (facts one-stop-118 H)."""


def test_the_check_sum_is_that_of_the_format_document() -> None:
    assert vietqr.check_sum(SAMPLE) == "2E2E"


def test_a_code_is_read_back_by_a_bank_as_it_was_written() -> None:
    text = vietqr.payload(
        bank_bin="970400",
        account="9000000001",
        amount_vnd=800_000,
        purpose="Phí hồ sơ 123456789012, lần 1",
        name="Ủy ban nhân dân xã Đông Khê, tỉnh Cao Bằng",
        city="Cao Bằng",
    )

    code = scan(text)
    assert (code.bank_bin, code.account, code.amount) == ("970400", "9000000001", 800_000)
    assert code.words == "PHI HO SO 123456789012 LA"
    assert code.holder == "UY BAN NHAN DAN XA DONG K"
    assert text.startswith("000201010212")


def test_a_damaged_code_is_refused() -> None:
    text = vietqr.payload(
        bank_bin="970400", account="9000000001", amount_vnd=8_000, purpose="PHI 1"
    )

    with pytest.raises(Unreadable):
        scan(text.replace("54048000", "54049000"))


def test_a_transfer_of_nothing_has_no_code() -> None:
    with pytest.raises(ValueError, match="nothing"):
        vietqr.payload(bank_bin="970400", account="1", amount_vnd=0, purpose="PHI")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (2_000, "Hai nghìn đồng"),
        (75_000, "Bảy mươi lăm nghìn đồng"),
        (800_000, "Tám trăm nghìn đồng"),
        (1_005_021, "Một triệu không trăm lẻ năm nghìn không trăm hai mươi mốt đồng"),
        (15_000_000, "Mười lăm triệu đồng"),
        (2_300_010, "Hai triệu ba trăm nghìn không trăm mười đồng"),
        (10_000_000_000, "Mười tỷ đồng"),
    ],
)
def test_amounts_are_said_in_words(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


def at(
    charge: str = "due", amount: int = 100, payment: str = "waiting", same: bool = False
) -> Standing:
    return Standing(
        charge_state=charge, amount_vnd=amount, payment_state=payment, is_same_payment=same
    )


@pytest.mark.parametrize(
    ("kind", "amount", "standing", "outcome"),
    [
        ("paid", 100, at(), CallOutcome.APPLIED),
        ("paid", 100, at(payment="failed"), CallOutcome.APPLIED),
        ("transfer", 100, at(payment=""), CallOutcome.APPLIED),
        ("paid", 100, at("paid", same=True), CallOutcome.REPEATED),
        ("paid", 90, at(), CallOutcome.OTHER_AMOUNT),
        ("transfer", 110, at(payment=""), CallOutcome.OTHER_AMOUNT),
        ("paid", 100, at("paid"), CallOutcome.ALREADY_PAID),
        ("paid", 100, at("refunded"), CallOutcome.ALREADY_PAID),
        ("paid", 100, at("cancelled"), CallOutcome.NOT_OWED),
        ("paid", 100, at("waived"), CallOutcome.NOT_OWED),
        ("failed", 100, at(), CallOutcome.APPLIED),
        ("failed", 100, at("paid", payment="paid"), CallOutcome.OUT_OF_ORDER),
        ("paid", 100, None, CallOutcome.UNKNOWN),
    ],
)
def test_a_message_changes_only_what_is_owed(
    kind: str, amount: int, standing: Standing | None, outcome: CallOutcome
) -> None:
    assert outcome_of(kind, amount, standing) is outcome


def test_notes_are_counted() -> None:
    assert counted({500_000: 2, 20_000: 3, 1_000: 4}) == 1_064_000


def test_each_line_of_a_statement_meets_one_payment() -> None:
    ours = [
        OurSide(key=1, bank_reference="A", reference="111111111111", amount_vnd=100),
        OurSide(key=2, bank_reference="B", reference="222222222222", amount_vnd=200),
        OurSide(key=3, bank_reference="", reference="333333333333", amount_vnd=300),
        OurSide(key=4, bank_reference="D", reference="444444444444", amount_vnd=400),
    ]
    bank = [
        BankSide(bank_reference="X", reference="111111111111", amount_vnd=100),
        BankSide(bank_reference="A", reference="111111111111", amount_vnd=100),
        BankSide(bank_reference="B", reference="222222222222", amount_vnd=250),
        BankSide(bank_reference="C", reference="333333333333", amount_vnd=300),
        BankSide(bank_reference="Z", reference="", amount_vnd=999),
    ]

    found = compare(bank, ours)

    assert [
        (row.outcome, row.bank and row.bank.bank_reference, row.ours and row.ours.key)
        for row in sorted(found, key=lambda row: (row.ours.key if row.ours else 9, row.outcome))
    ] == [
        (LineOutcome.DOUBLE, "X", 1),
        (LineOutcome.MATCHED, "A", 1),
        (LineOutcome.OTHER_AMOUNT, "B", 2),
        (LineOutcome.MATCHED, "C", 3),
        (LineOutcome.ONLY_OURS, None, 4),
        (LineOutcome.ONLY_BANK, "Z", None),
    ]

"""How dossiers live in the demonstration: what is done, after how many working hours.

Each line is one kind of life. Its acts follow one another; the last happened `rest` working hours
before now, so that desks have work that is fresh, work that is due soon and work that is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tinhso.kernel.eforms import Json

BIRTH: Final = "1.001193"
PERMIT: Final = "1.013225"
MARRIAGE: Final = "1.000894"
SINGLE: Final = "1.004873"
COPIES: Final = "2.000815"
HOUSEHOLD: Final = "1.001612"
LAND: Final = "1.013978"
LINKED: Final = "2.000986"
PESTICIDES: Final = "1.004363"
RECORD: Final = "3.000333"
POOR: Final = "1.011607"
BADGE: Final = "2.002288"
RESIDENCE: Final = "1.004222"
INSURANCE: Final = "2.000986/bhyt"
"""The parts of the linked birth, by the codes under which units have them."""
OF_SOCIETY: Final = frozenset({BIRTH, MARRIAGE, SINGLE, COPIES, LINKED, POOR})
"""What a commune's division of culture and society resolves."""

Acts = tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Life:
    """One kind of life and how many of two hundred dossiers live it."""

    share: int
    procedure: str
    acts: Acts
    rest: tuple[float, float]
    """Working hours since the last act: at least, at most."""
    online: bool = False
    electronic_only: bool = False
    login: str = ""
    """Whose matter it is, where it is not anybody's."""
    answers: Mapping[str, Json] = field(default_factory=dict, hash=False)
    """What he says where it matters for what the house does."""
    days_ago: int = 0
    """How many days before now the life was over."""


DESK: Final[Acts] = (("walk_in", 0),)
ONLINE: Final[Acts] = (("file", 0), ("accept", 2))
B_DRAFT: Final[Acts] = (("take", 0.5), ("draft", 1))
B_SIGNED: Final[Acts] = (*B_DRAFT, ("submit", 0.2), ("sign", 1))
B_DONE: Final[Acts] = (*B_SIGNED, ("issue", 0.5))
P_HAND: Final[Acts] = (("assign", 4),)
P_VISIT: Final[Acts] = (*P_HAND, ("invite", 4), ("confirm", 3), ("check", 14))
P_DRAFT: Final[Acts] = (*P_VISIT, ("appraise", 3), ("draft", 4))
P_SUBMIT: Final[Acts] = (*P_DRAFT, ("submit", 1))
P_DONE: Final[Acts] = (*P_SUBMIT, ("sign", 5), ("issue", 1))
TAKEN: Final[Acts] = (*DESK, ("take", 0.5))
PAY: Final[Acts] = (("pay", 0.1),)
PAY_BY_BANK: Final[Acts] = (("transfer", 0.1),)
TAKEN_DONE: Final[Acts] = (*DESK, *B_DONE)
GIVEN: Final[Acts] = (*DESK, ("assign", 1))
GIVEN_DONE: Final[Acts] = (
    *GIVEN, ("draft", 4), ("submit", 0.5), ("sign", 3), ("issue", 1)
)  # fmt: skip
SEEN: Final[Acts] = (*GIVEN, ("invite", 4), ("check", 14))
SEEN_DONE: Final[Acts] = (
    *SEEN, ("draft", 4), ("submit", 0.5), ("sign", 3), ("issue", 1)
)  # fmt: skip
ASKED_TAX: Final[Acts] = (*SEEN, ("ask_tax", 4))
PARTS: Final[Acts] = (("residence_given", 2), ("residence_late", 50))
OUT: Final[Acts] = (("to_desk", 1), ("hand_out", 4))
ASK: Final[Acts] = (*P_HAND, ("message", 2), ("ask_supplement", 2))

FRESH: Final = (0.2, 5.0)
RECENT: Final = (2.0, 24.0)
PAST: Final = (8.0, 150.0)
DAYS_AGO: Final = (24.0, 150.0)
"""Before the last working day, on which `all_desks` certifies: numbers follow the days."""
LATE: Final = (110.0, 150.0)
TAX_LATE: Final = (46.0, 52.0)
"""Past the forty hours of a tax agency."""


def _life(
    share: int,
    procedure: str,
    acts: Acts,
    rest: tuple[float, float],
    *,
    online: bool = False,
    electronic_only: bool = False,
) -> Life:
    return Life(
        share=share,
        procedure=procedure,
        acts=acts,
        rest=rest,
        online=online,
        electronic_only=electronic_only,
    )


LIVES: Final = (
    # born, registered, handed over
    _life(14, BIRTH, (*DESK, *PAY_BY_BANK, *B_DONE, ("hand_out", 1), ("rate_at_desk", 0.2)), PAST),
    _life(5, BIRTH, (*DESK, *PAY_BY_BANK, *B_DONE, ("to_desk", 1), ("hand_out", 8)), PAST),
    _life(
        7,
        BIRTH,
        (*ONLINE, *B_DONE, ("download", 2), ("rate", 1)),
        PAST,
        online=True,
        electronic_only=True,
    ),
    _life(4, BIRTH, (*ONLINE, *PAY, *B_DONE, ("to_desk", 1)), RECENT, online=True),
    _life(4, BIRTH, (*DESK, *B_DONE), FRESH),
    _life(2, BIRTH, (*DESK, *PAY_BY_BANK, *B_DONE, ("hand_out", 1), ("correct", 20)), FRESH),
    _life(
        2,
        BIRTH,
        (
            *DESK,
            *PAY_BY_BANK,
            *B_DONE,
            ("hand_out", 1),
            ("correct", 10),
            ("draft", 3),
            ("submit", 1),
            ("sign", 2),
            ("issue", 1),
        ),
        RECENT,
    ),
    # on the way today
    _life(4, BIRTH, (*DESK, *B_SIGNED), FRESH),
    _life(7, BIRTH, (*DESK, *B_DRAFT, ("submit", 0.2)), FRESH),
    _life(2, BIRTH, (*DESK, *B_DRAFT, ("submit", 0.2), ("rework", 1)), FRESH),
    _life(2, BIRTH, (*DESK, *B_DRAFT), FRESH),
    _life(5, BIRTH, (*DESK, ("take", 0.5)), FRESH),
    _life(12, BIRTH, DESK, FRESH),
    _life(2, BIRTH, (*DESK, ("take", 0.5)), (12.0, 30.0)),
    # at the desk
    _life(10, BIRTH, (("file", 0),), FRESH, online=True),
    _life(3, BIRTH, (("file", 0),), (9.0, 20.0), online=True),
    _life(4, BIRTH, (("file", 0), ("ask_supplement", 3)), RECENT, online=True),
    _life(
        3,
        BIRTH,
        (("file", 0), ("ask_supplement", 3), ("answer_supplement", 9)),
        FRESH,
        online=True,
    ),
    _life(3, BIRTH, (("file", 0), ("refuse", 4)), PAST, online=True),
    _life(3, BIRTH, (("file", 0), ("withdraw", 5)), PAST, online=True),
    _life(7, PERMIT, (("file", 0),), FRESH, online=True),
    _life(2, PERMIT, (("file", 0), ("ask_supplement", 4)), RECENT, online=True),
    _life(2, PERMIT, (("file", 0), ("refuse", 6)), PAST, online=True),
    # permits
    _life(
        3,
        PERMIT,
        (*DESK, *P_DONE, ("to_desk", 2), ("hand_out", 8), ("rate_at_desk", 0.2)),
        (8.0, 100.0),
    ),
    _life(2, PERMIT, (*ONLINE, *P_DONE, ("download", 3), ("rate", 2)), (8.0, 90.0), online=True),
    _life(2, PERMIT, (*DESK, *P_DONE), FRESH),
    _life(
        3,
        PERMIT,
        (*DESK, *P_VISIT, ("draft_refusal", 6), ("submit", 1), ("sign", 5), ("issue", 1)),
        (2.0, 60.0),
    ),
    _life(3, PERMIT, (*DESK, *P_SUBMIT, ("sign", 4)), FRESH),
    _life(4, PERMIT, (*ONLINE, *P_SUBMIT), RECENT, online=True),
    _life(2, PERMIT, (*DESK, *P_SUBMIT, ("rework", 4)), RECENT),
    _life(3, PERMIT, (*DESK, *P_DRAFT), RECENT),
    _life(4, PERMIT, (*ONLINE, *P_VISIT, ("appraise", 4)), RECENT, online=True),
    _life(3, PERMIT, (*DESK, *P_VISIT, ("consult", 2)), (1.0, 12.0)),
    _life(2, PERMIT, (*DESK, *P_VISIT, ("consult", 2), ("opinion", 8)), (1.0, 12.0)),
    _life(2, PERMIT, (*DESK, *P_VISIT, ("consult", 2), ("silence", 40)), RECENT),
    _life(
        3,
        PERMIT,
        (*DESK, *P_VISIT, ("consult", 2), ("opinion", 8), ("opinion", 6)),
        RECENT,
    ),
    _life(4, PERMIT, (*DESK, *P_HAND, ("invite", 4)), (1.0, 5.0)),
    _life(3, PERMIT, (*ONLINE, *P_HAND, ("invite", 4), ("confirm", 2)), (1.0, 5.0), online=True),
    _life(9, PERMIT, (*DESK, *P_HAND), RECENT),
    _life(3, PERMIT, (*DESK, *P_HAND), (70.0, 78.0)),
    _life(5, PERMIT, (*ONLINE, *P_HAND, ("note", 4)), LATE, online=True),
    _life(10, PERMIT, DESK, FRESH),
    _life(3, PERMIT, (*ONLINE, *ASK), RECENT, online=True),
    _life(2, PERMIT, (*ONLINE, *ASK, ("answer_supplement", 20)), RECENT, online=True),
    _life(2, PERMIT, (*DESK, *ASK, ("close", 132)), (5.0, 40.0)),
    _life(3, PERMIT, (*DESK, *P_HAND, ("extend", 60)), (5.0, 20.0)),
    _life(2, PERMIT, (*ONLINE, *P_HAND, ("ask_stop", 8), ("stop", 4)), PAST, online=True),
    _life(1, PERMIT, (*ONLINE, *P_HAND, ("ask_stop", 8)), FRESH, online=True),
    _life(1, PERMIT, (*ONLINE, *P_HAND, ("obligation", 8)), RECENT, online=True),
    # the other ten of the twelve
    _life(2, MARRIAGE, (*TAKEN_DONE, *OUT), PAST),
    _life(1, MARRIAGE, (("file", 0),), FRESH, online=True),
    _life(2, SINGLE, (*TAKEN_DONE, *OUT), PAST),
    _life(1, SINGLE, (*ONLINE, ("take", 0.5)), FRESH, online=True),
    _life(3, COPIES, (*DESK, *PAY, *B_DONE, *OUT), DAYS_AGO),
    _life(1, COPIES, (*DESK, *PAY_BY_BANK, *B_SIGNED), FRESH),
    _life(2, HOUSEHOLD, (*GIVEN_DONE, *OUT), PAST),
    _life(1, HOUSEHOLD, (("file", 0),), FRESH, online=True),
    _life(1, LAND, SEEN, RECENT),
    _life(1, LAND, ASKED_TAX, FRESH),
    _life(1, LAND, ASKED_TAX, TAX_LATE),
    replace(_life(1, LAND, (*ASKED_TAX, ("tax_notice", 20)), RECENT), login="congdan"),
    _life(1, LAND, (*ASKED_TAX, ("tax_notice", 45), ("pay_tax", 16)), FRESH),
    _life(1, LAND, (*ASKED_TAX, ("tax_notice", 30), ("pay_tax", 16), ("settle_tax", 3)), RECENT),
    _life(1, LAND, (*ASKED_TAX, ("tax_notice", 30), ("transfer_tax", 20)), RECENT),
    _life(1, LAND, (*SEEN_DONE, *OUT), PAST),
    _life(1, LINKED, TAKEN, FRESH),
    _life(1, LINKED, (*TAKEN_DONE, ("residence_given", 2)), RECENT),
    _life(1, LINKED, (*TAKEN_DONE, *PARTS, ("insurance_done", 8)), RECENT),
    _life(
        1,
        LINKED,
        (*TAKEN_DONE, *PARTS, ("residence_done", 8), ("insurance_done", 6), *OUT),
        (4.0, 20.0),
    ),
    _life(1, PESTICIDES, (*ONLINE, *PAY, *P_HAND, ("invite", 4)), RECENT, online=True),
    _life(1, PESTICIDES, (*DESK, *PAY, *SEEN_DONE[1:], *OUT), PAST),
    _life(2, RECORD, (*GIVEN_DONE, *OUT), PAST),
    _life(1, RECORD, (*ONLINE, ("assign", 1)), RECENT, online=True),
    _life(1, POOR, SEEN, RECENT),
    _life(1, POOR, (*SEEN, ("council", 4)), FRESH),
    _life(1, POOR, (*SEEN, ("council", 4), ("council_held", 12), ("council_signed", 2)), RECENT),
    _life(2, BADGE, (*TAKEN_DONE, *OUT), PAST),
    _life(1, BADGE, DESK, FRESH),
    # ready for long, nobody comes
    _life(8, BIRTH, (*DESK, *B_DONE, ("to_desk", 1)), LATE),
)


def lives(count: int) -> list[Life]:
    """Return which life each of so many dossiers lives, by the shares, every kind at least once.

    Fewer dossiers than kinds get one life each; what rounding leaves over goes to the commonest.
    """
    if count <= len(LIVES):
        return list(LIVES[:count])
    whole = sum(life.share for life in LIVES)
    counts = [max(1, life.share * count // whole) for life in LIVES]
    counts[0] += count - sum(counts)
    return [life for life, n in zip(LIVES, counts, strict=True) for _ in range(n)]

"""What was done at both desks on the last working day: copies certified, drawers counted, scans.

Each desk certified copies for cash and for a transfer, scanned and signed the papers of a permit,
signed in the evening what it had given out, counted its drawer (one of them with a difference), and
opened a new drawer today.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.case import Case
from tinhso.dossiers.demonstration.cast import Cast, Office, gather
from tinhso.dossiers.demonstration.growing import TOKENS, without_waiting_for_the_disk
from tinhso.dossiers.demonstration.lives import COPIES, DESK, OUT, PERMIT, Acts, Life
from tinhso.dossiers.demonstration.matters import Files
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.demonstration.people import a_visitor
from tinhso.dossiers.demonstration.signed_scans import open_shift
from tinhso.dossiers.models import CashShift, Dossier
from tinhso.dossiers.models.seals import ScanSeal
from tinhso.dossiers.queries.fees import drawer_page
from tinhso.dossiers.queries.given_papers import papers_to_sign
from tinhso.dossiers.rules.fees import DENOMINATIONS
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.kernel.db.clock import SetClock, clock_set_to

SLIPS_SIGNED: Final = 12
"""So many forms are signed at each desk; what was given later waits on the officer's list."""

CHANGE: Final = 200_000
"""The change that lies in a drawer in the morning."""
SHORT: Final = "Trả nhầm tiền lẻ cho một người nộp; đã báo người phụ trách (số liệu minh họa)."
DONE: Final[Acts] = (
    ("take", 0), ("draft", 0), ("submit", 0), ("sign", 0), ("issue", 0), *OUT,
)  # fmt: skip
CASH: Final[Acts] = (*DESK, ("pay", 0))
TRANSFER: Final[Acts] = (*DESK, ("transfer", 0))
BETWEEN: Final = timedelta(minutes=4)


def keep_desks(say: Callable[[str], None]) -> None:
    """Let both desks have their day, once."""
    cast = gather()
    first = [_token(office, 0) for office in cast.offices]
    if Dossier.objects.filter(submission_token__in=first).exists():
        return
    files = pool()
    with without_waiting_for_the_disk():
        for office in (*cast.offices, *cast.departments.values()):
            _forgotten(office)
        for turn, office in enumerate(cast.offices):
            day = _last_working_day(office)
            with clock_set_to(_at(day, 8)) as clock:
                _a_day(office, cast, files, clock, is_short=turn % 2 == 1)
            _this_morning(office, cast, files)
    say(f"{CashShift.objects.count()} ca thu tiền, {ScanSeal.objects.count()} bản quét đã ký")


def _forgotten(office: Office) -> None:
    """Count the drawers of the weeks before on their own evenings."""
    here = office.desk[0].unit_id or 0
    for shift in CashShift.objects.filter(closed_at__isnull=True, unit_id=here):
        officer = next((one for one in office.desk if one.id == shift.officer), None)
        if officer is not None:
            with clock_set_to(shift.opened_at + timedelta(hours=2)):
                _count(shift, officer)


def _a_day(office: Office, cast: Cast, files: Files, clock: SetClock, *, is_short: bool) -> None:
    """Open the drawer, certify, scan, count."""
    officer = office.desk[0]
    shift = services.open_cash_shift(actor=officer, opening_vnd=CHANGE)
    for number, acts in enumerate((CASH, TRANSFER)):
        _certify(office, cast, files, (*acts, *DONE), number=number, clock=clock)
    _scan(office, _case(office, cast, files, PERMIT, number=2), clock)
    clock.move_to(_at(timezone.localdate(), 16))
    _sign_slips(officer)
    _count(shift, officer, less=2_000 if is_short else 0)


def _this_morning(office: Office, cast: Cast, files: Files) -> None:
    """A copy was paid for in cash a while ago, and lies with the specialist."""
    with clock_set_to(timezone.now() - 8 * BETWEEN) as clock:
        services.open_cash_shift(actor=office.desk[0], opening_vnd=CHANGE)
        _certify(office, cast, files, (*CASH, ("take", 0)), number=3, clock=clock)


def _certify(
    office: Office, cast: Cast, files: Files, acts: Acts, *, number: int, clock: SetClock
) -> None:
    case = _case(office, cast, files, COPIES, number=number)
    for act, _hours in acts:
        clock.move_to(clock.now() + BETWEEN)
        case.do(act)


def _token(office: Office, number: int) -> UUID:
    """Return by which a dossier of a desk's day is known again."""
    return uuid5(TOKENS, f"desks-{office.agency_id}-{number}")


def _case(office: Office, cast: Cast, files: Files, code: str, *, number: int) -> Case:
    """Think of somebody who comes to this desk with this matter; its first officer serves him."""
    at_desk = replace(office, desk=office.desk[:1])
    chance = Random(f"desks-{office.agency_id}-{number}")  # noqa: S311  invented people, no secrets
    return Case(
        token=_token(office, number),
        life=Life(share=1, procedure=code, acts=(), rest=(0, 0)),
        cast=cast,
        office=at_desk,
        desk=at_desk,
        applicant=a_visitor(chance),
        files=files,
        chance=chance,
        agency_id=office.agency_id,
    )


def _scan(office: Office, case: Case, clock: SetClock) -> None:
    """Sign the scans of a permit's papers within a confirmed shift; the clerk seals the first."""
    officer = office.desk[0]
    case.do("walk_in")
    clock.move_to(clock.now() + BETWEEN)
    open_shift(officer)
    dossier = Dossier.objects.get(submission_token=case.token)
    for paper in dossier.attachments.filter(file__isnull=False).order_by("pk"):
        services.sign_scan(uid=dossier.uid, attachment_uid=paper.uid, actor=officer)
    clock.move_to(clock.now() + BETWEEN)
    seal = ScanSeal.objects.filter(dossier=dossier).earliest("pk")
    services.seal_scan(uid=seal.uid, actor=office.clerk)


def _sign_slips(officer: Actor) -> None:
    """Sign the newest forms that the officer has given, as a day at the desk ends."""
    if open_shift(officer):
        given = [row for row in papers_to_sign(actor=officer) if row.made_at <= timezone.now()]
        for row in given[:SLIPS_SIGNED]:
            services.sign_paper(uid=row.dossier.uid, paper_uid=row.uid, actor=officer)


def _count(shift: CashShift, officer: Actor, *, less: int = 0) -> None:
    """Count what must be in the drawer, or less."""
    left, pieces = drawer_page(shift).expected_vnd - less, dict[int, int]()
    for note in sorted(DENOMINATIONS, reverse=True):
        pieces[note], left = divmod(left, note)
    services.close_cash_shift(
        uid=shift.uid, actor=officer, pieces=pieces, reason=SHORT if less else ""
    )


def _last_working_day(office: Office) -> date:
    calendar, day = calendar_for(office.agency_id), timezone.localdate() - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))

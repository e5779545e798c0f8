"""What agencies of the demonstration did with each other, and what people left half done.

Money taken in for another and settled by month (before the weeks that are grown, so that numbers
follow the days), two requests on one receipt, a form begun, a right lent for a week, money that
fits nothing, what a desk says of itself.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.case import Case
from tinhso.dossiers.demonstration.cast import Cast, Office, gather
from tinhso.dossiers.demonstration.growing import TOKENS, without_waiting_for_the_disk
from tinhso.dossiers.demonstration.lives import (
    BIRTH,
    COPIES,
    OUT,
    PERMIT,
    PESTICIDES,
    SEEN_DONE,
    SINGLE,
    Life,
)
from tinhso.dossiers.demonstration.matters import Files, matter_of
from tinhso.dossiers.demonstration.money import tell_unasked
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.demonstration.people import Applicant
from tinhso.dossiers.models import Charge, Dossier, Draft, FeeSettlement
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.fees import PaymentMethod
from tinhso.dossiers.rules.settlement import month_before
from tinhso.dossiers.services import Checks
from tinhso.identity import services as identity
from tinhso.kernel.calendar import add_working_time, calendar_for
from tinhso.kernel.db.clock import clock_set_to

CHECKED: Final = Checks(data="ok", signatures="no_data", components="ok")
SHORT: Final = "Thiếu biên lai của hồ sơ nộp qua bưu chính cuối tháng (số liệu minh họa)."
LENT: Final = "Đi học bồi dưỡng năm ngày (số liệu minh họa)"


def settle_months(say: Callable[[str], None]) -> None:
    """Let the money of the last two months be taken in and settled, once."""
    if FeeSettlement.objects.exists():
        return
    with without_waiting_for_the_disk():
        _settle(gather(), pool())
    say(f"{FeeSettlement.objects.count()} bảng quyết toán")


def go_between(say: Callable[[str], None]) -> None:
    """Let what agencies and people do beside each other happen, once."""
    cast, files = gather(), pool()
    here = cast.offices[0].agency_id
    if Dossier.objects.filter(submission_token=_token(100 + here, SINGLE)).exists():
        return
    with without_waiting_for_the_disk():
        for number, office in enumerate(cast.offices):
            _sit_together(office, cast.applicants[number], files)
            tell_unasked(250_000, agency_id=office.agency_id, key=f"MAULAC{number}")
            _say_of_desk(office)
        _begin_forms(cast)
        _lend(cast.offices[0])
    say(f"{Draft.objects.count()} bản nháp")


def _settle(cast: Cast, files: Files) -> None:
    """Two months ago agreed on with the department, last month before it; the post still to do."""
    department = cast.departments.get(PESTICIDES)
    if department is None:
        return
    last = month_before(timezone.localdate())
    for turn, period in enumerate((last.before, last)):
        cases = []
        for number, office in enumerate(cast.offices):
            with clock_set_to(_in_the_middle(office, period.start)):
                fee = _take_for(office, department, cast, 10 * number + turn, files)
            cases.append(_case(fee, department, office, cast.companies[0], cast, files))
        for case in cases:
            _answer(case, _in_the_middle(case.desk, period.start))
        services.draw_up_settlements(on=period.end + timedelta(days=1))
        for number, office in enumerate(cast.offices):
            row = FeeSettlement.objects.get(
                collector_id=office.agency_id,
                owner_id=department.agency_id,
                year=period.year,
                month=period.number,
            )
            document = f"UNC {period.number:02d} (mẫu)"
            services.send_settlement(uid=row.uid, actor=office.desk[0], document=document)
            if period != last:
                services.agree_settlement(uid=row.uid, actor=department.leader)
            elif number:
                services.dispute_settlement(uid=row.uid, actor=department.leader, reason=SHORT)


def _take_for(office: Office, department: Office, cast: Cast, number: int, files: Files) -> Dossier:
    """Take a company's fee in for the department, and let the post take one in for the desk."""
    fee = _taken_in(office, PESTICIDES, department.agency_id, cast.companies[0], number, files)
    copies = _taken_in(office, COPIES, office.agency_id, cast.applicants[0], number, files)
    for dossier, method in ((fee, PaymentMethod.TRANSFER), (copies, PaymentMethod.POST)):
        if Charge.objects.fees().due().filter(dossier=dossier).exists():
            services.collect(
                uid=dossier.uid, actor=office.desk[0], method=method, document="Phiếu thu (mẫu)"
            )
    finish(copies, office, cast, files)
    return fee


def _answer(case: Case, since: datetime) -> None:
    """Let the department see the shop and answer in its time, the desk hand the answer over."""
    moment = since
    for act, hours in (*SEEN_DONE[1:], *OUT):
        moment = add_working_time(moment, round(60 * hours), case.agency_id)
        with clock_set_to(moment):
            case.do(act)


def finish(dossier: Dossier, office: Office, cast: Cast, files: Files) -> None:
    """Let what was asked of this office be certified and handed over the same day."""
    case = _case(dossier, office, office, cast.applicants[0], cast, files)
    for act in ("take", "draft", "submit", "sign", "issue", "to_desk", "hand_out"):
        case.do(act)


def _case(
    dossier: Dossier, office: Office, desk: Office, who: Applicant, cast: Cast, files: Files
) -> Case:
    """Return a dossier taken in as something whose life goes on."""
    return Case(
        token=dossier.submission_token,
        life=Life(share=1, procedure=dossier.procedure_code, acts=(), rest=(0, 0)),
        cast=cast,
        office=office,
        desk=desk,
        applicant=who,
        files=files,
        chance=Random(f"finish-{dossier.pk}"),  # noqa: S311  invented people, no secrets
        agency_id=office.agency_id,
        uid=dossier.uid,
    )


def _in_the_middle(office: Office, first: date) -> datetime:
    """Return an hour of a working day in the middle of a month."""
    calendar = calendar_for(office.agency_id)
    day = first.replace(day=12)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(9)))


def _taken_in(
    office: Office,
    code: str,
    agency_id: int,
    who: Applicant,
    number: int,
    files: Files,
    *,
    together_with: UUID | None = None,
) -> Dossier:
    """Take somebody in at the counter."""
    token = _token(number, code)
    matter = matter_of(
        token=token,
        life=Life(share=1, procedure=code, acts=(), rest=(0, 0)),
        agency_id=agency_id,
        place=office.place,
        who=who,
        files=files,
        chance=Random(f"between-{number}"),  # noqa: S311  invented people, no secrets
    )
    return services.take_in(
        **matter,
        actor=office.desk[0],
        receiving_agency_id=office.agency_id,
        checks=CHECKED,
        has_paper=False,
        together_with=together_with,
    )


def _token(number: int, code: str) -> UUID:
    return uuid5(TOKENS, f"between-{number}-{code}")


def _sit_together(office: Office, who: Applicant, files: Files) -> None:
    """Somebody comes with two requests: both stand on one receipt."""
    here = office.agency_id
    first = _taken_in(office, SINGLE, here, who, 100 + here, files)
    _taken_in(office, COPIES, here, who, 200 + here, files, together_with=first.uid)


def _say_of_desk(office: Office) -> None:
    """The leader says of the desk what no report can count."""
    services.declare_desk(
        unit_id=office.desk[0].unit_id or 0,
        actor=office.leader,
        staff_sent=1,
        staff_contract=0,
        computers_staff=True,
        computers_help=True,
        scanners=True,
        touch_screens=False,
    )


def _begin_forms(cast: Cast) -> None:
    """Each citizen who signs in has begun a form and left it for later."""
    people = [one for one in cast.applicants if one.actor is not None]
    for who, code in zip(people, (PERMIT, BIRTH), strict=False):
        if who.actor is None:
            continue
        draft = services.start_draft(
            procedure_code=code,
            actor=who.actor,
            resolving_agency_id=cast.offices[0].agency_id,
        )
        services.save_draft(uid=draft.uid, version=draft.version, actor=who.actor, answers={})


def _lend(office: Office) -> None:
    """The leader lends the right to give work out, for some days from tomorrow on."""
    taker = office.economy[-1]
    if office.leader.id is None or taker.id is None:
        return
    start = timezone.now() + timedelta(days=1)
    identity.delegate(
        giver_uid=office.leader.id,
        taker_uid=taker.id,
        permissions=[P.ASSIGN],
        valid_from=start,
        valid_to=start + timedelta(days=5),
        reason=LENT,
        actor=office.leader,
    )

"""Sending a periodic report: its figures are kept as they were, with author, number and moment."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import DeskFacts, PeriodReport
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.reports import desks_below, forms_of, is_province, report
from tinhso.dossiers.rules.periods import Period
from tinhso.dossiers.rules.reports import due_on, holds, periods_before
from tinhso.dossiers.services import _core
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.numbering.services import give_number
from tinhso.kernel.web.words import short_day
from tinhso.organization import queries as organization

REMIND_DAYS: Final = 3
REMIND_PAST_DAYS: Final = 30
MOST_PEOPLE: Final = 999


class AlreadyReported(Conflict):
    """A report is sent once; later figures are shown beside it."""

    code = "dossiers.already_reported"


@transaction.atomic
def send_report(
    *,
    code: str,
    length: str,
    year: int,
    number: int,
    actor: Actor,
    agency_id: int | None = None,
) -> PeriodReport:
    """Keep a report as it counts now and give it its number; never before its last day is over.

    `agency_id` names a former agency: who went on for it sends its last reports, with his number.
    """
    sent = freeze(code, length, year, number, actor=actor, agency_id=agency_id)
    given = give_number(
        register="dossiers.report",
        agency_id=actor.agency_id or sent.agency_id,
        on=timezone.localdate(sent.reported_at),
        actor=actor,
        target=sent,
    )
    sent.number = given.text
    sent.save(update_fields=["number"])
    record("dossiers.report_sent", actor=actor, target=sent, form=code, number=given.text)
    return sent


def freeze(
    code: str, length: str, year: int, number: int, *, actor: Actor, agency_id: int | None
) -> PeriodReport:
    """Keep a report's figures as they count now; part of the act that sends it or has it signed."""
    require(actor, DossierPermission.OVERSEE, unit_id=actor.unit_id)
    now = timezone.now()
    found = report(
        actor=actor,
        code=code,
        length=length,
        year=year,
        number=number,
        now=now,
        agency_id=agency_id,
    )
    period = found.period
    if found.sent is not None:
        if not found.sent.number:
            raise AlreadyReported(_("Báo cáo này đã trình ký."))
        raise AlreadyReported(told(_("Báo cáo này đã gửi, số %(n)s."), n=found.sent.number))
    if timezone.localdate(now) <= period.end:
        raise Invalid(_("Kỳ báo cáo chưa hết; chỉ gửi được sau ngày cuối của kỳ."))
    sent, _made = PeriodReport.objects.update_or_create(
        agency_id=found.agency_id,
        form=code,
        start=period.start,
        end=period.end,
        defaults={
            "length": period.length,
            "year": period.year,
            "ordinal": period.number,
            "due_on": due_on(period, province=is_province(found.agency_id)),
            "rows": found.data,
            "counted_at": now,
            "reported_by": _core.who(actor),
            "reported_by_name": actor.name,
            "reported_at": now,
            "item": None,
            "signed_at": None,
            "returned_at": None,
            "return_reason": "",
        },
    )
    return sent


@transaction.atomic
def declare_desk(
    *, unit_id: int, actor: Actor, staff_sent: int, staff_contract: int, **has: bool
) -> DeskFacts:
    """Keep what a desk below the leader's agency says of its people and equipment."""
    require(actor, DossierPermission.OVERSEE, unit_id=actor.unit_id)
    if unit_id not in desks_below(actor=actor):
        raise NotFound
    faults = {
        name: _("Hãy ghi số người từ 0 đến 999.")
        for name, value in (("staff_sent", staff_sent), ("staff_contract", staff_contract))
        if not 0 <= value <= MOST_PEOPLE
    }
    if faults:
        raise Invalid(fields=faults)
    facts, _made = DeskFacts.objects.update_or_create(
        unit_id=unit_id,
        defaults={
            "staff_sent": staff_sent,
            "staff_contract": staff_contract,
            **has,
            "said_by": _core.who(actor),
            "said_at": timezone.now(),
        },
    )
    record("dossiers.desk_declared", actor=actor, target=facts, unit=unit_id)
    return facts


def remind_reports(*, on: date) -> int:
    """Tell the leaders of each agency with a desk what is due soon or late and was not sent."""
    told = 0
    agencies = {desk.agency_id for desk in organization.desks()}
    periods = [one for one in periods_before(on, law=law_in_force(), months=3) if one.end < on]
    rows = PeriodReport.objects.standing().filter(start__in={one.start for one in periods})
    sent = set(rows.values_list("agency_id", "form", "start", "end"))
    for agency_id in sorted(agencies):
        province = is_province(agency_id)
        for period in periods:
            due = due_on(period, province=province)
            if not due - timedelta(REMIND_DAYS) <= on <= due + timedelta(REMIND_PAST_DAYS):
                continue
            for form in forms_of(agency_id):
                if not holds(form, period):
                    continue
                if (agency_id, form.code, period.start, period.end) in sent:
                    continue
                told += _tell(agency_id, form.code, period, due)
    return told


def _tell(agency_id: int, code: str, period: Period, due: date) -> int:
    leaders = identity.accounts_in(agency_id=agency_id, permission=DossierPermission.OVERSEE)
    link = reverse(
        "report",
        kwargs={
            "code": code,
            "length": period.length.value,
            "year": period.year,
            "number": period.number,
        },
    )
    told = 0
    for account in sorted({leader.uid for leader in leaders}):
        told += len(
            notify(
                kind="dossiers.report_due",
                values={
                    "form": code,
                    "due": short_day(due),
                    "start": short_day(period.start),
                    "end": short_day(period.end),
                },
                account_uid=account,
                link=link,
                key=f"report:{code}:{period.start}:{period.end}",
            )
        )
    return told

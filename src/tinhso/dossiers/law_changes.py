"""What coming days change for dossiers: versions, clocks, sets of forms, codes, days off."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Dossier, DossierQuerySet, LawRule, PeriodReport
from tinhso.dossiers.permissions import DossierPermission, LawPermission
from tinhso.dossiers.queries.law import law_in_force, may_read_law
from tinhso.dossiers.rules import clocks
from tinhso.dossiers.rules.house_rules import (
    FORM_SET,
    HOUSE_RULES,
    PATTERN,
    REPORT_CUT_OFF,
    RuleState,
    RuleValue,
    rule_on,
    rules_of,
    value_of,
)
from tinhso.dossiers.rules.own_terms import OWN_TERMS, term_of_clock
from tinhso.dossiers.rules.states import LIVE
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar.models import PROVINCE, CalendarDay
from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.registry.law_changes import LawChange, UnderWay, law_changes, law_readers
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures
from tinhso.procedures.permissions import ProcedurePermission

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

_CLOCK_SAID: Final = _(
    "%(what)s: %(new)s với hồ sơ nộp từ ngày này; hồ sơ nộp trước giữ thời hạn cũ, %(old)s."
)


def _seen(actor: Actor) -> DossierQuerySet:
    """Return what is counted: for a leader what he sees; as a number all, for who dates rules."""
    if actor.may(OperationsPermission.VIEW) or may_read_law(actor):
        return Dossier.objects.all()
    return Dossier.objects.visible_to(actor)


def list_url(actor: Actor, code: str) -> str:
    """Return where the open dossiers of a procedure are listed, for whoever sees dossiers."""
    if not actor.may(DossierPermission.OVERSEE):
        return ""
    return f"/lam-viec/ho-so/?view=all&thu-tuc={code}"


def _versions(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield each version that takes effect: what is open under the one before ends under it."""
    for new, old in procedures.versions_beginning(start=start, end=end):
        live = _seen(actor).in_states(LIVE).filter(procedure_code=new.procedure.code)
        before = live.filter(procedure_version_id__in=_older(new)).count()
        yield LawChange(
            on=new.effective_from,
            kind=_("Phiên bản thủ tục mới"),
            subject=f"{new.procedure.code} {new.name}",
            said=(
                _(
                    "Hồ sơ nộp từ ngày này theo phiên bản mới. Hồ sơ nộp trước đó kết thúc theo"
                    " phiên bản lúc nộp: thành phần, mẫu, phí, hạn và quy trình giữ nguyên."
                )
                if old is not None
                else _("Thủ tục bắt đầu được tiếp nhận.")
            ),
            under_way=(
                UnderWay(
                    label=_("Đang giải quyết theo phiên bản cũ"),
                    count=before,
                    url=list_url(actor, new.procedure.code),
                ),
                UnderWay(
                    label=_("Đang giải quyết theo phiên bản mới"),
                    count=live.filter(procedure_version_id=new.pk).count(),
                ),
            ),
            told=_(
                "Quầy và chuyên viên có hồ sơ đang giải quyết được báo trước bảy ngày. Người đã nộp"
                " không phải làm gì thêm."
            ),
            url=(
                f"/quan-tri/thu-tuc/{new.procedure.code}/"
                if actor.may(ProcedurePermission.VIEW_CATALOGUE)
                else ""
            ),
        )


def _rules(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield each dated rule that begins; a dossier keeps those of the day it arrived."""
    law = law_in_force()
    pages = _pages(actor)
    for code, known in HOUSE_RULES.items():
        if code in {FORM_SET, REPORT_CUT_OFF}:
            continue
        for rule in rules_of(code, law=law):
            if not start <= rule.since <= end:
                continue
            old = rule_on(code, on=rule.since - timedelta(days=1), law=law)
            yield LawChange(
                on=rule.since,
                kind=_("Thời hạn theo luật"),
                subject=rule.law,
                said=_CLOCK_SAID,
                values=_said(known.label, value_of(rule), value_of(old)),
                under_way=_both_sides(actor, rule.since),
                url=pages.get((code, rule.since), ""),
            )


def _pages(actor: Actor) -> dict[tuple[str, date], str]:
    """Return where each version that officials dated is read, for who writes or publishes them."""
    if not may_read_law(actor):
        return {}
    rows = LawRule.objects.filter(state=RuleState.PUBLISHED, is_shipped=False)
    return {(r.code, r.effective_from): f"/quan-tri/quy-dinh/{r.uid}/" for r in rows}


def _older(version: "ProcedureVersion") -> list[int]:
    """Return the versions before one; those that followed it are not what it replaced."""
    known = procedures.versions_of(code=version.procedure.code)
    return [one.pk for one in known if one.effective_from < version.effective_from]


def _own_clocks(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield each clock that a procedure's new version sets otherwise; officials date these."""
    law = law_in_force()
    for new, old in procedures.versions_beginning(start=start, end=end):
        if old is None:
            continue
        on = new.effective_from
        live = _seen(actor).in_states(LIVE).filter(procedure_code=new.procedure.code)
        for code in OWN_TERMS:
            before = term_of_clock(code, settings=old.settings_data, on=on, law=law)
            after = term_of_clock(code, settings=new.settings_data, on=on, law=law)
            if before == after:
                continue
            yield LawChange(
                on=on,
                kind=_("Thời hạn riêng của thủ tục"),
                subject=f"{new.procedure.code} {new.name}",
                said=_CLOCK_SAID,
                values=_said(
                    clocks.CLOCK_WORDS[code],
                    RuleValue(amount=after.value, unit=after.unit),
                    RuleValue(amount=before.value, unit=before.unit),
                ),
                under_way=(
                    UnderWay(
                        label=_("Đang giải quyết theo phiên bản cũ"),
                        count=live.filter(procedure_version_id__in=_older(new)).count(),
                        url=list_url(actor, new.procedure.code),
                    ),
                    UnderWay(
                        label=_("Đang giải quyết theo phiên bản mới"),
                        count=live.filter(procedure_version_id=new.pk).count(),
                    ),
                ),
            )


def _said(what: str | Promise, new: RuleValue, old: RuleValue) -> dict[str, str | int]:
    return {"what": str(what), "new": new.words, "old": old.words}


def _forms(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield each set of forms that begins; a dossier keeps the set of the day it arrived."""
    pages = _pages(actor)
    for rule in rules_of(FORM_SET, law=law_in_force()):
        if start <= rule.since <= end:
            yield LawChange(
                on=rule.since,
                kind=_("Bộ mẫu giấy"),
                subject=value_of(rule).words,
                said=_("Giấy của hồ sơ nộp từ ngày này theo bộ mới; hồ sơ nộp trước giữ bộ cũ."),
                under_way=_both_sides(actor, rule.since),
                url=pages.get((FORM_SET, rule.since), ""),
            )


def _cuts(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield each other cut of the periods of reports; those that are over stay as they were."""
    law, pages = law_in_force(), _pages(actor)
    for rule in rules_of(REPORT_CUT_OFF, law=law):
        if start <= rule.since <= end:
            old = rule_on(REPORT_CUT_OFF, on=rule.since - timedelta(days=1), law=law)
            yield LawChange(
                on=rule.since,
                kind=_("Kỳ báo cáo"),
                subject=rule.law,
                said=_(
                    "%(what)s: %(new)s, từ tháng bắt đầu vào hoặc sau ngày này; trước đó %(old)s."
                    " Kỳ đã hết giữ nguyên, các kỳ nối liền nhau."
                ),
                values=_said(HOUSE_RULES[REPORT_CUT_OFF].label, value_of(rule), value_of(old)),
                under_way=(
                    UnderWay(
                        label=_("Báo cáo đã gửi, giữ nguyên"),
                        count=_sent_reports(actor),
                    ),
                ),
                url=pages.get((REPORT_CUT_OFF, rule.since), ""),
            )


def _sent_reports(actor: Actor) -> int:
    sent = PeriodReport.objects.standing()
    if not may_read_law(actor) and not actor.may(OperationsPermission.VIEW):
        sent = sent.filter(agency_id=actor.agency_id or 0)
    return sent.count()


def _codes(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield each agency that bears another code: what is accepted from then on is coded by it."""
    for change in organization.codes_beginning(start=start, end=end):
        begins = timezone.make_aware(datetime.combine(change.on, time()))
        live = _seen(actor).in_states(LIVE).filter(resolving_agency_id=change.agency_id)
        yield LawChange(
            on=change.on,
            kind=_("Mã cơ quan trong mã hồ sơ"),
            subject=f"{change.name}: {change.old} → {change.new}",
            said=_("Hồ sơ tiếp nhận từ ngày này mang mã mới; hồ sơ đã có mã giữ mã đã cấp."),
            under_way=(
                UnderWay(
                    label=_("Đang giải quyết, mang mã cũ"),
                    count=live.filter(accepted_at__lt=begins).count(),
                ),
                UnderWay(
                    label=_("Đang giải quyết, mang mã mới"),
                    count=live.filter(accepted_at__gte=begins).count(),
                ),
            ),
        )


def _looks(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield each look of numbers that begins: what has a number keeps it, the count goes on."""
    rows = LawRule.objects.filter(
        state=RuleState.PUBLISHED,
        is_shipped=False,
        unit=PATTERN,
        effective_from__range=(start, end),
    )
    law = law_in_force()
    for row in rows.order_by("effective_from", "code"):
        old = rule_on(row.code, on=row.effective_from - timedelta(days=1), law=law)
        numbers = OfficialNumber.objects.filter(register=row.code)
        if not may_read_law(actor):
            numbers = numbers.visible_to(actor)
        yield LawChange(
            on=row.effective_from,
            kind=_("Mẫu số"),
            subject=f"{value_of(old).words} → {row.value.words} ({row.legal_basis})",
            said=_("%(what)s. Số đã cấp giữ nguyên; sổ đếm tiếp, không đánh lại từ 1."),
            values={"what": row.label},
            under_way=(
                UnderWay(
                    label=_("Số đã cấp theo mẫu cũ"),
                    count=numbers.filter(on__lt=row.effective_from).count(),
                ),
                UnderWay(
                    label=_("Số đã cấp theo mẫu mới"),
                    count=numbers.filter(on__gte=row.effective_from).count(),
                ),
            ),
            url=f"/quan-tri/quy-dinh/{row.uid}/" if may_read_law(actor) else "",
        )


def _both_sides(actor: Actor, on: date) -> tuple[UnderWay, UnderWay]:
    """Count what is open and arrived before a day, and since."""
    begins = timezone.make_aware(datetime.combine(on, time()))
    live = _seen(actor).in_states(LIVE)
    return (
        UnderWay(
            label=_("Nộp trước, đang giải quyết"), count=live.filter(arrived_at__lt=begins).count()
        ),
        UnderWay(label=_("Nộp từ ngày này"), count=live.filter(arrived_at__gte=begins).count()),
    )


def _days_off(actor: Actor, start: date, end: date) -> Iterator[LawChange]:
    """Yield the days off declared by decision: open promises move later only, never earlier."""
    days = CalendarDay.objects.filter(
        on__gte=start, on__lte=end, withdrawn_at__isnull=True, kind=DayKind.DECLARED
    )
    for day in days:
        begins = timezone.make_aware(datetime.combine(day.on, time()))
        open_now = _seen(actor).running().filter(due_at__gte=begins)
        if day.agency_id != PROVINCE:
            open_now = open_now.filter(resolving_agency_id=day.agency_id)
        yield LawChange(
            on=day.on,
            kind=_("Ngày nghỉ"),
            subject=f"{day.name} ({day.decision})",
            said=_("Hẹn trả của hồ sơ đang giải quyết chỉ dời về sau, không bao giờ về trước."),
            under_way=(
                UnderWay(label=_("Hồ sơ hẹn trả từ ngày này trở đi"), count=open_now.count()),
            ),
            told=_("Người nộp có hẹn trả bị dời được báo ngay khi khai báo."),
        )


def register() -> None:
    """Put them in."""
    law_readers.register("dossiers", DossierPermission.OVERSEE)
    law_readers.register("dossiers.law", LawPermission.WRITE)
    law_changes.register("dossiers.versions", _versions)
    law_changes.register("dossiers.clocks", _rules)
    law_changes.register("dossiers.own_clocks", _own_clocks)
    law_changes.register("dossiers.forms", _forms)
    law_changes.register("dossiers.cuts", _cuts)
    law_changes.register("dossiers.codes", _codes)
    law_changes.register("dossiers.looks", _looks)
    law_changes.register("dossiers.days_off", _days_off)

"""What the public pages say, worked out in full: templates only set it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tinhso.kernel.calendar import calendar_for, explain, say_term, say_week
from tinhso.kernel.calendar.models import OfficeHours
from tinhso.kernel.db.text import fold
from tinhso.kernel.web import words
from tinhso.organization.queries import Desk, desks
from tinhso.procedures import queries
from tinhso.procedures.models import FiledAt, LifeEvent, ProcedureVersion, ServiceLevel
from tinhso.procedures.parts import Component, FeeRule, Question, TermRule

CHANNELS = ("online", "direct", "post")


def channel_words(channel: str) -> str:
    """Return a way of filing in words."""
    return {
        "online": _("Trực tuyến"),
        "direct": _("Tại bộ phận một cửa"),
        "post": _("Qua bưu chính công ích"),
    }[channel]


def term_words(rule: TermRule) -> str:
    """Return how long it takes, in words; an unknown term says so."""
    if rule.value is None or not rule.unit:
        return _("Chưa rõ; hãy hỏi nơi tiếp nhận")
    if rule.cut_off is not None:
        return _(
            "Trong ngày nếu được nhận trước %(hour)s giờ; sau đó là ngày làm việc tiếp theo"
        ) % {"hour": rule.cut_off.hour}
    return say_term(rule.value, rule.unit)


def fee_words(rule: FeeRule) -> str:
    """Return what it costs in words; an amount that is not known is never called free."""
    if rule.origin == "memory_unverified":
        return _("Chưa rõ; hãy hỏi nơi tiếp nhận")
    if rule.amount_vnd == 0:
        return _("Không mất tiền")
    if rule.amount_vnd is not None:
        return words.money(rule.amount_vnd)
    if rule.set_by == "province":
        return _("Do Hội đồng nhân dân tỉnh quy định; hãy hỏi nơi tiếp nhận")
    if rule.set_by == "other_law":
        return _("Theo pháp luật về phí và lệ phí; hãy hỏi nơi tiếp nhận")
    return _("Chưa rõ; hãy hỏi nơi tiếp nhận")


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """How long for one case, and when it would be ready if accepted now."""

    case: str
    words: str
    note: str
    due_at: datetime | None
    why: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FeeLine:
    """What it costs for one case or channel."""

    words: str
    per: str
    note: str
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One paper as a citizen reads it."""

    name: str
    number: str
    condition: str
    hint: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Papers:
    """The papers: always needed, needed in some cases, only to be shown."""

    always: tuple[PaperLine, ...]
    sometimes: tuple[PaperLine, ...]
    shown: tuple[PaperLine, ...]


@dataclass(frozen=True, kw_only=True)
class ProcedurePage:
    """Everything the page of one procedure says."""

    version: ProcedureVersion
    is_current: bool
    newest: ProcedureVersion | None
    route: queries.Route
    may_file: bool
    is_national: bool
    is_central: bool
    is_online: bool
    national_url: str
    name_en: str
    terms: tuple[TermLine, ...]
    fees: tuple[FeeLine, ...]
    papers: Papers
    channels: tuple[str, ...]
    levels: str
    versions: tuple[ProcedureVersion, ...]
    partial_reason: str


def procedure_page(*, code: str, number: int | None, now: datetime) -> ProcedurePage:
    """Return the page of a procedure: the version in force, or an older one by its number.

    Raises `NotFound`. Six queries, whatever the procedure.
    """
    today = timezone.localdate(now)
    versions = tuple(queries.versions_of(code=code))
    version = queries.chosen_version(versions, number=number, on=today)
    current = queries.in_force_of(versions, on=today)
    route = queries.route_at(code=code, at=today)
    is_current = current is not None and current.pk == version.pk
    own = version.can_be_filed and route.filed_at == FiledAt.OWN
    is_online = "online" in version.channels
    return ProcedurePage(
        version=version,
        is_current=is_current,
        newest=None if is_current else current,
        route=route,
        may_file=is_current and own and route.handled_in == "province" and is_online,
        is_national=route.filed_at == FiledAt.NATIONAL,
        is_central=route.handled_in == "central",
        is_online=is_online,
        national_url=national_url(version),
        name_en=version.procedure.name_en if get_language() == "en" else "",
        terms=term_lines(version, now=now),
        fees=tuple(fee_line(rule) for rule in version.prices),
        papers=papers_of(version),
        channels=tuple(channel_words(c) for c in CHANNELS if c in version.channels),
        levels=", ".join(str(level.label) for level in version.levels),
        versions=versions,
        partial_reason=str(version.settings_data.get("partial_online_reason", ""))
        if version.service_level == ServiceLevel.PARTIAL
        else "",
    )


def national_url(version: ProcedureVersion) -> str:
    """Return the address of the procedure at the national portal, as its source names it."""
    found = [part for part in version.source.replace(";", ",").split(",") if "https://" in part]
    return found[0].strip() if found else "https://dichvucong.gov.vn"


def term_lines(version: ProcedureVersion, *, now: datetime) -> tuple[TermLine, ...]:
    """Return each term with the day it would mean if the dossier were accepted now."""
    names = {case.key: case.name for case in version.cases}
    several = len({rule.case for rule in version.terms}) > 1
    lines = []
    for rule in version.terms:
        due = queries.promise(version=version, channel="online", case=rule.case, start=now)
        case = names.get(rule.case, "") or (_("Các trường hợp khác") if several else "")
        lines.append(
            TermLine(
                case=case,
                words=term_words(rule),
                note="" if rule.cut_off else rule.note,
                due_at=due.at if due else None,
                why=tuple(explain(due.lines)) if due else (),
            )
        )
    return tuple(lines)


def fee_line(rule: FeeRule) -> FeeLine:
    """Return one price in words."""
    return FeeLine(
        words=fee_words(rule),
        per=rule.per if rule.amount_vnd else "",
        note=rule.note,
        is_known=rule.is_known,
    )


def papers_of(version: ProcedureVersion) -> Papers:
    """Return the papers sorted as a citizen asks for them."""
    shown = [c for c in version.components if c.shown_only]
    rest = [c for c in version.components if not c.shown_only]
    always = [c for c in rest if c.required and c.when is None]
    sometimes = [c for c in rest if not (c.required and c.when is None)]
    return Papers(
        always=tuple(map(_paper_line, always)),
        sometimes=tuple(map(_paper_line, sometimes)),
        shown=tuple(map(_paper_line, shown)),
    )


def _paper_line(component: Component) -> PaperLine:
    counts = []
    if component.originals:
        counts.append(
            ngettext("%(n)s bản chính", "%(n)s bản chính", component.originals)
            % {"n": component.originals}
        )
    if component.copies:
        counts.append(
            ngettext("%(n)s bản sao", "%(n)s bản sao", component.copies) % {"n": component.copies}
        )
    return PaperLine(
        name=component.name,
        number=", ".join(counts),
        condition=component.condition,
        hint=component.hint,
        source=component.data_source,
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of eligibility with what was answered and what follows from it."""

    question: Question
    name: str
    answer: str
    is_right: bool
    leads_to_name: str


@dataclass(frozen=True, kw_only=True)
class Eligibility:
    """The questions, and the verdict once all are answered."""

    asked: tuple[Asked, ...]
    is_complete: bool
    is_fit: bool


def eligibility(*, version: ProcedureVersion, answers: Mapping[str, str], on: date) -> Eligibility:
    """Return what the answers (`co` or `khong` by question key) mean; one query."""
    leads = [q.leads_to for q in version.questions if q.leads_to]
    names = queries.names_of(codes=leads, on=on)
    asked = []
    for question in version.questions:
        given = answers.get(question.key, "")
        known = given if given in ("co", "khong") else ""
        asked.append(
            Asked(
                question=question,
                name=f"q-{question.key}",
                answer=known,
                is_right=known == ("co" if question.wanted else "khong"),
                leads_to_name=names.get(question.leads_to, ""),
            )
        )
    return Eligibility(
        asked=tuple(asked),
        is_complete=bool(asked) and all(a.answer for a in asked),
        is_fit=bool(asked) and all(a.is_right for a in asked),
    )


UNFOLDED: Final = 6
FOLDED_ABOVE: Final = 9
"""So many desks are listed at once, the rest folded where there are more than the second figure."""


@dataclass(frozen=True, kw_only=True)
class DeskLine:
    """One desk a person can walk to, with its hours and whether it is open now."""

    desk: Desk
    hours: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class DesksPage:
    """All desks, and the office hours that hold for most of them."""

    lines: tuple[DeskLine, ...]
    hours: str
    is_open: bool

    @property
    def first(self) -> tuple[DeskLine, ...]:
        """What is shown unfolded: a list as long as the province is no help on a telephone."""
        return self.lines[:UNFOLDED] if len(self.lines) > FOLDED_ABOVE else self.lines

    @property
    def rest(self) -> tuple[DeskLine, ...]:
        """What waits folded below."""
        return self.lines[len(self.first) :]


def desks_page(*, now: datetime, text: str = "") -> DesksPage:
    """Return the desks of today whose name or address has all typed words, marks or not."""
    today = timezone.localdate(now)
    province = calendar_for(None)
    usual = say_week(province, today)
    chosen = [desk for desk in desks(today) if _fits(desk, text)]
    ids = [desk.agency_id for desk in chosen]
    own = set(
        OfficeHours.objects.filter(agency_id__in=ids, effective_from__lte=today).values_list(
            "agency_id", flat=True
        )
    )
    lines = []
    for desk in chosen:
        calendar = calendar_for(desk.agency_id) if desk.agency_id in own else province
        lines.append(
            DeskLine(
                desk=desk,
                hours=say_week(calendar, today) if desk.agency_id in own else usual,
                is_open=calendar.is_working_time(now),
            )
        )
    return DesksPage(lines=tuple(lines), hours=usual, is_open=province.is_working_time(now))


def _fits(desk: Desk, text: str) -> bool:
    place = fold(f"{desk.agency_name} {desk.name} {desk.address}")
    return all(word in place for word in fold(text).split())


@dataclass(frozen=True, kw_only=True)
class EventTile:
    """One event of life in the reader's language."""

    key: str
    name: str
    summary: str
    icon: str
    is_data: bool


def event_tiles(events: list[LifeEvent]) -> tuple[EventTile, ...]:
    """Return the events of life, in English where the reader wants it."""
    english = get_language() == "en"
    return tuple(
        EventTile(
            key=event.key,
            name=event.name_en if english else event.name,
            summary=event.summary_en if english else event.summary,
            icon=event.icon,
            is_data=not english,
        )
        for event in events
    )

"""Periodic reports of Circular 09/2026: what is due, each form with its dossiers, sending it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.put_before import PutBeforeForm
from tinhso.dossiers.forms.reports import DeskFactsForm
from tinhso.dossiers.models import DeskFacts, PeriodReport
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.figures import FIGURES
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.period_words import words_of
from tinhso.dossiers.queries.report_rows import ReportRow
from tinhso.dossiers.queries.reports import (
    PARTS,
    Report,
    desks_below,
    former_agencies,
    forms_of,
    is_province,
    report,
    report_signers,
    reporting_agency,
    sent_below,
    sent_reports,
)
from tinhso.dossiers.rules.clocks import Known
from tinhso.dossiers.rules.periods import Period
from tinhso.dossiers.rules.reports import Column, ReportForm, due_on, holds, periods_before
from tinhso.dossiers.services.report_signing import report_pdf
from tinhso.dossiers.views.board import leader_of
from tinhso.dossiers.views.figure_list import figure_url
from tinhso.dossiers.views.statistics import Cell
from tinhso.dossiers.views.work import pdf
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists.columns import Value
from tinhso.kernel.web.lists.export import FORMATS, About, csv_lines, write
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization
from tinhso.procedures.permissions import ProcedurePermission


@dataclass(frozen=True, kw_only=True)
class DueForm:
    """One form of one period: until when, whether sent, where."""

    form: ReportForm
    url: str
    sent: PeriodReport | None


@dataclass(frozen=True, kw_only=True)
class DuePeriod:
    """One period with its forms."""

    words: str
    due: date
    is_over: bool
    is_late: bool
    forms: list[DueForm]


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """One line as the page shows it."""

    row: ReportRow
    cells: list[Cell]
    part_words: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownTable:
    """Rows under the same columns."""

    columns: Sequence[Column]
    rows: list[ShownRow]


def url_of(form: str, period: Period, of: str = "") -> str:
    """Return the address of a report, `of` another agency than one's own where it says so."""
    return reverse("report", kwargs=_place(form, period)) + of


def agency_asked(request: HttpRequest, actor: Actor) -> tuple[int, str]:
    """Return whose reports are asked for, and how addresses say it."""
    uid = request.GET.get("co-quan", "")
    return reporting_agency(actor=actor, uid=uid), f"?co-quan={uid}" if uid else ""


def _place(form: str, period: Period) -> dict[str, str | int]:
    return {
        "code": form,
        "length": period.length.value,
        "year": period.year,
        "number": period.number,
    }


@require_safe
def reports_view(request: HttpRequest) -> HttpResponse:
    """Show what the leader's agency reports: due, sent, late."""
    actor = leader_of(request)
    agency_id, of = agency_asked(request, actor)
    today = timezone.localdate()
    end = organization.ended_on(agency_id)
    periods = [
        one for one in periods_before(today, law=law_in_force()) if end is None or one.start < end
    ]
    sent = sent_reports(agency_id=agency_id, periods=periods)
    forms, province = forms_of(agency_id), is_province(agency_id)
    shown = []
    for period in periods:
        due = due_on(period, province=province)
        lines = [
            DueForm(
                form=form,
                url=url_of(form.code, period, of),
                sent=sent.get((form.code, f"{period.start}/{period.end}")),
            )
            for form in forms
            if holds(form, period)
        ]
        shown.append(
            DuePeriod(
                words=words_of(period),
                due=due,
                is_over=today > period.end,
                is_late=today > due and any(line.sent is None for line in lines),
                forms=lines,
            )
        )
    former = organization.agency_infos(former_agencies(actor))
    context = {
        "periods": shown,
        "agency_name": organization.agency_name(agency_id) if of else "",
        "former": [] if of else sorted(former.values(), key=lambda one: alphabetical(one.name)),
    }
    return render(request, "dossiers/board/reports.html", context)


def _asked(request: HttpRequest, place: dict[str, str | int]) -> tuple[Actor, Report]:
    actor = leader_of(request)
    found = report(
        actor=actor,
        code=str(place["code"]),
        length=str(place["length"]),
        year=int(place["year"]),
        number=int(place["number"]),
        agency_id=agency_asked(request, actor)[0],
    )
    return actor, found


@require_safe
def report_view(request: HttpRequest, **place: str | int) -> HttpResponse:
    """Show one form: as it was sent or, before, as it counts now; each cell opens its dossiers."""
    actor, found = _asked(request, place)
    before = found.period.before
    due = due_on(found.period, province=is_province(found.agency_id))
    may_send = found.sent is None and timezone.localdate() > found.period.end
    signers = report_signers(actor=actor) if may_send else []
    rows = list(shown_rows(found, actor, own=bool(former_agencies(actor))))
    below = sent_below(actor=actor, period=found.period) if found.form.code == "07b" else []
    context = {
        "report": found,
        "period_words": words_of(found.period),
        "due": due,
        "is_late": found.sent is None and timezone.localdate() > due,
        "rows": rows,
        "tables": tables_of(found.form, rows),
        "opens": any(cell.url for row in rows for cell in row.cells),
        "counts_procedures": found.form.code in {"08c", "09a", "09b"},
        "changes": found.differences,
        "is_seen": found.form.known is Known.SEEN,
        "may_send": may_send,
        "put_before": PutBeforeForm(signers=signers) if signers else None,
        "before_words": words_of(before),
        "below": below,
        "below_sent": sum(sent is not None for _name, sent in below),
        "formats": [*FORMATS, "pdf"] if actor.may(P.EXPORT) else [],
        "place": place,
        "of": agency_asked(request, actor)[1],
        "agency_name": organization.agency_name(found.agency_id),
    }
    return render(request, "dossiers/board/report.html", context)


def shown_rows(found: Report, actor: Actor, *, own: bool = False) -> Iterable[ShownRow]:
    """Yield the rows with the address of each figure that has dossiers.

    `own` keeps these to the reporting agency, where its leader sees former agencies' beside.
    """
    agency = str(found.agency_id) if own and not found.form.for_province else ""
    desks = desks_below(actor=actor) if found.form.code.startswith("08") else {}
    for row in found.as_sent:
        filters = {"cap": PARTS[row.part], "linh-vuc": row.key, "co-quan": agency}
        asked = {key: value for key, value in filters.items() if value}
        cells = [
            Cell(
                value=value,
                url=figure_url(column.figure, found.counted, asked)
                if column.figure in FIGURES
                else _procedures_url(column.figure, found, row, actor),
            )
            for column, value in zip(found.form.columns_of(row.part), row.values, strict=True)
        ]
        is_there = row.key.isdigit() and int(row.key) in desks
        url = reverse("report_desk", kwargs={"unit_id": int(row.key)}) if is_there else ""
        words = str(found.form.part_words.get(row.part, ""))
        yield ShownRow(row=row, cells=cells, part_words=words, url=url)


_PROCEDURES: Final[Mapping[str, Mapping[str, str]]] = {
    "procedures": {},
    "at_province": {"cap_tinh": "co"},
    "at_commune": {"cap_xa": "co"},
    "at_desks": {"tai_quay": "co"},
    "with_process": {"quy_trinh": "co"},
    "without_process": {"quy_trinh": "khong"},
}
"""Which procedures of the catalogue each figure of 08c and 09 counts, as its list asks for them."""


def _procedures_url(figure: str, found: Report, row: ReportRow, actor: Actor) -> str:
    """Return the address of the procedures that a figure counts; empty where it counts others."""
    if figure not in _PROCEDURES or not actor.may(ProcedurePermission.VIEW_CATALOGUE):
        return ""
    asked = {"ngay": found.counted_on.isoformat(), "linh_vuc": row.key, **_PROCEDURES[figure]}
    if not found.form.for_province:
        asked["cap_xa"] = "co"
    kept = {key: value for key, value in asked.items() if value}
    return f"{reverse('procedure_list')}?{urlencode(kept)}"


def tables_of(form: ReportForm, rows: Iterable[ShownRow]) -> list[ShownTable]:
    """Return the rows as tables: a part with columns of its own is one."""
    return [
        ShownTable(columns=form.columns_of("I" if is_first else ""), rows=list(lines))
        for is_first, lines in groupby(rows, key=lambda one: form.has_own_columns(one.row.part))
    ]


@require_POST
def send_view(request: HttpRequest, **place: str | int) -> HttpResponse:
    """Send a report: its figures stay as they are from now on."""
    actor = leader_of(request)
    agency_id, of = agency_asked(request, actor)

    def act() -> str:
        sent = services.send_report(
            code=str(place["code"]),
            length=str(place["length"]),
            year=int(place["year"]),
            number=int(place["number"]),
            actor=actor,
            agency_id=agency_id,
        )
        messages.success(request, told(_("Đã gửi báo cáo, số %(n)s."), n=sent.number))
        return reverse("report", kwargs=place) + of

    return redirect(once(request, act))


@require_POST
def sign_view(request: HttpRequest, **place: str | int) -> HttpResponse:
    """Put a report before a leader: its figures stay, its number comes with the seal."""
    actor = leader_of(request)
    agency_id, of = agency_asked(request, actor)
    form = PutBeforeForm(request.POST, signers=report_signers(actor=actor))
    if not form.is_valid():
        raise Invalid(_("Hãy chọn người ký báo cáo."))

    def act() -> str:
        services.put_report_before(
            code=str(place["code"]),
            length=str(place["length"]),
            year=int(place["year"]),
            number=int(place["number"]),
            signer=UUID(form.cleaned_data["signer"]),
            actor=actor,
            agency_id=agency_id,
        )
        messages.success(request, _("Đã trình ký báo cáo."))
        return reverse("report", kwargs=place) + of

    return redirect(once(request, act))


@require_safe
def file_view(request: HttpRequest, kind: str, **place: str | int) -> HttpResponseBase:
    """Give a report as a paper to sign, or as a sheet."""
    actor, found = _asked(request, place)
    require(actor, P.EXPORT)
    if kind not in {*FORMATS, "pdf"}:
        raise NotFound
    audit.record("dossiers.report_exported", actor=actor, form=found.form.code, kind=kind)
    name = f"bao-cao-{found.form.code}-{found.period.start}-{found.period.end}.{kind}"
    if kind == "pdf":
        return pdf(report_pdf(found), name)
    headings, rows = _sheet(found)
    if kind == "csv":
        content = b"".join(csv_lines(headings, rows))
        response = HttpResponse(content, content_type=FORMATS["csv"])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    file = write(
        kind, title=found.form.code, headings=headings, rows=rows, about=_about(found, actor)
    )
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[kind])


def _sheet(found: Report) -> tuple[list[str], list[list[Value]]]:
    """Return headings and rows; a part with other columns brings its own headings along."""
    headings: list[str] = []
    rows: list[list[Value]] = []
    number: int | None = None
    columns: Sequence[Column] = ()
    for row in found.as_sent:  # a sum has no number, and begins its part's anew, as on the paper
        if columns != found.form.columns_of(row.part):
            columns = found.form.columns_of(row.part)
            heads = [_("Phần"), "(1)", _("(2) Nội dung")]
            heads += [f"({column.number}) {column.words}" for column in columns]
            if headings:
                rows.append([*heads])
            headings = headings or heads
        number = None if row.is_sum else (number or 0) + 1
        rows.append([row.part, number, row.name, *row.values])
    return headings, rows


def _about(found: Report, actor: Actor) -> About:
    """Return what the sheet of a report tells beside its figures."""
    sent = found.sent
    number = sent.number if sent is not None else ""
    return About.of(
        actor,
        (_("Biểu"), found.form.mark),
        (_("Tên báo cáo"), found.form.title),
        (_("Căn cứ"), found.form.law),
        (_("Cơ quan báo cáo"), organization.agency_name(found.agency_id)),
        (_("Kỳ"), words_of(found.period)),
        (_("Số liệu tính lúc"), sent.counted_at if sent is not None else found.at),
        (_("Tình trạng"), _("Đã gửi, số %(n)s") % {"n": number} if number else _("Chưa gửi")),
        counts_rows=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def desk_facts_view(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Say what a desk has that the house cannot count."""
    actor = leader_of(request)
    desks = desks_below(actor=actor)
    if unit_id not in desks:
        raise NotFound
    known = DeskFacts.objects.filter(pk=unit_id).first()
    initial = model_to_dict(known) if known is not None else None
    form = DeskFactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_desk(unit_id=unit_id, actor=actor, **form.cleaned_data)
        except Invalid as wrong:
            for field, words in wrong.fields.items():
                form.add_error(field, str(words))
        else:
            messages.success(request, _("Đã ghi điều bộ phận một cửa khai."))
            return redirect("reports")
    context = {"form": form, "desk": desks[unit_id]}
    status = 422 if form.errors else 200
    return render(request, "dossiers/board/desk_facts.html", context, status=status)

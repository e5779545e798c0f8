"""The report on certificates of a period: on the page, as a spreadsheet, as a signed paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.lists.columns import Value
from tinhso.kernel.web.lists.export import FORMATS, About, csv_lines, write
from tinhso.kernel.web.words import short_day
from tinhso.organization.queries import AgencyLevel
from tinhso.signing import services
from tinhso.signing.forms_register import ReportForm
from tinhso.signing.queries.register_report import (
    LYING,
    RegisterReport,
    ReportLine,
    register_report,
)
from tinhso.signing.rules import CertificateRole, DeviceKind
from tinhso.signing.rules_periods import usual_stretches
from tinhso.signing.views._register_figures import (
    ACT_WORDS,
    NO_DEVICE,
    Figure,
    act_figures,
    on_day,
    rows_url,
)

MOST_LINES: Final = 100
"""So many agencies stand on the page; the files have all."""
HELD: Final[dict[str, tuple[CertificateRole, str | Promise]]] = {
    "people": (CertificateRole.PERSON, gettext_lazy("Cá nhân có")),
    "agencies": (CertificateRole.AGENCY, gettext_lazy("Cơ quan có")),
    "devices": (CertificateRole.DEVICE, gettext_lazy("Thiết bị, dịch vụ có")),
}
LIES_ON: Final[dict[str, tuple[str, str | Promise]]] = {
    name: (kind, DeviceKind(kind).label if kind else NO_DEVICE) for name, kind in LYING.items()
}
LACKING: Final = {
    "agencies_without": ("without", gettext_lazy("Cơ quan chưa có")),
    "leaders_without": ("leaders_without", gettext_lazy("Lãnh đạo chưa có")),
}
NO_AGENCY: Final = gettext_lazy("Chưa ghi cơ quan")


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One agency with its numbers and their addresses."""

    name: str
    is_data: bool
    figures: Sequence[Figure]


def headings() -> list[str]:
    """Return what the numbers of a line are."""
    held = [str(words) for _role, words in HELD.values()]
    lying = [str(words) for _kind, words in LIES_ON.values()]
    lacking = [str(words) for _name, words in LACKING.values()]
    return [*(str(words) for words in ACT_WORDS.values()), *held, *lying, *lacking]


def figures_of(line: ReportLine, report: RegisterReport, **asks: object) -> list[Figure]:
    """Return the numbers of a line, each with the address of its rows."""
    day = report.on.isoformat()
    return [
        *act_figures(line.acts, since=report.since, until=report.until, **asks),
        *(
            Figure(str(words), getattr(line, name), rows_url(ngay=day, loai=role, **asks))
            for name, (role, words) in HELD.items()
        ),
        *(
            Figure(str(words), getattr(line, name), _lying_url(kind, ngay=day, **asks))
            for name, (kind, words) in LIES_ON.items()
        ),
        *(
            Figure(str(words), getattr(line, name), on_day(route, report.on, **asks))
            for name, (route, words) in LACKING.items()
        ),
    ]


def _lying_url(kind: str, **asks: object) -> str:
    """Return the address of those whose keys lie on a kind of device, or on one nobody noted."""
    which = {"thiet-bi": kind} if kind else {"khong-thiet-bi": "co"}
    return rows_url(**which, **asks)


def _shown(line: ReportLine, report: RegisterReport) -> ShownLine:
    asks = {"co-quan": line.code} if line.code else {"chua-co-quan": "co"}
    return ShownLine(
        name=line.name or str(NO_AGENCY),
        is_data=bool(line.name),
        figures=figures_of(line, report, **asks),
    )


@never_cache
@require_safe
def report_view(request: HttpRequest) -> HttpResponse:
    """Show the report of a period."""
    actor = actor_of(request)
    form = ReportForm.of(request.GET)
    report = register_report(actor=actor, level=form.level(), **form.days())
    record_list_reading(
        actor=actor, list_name="signing.report", filters={}, count=report.total.leaders_without
    )
    level = form.level()
    asked = {"tu": report.since.isoformat(), "den": report.until.isoformat(), "cap": level}
    context = {
        "form": form,
        "report": report,
        "report_words": _("Báo cáo chứng thư số"),
        "above": [
            (_("Sổ chứng thư số"), reverse("signing:register")),
            (_("Số liệu chứng thư số"), reverse("signing:board")),
        ],
        "headings": headings(),
        "lines": [_shown(line, report) for line in report.lines[:MOST_LINES]],
        "total": figures_of(report.total, report, **({"cap": level} if level else {})),
        "hidden": max(0, len(report.lines) - MOST_LINES),
        "stretches": [
            (one.words, urlencode({"tu": one.start, "den": one.end, "cap": level}))
            for one in usual_stretches(timezone.localdate())
        ],
        "files": [
            (
                _("PDF có chữ ký") if kind == "pdf" else kind.upper(),
                reverse("signing:report_file", kwargs={"kind": kind}),
            )
            for kind in (*FORMATS, "pdf")
        ],
        "query": urlencode(asked),
    }
    return render(
        request, "signing/register_report.html", context, status=422 if form.errors else 200
    )


@require_safe
def file_view(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the report as a spreadsheet, or as a paper that this house signs."""
    actor = actor_of(request)
    form = ReportForm.of(request.GET)
    if not form.is_valid():
        raise Invalid(fields={name: str(errors[0]) for name, errors in form.errors.items()})
    report = register_report(actor=actor, level=form.level(), **form.days())
    if kind not in {*FORMATS, "pdf"}:
        raise NotFound
    services.note_report_taken(report=report, kind=kind, actor=actor)
    name = f"bao-cao-chung-thu-so-{report.since}-{report.until}.{kind}"
    if kind == "pdf":
        response = HttpResponse(
            services.register_paper(report=report, level=form.level(), actor=actor),
            content_type="application/pdf",
        )
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response
    first = [_("Cơ quan"), _("Mã định danh"), _("Cấp"), *headings()]
    rows = _rows(report)
    if kind == "csv":
        response = HttpResponse(b"".join(csv_lines(first, rows)), content_type=FORMATS["csv"])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    about = About.of(
        actor,
        (_("Kỳ"), f"{short_day(report.since)} – {short_day(report.until)}"),
        (_("Cấp"), AgencyLevel(form.level()).label if form.level() else _("Tất cả")),
        (_("Hiện có tính đến ngày"), report.on),
        counts_rows=False,
    )
    title = _("Báo cáo chứng thư số")
    file = write(kind, title=title, headings=first, rows=rows, about=about)
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[kind])


def _rows(report: RegisterReport) -> Iterable[list[Value]]:
    """Yield every line of a file, the sums last."""
    for line in report.lines:
        level = str(AgencyLevel(line.level).label) if line.level else ""
        yield [line.name or NO_AGENCY, line.code, level, *_counts(line, report)]
    yield [_("Tổng cộng"), "", "", *_counts(report.total, report)]


def _counts(line: ReportLine, report: RegisterReport) -> list[int]:
    return [one.count for one in figures_of(line, report)]

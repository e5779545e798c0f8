"""What share of sent papers was signed: agency by agency, as a file, down to the papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
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
from tinhso.kernel.web.words import percent, short_day
from tinhso.organization.queries import AgencyLevel
from tinhso.signing import services
from tinhso.signing.forms_exchange import RowsForm, ShareForm
from tinhso.signing.queries.exchange_share import (
    Sent,
    ShareLine,
    ShareReport,
    count_rows,
    sent_rows,
    share_report,
)
from tinhso.signing.registry import outlets
from tinhso.signing.rules_periods import usual_stretches

MOST_LINES: Final = 200
"""So many agencies stand on the page; the files have all."""

COUNTS: Final[dict[str, tuple[str, str | Promise]]] = {
    "papers": ("", gettext_lazy("Gửi đi")),
    "personal": ("personal", gettext_lazy("Có chữ ký cá nhân")),
    "sealed": ("sealed", gettext_lazy("Có chữ ký của cơ quan")),
    "whole": ("whole", gettext_lazy("Đủ chữ ký")),
    "lacking": ("lacking", gettext_lazy("Thiếu chữ ký")),
}
_cursors = Signer(salt="signing.exchange")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number with the address of its papers."""

    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One agency, or their sum, with its numbers."""

    name: str
    is_data: bool
    cells: Sequence[Cell]
    share: float | None
    is_whole: bool


def _number(sent: Sent, name: str) -> int:
    return sent.papers - sent.whole if name == "lacking" else int(getattr(sent, name))


def _cells(sent: Sent, **asks: str) -> list[Cell]:
    place = reverse("signing:exchange_rows")
    return [
        Cell(
            count=_number(sent, name),
            url=f"{place}?{urlencode({**asks, **({'chu_ky': which} if which else {})})}",
        )
        for name, (which, _words) in COUNTS.items()
    ]


def _shown(line: ShareLine, **asks: str) -> ShownLine:
    return ShownLine(
        name=line.name,
        is_data=True,
        cells=_cells(line.sent, ma=line.code, **asks),
        share=line.sent.share,
        is_whole=line.sent.is_whole,
    )


@never_cache
@require_safe
def share_view(request: HttpRequest) -> HttpResponse:
    """Show the share of signed papers of a period."""
    actor = actor_of(request)
    form = ShareForm.of(request.GET)
    level, kind = form.level(), form.kind()
    report = share_report(actor=actor, level=level, kind=kind, **form.days())
    record_list_reading(
        actor=actor, list_name="signing.exchange", filters={}, count=len(report.lines)
    )
    days = {"tu": report.since.isoformat(), "den": report.until.isoformat()}
    asks = {**days, **({"loai": kind} if kind else {})}
    of_level = {"cap": level} if level else {}
    context = {
        "form": form,
        "report": report,
        "report_words": _("Văn bản gửi đi có chữ ký số"),
        "above": [(_("Sổ chứng thư số"), reverse("signing:register"))],
        "headings": [words for _which, words in COUNTS.values()],
        "lines": [_shown(line, **asks) for line in report.lines[:MOST_LINES]],
        "total": _cells(report.total.sent, **asks, **of_level),
        "levels": [
            (AgencyLevel(one.level).label, one, f"?{urlencode({**asks, 'cap': one.level})}")
            for one in report.levels
        ],
        "hidden": max(0, len(report.lines) - MOST_LINES),
        "silent": report.silent[:MOST_LINES],
        "stretches": [
            (
                one.words,
                urlencode({"tu": one.start, "den": one.end, "loai": kind, "cap": level}),
            )
            for one in usual_stretches(timezone.localdate())
        ],
        "files": [
            (kind.upper(), reverse("signing:exchange_file", kwargs={"kind": kind}))
            for kind in FORMATS
        ],
        "query": urlencode({**asks, **of_level}),
        "kinds": [(one.label, one.asks_seal) for _name, one in outlets],
    }
    return render(request, "signing/exchange.html", context, status=422 if form.errors else 200)


@require_safe
def file_view(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the report as a spreadsheet."""
    actor = actor_of(request)
    form = ShareForm.of(request.GET)
    if not form.is_valid():
        raise Invalid(fields={name: str(errors[0]) for name, errors in form.errors.items()})
    if kind not in FORMATS:
        raise NotFound
    report = share_report(actor=actor, level=form.level(), kind=form.kind(), **form.days())
    services.note_share_taken(
        since=report.since, until=report.until, lines=len(report.lines), kind=kind, actor=actor
    )
    name = f"van-ban-ky-so-{report.since}-{report.until}.{kind}"
    words = [str(words) for _which, words in COUNTS.values()]
    first = [_("Cơ quan"), _("Mã định danh"), _("Cấp"), *words, _("Tỷ lệ đủ chữ ký (%)")]
    rows = _file_rows(report)
    if kind == "csv":
        response = HttpResponse(b"".join(csv_lines(first, rows)), content_type=FORMATS["csv"])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    total = report.total
    about = About.of(
        actor,
        (_("Kỳ"), f"{short_day(report.since)} – {short_day(report.until)}"),
        (_("Cấp"), AgencyLevel(form.level()).label if form.level() else _("Tất cả")),
        (_("Loại văn bản"), outlets.get(form.kind()).label if form.kind() else _("Tất cả")),
        (_("Cơ quan có gửi"), total.sending),
        (_("Cơ quan ký đủ 100%"), total.whole),
        (_("Tỷ lệ cơ quan ký đủ"), percent(total.share) if total.share is not None else ""),
        (_("Cơ quan không gửi gì"), total.silent),
        counts_rows=False,
    )
    title = _("Văn bản gửi đi có chữ ký số")
    file = write(kind, title=title, headings=first, rows=rows, about=about)
    return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[kind])


def _file_rows(report: ShareReport) -> Iterable[list[Value]]:
    """Yield every agency, those that sent nothing behind the others without a share; the sum."""
    for line in (*report.lines, *report.silent):
        level = str(AgencyLevel(line.level).label) if line.level else ""
        yield [line.name, line.code, level, *_file_numbers(line.sent)]
    yield [_("Tổng cộng"), "", "", *_file_numbers(report.total.sent)]


def _file_numbers(sent: Sent) -> list[Value]:
    share = "" if sent.share is None else sent.share
    return [*(_number(sent, name) for name in COUNTS), share]


@never_cache
@require_safe
def rows_view(request: HttpRequest) -> HttpResponse:
    """List the papers behind a number, the newest first."""
    actor = actor_of(request)
    form = RowsForm.of(request.GET)
    asked = form.asked()
    rows, rest = sent_rows(actor=actor, asked=asked, after=_place(request.GET.get("sau", "")))
    count = count_rows(actor=actor, asked=asked)
    filters = {"which": asked.which, "kind": asked.kind, "agency": asked.code}
    record_list_reading(actor=actor, list_name="signing.sent", filters=filters, count=count)
    kept = {name: value for name, value in request.GET.dict().items() if name != "sau" and value}
    context = {
        "form": form,
        "asked": asked,
        "rows": rows,
        "count": count,
        "back": urlencode({"tu": asked.since, "den": asked.until, "loai": asked.kind}),
        "next": f"?{urlencode({**kept, 'sau': _told_place(rest)})}" if rest else "",
    }
    return render(
        request, "signing/exchange_rows.html", context, status=422 if form.errors else 200
    )


def _told_place(place: tuple[datetime, str, int]) -> str:
    at, kind, pk = place
    return _cursors.sign(f"{at.isoformat()} {kind} {pk}")


def _place(told: str) -> tuple[datetime, str, int] | None:
    """Return where a page begins; one that was not given here begins with the newest."""
    try:
        at, kind, pk = _cursors.unsign(told).split(" ")
    except (BadSignature, ValueError):
        return None
    return datetime.fromisoformat(at), kind, int(pk)

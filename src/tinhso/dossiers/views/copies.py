"""The book of certified copies: its own numbers, its rows, its print."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers.models import Dossier, Result
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.copies import (
    REGISTER,
    CopyLine,
    book_of_copies,
    lines_of_copies,
    printed_copies,
)
from tinhso.dossiers.services import note_export
from tinhso.dossiers.views._work import officer_of
from tinhso.dossiers.views.registers import day_of
from tinhso.dossiers.views.work import pdf
from tinhso.dossiers.work_navigation import may_read_book
from tinhso.identity import services as identity_services
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage, money_column
from tinhso.kernel.web.lists.state import ListState


def line_of(row: Result) -> CopyLine:
    """Return what `prepare` put beside a row of the page."""
    found: CopyLine = row.__dict__["copy_line"]
    return found


class CopyBook(ListPage[Result]):
    """What the actor's agency certified, the newest number first."""

    name = "dossiers.copy_book"
    title = gettext_lazy("Sổ chứng thực bản sao")
    template = "dossiers/officer/copy_book.html"
    columns = (
        Column("number", gettext_lazy("Số chứng thực"), lambda r: r.number),
        Column("sealed", gettext_lazy("Ngày"), lambda r: r.sealed_at, sort=("sealed_at", "id")),
        Column("owner", gettext_lazy("Người yêu cầu"), lambda r: r.dossier.owner_masked),
        Column("papers", gettext_lazy("Giấy tờ"), lambda r: "; ".join(line_of(r).names)),
        Column(
            "pages",
            gettext_lazy("Số trang"),
            lambda r: line_of(r).pages,
            numeric=True,
            is_summed=True,
        ),
        Column(
            "copies",
            gettext_lazy("Số bản sao"),
            lambda r: line_of(r).copies,
            numeric=True,
            is_summed=True,
        ),
        money_column("amount", gettext_lazy("Phí"), lambda r: line_of(r).amount_vnd),
        Column(
            "note",
            gettext_lazy("Ghi chú"),
            lambda r: _("đã có bản thay") if r.withdrawn_at else "",
            data=False,
        ),
    )
    filters = (DateRangeFilter("ngay", gettext_lazy("Ngày"), "sealed_at"),)
    default_order = ("-sealed_at", "-id")
    export_permission = P.EXPORT
    key_field = "uid"
    words_in = ("number", "dossier__code")
    empty_title = gettext_lazy("Sổ chưa có số nào")
    empty_text = gettext_lazy("Mỗi lời chứng được đóng dấu tự vào sổ với số của nó.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who read the book of dossiers."""
        super().permit(actor)
        if not may_read_book(actor) or actor.agency_id is None:
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[Result]:
        """Return what the actor's agency certified, of what he sees."""
        return book_of_copies(actor=actor, agency_id=actor.agency_id or 0)

    def prepare(self, rows: Sequence[Result], *, actor: Actor) -> None:
        """Put papers, pages and fee beside each row: one question for all of them."""
        lines = lines_of_copies(rows)
        for row in rows:
            row.__dict__["copy_line"] = lines[row.pk]

    def url(self, row: Result) -> str:
        """Open the dossier."""
        return f"/lam-viec/ho-so/{row.dossier.uid}/"

    def label(self, row: Result) -> str:
        """Name a row by its number."""
        return row.number

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity_services.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[Result]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        found: list[Dossier] = [row.dossier for row in rows]
        note_export(dossiers=found, actor=actor)

    def context(self, request: HttpRequest, state: ListState[Result]) -> dict[str, object]:
        """Return the stretch of days a print would take."""
        today = timezone.localdate()
        return {
            "start": request.GET.get("ngay_tu") or today.replace(day=1).isoformat(),
            "end": request.GET.get("ngay_den") or today.isoformat(),
            "register": REGISTER,
            "reads_registers": actor_of(request).may(NumberingPermission.READ_REGISTER),
        }


@require_safe
def print_view(request: HttpRequest) -> HttpResponse:
    """Give the book between two days as a paper to be signed and kept."""
    actor = officer_of(request)
    if not may_read_book(actor) or actor.agency_id is None:
        raise NotFound
    start, end = day_of(request, "tu"), day_of(request, "den")
    if end < start or end - start > timedelta(days=366):
        raise Invalid(_("Hãy chọn ngày đầu trước ngày cuối, trong vòng một năm."))
    content = printed_copies(actor=actor, agency_id=actor.agency_id, start=start, end=end)
    return pdf(content, f"so-chung-thuc-{start}-{end}.pdf")

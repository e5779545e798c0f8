"""The imports of the house, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.importing import queries
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import import_kinds
from tinhso.kernel.importing.rules import ImportState
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.kernel.web.lists.columns import Text
from tinhso.kernel.web.lists.state import ListState


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One thing that can be brought in: what it is, its page and the sheet to fill in."""

    order: int
    title: Text
    about: Text
    address: str
    template: str


def kind_words(run: ImportRun) -> str:
    """Name what an import brings in."""
    kind = import_kinds.find(run.kind)
    return str(kind.title) if kind is not None else run.kind


def _kinds(actor: Actor) -> Sequence[tuple[str, Text]]:
    return [(key, kind.title) for key, kind in queries.kinds(actor=actor)]


class Imports(ListPage[ImportRun]):
    """Every sheet that was handed in, and what became of it."""

    name = "importing.runs"
    title = _("Nhập dữ liệu từ hệ thống cũ")
    template = "kernel/importing/imports.html"
    key_field = "uid"
    columns = (
        Column("file", _("Tệp"), lambda r: r.file_name),
        Column("kind", _("Loại"), kind_words, data=False),
        Column("source", _("Hệ thống cũ"), lambda r: r.source),
        Column("state", _("Tình trạng"), lambda r: r.get_state_display(), data=False),
        Column("rows", _("Số dòng"), lambda r: r.row_count, numeric=True, data=False),
        Column("wrong", _("Dòng sai"), lambda r: r.wrong_count, numeric=True, data=False),
        Column("new", _("Nhập mới"), lambda r: r.written_count, numeric=True, data=False),
        Column("by", _("Người tải lên"), lambda r: r.created_by_name),
        Column(
            "at", _("Tải lên lúc"), lambda r: r.created_at, sort=("created_at", "id"), data=False
        ),
        Column("signed", _("Ký duyệt lúc"), lambda r: r.signed_at, data=False, shown=False),
        Column("sha", _("SHA-256"), lambda r: r.file_sha256, shown=False),
    )
    filters = (
        ChoiceFilter("loai", _("Loại"), "kind", _kinds),
        ChoiceFilter("tinh-trang", _("Tình trạng"), "state", ImportState.choices),
        DateRangeFilter("luc", _("Tải lên"), "created_at"),
    )
    default_order = ("-id",)
    words_in = ("file_name", "source")
    search_hint = _("Tên tệp hoặc hệ thống cũ")
    empty_title = _("Chưa nhập gì")
    empty_text = _("Hãy chọn loại dữ liệu ở trên, tải tệp mẫu về điền, rồi chạy thử.")

    def permit(self, actor: Actor) -> None:
        """Let in who brings in or vouches."""
        super().permit(actor)
        queries.runs(actor=actor)

    def rows(self, actor: Actor) -> QuerySet[ImportRun]:
        """Return all of them."""
        return queries.runs(actor=actor).defer("samples", "sheet_totals", "house_totals")

    def label(self, row: ImportRun) -> str:
        """Name the row for screen readers."""
        return row.file_name

    def url(self, row: ImportRun) -> str:
        """Open one import."""
        return reverse("import_run", args=[row.uid])

    def context(self, request: HttpRequest, state: ListState[ImportRun]) -> dict[str, object]:
        """Put above the list what can be brought in, in the order in which a new house needs it."""
        lines = [
            SheetLine(
                order=kind.order,
                title=kind.title,
                about=kind.about,
                address=reverse("import_kind", args=[key]),
                template=reverse("import_template", args=[key]),
            )
            for key, kind in queries.kinds(actor=actor_of(request))
        ]
        return {"sheets": lines}

"""A list over saved views, for tests: the shell has no other rows of its own."""

from datetime import UTC, datetime
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.folding import having
from tinhso.kernel.errors import Conflict
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    MultiFilter,
    NumberRangeFilter,
    PresetView,
    TextFilter,
    YesNoFilter,
)
from tinhso.kernel.web.models import SavedView


def rename(row: SavedView, actor: Actor) -> None:
    """Add an exclamation mark, once."""
    if row.name.endswith("!"):
        raise Conflict("Dòng này đã đổi tên rồi.")
    row.name += "!"
    row.save(update_fields=["name"])


def grow(reader: Actor, count: int, *, list_name: str = "a", name: str = "Dòng") -> None:
    """Save rows for the reader."""
    assert reader.id is not None
    SavedView.objects.bulk_create(
        SavedView(
            uid=uuid4(),
            list_name=list_name,
            owner=reader.id,
            agency_id=n,
            name=f"{name} {n:03d}",
            created_at=datetime(2026, 11, 1 + n % 20, 3, 0, tzinfo=UTC),
        )
        for n in range(count)
    )


class ViewList(ListPage[SavedView]):
    """Saved views of one list, as rows."""

    name = "web.test"
    title = _("bộ lọc đã lưu")
    columns = (
        Column("name", _("tên"), value=lambda v: v.name, sort="name"),
        Column("list", _("danh sách"), value=lambda v: v.list_name),
        Column("agency", _("cơ quan"), value=lambda v: v.agency_id, numeric=True, is_summed=True),
        Column("saved", _("lưu lúc"), value=lambda v: v.created_at, sort=("created_at",)),
        Column("query", _("bộ lọc"), value=lambda v: v.query, shown=False),
    )
    filters = (
        ChoiceFilter("loai", _("danh sách"), "list_name", choices=(("a", "A"), ("b", "B"))),
        MultiFilter("nhieu", _("danh sách"), "list_name", choices=(("a", "A"), ("b", "B"))),
        DateRangeFilter("luu", _("lưu lúc"), "created_at"),
        NumberRangeFilter("so", _("cơ quan"), "agency_id"),
        TextFilter("ten", _("tên"), "name"),
        YesNoFilter("chung", _("chia sẻ trong cơ quan"), "is_shared"),
    )
    views = (PresetView("chi-a", "A", {"loai": "a"}),)
    acts = (ListAct(key="doi-ten", label=_("Đổi tên"), run=rename, hotkey="Alt+R"),)
    default_sort = "-saved"
    page_size = 10
    export_limit = 100

    def rows(self, actor: Actor) -> models.QuerySet[SavedView]:
        """Return the rows of the two test lists."""
        return SavedView.objects.visible_to(actor).filter(list_name__in=["a", "b"])

    def search(self, rows: models.QuerySet[SavedView], query: str) -> models.QuerySet[SavedView]:
        """Match names."""
        return rows.filter(having(query, "name"))

    def url(self, row: SavedView) -> str:
        """Open the row."""
        return f"/thu/dong/{row.pk}/"

    def preview_url(self, row: SavedView) -> str:
        """Show the row beside."""
        return f"/thu/dong/{row.pk}/xem-nhanh/"

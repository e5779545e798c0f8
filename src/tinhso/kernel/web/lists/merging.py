"""What a merger of agencies does to kept views of lists: they name who goes on."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import QueryDict
from django.urls import get_resolver
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.db.rewriting import rewrite, write_back
from tinhso.kernel.db.text import whole
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
)
from tinhso.kernel.web.lists.registered import lists
from tinhso.kernel.web.models import SavedView, SavedViewQuerySet

if TYPE_CHECKING:
    from tinhso.kernel.web.lists.pages import ListPage


class ViewMoves(MergerEffect):
    """Views shared in an agency go on with its officials; what names it names its successor."""

    title = _("Bộ lọc đã lưu")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count the shared ones, and all that name an agency or unit that ends."""
        shared, naming = _shared(merging), _naming(merging)
        return [
            EffectLine(
                label=_("Bộ lọc chung của cơ quan chuyển theo"),
                count=shared.count(),
                listed=lambda: [_counted(view) for view in shared.order_by("pk")[:SHOWN_AT_ONCE]],
            ),
            EffectLine(
                label=_("Bộ lọc ghi cơ quan, đơn vị cũ"),
                count=len(naming),
                note=_("Đổi sang cơ quan, đơn vị tiếp nhận; người lưu không phải làm gì."),
                listed=lambda: [_counted(view) for view in naming[:SHOWN_AT_ONCE]],
            ),
        ]

    def apply(self, merging: Merging) -> None:
        """Let each view name who goes on, and be seen where its agency goes on."""
        for view in _naming(merging):
            rewrite(view, "query", _renamed(view, merging), act=merging.uid)
        rows = SavedView.objects.all()
        repoint(rows, "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on)

    def undo(self, merging: Merging) -> None:
        """Let each view say again what it said."""
        write_back(SavedView, act=merging.uid)
        point_back(SavedView, act=merging.uid)


def _shared(merging: Merging) -> SavedViewQuerySet:
    return SavedView.objects.filter(agency_id__in=list(merging.agencies), is_shared=True)


def _naming(merging: Merging) -> list[SavedView]:
    """Return the views one of whose filters names an agency or unit that ends."""
    asked = Q()
    for pk in {*merging.agencies, *merging.units}:
        asked |= Q(query__contains=f"={pk}")
    if not asked:
        return []
    rows = SavedView.objects.filter(asked).order_by("pk")
    return [view for view in rows if _names(view, merging)]


def _ending(key: str, merging: Merging) -> Mapping[int, int | None]:
    """Return what ends, by who goes on, of the kind of thing that a filter's field names."""
    called = key.removesuffix("_id")
    if called.endswith("agency"):
        return merging.agencies
    if called.endswith("unit"):
        return {old: new.unit_id for old, new in merging.units.items()}
    return {}


def _fields(list_name: str) -> dict[str, str]:
    """Return the fields of a list's filters by their names in addresses."""
    page = _page_of(list_name)
    if page is None:
        return {}
    return {name: one.field or one.key for one in page.filters for name in one.names()}


def _named(view: SavedView, merging: Merging) -> dict[str, Mapping[int, int | None]]:
    """Return the parameters of a view that name something that ends."""
    params = QueryDict(view.query)
    found = {}
    for name, key in _fields(view.list_name).items():
        ending = _ending(key, merging)
        if any(whole(value) in ending for value in params.getlist(name)):
            found[name] = ending
    return found


def _names(view: SavedView, merging: Merging) -> bool:
    return bool(_named(view, merging))


def _renamed(view: SavedView, merging: Merging) -> str:
    params = QueryDict(view.query, mutable=True)
    for name, ending in _named(view, merging).items():
        values = [str(ending.get(whole(value) or 0) or value) for value in params.getlist(name)]
        params.setlist(name, list(dict.fromkeys(values)))
    return params.urlencode()


def _page_of(list_name: str) -> "ListPage[Any] | None":
    """Return a list page; a worker has mounted none until it asks for the addresses."""
    if not get_resolver().url_patterns:
        return None
    return lists.find(list_name)


def _counted(view: SavedView) -> Counted:
    page = _page_of(view.list_name)
    return Counted(name=view.name, detail=str(page.title) if page is not None else "")

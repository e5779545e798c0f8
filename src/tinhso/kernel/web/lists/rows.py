"""What a list holds: the parts a room names, and how an address becomes rows."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.folding import having
from tinhso.kernel.db.paging import Count, Sight, capped_count
from tinhso.kernel.db.sight import SightRow
from tinhso.kernel.errors import NotFound, SignInNeeded
from tinhso.kernel.search import broad_words
from tinhso.kernel.web.lists import saved
from tinhso.kernel.web.lists.acts import ListAct
from tinhso.kernel.web.lists.columns import Column, Text
from tinhso.kernel.web.lists.filters import Filter
from tinhso.kernel.web.lists.shown import M, PresetView
from tinhso.kernel.web.lists.state import ListState, read_state


class ListRows(Generic[M]):
    """What a room declares of a list, and the rows an address asks for."""

    name: ClassVar[str]
    title: ClassVar[Text]
    template: ClassVar[str] = "kernel/lists/page.html"
    columns: ClassVar[Sequence[Column[Any]]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    views: ClassVar[Sequence[PresetView]] = ()
    acts: ClassVar[Sequence[ListAct[Any]]] = ()
    default_sort: ClassVar[str] = ""
    default_order: ClassVar[Sequence[str]] = ("-id",)
    page_size: ClassVar[int] = 50
    key_field: ClassVar[str] = "pk"
    sight: ClassVar[type[SightRow] | None] = None
    words_in: ClassVar[tuple[str, ...]] = ()
    """The fields in which typed words are sought, accents aside; else `search` says how."""
    search_hint: ClassVar[Text] = gettext_lazy("Tìm trong danh sách")
    empty_title: ClassVar[Text] = gettext_lazy("Chưa có gì ở đây")
    empty_text: ClassVar[Text] = ""
    empty_url: ClassVar[str] = ""
    empty_label: ClassVar[Text] = ""
    export_permission: ClassVar[str] = ""
    """Who may take rows out in a file; nothing: whoever may read the list."""
    export_limit: ClassVar[int] = 2000
    """Up to so many rows a file is made at once; more become a job with progress."""

    # --- what a room says

    def rows(self, actor: Actor) -> "models.QuerySet[M]":
        """Return the rows this actor sees, with all that cells need selected."""
        raise NotImplementedError

    def search(self, rows: "models.QuerySet[M]", query: str) -> "models.QuerySet[M]":
        """Keep the rows that match typed words: each word stands in one of `words_in`."""
        if not self.words_in:
            raise NotImplementedError
        return rows.filter(having(query, *self.words_in))

    def permit(self, actor: Actor) -> None:
        """Refuse whom the page is not for; by default it is for officials."""
        if not actor.is_signed_in:
            raise SignInNeeded
        if not actor.is_official:
            raise NotFound

    def url(self, row: M) -> str:
        """Return where the row opens; nothing when it does not."""
        return ""

    def preview_url(self, row: M) -> str:
        """Return the page that is also shown beside the list; nothing when there is none."""
        return ""

    def label(self, row: M) -> str:
        """Return what names the row to a person."""
        return str(row)

    def may_choose(self, row: M) -> bool:
        """Tell whether a row may be chosen for the list's acts; by default each may."""
        return True

    def act_of(self, key: str) -> ListAct[M] | None:
        """Return the act of a key; a room may read more out of it ("assign:<account>")."""
        return next((act for act in self.acts if act.key == key), None)

    def prepare(self, rows: Sequence[M], *, actor: Actor) -> None:
        """Fetch for a portion of rows, at once, what their cells need beyond the query."""

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep that rows were shown (design 5.9); rooms with people's data say how."""

    def was_exported(self, *, actor: Actor, rows: Sequence[M]) -> None:
        """Keep that these rows left in a file, in portions; rooms with people's data say how."""

    def shell(self, actor: Actor) -> str:
        """Return the page around the list and around its long acts: the reader's own."""
        return "kernel/staff.html" if actor.is_official else "kernel/public.html"

    def context(self, request: HttpRequest, state: ListState[M]) -> dict[str, object]:
        """Return more for the template."""
        return {}

    def asks_for_few(self, state: ListState[M]) -> bool:
        """Tell whether an index of the room's own holds just what an address asks for.

        Such rows are taken by it; how much the actor sees is no way to them.
        """
        return False

    # --- how an address becomes rows

    def state_of(self, actor: Actor, params: QueryDict) -> ListState[M]:
        """Read an address for an actor, with the columns he chose."""
        return read_state(
            params,
            actor=actor,
            columns=self.columns,
            filters=self.filters,
            chosen=saved.chosen_columns(actor, self.name),
            default_sort=self.default_sort,
        )

    def narrowed(
        self, actor: Actor, state: ListState[M], seen: "models.QuerySet[M] | None" = None
    ) -> "models.QuerySet[M]":
        """Return the rows an address asks for; none while a filter is wrong.

        `seen` is what `rows` gave this actor before: a page asks several views of the same rows.
        """
        rows = self.rows(actor) if seen is None else seen
        if state.errors:
            return rows.none()
        for one in state.filters:
            if one.reading.condition is not None:
                rows = rows.filter(one.reading.condition)
        if state.words:
            rows = self.search(rows, state.words)
        return rows

    def ordered(self, actor: Actor, state: ListState[M]) -> "models.QuerySet[M]":
        """Return the narrowed rows in the shown order."""
        return self.narrowed(actor, state).order_by(*state.order(self.default_order))

    def _sight(self, actor: Actor) -> Sight | None:
        return Sight(self.sight, actor.sight_keys) if self.sight is not None else None

    def _way(self, state: ListState[M], sight: Sight | None) -> Sight | None:
        return None if self.asks_for_few(state) else sight

    def _count(self, rows: "models.QuerySet[M]", state: ListState[M], sight: Sight | None) -> Count:
        is_common = not state.words and not any(one.is_on for one in state.filters)
        way = self._way(state, sight)
        return capped_count(rows, sight=way, broad=broad_words(rows), is_common=is_common)

    def by_keys(self, actor: Actor, keys: Sequence[str]) -> "models.QuerySet[M]":
        """Return the visible rows of these public keys; what is no key finds nothing."""
        rows = self.rows(actor)
        meta = rows.model._meta
        field = meta.pk if self.key_field == "pk" else meta.get_field(self.key_field)
        read = [key for key in keys if _is_key(key, field)]
        return rows.filter(**{f"{self.key_field}__in": read})

    def key(self, row: M) -> str:
        """Return the public key of a row."""
        return str(getattr(row, self.key_field))

    def state_of_view(self, actor: Actor, params: QueryDict) -> ListState[M]:
        """Read a view's question; its columns do not matter."""
        return read_state(
            params,
            actor=actor,
            columns=self.columns,
            filters=self.filters,
            chosen=(),
            default_sort=self.default_sort,
        )

    @staticmethod
    def _base(request: HttpRequest, last: str) -> str:
        return request.path.rsplit(f"/{last}/", 1)[0] + "/"


def _is_key(text: str, field: object) -> bool:
    """Tell whether a text can be the value of a field by which rows are known."""
    if not isinstance(field, models.Field):
        return False
    try:
        field.run_validators(field.to_python(text))
    except ValidationError:
        return False
    return True

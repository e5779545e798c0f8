"""The page itself: from an address to rows on the screen, in a file, or under an act."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic
from uuid import UUID

from django.db import models
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.paging import Count, Sight, capped_count, page_of
from tinhso.kernel.db.sight import SightRow
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Invalid, NotFound, SignInNeeded
from tinhso.kernel.web.lists import saved
from tinhso.kernel.web.lists.acts import ListAct
from tinhso.kernel.web.lists.columns import Column, Text
from tinhso.kernel.web.lists.export import FORMATS, csv_lines, write
from tinhso.kernel.web.lists.filters import Filter
from tinhso.kernel.web.lists.registered import lists
from tinhso.kernel.web.lists.runs import execute
from tinhso.kernel.web.lists.shown import M, PresetView, ShownRow, Tab
from tinhso.kernel.web.lists.state import CURSOR, VIEW, WORDS, ListState, read_state, with_value
from tinhso.kernel.web.once import once
from tinhso.kernel.web.permissions import WebPermission
from tinhso.kernel.web.words import number


class ListPage(Generic[M]):
    """Subclass it, name its parts, and mount `urls`."""

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
    has_search: ClassVar[bool] = True
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
        """Keep the rows that match typed words."""
        raise NotImplementedError

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

    def act_of(self, key: str) -> ListAct[M] | None:
        """Return the act of a key; a room may read more out of it ("assign:<account>")."""
        return next((act for act in self.acts if act.key == key), None)

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep that rows were shown (design 5.9); rooms with people's data say how."""

    def was_exported(self, *, actor: Actor, rows: Sequence[M]) -> None:
        """Keep that these rows left in a file, in portions; rooms with people's data say how."""

    def context(self, request: HttpRequest, state: ListState[M]) -> dict[str, object]:
        """Return more for the template."""
        return {}

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

    def narrowed(self, actor: Actor, state: ListState[M]) -> "models.QuerySet[M]":
        """Return the rows an address asks for; none while a filter is wrong."""
        rows = self.rows(actor)
        if state.errors:
            return rows.none()
        for one in state.filters:
            if one.reading.condition is not None:
                rows = rows.filter(one.reading.condition)
        if state.words and self.has_search:
            rows = self.search(rows, state.words)
        return rows

    def ordered(self, actor: Actor, state: ListState[M]) -> "models.QuerySet[M]":
        """Return the narrowed rows in the shown order."""
        return self.narrowed(actor, state).order_by(*state.order(self.default_order))

    def _sight(self, actor: Actor) -> Sight | None:
        return (self.sight, actor.sight_keys) if self.sight is not None else None

    def _count(self, actor: Actor, state: ListState[M]) -> Count:
        return capped_count(self.narrowed(actor, state), sight=self._sight(actor))

    def by_keys(self, actor: Actor, keys: Sequence[str]) -> "models.QuerySet[M]":
        """Return the visible rows of these public keys."""
        return self.rows(actor).filter(**{f"{self.key_field}__in": keys})

    def key(self, row: M) -> str:
        """Return the public key of a row."""
        return str(getattr(row, self.key_field))

    # --- pages

    def page(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        actor = actor_of(request)
        self.permit(actor)
        state = self.state_of(actor, request.GET)
        found = page_of(
            self.narrowed(actor, state),
            order=state.order(self.default_order),
            size=self.page_size,
            cursor=request.GET.get(CURSOR, ""),
            sight=self._sight(actor),
        )
        shown = [self._shown(row, state.columns) for row in found.rows]
        self.was_shown(
            actor=actor,
            count=len(shown),
            filters=[f.filter.key for f in state.filters if f.is_on] + [WORDS] * bool(state.words),
        )
        next_query = with_value(request.GET, CURSOR, found.next_cursor)
        previous_query = with_value(request.GET, CURSOR, found.previous_cursor)
        values: dict[str, object] = {
            "list": self,
            "state": state,
            "rows": shown,
            "total": self._count(actor, state),
            "tabs": self._tabs(actor, request.GET),
            "next_query": next_query if found.next_cursor else "",
            "previous_query": previous_query if found.previous_cursor else "",
            "acts": [act for act in self.acts if act.visible(actor)],
            "error_lines": dict(state.errors),
            "choosable": self._choosable(state),
            "formats": list(FORMATS) if self.may_export(actor) else [],
            "can_share": actor.agency_id is not None and actor.may(WebPermission.SHARE_VIEW),
            **self.context(request, state),
        }
        partial = (
            getattr(request, "htmx", False) and request.headers.get("HX-Target") == "danh-sach"
        )
        return render(request, "kernel/lists/_body.html" if partial else self.template, values)

    def _shown(self, row: M, columns: Sequence[Column[M]]) -> ShownRow[M]:
        return ShownRow(
            row=row,
            key=self.key(row),
            label=self.label(row),
            url=self.url(row),
            preview_url=self.preview_url(row),
            cells=[(column, column.cell(row)) for column in columns],
        )

    def _choosable(self, state: ListState[M]) -> list[tuple[Column[M], bool]]:
        on = {column.key for column in state.columns}
        return [(column, column.key in on) for column in self.columns]

    def _tabs(self, actor: Actor, params: QueryDict) -> list[Tab]:
        current = params.get(VIEW, "")
        asked = any(v for k, v in params.items() if k not in {CURSOR, "xep"})
        tabs = [Tab(_("Tất cả"), "", "", is_on=not asked)]
        for view in self.views:
            wanted = view.params()
            count = (
                str(self._count(actor, self.state_of_view(actor, wanted))) if view.counted else ""
            )
            tabs.append(Tab(view.label, wanted.urlencode(), count, view.key == current))
        for kept in saved.views_of(actor, self.name):
            wanted = QueryDict(kept.query, mutable=True)
            wanted[VIEW] = str(kept.uid)
            count = str(self._count(actor, self.state_of_view(actor, wanted)))
            own = str(kept.uid) if kept.owner == actor.id else ""
            is_on = str(kept.uid) == current
            tabs.append(Tab(kept.name, wanted.urlencode(), count, is_on, True, own))
        return tabs

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

    def may_export(self, actor: Actor) -> bool:
        """Tell whether the page offers its files to this reader."""
        return not self.export_permission or actor.may(self.export_permission)

    def export(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Give what is shown as a file, or start a job that will."""
        actor = actor_of(request)
        self.permit(actor)
        if self.export_permission:
            require(actor, self.export_permission)
        if kind not in FORMATS:
            raise NotFound
        state = self.state_of(actor, request.GET)
        if state.errors:
            raise Invalid(fields=dict(state.errors))
        if kind == "csv":
            return self._stream_csv(actor, state)
        size = capped_count(
            self.narrowed(actor, state), self.export_limit, sight=self._sight(actor)
        )
        if size.is_capped and kind != "xlsx":
            longer = _("Danh sách dài hơn %(most)s dòng; hãy chọn XLSX hoặc CSV.")
            raise Invalid(longer % {"most": number(self.export_limit)})
        if size.is_capped:
            run = saved.start_export(actor=actor, page=self, query=state.query, kind=kind)
            return HttpResponseRedirect(f"{self._base(request, 'xuat')}luot/{run.uid}/")
        audit.record("web.list_exported", actor=actor, list=self.name, rows=size.number)
        file = write(
            kind,
            title=str(self.title),
            headings=self.export_headings(state),
            rows=self.export_rows(actor, state),
        )
        return FileResponse(
            file, as_attachment=True, filename=self.file_name(kind), content_type=FORMATS[kind]
        )

    def _stream_csv(self, actor: Actor, state: ListState[M]) -> HttpResponseBase:
        """Give any number of rows as they are read; the language stays that of the request."""
        audit.record("web.list_exported", actor=actor, list=self.name, rows=None)
        language = get_language() or "vi"

        def lines() -> Iterator[bytes]:
            with translation.override(language):
                yield from csv_lines(self.export_headings(state), self.export_rows(actor, state))

        response = StreamingHttpResponse(lines(), content_type=FORMATS["csv"])
        name = content_disposition_header(True, self.file_name("csv"))
        response["Content-Disposition"] = name or ""
        return response

    def export_headings(self, state: ListState[M]) -> list[str]:
        """Return the first line of a file."""
        return [str(column.label) for column in state.columns if column.is_exported]

    def export_rows(
        self, actor: Actor, state: ListState[M], *, told: Callable[[int], None] | None = None
    ) -> Iterator[list[Any]]:
        """Yield the lines of a file, in the shown order and columns."""
        columns = [column for column in state.columns if column.is_exported]
        portion: list[M] = []
        rows = self.ordered(actor, state).iterator(chunk_size=1000)
        for done, row in enumerate(rows, start=1):
            portion.append(row)
            yield [column.exported(row) for column in columns]
            if len(portion) == 1000:
                self.was_exported(actor=actor, rows=portion)
                portion = []
                if told is not None:
                    told(done)
        if portion:
            self.was_exported(actor=actor, rows=portion)

    def file_name(self, kind: str) -> str:
        """Return the name of an exported file, in plain letters."""
        words = "-".join("".join(c if c.isalnum() else " " for c in fold(str(self.title))).split())
        return f"{words or 'danh-sach'}.{kind}"

    def save_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the shown filter under a name, or drop a kept one."""
        actor = actor_of(request)
        self.permit(actor)
        back = self._base(request, "bo-loc")
        if request.POST.get("bo"):
            saved.drop_view(actor=actor, list_name=self.name, uid=request.POST["bo"])
            return HttpResponseRedirect(back)
        view = saved.keep_view(
            actor=actor,
            list_name=self.name,
            name=request.POST.get("ten", ""),
            query=request.POST.get("cau-hoi", ""),
            is_shared=bool(request.POST.get("chung")),
        )
        kept = QueryDict(view.query, mutable=True)
        kept[VIEW] = str(view.uid)
        return HttpResponseRedirect(f"{back}?{kept.urlencode()}")

    def choose_columns(self, request: HttpRequest) -> HttpResponse:
        """Keep the columns a reader wants."""
        actor = actor_of(request)
        self.permit(actor)
        wanted = set(request.POST.getlist("cot"))
        keys = [column.key for column in self.columns if column.key in wanted]
        saved.keep_columns(actor=actor, list_name=self.name, keys=keys)
        query = request.POST.get("cau-hoi", "")
        return HttpResponseRedirect(f"{self._base(request, 'cot')}?{QueryDict(query).urlencode()}")

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """Start an act over chosen rows, once however often it is sent."""
        actor = actor_of(request)
        self.permit(actor)
        act = self.act_of(request.POST.get("viec", ""))
        if act is None or not act.visible(actor):
            raise NotFound
        keys = request.POST.getlist("chon")
        if not keys:
            raise Invalid(_("Chưa chọn dòng nào; hãy đánh dấu ít nhất một dòng."))
        base = self._base(request, "viec")

        def start() -> str:
            return f"{base}luot/{saved.start_act(actor=actor, page=self, act=act, keys=keys).uid}/"

        there = once(request, start)
        if len(keys) <= saved.AT_ONCE:
            execute(UUID(there.split("/")[-2]), actor=actor, first=True)
        return HttpResponseRedirect(there)

    def run_page(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Show how far a long piece of work is, and the outcome of each row."""
        actor = actor_of(request)
        self.permit(actor)
        run = saved.run_of(actor=actor, list_name=self.name, uid=uid)
        act = self.act_of(run.act)
        values: dict[str, object] = {
            "list": self,
            "run": run,
            "act_label": act.label if act else "",
            "list_url": request.path.split("luot/")[0],
            "failed": sum(1 for outcome in run.outcomes if not outcome["done"]),
        }
        partial = getattr(request, "htmx", False)
        return render(request, f"kernel/lists/{'_run' if partial else 'run'}.html", values)

    def run_file(self, request: HttpRequest, uid: UUID) -> HttpResponseBase:
        """Give the file a job made, to whom it was made for."""
        actor = actor_of(request)
        self.permit(actor)
        run = saved.run_of(actor=actor, list_name=self.name, uid=uid)
        return saved.file_of(run)

    @staticmethod
    def _base(request: HttpRequest, last: str) -> str:
        return request.path.rsplit(f"/{last}/", 1)[0] + "/"

    @classmethod
    def urls(cls, prefix: str, *, name: str = "") -> list[URLPattern]:
        """Mount the list and all its addresses under a prefix ("lam-viec/ho-so/")."""
        page = cls()
        lists.register(cls.name, page)
        return [
            path(prefix, require_safe(page.page), name=name or cls.name),
            path(f"{prefix}xuat/<slug:kind>/", require_safe(page.export)),
            path(f"{prefix}bo-loc/", require_POST(page.save_view)),
            path(f"{prefix}cot/", require_POST(page.choose_columns)),
            path(f"{prefix}viec/", require_POST(page.bulk)),
            path(f"{prefix}luot/<uuid:uid>/", require_safe(page.run_page)),
            path(f"{prefix}luot/<uuid:uid>/tep/", require_safe(page.run_file)),
        ]

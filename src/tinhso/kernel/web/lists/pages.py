"""The page itself: from an address to rows on the screen, in a file, or under an act."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.db.paging import Sight, page_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.search import broad_words
from tinhso.kernel.web.lists import saved
from tinhso.kernel.web.lists.columns import Column
from tinhso.kernel.web.lists.drawing import drawn_rows
from tinhso.kernel.web.lists.export import FORMATS
from tinhso.kernel.web.lists.files import ListFiles
from tinhso.kernel.web.lists.registered import lists
from tinhso.kernel.web.lists.runs import execute
from tinhso.kernel.web.lists.shown import M, ShownRow, Tab
from tinhso.kernel.web.lists.state import CURSOR, OPENED, SORT, VIEW, WORDS, ListState, with_value
from tinhso.kernel.web.once import once
from tinhso.kernel.web.permissions import WebPermission


class ListPage(ListFiles[M]):
    """Subclass it, name its parts, and mount `urls`."""

    def page(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        actor = actor_of(request)
        self.permit(actor)
        state = self.state_of(actor, request.GET)
        sight = self._sight(actor)
        seen = self.rows(actor)
        rows, way = self.narrowed(actor, state, seen), self._way(state, sight)
        found = page_of(
            rows,
            order=state.order(self.default_order),
            size=self.page_size,
            cursor=request.GET.get(CURSOR, ""),
            sight=way,
            broad=broad_words(rows),
        )
        self.prepare(found.rows, actor=actor)
        shown = [self._shown(row, state.columns) for row in found.rows]
        self.was_shown(
            actor=actor,
            count=len(shown),
            filters=[f.filter.key for f in state.filters if f.is_on] + [WORDS] * bool(state.words),
        )
        next_query = with_value(request.GET, CURSOR, found.next_cursor)
        previous_query = with_value(request.GET, CURSOR, found.previous_cursor)
        acts = [act for act in self.acts if act.visible(actor)]
        values: dict[str, object] = {
            "list": self,
            "shell": self.shell(actor),
            "state": state,
            "rows": shown,
            "drawn_rows": drawn_rows(shown, can_choose=bool(acts)),
            "total": self._count(rows, state, sight).at_least(len(shown)),
            "tabs": self._tabs(actor, request.GET, sight, seen),
            "next_query": next_query if found.next_cursor else "",
            "previous_query": previous_query if found.previous_cursor else "",
            "acts": acts,
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
            can_choose=self.may_choose(row),
            cells=[(column, column.cell(row)) for column in columns],
        )

    def _choosable(self, state: ListState[M]) -> list[tuple[Column[M], bool]]:
        on = {column.key for column in state.columns}
        return [(column, column.key in on) for column in self.columns]

    def _tabs(
        self, actor: Actor, params: QueryDict, sight: Sight | None, seen: "QuerySet[M]"
    ) -> list[Tab]:
        current = params.get(VIEW, "")
        asked = any(v for k, v in params.items() if k not in {CURSOR, OPENED, SORT})
        tabs = [Tab(_("Tất cả"), "", "", is_on=not asked)]
        for view in self.views:
            wanted = view.params()
            count = self._count_of_view(actor, wanted, sight, seen) if view.counted else ""
            tabs.append(Tab(view.label, wanted.urlencode(), count, view.key == current))
        for kept in saved.views_of(actor, self.name):
            wanted = QueryDict(kept.query, mutable=True)
            wanted[VIEW] = str(kept.uid)
            count = self._count_of_view(actor, wanted, sight, seen)
            own = str(kept.uid) if kept.owner == actor.id else ""
            is_on = str(kept.uid) == current
            tabs.append(Tab(kept.name, wanted.urlencode(), count, is_on, True, own))
        return tabs

    def _count_of_view(
        self, actor: Actor, wanted: QueryDict, sight: Sight | None, seen: "QuerySet[M]"
    ) -> str:
        state = self.state_of_view(actor, wanted)
        return str(self._count(self.narrowed(actor, state, seen), state, sight))

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
            "shell": self.shell(actor),
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

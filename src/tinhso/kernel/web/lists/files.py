"""A list taken out: exactly what is shown, as a file at once or by a job."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.paging import capped_count
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import saved
from tinhso.kernel.web.lists.export import FORMATS, About, Line, csv_lines, write
from tinhso.kernel.web.lists.rows import ListRows
from tinhso.kernel.web.lists.shown import M
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.words import number

PORTION: Final = 1000
"""So many rows of a file are fetched, written and kept as taken out at a time."""


class ListFiles(ListRows[M]):
    """Gives the rows of a list in a file."""

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
            raise Invalid(told(longer, most=number(self.export_limit)))
        if size.is_capped:
            run = saved.start_export(actor=actor, page=self, query=state.query, kind=kind)
            return HttpResponseRedirect(f"{self._base(request, 'xuat')}luot/{run.uid}/")
        audit.record("web.list_exported", actor=actor, list=self.name, rows=size.number)
        file = write(
            kind,
            title=str(self.title),
            headings=self.export_headings(state),
            rows=self.export_rows(actor, state),
            about=self.about_file(actor, state),
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
        return [column.heading for column in state.columns if column.is_exported]

    def about_file(self, actor: Actor, state: ListState[M]) -> About:
        """Return what the second sheet of a file tells: how the list was narrowed and sorted."""
        lines: list[Line] = [(_("Tìm theo chữ"), state.words)] * bool(state.words)
        narrowing = [one for one in state.filters if one.is_on]
        lines += [(str(one.filter.label), one.reading.words) for one in narrowing]
        if not lines:
            lines.append((_("Lọc"), _("Không lọc: mọi dòng, mọi thời gian")))
        if state.sort is not None:
            order = _("%(column)s, giảm dần") if state.is_descending else _("%(column)s, tăng dần")
            lines.append((_("Sắp theo"), order % {"column": state.sort.label}))
        lines.append((_("Phạm vi"), _("Chỉ gồm những gì người xuất được xem.")))
        columns = [column for column in state.columns if column.is_exported]
        summed = [place for place, column in enumerate(columns) if column.is_summed]
        return About.of(actor, *lines, summed=summed)

    def export_rows(
        self, actor: Actor, state: ListState[M], *, told: Callable[[int], None] | None = None
    ) -> Iterator[list[Any]]:
        """Yield the lines of a file, in the shown order and columns."""
        columns = [column for column in state.columns if column.is_exported]
        rows = self.ordered(actor, state).iterator(chunk_size=PORTION)
        done = 0
        while portion := list(islice(rows, PORTION)):
            self.prepare(portion, actor=actor)
            for row in portion:
                yield [column.exported(row) for column in columns]
            self.was_exported(actor=actor, rows=portion)
            done += len(portion)
            if told is not None and len(portion) == PORTION:
                told(done)

    def file_name(self, kind: str) -> str:
        """Return the name of an exported file, in plain letters."""
        words = "-".join("".join(c if c.isalnum() else " " for c in fold(str(self.title))).split())
        return f"{words or 'danh-sach'}.{kind}"

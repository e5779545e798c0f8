"""The rows of a list as HTML.

A page shows fifty rows of several cells: as templates they cost more than all the rest of it.
"""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tinhso.kernel.web.lists.columns import Column
from tinhso.kernel.web.lists.shown import M, ShownRow
from tinhso.kernel.web.markup import escaped, put
from tinhso.kernel.web.templatetags.kernel import icon


def drawn_rows(rows: Sequence[ShownRow[M]], *, can_choose: bool) -> SafeString:
    """Return the lines of the table's body; with `can_choose` each has a box for acts."""
    choose, preview, eye = _("Chọn"), _("Xem nhanh"), icon("layout-sidebar-reverse")
    begins = _beginnings(column for column, _cell in rows[0].cells[1:]) if rows else []
    return _joined(
        put(
            '<tr data-row id="dong-{}">{}{}{}</tr>\n',
            row.key,
            _box(row, choose) if can_choose else "",
            _cells(row, begins),
            _preview(row, preview, eye) if row.preview_url else "",
        )
        for row in rows
    )


def _box(row: ShownRow[M], word: str) -> SafeString:
    return put(
        '<td><label><span class="visually-hidden">{} <span lang="vi">{}</span></span>'
        ' <input type="checkbox" name="chon" value="{}"{}></label></td>',
        word,
        row.label,
        row.key,
        "" if row.can_choose else mark_safe(" disabled"),  # a constant
    )


def _beginnings(columns: Iterable[Column[M]]) -> list[SafeString]:
    """Return how the cells of each column begin, in every row alike."""
    return [
        put(
            '<td{} data-label="{}">',
            mark_safe(' class="num"') if column.numeric else "",  # a constant
            column.label,
        )
        for column in columns
    ]


def _cells(row: ShownRow[M], begins: Iterable[SafeString]) -> SafeString:
    (_first, name), *others = row.cells
    if row.url:
        name = put('<a class="row-link" href="{}" data-open>{}</a>', row.url, name)
    pairs = zip(begins, others, strict=True)
    cells = (f"{begin}{escaped(cell)}</td>" for begin, (_column, cell) in pairs)
    return put('<th scope="row">{}</th>{}', name, _joined(cells))


def _preview(row: ShownRow[M], word: str, eye: SafeString) -> SafeString:
    return put(
        '<td class="preview-cell"><a class="button quiet" href="{0}" hx-get="{0}"'
        ' hx-target="#xem-nhanh" hx-swap="innerHTML" data-preview>{1}'
        ' <span class="visually-hidden">{2} <span lang="vi">{3}</span></span></a></td>',
        row.preview_url,
        eye,
        word,
        row.label,
    )


def _joined(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))

"""The rows of a list as HTML.

A page shows fifty rows of several cells: as templates they cost more than all the rest of it.
"""

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tinhso.kernel.web.lists.shown import M, ShownRow
from tinhso.kernel.web.templatetags.kernel import icon


def drawn_rows(rows: Iterable[ShownRow[M]], *, can_choose: bool) -> SafeString:
    """Return the lines of the table's body; with `can_choose` each has a box for acts."""
    choose, preview, eye = _("Chọn"), _("Xem nhanh"), icon("layout-sidebar-reverse")
    return _joined(
        format_html(
            '<tr data-row id="dong-{}">{}{}{}</tr>\n',
            row.key,
            _box(row, choose) if can_choose else "",
            _cells(row),
            _preview(row, preview, eye) if row.preview_url else "",
        )
        for row in rows
    )


def _box(row: ShownRow[M], word: str) -> SafeString:
    return format_html(
        '<td><label><span class="visually-hidden">{} <span lang="vi">{}</span></span>'
        ' <input type="checkbox" name="chon" value="{}"{}></label></td>',
        word,
        row.label,
        row.key,
        "" if row.can_choose else mark_safe(" disabled"),  # a constant
    )


def _cells(row: ShownRow[M]) -> SafeString:
    (_first, name), *others = row.cells
    if row.url:
        name = format_html('<a class="row-link" href="{}" data-open>{}</a>', row.url, name)
    head = format_html('<th scope="row">{}</th>', name)
    return head + _joined(
        format_html(
            '<td{} data-label="{}">{}</td>',
            mark_safe(' class="num"') if column.numeric else "",  # a constant
            column.label,
            cell,
        )
        for column, cell in others
    )


def _preview(row: ShownRow[M], word: str, eye: SafeString) -> SafeString:
    url = conditional_escape(row.preview_url)
    return format_html(
        '<td class="preview-cell"><a class="button quiet" href="{}" hx-get="{}"'
        ' hx-target="#xem-nhanh" hx-swap="innerHTML" data-preview>{} <span class="visually-hidden">'
        '{} <span lang="vi">{}</span></span></a></td>',
        url,
        url,
        eye,
        word,
        row.label,
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))

"""The lines of a leader's board: what each says, where its numbers lead, and how it is drawn.

A province has a hundred of them: as a template they were half of the page's time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.queries.board import BoardRow, Output
from tinhso.dossiers.views.inbox import key_of, question_of
from tinhso.kernel.web import words
from tinhso.kernel.web.markup import put
from tinhso.kernel.web.once import FIELD, new_token

BY: dict[str, tuple[str | Promise, str]] = {
    "agency": (gettext_lazy("Cơ quan"), "co_quan"),
    "unit": (gettext_lazy("Đơn vị"), "don_vi"),
    "person": (gettext_lazy("Người giữ"), "nguoi"),
    "procedure": (gettext_lazy("Thủ tục"), "thu_tuc"),
}
"""What the board can be split by, and the filter of the list behind each line."""
TARGET = Decimal(98)
"""Per cent in time that the province asks for."""
SCALE_FROM = Decimal(80)
"""Where the common scale begins; what lies below stands at its left end."""
_SHAPES: Final = {
    "none": SafeString(""),
    "done": SafeString('<rect class="done" x="-5" y="-5" width="10" height="10" rx="2" />'),
    "soon": SafeString('<path class="soon" d="M0-6 6 0 0 6-6 0Z" />'),
    "late": SafeString('<path class="late" d="M0-6 6 5-6 5Z" />'),
}


@dataclass(frozen=True, kw_only=True)
class BoardLine:
    """One line: open work now, and what was finished in the shown days."""

    name: str
    row: BoardRow
    output: Output
    by: str
    start: date
    end: date
    list_url: str
    may_remind: bool = False
    """Whether something is late here of which the reader can remind somebody."""

    @cached_property
    def share(self) -> Decimal | None:
        """Return the share finished in time."""
        return self.output.in_time_share

    @property
    def kind(self) -> str:
        """Return the shape that stands for the share."""
        if self.share is None:
            return "none"
        return "done" if self.share >= TARGET else "soon" if self.share >= 90 else "late"

    @property
    def place(self) -> str:
        """Return where the mark stands on the common scale, in per cent of its width."""
        return place_of(self.share if self.share is not None else SCALE_FROM)

    @cached_property
    def rows_url(self) -> str:
        """Return where the rows of this line are, whatever their state."""
        return f"{self.list_url}?{question_of(**{BY[self.by][1]: key_of(self.row.key)})}"

    def _drill(self, standing: str) -> str:
        return f"{self.rows_url}&{question_of(tinh_hinh=standing)}"

    @property
    def open_url(self) -> str:
        """Open what is being worked on."""
        return self._drill("open")

    @property
    def late_url(self) -> str:
        """Open what is late."""
        return self._drill("late")

    @property
    def soon_url(self) -> str:
        """Open what is due soon."""
        return self._drill("soon")

    @cached_property
    def finished_url(self) -> str:
        """Open what was finished in the shown days."""
        days = urlencode({"xong_tu": self.start.isoformat(), "xong_den": self.end.isoformat()})
        return f"{self.rows_url}&{days}"


def place_of(share: Decimal) -> str:
    """Return where a share stands on the scale from 80 to 100, in per cent of its width."""
    inside = max(share, SCALE_FROM) - SCALE_FROM
    return f"{(inside * 100 / (100 - SCALE_FROM)):.1f}%"


def drawn_lines(lines: Iterable[BoardLine], *, asked_by: HttpRequest) -> SafeString:
    """Return the lines of the table's body; each with a form that reminds, where it can."""
    target = place_of(TARGET)
    scale = put(
        '<line x1="0" x2="100%" y1="8" y2="8" /><line class="target" x1="{0}" x2="{0}"'
        ' y1="2" y2="14" />',
        target,
    )
    form = put('<form method="post" action="{}">{}', reverse("board_remind"), csrf_input(asked_by))
    remind = _("Nhắc")
    return SafeString("".join(_drawn(line, scale, form, remind) for line in lines))


def _drawn(line: BoardLine, scale: SafeString, form: SafeString, remind: str) -> SafeString:
    finished, row = line.finished_url, line.row
    share = None if line.share is None else words.percent(line.share)
    return put(
        '<tr><th scope="row" lang="vi">{}</th>\n<td class="num board-hide">{}</td>\n'
        '<td class="board-scale" data-label=""><svg aria-hidden="true" focusable="false">{}{}</svg>'
        '</td>\n<td class="num">{}</td>\n<td class="num">{}</td>\n<td class="num">{}</td>\n'
        '<td class="num">{}</td>\n<td class="num">{}</td></tr>\n',
        line.name,
        _link(finished, words.number(line.output.finished)),
        scale,
        _mark(line),
        "–" if share is None else _link(finished, share),
        _link(line.open_url, words.number(row.open)),
        _link(line.late_url, words.number(row.late)),
        _link(line.soon_url, words.number(row.soon)),
        _reminding(line, form, remind) if line.may_remind else "",
    )


def _link(url: str, text: str) -> SafeString:
    return put('<a href="{}">{}</a>', url, text)


def _mark(line: BoardLine) -> SafeString | str:
    if line.kind == "none":
        return ""
    return put('<svg x="{}" y="8" overflow="visible">{}</svg>', line.place, _SHAPES[line.kind])


def _reminding(line: BoardLine, form: SafeString, remind: str) -> SafeString:
    return put(
        '{}<input type="hidden" name="{}" value="{}"><input type="hidden" name="theo" value="{}">'
        '<input type="hidden" name="khoa" value="{}">'
        '<input type="hidden" name="tinh-hinh" value="late"><button type="submit"'
        ' class="button quiet">{}<span class="visually-hidden" lang="vi"> {}</span></button>'
        "</form>",
        form,
        FIELD,
        new_token(),
        line.by,
        line.row.key,
        remind,
        line.name,
    )

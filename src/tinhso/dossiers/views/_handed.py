"""The lines of paper on its way as HTML: two hundred are too many for a template."""

from collections.abc import Container, Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tinhso.dossiers.models import HandOver
from tinhso.kernel.web.markup import put
from tinhso.kernel.web.words import when

_LINE = (
    '<tr><td>{}</td>\n<th scope="row"><a class="row-link" href="{}">{}</a></th>\n'
    '<td data-label="{}" lang="vi">{}</td>\n<td data-label="{}">{}</td>\n'
    '<td data-label="{}">{}</td>\n<td data-label="{}" lang="vi">{}</td></tr>\n'
)


def drawn_handed(lines: Iterable[HandOver], *, may_confirm: Container[int]) -> SafeString:
    """Return the lines of the table's body; each that the reader may confirm has a box."""
    matter, given, by = _("Thủ tục"), _("Giao lúc"), _("Người giao")
    there, confirm = _("Bản giấy đến trước"), _("Đã nhận bản giấy %(code)s")
    return SafeString(
        "".join(
            put(
                _LINE,
                _box(line, confirm) if line.pk in may_confirm else "",
                reverse("desk_dossier", kwargs={"uid": line.dossier.uid}),
                line.dossier.shown_number,
                matter,
                line.dossier.procedure_version.name,
                given,
                when(line.at),
                there,
                when(line.paper_due_at) if line.paper_due_at else "",
                by,
                line.given_by_name,
            )
            for line in lines
        )
    )


def _box(line: HandOver, confirm: str) -> SafeString:
    return put(
        '<input type="checkbox" name="chon" value="{}" aria-label="{}">',
        line.dossier.uid,
        confirm % {"code": line.dossier.shown_number},
    )

"""Who looked at my data: a list for the person himself."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import AccessRecord
from tinhso.identity.queries import named_objects
from tinhso.identity.registry import LookedAt
from tinhso.identity.rules import LOOKED_AT, AccessWhat
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.errors import NotFound, SignInNeeded
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.organization.queries import agency_name_column, agency_names


def _mine(actor: Actor) -> QuerySet[AccessRecord]:
    return AccessRecord.objects.filter(person_id=actor.person_id or 0)


def _agencies(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies whose people looked, for choosing one."""
    ids = _mine(actor).order_by().values_list("agency_id", flat=True).distinct()
    names: Mapping[int, str] = agency_names(pk for pk in ids if pk is not None)
    return sorted(
        ((str(pk), name) for pk, name in names.items()), key=lambda pair: alphabetical(pair[1])
    )


def _who(row: AccessRecord) -> str:
    return row.actor_name or str(_("hệ thống"))


def _kind(row: AccessRecord) -> str:
    return str(LOOKED_AT.get(row.object_kind, ""))


def _named(row: AccessRecord) -> LookedAt | None:
    what: LookedAt | None = vars(row).get("object_named")
    return what


def _object(row: AccessRecord) -> SafeString:
    """Show what kind of thing was looked at, under it which one, where the reader may see it."""
    what = _named(row)
    if what is None:
        return format_html("{}", _kind(row))
    number = format_html('<span class="code">{}</span>', what.number)
    return format_html(
        "<span>{}{}{}</span>",
        _kind(row),
        format_html('<a class="under" href="{}">{}</a>', what.url, number),
        format_html('<span class="under" lang="vi">{}</span>', what.title) if what.title else "",
    )


def _object_in_file(row: AccessRecord) -> str:
    return " ".join(filter(None, (_kind(row), str(_named(row) or ""))))


class AccessList(ListPage[AccessRecord]):
    """Each look at the reader's own data, the newest first."""

    name = "identity.accesses"
    title = _("Ai đã xem dữ liệu của tôi")
    template = "identity/accesses.html"
    columns = (
        Column("at", _("Lúc"), lambda r: r.at, sort="at", data=False),
        Column("who", _("Người xem"), _who, sort="actor_name"),
        Column("agency", _("Cơ quan"), lambda r: getattr(r, "agency_name", "")),
        Column("what", _("Việc"), lambda r: r.get_what_display(), sort="what", data=False),
        Column("object", _("Đã xem gì"), draw=_object, export=_object_in_file),
        Column("purpose", _("Lý do"), lambda r: r.purpose, sort="purpose"),
    )
    filters = (
        ChoiceFilter("viec", _("Việc"), "what", AccessWhat.choices),
        ChoiceFilter("gi", _("Đã xem gì"), "object_kind", tuple(LOOKED_AT.items())),
        ChoiceFilter("co-quan", _("Cơ quan"), "agency_id", _agencies, data=True),
        DateRangeFilter("luc", _("Lúc"), "at"),
    )
    default_sort = "-at"
    words_in = ("actor_name", "purpose")
    search_hint = _("Người xem hoặc lý do")
    empty_title = _("Chưa có ai xem")
    empty_text = _("Khi có người mở dữ liệu của bạn, dòng đầu tiên sẽ hiện ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let those in who are a person to this house."""
        if not actor.is_signed_in:
            raise SignInNeeded
        if actor.person_id is None:
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[AccessRecord]:
        """Return the looks at the actor's own data, with the names of the agencies."""
        return _mine(actor).annotate(agency_name=agency_name_column("agency_id"))

    def prepare(self, rows: Sequence[AccessRecord], *, actor: Actor) -> None:
        """Name what was looked at, all at once; what the reader may not see stays unnamed."""
        named = named_objects(rows, actor=actor)
        for row in rows:
            vars(row)["object_named"] = named.get(row.pk)

    def label(self, row: AccessRecord) -> str:
        """Name the row for screen readers."""
        return row.purpose

"""Who looked at my data: a list for the person himself."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import AccessRecord
from tinhso.identity.rules import LOOKED_AT, AccessWhat
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound, SignInNeeded
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.organization.queries import agency_name_column, agency_names


def _mine(actor: Actor) -> QuerySet[AccessRecord]:
    return AccessRecord.objects.filter(person_id=actor.person_id or 0)


def _agencies(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies whose people looked, for choosing one."""
    ids = _mine(actor).order_by().values_list("agency_id", flat=True).distinct()
    names: Mapping[int, str] = agency_names(pk for pk in ids if pk is not None)
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: pair[1])


def _who(row: AccessRecord) -> str:
    return row.actor_name or str(_("hệ thống"))


def _object(row: AccessRecord) -> str:
    return str(LOOKED_AT.get(row.object_kind, ""))


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
        Column("object", _("Đã xem gì"), _object, data=False),
        Column("purpose", _("Lý do"), lambda r: r.purpose, sort="purpose"),
    )
    filters = (
        ChoiceFilter("viec", _("Việc"), "what", AccessWhat.choices),
        ChoiceFilter("gi", _("Đã xem gì"), "object_kind", tuple(LOOKED_AT.items())),
        ChoiceFilter("co-quan", _("Cơ quan"), "agency_id", _agencies, data=True),
        DateRangeFilter("luc", _("Lúc"), "at"),
    )
    default_sort = "-at"
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

    def search(self, rows: QuerySet[AccessRecord], query: str) -> QuerySet[AccessRecord]:
        """Find by who looked or why."""
        return rows.filter(Q(actor_name__icontains=query) | Q(purpose__icontains=query))

    def label(self, row: AccessRecord) -> str:
        """Name the row for screen readers."""
        return row.purpose

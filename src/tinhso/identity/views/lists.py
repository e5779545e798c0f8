"""Lists of this room: accounts, people, declared representations, timed grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NO_PASSWORD
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import (
    Account,
    Assignment,
    Person,
    Representation,
    RoleTemplate,
    SightGrant,
)
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.queries.people import number_hash
from tinhso.identity.rules import (
    AccountKind,
    NumberKind,
    PersonKind,
    RepresentationKind,
    RepresentationState,
    clean_number,
    mask_email,
)
from tinhso.identity.rules import number_kind as kind_of_number
from tinhso.identity.services import record_list_reading
from tinhso.identity.services.accounts import locks_when_idle
from tinhso.identity.services.recovery import invite
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db.text import fold
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    PresetView,
    YesNoFilter,
)
from tinhso.kernel.web.lists.filters import Reading
from tinhso.organization.queries import agencies_at


def _agencies(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(p.agency_id), p.short_name or p.name) for p in agencies_at()]


def _roles(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in RoleTemplate.objects.values_list("pk", "name")]


@dataclass(frozen=True)
class HoldsFilter(ChoiceFilter):
    """Accounts that hold something now: a role, or any role in an agency."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a value that is among the choices, and ask the assignments of today."""
        said = super().read(params, actor)
        if said.condition is None:
            return said
        held = Assignment.objects.in_force(timezone.now()).filter(
            account=OuterRef("pk"), **{self.field: int(params.get(self.key, 0))}
        )
        return Reading(Q(Exists(held)), said.words)


@dataclass(frozen=True)
class UnusedFilter(ChoiceFilter):
    """Accounts nobody used for so many days."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Take a number of days."""
        said = super().read(params, actor)
        if said.condition is None:
            return said
        since = timezone.localdate() - timedelta(days=int(params.get(self.key, 0)))
        never = Q(last_seen_on__isnull=True, let_in_on__lt=since)
        return Reading(Q(last_seen_on__lt=since) | never, said.words)


def _last_used(account: Account) -> date | Promise:
    """Return the day of the last use; to open or unlock it is none."""
    return account.last_seen_on or _("chưa dùng")


class PeopleList(ListPage[Any]):
    """What the lists with people's data share: each look leaves one row (design 5.9)."""

    permission: ClassVar[str]

    def permit(self, actor: Actor) -> None:
        """Let in who holds the permission."""
        require(actor, self.permission)

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep who looked, by which filters, at how many."""
        record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[Any]) -> None:
        """Keep who took a file, of how many."""
        record_list_reading(
            actor=actor, list_name=f"{self.name}.export", filters={}, count=len(rows)
        )


class AccountList(PeopleList):
    """Every account: who, what kind, which roles, in use or locked."""

    name = "identity.accounts"
    title = _("Tài khoản")
    template = "identity/account_list.html"
    permission = P.VIEW_ACCOUNTS
    key_field = "uid"
    columns = (
        Column("name", _("Họ và tên"), value=lambda a: a.name, sort="folded"),
        Column("login", _("Tên đăng nhập"), value=lambda a: a.login, sort="login"),
        Column("kind", _("Loại"), value=lambda a: a.get_kind_display(), data=False),
        Column(
            "roles",
            _("Vai trò"),
            value=lambda a: ", ".join(dict.fromkeys(r.role.name for r in a.held)),
        ),
        Column(
            "state",
            _("Trạng thái"),
            template="identity/_account_state.html",
            export=lambda a: _("đang dùng") if a.is_active else _("đã khóa"),
        ),
        Column("seen", _("Lần dùng gần nhất"), value=_last_used, data=False),
        Column("locks", _("Sẽ khóa ngày"), value=locks_when_idle, data=False, shown=False),
        Column("email", _("Thư điện tử"), value=lambda a: mask_email(a.email), shown=False),
        Column(
            "opened",
            _("Mở ngày"),
            value=lambda a: timezone.localdate(a.created_at),
            sort="created_at",
            shown=False,
            data=False,
        ),
    )
    filters = (
        ChoiceFilter("loai", _("Loại"), "kind", AccountKind.choices),
        HoldsFilter("co-quan", _("Cơ quan"), "agency_id", _agencies, data=True),
        HoldsFilter("vai-tro", _("Vai trò"), "role_id", _roles, data=True),
        ChoiceFilter(
            "trang-thai",
            _("Trạng thái"),
            "is_active",
            (("True", _("đang dùng")), ("False", _("đã khóa"))),
        ),
        UnusedFilter(
            "khong-dung",
            _("Không dùng"),
            "last_seen_on",
            (
                ("30", _("từ 30 ngày")),
                ("45", _("từ 45 ngày")),
                ("90", _("từ 90 ngày")),
            ),
        ),
        DateRangeFilter("mo", _("Mở ngày"), "created_at"),
        ChoiceFilter(
            "mat-khau", _("Mật khẩu"), "password__startswith", ((NO_PASSWORD, _("chưa đặt")),)
        ),
    )
    acts = (
        ListAct(
            key="invite",
            label=_("Gửi đường dẫn đặt mật khẩu lần đầu"),
            icon="envelope",
            run=lambda account, actor: invite(account_uid=account.uid, actor=actor),
            visible=lambda actor: actor.may(P.MANAGE_ACCOUNTS),
        ),
    )
    views = (
        PresetView("officials", _("Cán bộ, công chức"), {"loai": AccountKind.OFFICIAL}),
        PresetView("locked", _("Đã khóa"), {"trang-thai": "False"}),
        PresetView("idle", _("Lâu không dùng"), {"khong-dung": "45", "trang-thai": "True"}),
        PresetView(
            "new", _("Chưa đặt mật khẩu"), {"loai": AccountKind.OFFICIAL, "mat-khau": NO_PASSWORD}
        ),
    )
    default_sort = "name"
    search_hint = _("Tên hoặc tên đăng nhập")
    empty_title = _("Không có tài khoản nào như vậy")
    empty_text = _("Hãy thử ít chữ hơn, hoặc bỏ bớt bộ lọc.")

    def rows(self, actor: Actor) -> QuerySet[Account]:
        """Return the accounts the actor may see, with the roles they hold now."""
        held = Assignment.objects.in_force(timezone.now()).select_related("role").order_by("pk")
        seen = Account.objects.visible_to(actor)
        return seen.prefetch_related(Prefetch("assignments", queryset=held, to_attr="held"))

    def search(self, rows: QuerySet[Account], query: str) -> QuerySet[Account]:
        """Find by name or login, marks or not."""
        for word in fold(query).split():
            rows = rows.filter(folded__contains=word)
        return rows

    def url(self, row: Account) -> str:
        """Lead to the account."""
        return reverse("identity:account", args=[row.uid])

    def label(self, row: Account) -> str:
        """Name the row for screen readers."""
        return row.name


class PersonList(PeopleList):
    """Citizens, companies and organisations, their numbers masked."""

    name = "identity.persons"
    title = _("Công dân, tổ chức")
    permission = P.VIEW_PERSONS
    key_field = "uid"
    columns = (
        Column("name", _("Họ và tên"), value=lambda p: p.name, sort="folded"),
        Column("birth", _("Ngày sinh"), value=lambda p: str(p.birth or ""), data=False),
        Column("number", _("Số giấy tờ"), value=lambda p: p.number_masked, data=False),
        Column("kind", _("Loại"), value=lambda p: p.get_kind_display(), data=False),
    )
    filters = (
        ChoiceFilter("loai", _("Loại"), "kind", PersonKind.choices),
        ChoiceFilter("giay-to", _("Loại giấy tờ"), "number_kind", NumberKind.choices),
    )
    default_sort = "name"
    search_hint = _("Họ tên, hoặc đủ số giấy tờ")
    empty_title = _("Không có ai như vậy")
    empty_text = _("Hãy gõ ít chữ hơn, hoặc gõ đủ số giấy tờ.")

    def rows(self, actor: Actor) -> QuerySet[Person]:
        """Return the persons the actor may see, without what rests encrypted."""
        hidden = ("number", "phone", "email", "address", "old_address", "ethnicity")
        return Person.objects.visible_to(actor).defer(*hidden)

    def search(self, rows: QuerySet[Person], query: str) -> QuerySet[Person]:
        """Find by every typed word of the name, or by exactly the number."""
        kind = kind_of_number(clean_number(query))
        if kind is not None:
            return rows.filter(number_hash=number_hash(kind, query))
        for word in fold(query).split():
            rows = rows.filter(folded__contains=word)
        return rows

    def url(self, row: Person) -> str:
        """Lead to the person."""
        return reverse("identity:person", args=[row.uid])

    def label(self, row: Person) -> str:
        """Name the row for screen readers."""
        return row.name


class RepresentationList(PeopleList):
    """Who says he may act for whom: the declared ones wait for the desk."""

    name = "identity.representations"
    title = _("Giấy tờ đại diện")
    permission = P.VERIFY_REPRESENTATION
    key_field = "uid"
    columns = (
        Column("who", _("Người khai"), value=lambda r: r.representative.name),
        Column("whom", _("Làm thay cho"), value=lambda r: r.represented.name),
        Column("kind", _("Căn cứ"), value=lambda r: r.get_kind_display(), data=False),
        Column("proof", _("Giấy tờ chứng minh"), value=lambda r: r.proof),
        Column("from", _("Từ ngày"), value=lambda r: r.valid_from, sort="valid_from", data=False),
        Column("to", _("Đến hết ngày"), value=lambda r: r.valid_to, data=False, shown=False),
        Column(
            "state",
            _("Trạng thái"),
            template="identity/_representation_state.html",
            export=lambda r: r.get_state_display(),
        ),
    )
    filters = (
        ChoiceFilter("trang-thai", _("Trạng thái"), "state", RepresentationState.choices),
        ChoiceFilter("can-cu", _("Căn cứ"), "kind", RepresentationKind.choices),
        DateRangeFilter("tu", _("Từ ngày"), "valid_from", is_time=False),
    )
    views = (
        PresetView("waiting", _("Chờ kiểm tra"), {"trang-thai": RepresentationState.DECLARED}),
    )
    default_sort = "from"
    search_hint = _("Tên người khai hoặc người được đại diện")
    empty_title = _("Không có giấy tờ đại diện nào như vậy")
    empty_text = _("Khi có người khai làm thay người khác, việc kiểm tra hiện ở đây.")

    def rows(self, actor: Actor) -> QuerySet[Representation]:
        """Return the representations the actor may check."""
        seen = Representation.objects.visible_to(actor)
        return seen.select_related("representative", "represented")

    def search(self, rows: QuerySet[Representation], query: str) -> QuerySet[Representation]:
        """Find by the name of either side."""
        for word in fold(query).split():
            either = Q(representative__folded__contains=word) | Q(
                represented__folded__contains=word
            )
            rows = rows.filter(either)
        return rows

    def url(self, row: Representation) -> str:
        """Lead to the proof."""
        return reverse("identity:representation", args=[row.uid])

    def label(self, row: Representation) -> str:
        """Name the row for screen readers."""
        return f"{row.representative} → {row.represented}"


class GrantList(PeopleList):
    """Recorded, timed rights to see, in force and past."""

    name = "identity.grants"
    title = _("Quyền xem có thời hạn")
    template = "identity/grant_list.html"
    permission = P.GRANT_ACCESS
    key_field = "uid"
    columns = (
        Column("who", _("Người được cấp"), value=lambda g: g.account.name),
        Column("purpose", _("Mục đích"), value=lambda g: g.purpose),
        Column("basis", _("Căn cứ"), value=lambda g: g.basis),
        Column("from", _("Từ"), value=lambda g: g.valid_from, sort="valid_from", data=False),
        Column("to", _("Đến"), value=lambda g: g.valid_to, sort="valid_to", data=False),
        Column("ended", _("Thôi từ"), value=lambda g: g.ended_at, data=False),
    )
    filters = (
        YesNoFilter("da-thoi", _("Thôi trước hạn"), "is_ended"),
        DateRangeFilter("tu", _("Từ"), "valid_from"),
        DateRangeFilter("den", _("Đến"), "valid_to"),
    )
    default_sort = "-to"
    words_in = ("account__name", "purpose")
    search_hint = _("Tên người được cấp hoặc mục đích")
    empty_title = _("Chưa cấp quyền xem nào")
    empty_text = _("Thanh tra, kiểm tra và người vận hành chỉ xem nội dung theo quyền cấp ở đây.")

    def rows(self, actor: Actor) -> QuerySet[SightGrant]:
        """Return every grant to who gives them."""
        ended = Q(ended_at__isnull=False)
        return SightGrant.objects.select_related("account").annotate(is_ended=ended)

    def url(self, row: SightGrant) -> str:
        """Lead to the grant."""
        return reverse("identity:grant", args=[row.uid])

    def label(self, row: SightGrant) -> str:
        """Name the row for screen readers."""
        return row.purpose


__all__ = [
    "AccountList",
    "GrantList",
    "PersonList",
    "RepresentationList",
]

"""The register of certificates: its rows, agencies that have none, and the board that counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.identity.queries.posts import of_official
from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    DayFilter,
    ListPage,
    MultiFilter,
    PresetView,
    TextFilter,
    YesNoFilter,
)
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization.queries import AgencyLevel, agency_infos, position_names
from tinhso.signing import queries
from tinhso.signing.forms_register import PeriodForm
from tinhso.signing.models import Certificate
from tinhso.signing.queries import register as asked
from tinhso.signing.queries.requests import may_request
from tinhso.signing.rules import CertificateRole, DeviceKind, RevocationReason
from tinhso.signing.wording import STANDINGS, standing_words

if TYPE_CHECKING:
    from tinhso.identity.models import Assignment
    from tinhso.organization.models import AgencyPeriod


@dataclass(frozen=True)
class LevelFilter(ChoiceFilter):
    """At which level the agency works."""

    def _ask(self, **lookups: object) -> Q:
        return asked.of_level(str(lookups[""]))


@dataclass(frozen=True)
class AgencyFilter(TextFilter):
    """Of one agency, by its code."""

    def _ask(self, **lookups: object) -> Q:
        (code,) = lookups.values()
        return asked.of_agency(str(code))


def device_words(row: Certificate) -> str:
    """Return what the key lies on, with its number."""
    return f"{row.device.get_kind_display()} {row.device.serial}" if row.device else ""


class RegisterList(ListPage[Certificate]):
    """Certificates of one's agency and those below, or of all, for who issues them."""

    name = "signing.register"
    title = gettext_lazy("Sổ chứng thư số")
    template = "signing/register_list.html"
    columns = (
        Column("name", gettext_lazy("Chủ thể"), value=lambda c: c.name, sort=("name", "serial")),
        Column("role", gettext_lazy("Loại"), value=lambda c: c.get_role_display(), data=False),
        Column("title", gettext_lazy("Chức vụ"), value=lambda c: c.title),
        Column("agency", gettext_lazy("Cơ quan"), value=lambda c: c.agency_name),
        Column("device", gettext_lazy("Thiết bị lưu khóa"), value=device_words),
        Column(
            "standing",
            gettext_lazy("Tình trạng"),
            template="signing/_standing_cell.html",
            export=lambda c: standing_words(c.standing),
        ),
        Column("since", gettext_lazy("Hiệu lực từ"), value=lambda c: c.not_before, shown=False),
        Column("until", gettext_lazy("Hết hạn"), value=lambda c: c.not_after, sort="not_after"),
        Column("called", gettext_lazy("Tên gọi khi cấp"), value=lambda c: c.called),
        Column("issuer", gettext_lazy("Nơi cấp"), value=lambda c: c.issuer, shown=False),
        Column("serial", gettext_lazy("Số chứng thư"), value=lambda c: c.serial, shown=False),
    )
    filters = (
        DayFilter("ngay", gettext_lazy("Có hiệu lực ngày"), ask=asked.held_on),
        ChoiceFilter("loai", gettext_lazy("Loại"), "role", CertificateRole.choices),
        LevelFilter("cap", gettext_lazy("Cấp"), "level", AgencyLevel.choices),
        AgencyFilter("co-quan", gettext_lazy("Mã cơ quan"), "code"),
        ChoiceFilter("thiet-bi", gettext_lazy("Thiết bị"), "device__kind", DeviceKind.choices),
        YesNoFilter("khong-thiet-bi", gettext_lazy("Chưa ghi thiết bị"), "device__isnull"),
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "standing", STANDINGS),
        DateRangeFilter("cap-ngay", gettext_lazy("Ngày cấp"), "not_before"),
        YesNoFilter("chua-gan", gettext_lazy("Chưa gắn với cán bộ"), "lacks_holder"),
        YesNoFilter("gia-han", gettext_lazy("Cấp lại, gia hạn"), "is_renewed"),
        DateRangeFilter("thu-hoi", gettext_lazy("Thu hồi"), "revoked_at"),
        MultiFilter(
            "ly-do", gettext_lazy("Lý do thu hồi"), "revocation_reason", RevocationReason.choices
        ),
        DateRangeFilter("het-han", gettext_lazy("Hết hạn"), "not_after"),
        YesNoFilter("chua-thu-hoi", gettext_lazy("Không bị thu hồi"), "revoked_at__isnull"),
    )
    views = (
        PresetView("soon", gettext_lazy("Sắp hết hạn"), {"tinh-trang": "soon"}),
        PresetView("revoked", gettext_lazy("Đã thu hồi"), {"tinh-trang": "revoked"}, counted=False),
        PresetView("unnamed", gettext_lazy("Chưa gắn với cán bộ"), {"chua-gan": "co"}),
    )
    default_sort = "until"
    key_field = "uid"
    search_hint = gettext_lazy("Tên, cơ quan, số chứng thư hoặc số hiệu thiết bị")
    empty_title = gettext_lazy("Không có chứng thư nào như vậy")
    empty_text = gettext_lazy("Hãy bỏ bớt bộ lọc.")

    def context(self, request: HttpRequest, state: ListState[Certificate]) -> dict[str, object]:
        """Offer the forms that are due to whoever files them."""
        actor = actor_of(request)
        return {
            "may_propose": asked.may_propose(actor),
            "may_request": may_request(actor),
            "may_import": actor.may(ImportPermission.IMPORT),
        }

    def permit(self, actor: Actor) -> None:
        """Let in who issues, seals or leads."""
        asked.require_reader(actor)

    def rows(self, actor: Actor) -> QuerySet[Certificate]:
        """Return what the actor may see."""
        return queries.registered(actor=actor)

    def search(self, rows: QuerySet[Certificate], query: str) -> QuerySet[Certificate]:
        """Find by name, agency, serial number or device."""
        return rows.filter(
            Q(name__icontains=query)
            | Q(agency_name__icontains=query)
            | Q(serial__istartswith=query)
            | Q(device__serial__istartswith=query)
        )

    def url(self, row: Certificate) -> str:
        """Lead to the certificate's history."""
        return reverse("signing:history", args=[row.uid])

    def label(self, row: Certificate) -> str:
        """Name the row for screen readers."""
        return row.name


class WithoutList(ListPage["AgencyPeriod"]):
    """Agencies that have no certificate to seal with, at any date."""

    name = "signing.without"
    title = gettext_lazy("Cơ quan chưa có chứng thư số")
    template = "signing/register_list.html"
    columns = (
        Column("name", gettext_lazy("Cơ quan"), value=lambda p: p.name, sort=("name", "pk")),
        Column("code", gettext_lazy("Mã định danh"), value=lambda p: p.code_new),
        Column("level", gettext_lazy("Cấp"), value=lambda p: p.get_level_display(), data=False),
    )
    filters = (
        DayFilter("ngay", gettext_lazy("Chưa có vào ngày"), ask=asked.without_on, is_today=True),
        ChoiceFilter("cap", gettext_lazy("Cấp"), "level", AgencyLevel.choices),
        AgencyFilter("co-quan", gettext_lazy("Mã cơ quan"), "code"),
    )
    default_sort = "name"
    search_hint = gettext_lazy("Tên hoặc mã cơ quan")
    empty_title = gettext_lazy("Cơ quan nào cũng có chứng thư")
    empty_text = gettext_lazy("Hãy chọn ngày khác nếu cần xem lại.")

    def permit(self, actor: Actor) -> None:
        """Let in who issues, seals or leads."""
        asked.require_reader(actor)

    def rows(self, actor: Actor) -> "QuerySet[AgencyPeriod]":
        """Return the agencies the actor may see; the day narrows them."""
        return asked.agencies_seen(actor=actor)

    def search(self, rows: "QuerySet[AgencyPeriod]", query: str) -> "QuerySet[AgencyPeriod]":
        """Find by name or code."""
        return rows.filter(Q(name__icontains=query) | Q(code_new__istartswith=query))

    def label(self, row: "AgencyPeriod") -> str:
        """Name the row for screen readers."""
        return row.name


class LeadersWithoutList(ListPage["Assignment"]):
    """Those who sign and have no certificate, at any date."""

    name = "signing.leaders_without"
    title = gettext_lazy("Lãnh đạo chưa có chứng thư số")
    template = "signing/register_list.html"
    columns = (
        Column("name", gettext_lazy("Họ tên"), value=lambda p: p.account, sort="account__folded"),
        Column("position", gettext_lazy("Chức vụ"), value=lambda p: vars(p).get("titled", "")),
        Column("agency", gettext_lazy("Cơ quan"), value=lambda p: vars(p)["placed"].name),
        Column("code", gettext_lazy("Mã định danh"), value=lambda p: vars(p)["placed"].code),
        Column(
            "level",
            gettext_lazy("Cấp"),
            value=lambda p: AgencyLevel(vars(p)["placed"].level).label,
            data=False,
        ),
    )
    filters = (
        DayFilter(
            "ngay",
            gettext_lazy("Chưa có vào ngày"),
            ask=asked.leaders_without_on,
            is_today=True,
        ),
        LevelFilter("cap", gettext_lazy("Cấp"), "level", AgencyLevel.choices),
        AgencyFilter("co-quan", gettext_lazy("Mã cơ quan"), "code"),
    )
    default_sort = "name"
    key_field = "uid"
    search_hint = gettext_lazy("Họ tên")
    empty_title = gettext_lazy("Lãnh đạo nào cũng có.")
    empty_text = gettext_lazy("Hãy chọn ngày khác nếu cần xem lại.")

    def permit(self, actor: Actor) -> None:
        """Let in who issues, seals or leads."""
        asked.require_reader(actor)

    def rows(self, actor: Actor) -> "QuerySet[Assignment]":
        """Return the offices the actor may see; the day narrows them."""
        return asked.posts_seen(actor=actor)

    def prepare(self, rows: Sequence["Assignment"]) -> None:
        """Name agencies and positions of all rows at once."""
        infos = agency_infos({row.agency_id for row in rows})
        titles = position_names([row.position_id for row in rows if row.position_id])
        for row in rows:
            vars(row)["placed"] = infos[row.agency_id]
            vars(row)["titled"] = titles.get(row.position_id or 0, "")

    def search(self, rows: "QuerySet[Assignment]", query: str) -> "QuerySet[Assignment]":
        """Find by name."""
        return rows.filter(of_official(query))

    def label(self, row: "Assignment") -> str:
        """Name the row for screen readers."""
        return row.account.name


@dataclass(frozen=True)
class Figure:
    """One number of the board, and the rows behind it."""

    label: str
    count: int
    url: str
    is_data: bool = False


@never_cache
@require_safe
def board_view(request: HttpRequest) -> HttpResponse:
    """Show who holds a certificate on a day, and what happened in a period."""
    actor = actor_of(request)
    asked.require_reader(actor)
    form = PeriodForm.of(request.GET)
    board = queries.register_board(actor=actor, **form.days())
    record_list_reading(
        actor=actor, list_name="signing.board", filters={}, count=board.leaders_without
    )
    context = {
        "form": form,
        "board": board,
        "held": _held(board),
        "acts": _acts(board),
        "levels": [
            [
                Figure(str(level.label), 0, ""),
                *(
                    _figure(board, "", board.levels[level][role], loai=role, cap=level)
                    for role in CertificateRole
                ),
            ]
            for level in AgencyLevel
            if level in board.levels
        ],
        "agencies": [
            [
                Figure(line.name, 0, "", is_data=True),
                *(
                    _figure(board, "", count, loai=role, **{"co-quan": line.code})
                    for role, count in line.counts
                ),
            ]
            for line in board.agencies[: asked.SHOWN]
        ],
        "more_agencies": max(len(board.agencies) - asked.SHOWN, 0),
        "devices": _devices(board),
        "without_url": _on_day("without", board),
        "leaders_url": _on_day("leaders_without", board),
    }
    return render(
        request, "signing/register_board.html", context, status=422 if form.errors else 200
    )


def _on_day(name: str, board: queries.RegisterBoard) -> str:
    return f"{reverse(f'signing:{name}')}?{urlencode({'ngay': board.on.isoformat()})}"


def _rows_url(**asks: object) -> str:
    return f"{reverse('signing:register')}?{urlencode(asks, doseq=True)}"


def _figure(board: queries.RegisterBoard, label: str, count: int, **asks: object) -> Figure:
    return Figure(label, count, _rows_url(ngay=board.on.isoformat(), **asks))


def _held(board: queries.RegisterBoard) -> Sequence[Figure]:
    return [
        _figure(board, str(role.label), board.roles[role], loai=role) for role in CertificateRole
    ]


def _devices(board: queries.RegisterBoard) -> Sequence[Figure]:
    known = [
        _figure(board, str(kind.label), board.devices[kind], **{"thiet-bi": kind})
        for kind in DeviceKind
    ]
    none = {"khong-thiet-bi": "co"}
    return [*known, _figure(board, str(NO_DEVICE), board.devices[""], **none)]


NO_DEVICE = gettext_lazy("Chưa ghi thiết bị")


def _acts(board: queries.RegisterBoard) -> Sequence[Figure]:
    def between(field: str) -> dict[str, object]:
        return {f"{field}_tu": board.since.isoformat(), f"{field}_den": board.until.isoformat()}

    own = [one for one in RevocationReason if one != RevocationReason.SUPERSEDED]
    counted = [
        (gettext_lazy("Cấp mới"), board.new, {**between("cap-ngay"), "gia-han": "khong"}),
        (gettext_lazy("Cấp lại, gia hạn"), board.renewed, {**between("cap-ngay"), "gia-han": "co"}),
        (gettext_lazy("Thu hồi"), board.revoked, {**between("thu-hoi"), "ly-do": own}),
        (
            gettext_lazy("Hết hạn"),
            board.expired,
            {**between("het-han"), "chua-thu-hoi": "co"},
        ),
    ]
    return [Figure(str(label), count, _rows_url(**asks)) for label, count, asks in counted]

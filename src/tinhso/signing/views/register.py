"""The register of certificates: its rows, and agencies and leaders that have none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tinhso.identity.queries.posts import of_official
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.db.folding import having
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    DayFilter,
    ListAct,
    ListPage,
    MultiFilter,
    PresetView,
    TextFilter,
    YesNoFilter,
)
from tinhso.kernel.web.lists.filters import Reading
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization.queries import AgencyLevel, agency_infos, position_names
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate
from tinhso.signing.queries import register as asked
from tinhso.signing.queries.register_acts import recovered
from tinhso.signing.queries.requests import may_request
from tinhso.signing.rules import CertificateRole, Coming, DeviceKind, RevocationReason
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


@dataclass(frozen=True)
class RecoveredFilter(DateRangeFilter):
    """When the authority recovered the device that the key lies on."""

    def read(self, params: QueryDict, actor: Actor) -> Reading:
        """Ask the answers of the authority, not the certificate."""
        reading = super().read(params, actor)
        if reading.condition is None:
            return reading
        return replace(reading, condition=recovered(reading.condition))


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
        ChoiceFilter("cach-cap", gettext_lazy("Cách cấp"), "came_by", Coming.choices),
        DateRangeFilter("thu-hoi", gettext_lazy("Thu hồi"), "revoked_at"),
        MultiFilter(
            "ly-do", gettext_lazy("Lý do thu hồi"), "revocation_reason", RevocationReason.choices
        ),
        YesNoFilter("thay-the", gettext_lazy("Thu hồi vì đã có chứng thư mới"), "is_superseded"),
        DateRangeFilter("het-han", gettext_lazy("Hết hạn"), "not_after"),
        YesNoFilter("chua-thu-hoi", gettext_lazy("Không bị thu hồi"), "revoked_at__isnull"),
        RecoveredFilter("khoi-phuc", gettext_lazy("Khôi phục thiết bị"), "answered_at"),
        YesNoFilter("chua-co-quan", gettext_lazy("Chưa ghi cơ quan"), "agency_id__isnull"),
    )
    views = (
        PresetView("soon", gettext_lazy("Sắp hết hạn"), {"tinh-trang": "soon"}),
        PresetView("revoked", gettext_lazy("Đã thu hồi"), {"tinh-trang": "revoked"}, counted=False),
        PresetView("unnamed", gettext_lazy("Chưa gắn với cán bộ"), {"chua-gan": "co"}),
    )
    acts = (
        ListAct[Certificate](
            key="renew",
            label=gettext_lazy("Đưa vào yêu cầu gia hạn"),
            run=lambda row, actor: services.requests.add_to_renewal(
                certificate_uid=row.uid, actor=actor
            ),
            icon="arrow-repeat",
            visible=may_request,
        ),
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
            "may_decide_images": queries.may_decide_images(actor),
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
            having(query, "name", "agency_name")
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
        return rows.filter(having(query, "name") | Q(code_new__istartswith=query))

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

    def prepare(self, rows: Sequence["Assignment"], *, actor: Actor) -> None:
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

"""The leader's list of requests of competent bodies that ran out of time."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.web import words
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, PresetView
from tinhso.organization import queries as organization
from tinhso.privacy.authority_rules import AskedKind, AskedState
from tinhso.privacy.models import AuthorityRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.late_authorities import late_authorities


def _by(row: AuthorityRequest) -> str:
    """Say by how much it is or was late, in its largest unit, in the reader's language."""
    return words.span((row.answered_at or timezone.now()) - row.due_at)


class LateAuthorityList(ListPage[AuthorityRequest]):
    """What is or was late below a leader: numbers, hours and who answers, never about whom."""

    name = "privacy.late_authorities"
    title = gettext_lazy("Yêu cầu của cơ quan có thẩm quyền quá giờ")
    template = "privacy/late_authorities.html"
    key_field = "uid"
    columns = (
        Column("number", gettext_lazy("Số"), lambda a: a.number, sort="number"),
        Column(
            "agency", gettext_lazy("Cơ quan thực hiện"), lambda a: getattr(a, "agency_name", "")
        ),
        Column("kind", gettext_lazy("Yêu cầu"), lambda a: a.get_kind_display(), data=False),
        Column(
            "urgent",
            gettext_lazy("Khẩn cấp"),
            lambda a: _("khẩn cấp") if a.is_urgent else "",
            data=False,
        ),
        Column("received", gettext_lazy("Nhận lúc"), lambda a: a.received_at, data=False),
        Column("due", gettext_lazy("Hạn"), lambda a: a.due_at, sort="due_at", data=False),
        Column("by", gettext_lazy("Trễ"), _by, data=False),
        Column("state", gettext_lazy("Tình trạng"), lambda a: a.get_state_display(), data=False),
        Column("done", gettext_lazy("Thực hiện lúc"), lambda a: a.answered_at, data=False),
        Column(
            "officer",
            gettext_lazy("Người thực hiện"),
            lambda a: a.officer_name or a.recorded_by_name,
        ),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", AskedState.choices),
        ChoiceFilter("yeu-cau", gettext_lazy("Yêu cầu"), "kind", AskedKind.choices),
        DateRangeFilter("han", gettext_lazy("Hạn"), "due_at"),
    )
    views = (PresetView("con-cho", AskedState.OPEN.label, {"tinh-trang": AskedState.OPEN.value}),)
    default_sort = "-due"
    words_in = ("number",)
    search_hint = gettext_lazy("Số yêu cầu")
    empty_title = gettext_lazy("Không có yêu cầu nào quá giờ")
    empty_text = gettext_lazy("Yêu cầu chưa xong khi hết giờ sẽ hiện ở đây và ở việc của bạn.")

    def permit(self, actor: Actor) -> None:
        """Let in who leads those who do them."""
        super().permit(actor)
        require(actor, P.OVERSEE_AUTHORITIES)

    def rows(self, actor: Actor) -> QuerySet[AuthorityRequest]:
        """Return what is late below the leader, with the names of who answers."""
        name = organization.agency_name_column("agency_id")
        return late_authorities(actor=actor).annotate(agency_name=name)

    def label(self, row: AuthorityRequest) -> str:
        """Name the row for screen readers."""
        return row.number

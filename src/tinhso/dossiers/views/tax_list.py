"""What a tax agency is asked, what is due first on top, with its own clock."""

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers import services
from tinhso.dossiers.models import TaxSlip
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.tax import is_overdue, owes_apology, tax_slips
from tinhso.dossiers.rules.tax import TaxOutcome
from tinhso.dossiers.templatetags.dossiers import deadline
from tinhso.dossiers.views._inbox_filters import ConditionFilter, agency_choices
from tinhso.identity import services as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import remaining, say_remaining
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, PresetView
from tinhso.kernel.web.templatetags.kernel import state
from tinhso.organization import queries as organization

STANDINGS = (
    ("open", gettext_lazy("Chờ thông báo")),
    ("late", gettext_lazy("Quá hạn")),
    ("apology", gettext_lazy("Phải xin lỗi")),
    ("answered_late", gettext_lazy("Trả lời muộn")),
    ("answered_in_time", gettext_lazy("Trả lời đúng hạn")),
    ("apologised", gettext_lazy("Đã xin lỗi")),
)


def where(actor: Actor, standing: str) -> Q:
    """Return the condition of one standing."""
    now = timezone.now()
    return {
        "open": Q(answered_at__isnull=True),
        "late": is_overdue(now),
        "apology": owes_apology(now, actor.agency_id),
        "answered_late": Q(answered_at__gt=F("due_at")) & ~Q(outcome=TaxOutcome.RECALLED),
        "answered_in_time": Q(answered_at__lte=F("due_at")) & ~Q(outcome=TaxOutcome.RECALLED),
        "apologised": Q(apologised_at__isnull=False),
    }[standing]


def standing_of(row: TaxSlip) -> SafeString:
    """Show how a slip stands: answered, late, or waiting."""
    if row.answered_at is not None:
        kind = "done" if row.outcome in (TaxOutcome.NOTICE, TaxOutcome.NOTHING) else "stopped"
        return state(kind, row.get_outcome_display())
    if row.due_at < timezone.now():
        return state("late", _("Quá hạn"))
    return state("wait", _("Chờ thông báo"))


class TaxDueColumn(Column[TaxSlip]):
    """Until when the notice is due, and what is left of the time."""

    def cell(self, row: TaxSlip) -> SafeString:
        """Return the clock of what is open, the plain time of what was answered."""
        left = ""
        if row.is_open:
            left = say_remaining(remaining(due_at=row.due_at, agency_id=row.agency_id))
        return deadline(row.due_at, runs=row.is_open, left=left)


class TaxList(ListPage[TaxSlip]):
    """The slips of a tax officer's unit, or of the agency one leads."""

    name = "dossiers.tax"
    title = gettext_lazy("Nghĩa vụ tài chính")
    columns = (
        Column("dossier", gettext_lazy("Hồ sơ"), lambda s: s.dossier.shown_number),
        Column("procedure", gettext_lazy("Thủ tục"), lambda s: s.dossier.procedure_version.name),
        Column("owner", gettext_lazy("Chủ hồ sơ"), lambda s: s.dossier.owner_masked),
        Column("asker", gettext_lazy("Cơ quan chuyển"), lambda s: getattr(s, "asker", "")),
        Column("asked", gettext_lazy("Chuyển lúc"), lambda s: s.asked_at, sort=("asked_at", "id")),
        TaxDueColumn(
            "due", gettext_lazy("Hạn ra thông báo"), lambda s: s.due_at, sort=("due_at", "id")
        ),
        Column(
            "outcome",
            gettext_lazy("Tình trạng"),
            draw=standing_of,
            export=lambda s: s.get_outcome_display(),
        ),
    )
    filters = (
        ConditionFilter(
            "tinh-hinh",
            gettext_lazy("Tình hình"),
            choices=STANDINGS,
            where=where,
            in_tabs=True,
        ),
        ChoiceFilter("tra-loi", gettext_lazy("Trả lời"), "outcome", TaxOutcome.choices),
        ChoiceFilter(
            "co-quan", gettext_lazy("Cơ quan thuế"), "agency_id", agency_choices, data=True
        ),
        DateRangeFilter("chuyen", gettext_lazy("Chuyển"), "asked_at"),
        DateRangeFilter("xong", gettext_lazy("Trả lời lúc"), "answered_at"),
        DateRangeFilter("xin-loi", gettext_lazy("Xin lỗi lúc"), "apologised_at"),
    )
    views = tuple(PresetView(key, label, {"tinh-hinh": key}) for key, label in STANDINGS[:3])
    default_order = ("due_at", "id")
    key_field = "uid"
    export_permission = P.EXPORT
    search_hint = gettext_lazy("Mã hồ sơ hoặc số thông báo")
    empty_title = gettext_lazy("Chưa có phiếu chuyển nào")
    empty_text = gettext_lazy(
        "Khi cơ quan giải quyết chuyển thông tin, hồ sơ hiện ở đây kèm hạn ra thông báo."
    )

    def permit(self, actor: Actor) -> None:
        """Let those in whose unit or agency determines what is owed."""
        super().permit(actor)
        if not (actor.may(P.DETERMINE_TAX) or actor.may(P.OVERSEE)):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[TaxSlip]:
        """Return what the actor may see."""
        return tax_slips(actor=actor)

    def search(self, rows: QuerySet[TaxSlip], query: str) -> QuerySet[TaxSlip]:
        """Find by code of the dossier, or number of a notice."""
        words = query.strip()
        by_code = rows.filter(dossier__code__iexact=words)
        return by_code | rows.filter(notices__number__startswith=words)

    def prepare(self, rows: Sequence[TaxSlip], *, actor: Actor) -> None:
        """Name the agencies that ask, of all rows at once."""
        names = organization.agency_names({row.dossier.resolving_agency_id for row in rows})
        for row in rows:
            vars(row)["asker"] = names.get(row.dossier.resolving_agency_id, "")

    def url(self, row: TaxSlip) -> str:
        """Open the slip."""
        return reverse("tax_slip", kwargs={"uid": row.uid})

    def label(self, row: TaxSlip) -> str:
        """Name a row by its dossier."""
        return row.dossier.shown_number

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[TaxSlip]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        services.note_export(dossiers=[row.dossier for row in rows], actor=actor)

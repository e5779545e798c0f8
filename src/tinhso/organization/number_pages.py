"""Where registers go on in mid-year: who set it, why, and the form that sets one."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.numbering import known_registers
from tinhso.kernel.numbering import queries as numbering
from tinhso.kernel.numbering.models import RegisterStart
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.numbering.rules import NumberPeriod, period_key
from tinhso.kernel.numbering.services import start_register
from tinhso.kernel.web.fields import Text, data_choices, drawn
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation
from tinhso.organization.queries import agencies_at, agency_names


def _register(row: RegisterStart) -> Text:
    """Return what a register is called, as `RegisterStarts.prepare` found it."""
    return cast(Text, getattr(row, "register_label", row.counter.register))


class RegisterStarts(ListPage[RegisterStart]):
    """The registers that went on from a number given elsewhere."""

    name = "numbering.starts"
    title = gettext_lazy("Số bắt đầu của các sổ")
    template = "organization/number_starts.html"
    columns = (
        Column(
            "register",
            gettext_lazy("Sổ"),
            lambda r: str(_register(r)),
            draw=lambda r: drawn(_register(r)),
        ),
        Column("agency", gettext_lazy("Cơ quan"), lambda r: getattr(r, "agency_name", "")),
        Column("period", gettext_lazy("Kỳ"), lambda r: r.counter.period),
        Column(
            "last",
            gettext_lazy("Số cuối đã cấp nơi khác"),
            lambda r: r.last,
            numeric=True,
            data=False,
        ),
        Column("reason", gettext_lazy("Lý do"), lambda r: r.reason),
        Column("by", gettext_lazy("Người đặt"), lambda r: r.by_name),
        Column("at", gettext_lazy("Lúc"), lambda r: r.at, sort=("at", "id"), data=False),
    )
    filters = (DateRangeFilter("luc", gettext_lazy("Lúc"), "at"),)
    default_order = ("-id",)
    words_in = ("reason",)
    empty_title = gettext_lazy("Mọi sổ đều bắt đầu từ 1")
    empty_text = gettext_lazy(
        "Sổ nào năm nay đã cấp số ở hệ thống cũ thì đặt số bắt đầu trước khi cấp số đầu tiên ở đây."
    )

    def permit(self, actor: Actor) -> None:
        """Let in who manages registers."""
        super().permit(actor)
        require(actor, NumberingPermission.MANAGE_REGISTERS)

    def rows(self, actor: Actor) -> QuerySet[RegisterStart]:
        """Return those of the registers that the actor manages."""
        return numbering.starts(actor=actor)

    def prepare(self, rows: Sequence[RegisterStart], *, actor: Actor) -> None:
        """Name the registers and the agencies."""
        known, names = known_registers(), agency_names({row.counter.agency_id for row in rows})
        for row in rows:
            kept = known.get(row.counter.register)
            row.register_label = kept.label if kept else row.counter.register  # type: ignore[attr-defined]  # for the column
            row.agency_name = names.get(row.counter.agency_id, "")  # type: ignore[attr-defined]  # for the column

    def label(self, row: RegisterStart) -> str:
        """Name the row for screen readers."""
        return f"{_register(row)} {row.counter.period}"


class StartForm(forms.Form):
    """A register of an agency, its last number elsewhere, and why."""

    register = forms.ChoiceField(label=gettext_lazy("Sổ"))
    agency = forms.ChoiceField(
        label=gettext_lazy("Cơ quan"),
        error_messages={"required": gettext_lazy("Hãy chọn cơ quan.")},
    )
    on = forms.DateField(
        label=gettext_lazy("Một ngày trong kỳ"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=("%Y-%m-%d", "%d/%m/%Y"),
        help_text=gettext_lazy(
            "Sổ theo năm lấy năm của ngày này; sổ theo ngày lấy chính ngày này."
        ),
    )
    last = forms.IntegerField(
        label=gettext_lazy("Số cuối đã cấp"),
        min_value=0,
        help_text=gettext_lazy("Số tiếp theo cấp ở đây là số này cộng một."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        widget=forms.TextInput(attrs={"lang": "vi"}),
    )

    def __init__(self, *given: object, actor: Actor, **named: object) -> None:
        """Offer every register, and the agencies that the actor manages."""
        super().__init__(*given, **named)  # type: ignore[arg-type]  # Django's own arguments
        found = agencies_at()
        if not actor.may(NumberingPermission.MANAGE_REGISTERS, unit_id=0):
            found = found.filter(agency_id=actor.agency_id or 0)
        kept, places = self.fields["register"], self.fields["agency"]
        if isinstance(kept, forms.ChoiceField):
            kept.choices = [(key, plug.label) for key, plug in known_registers().items()]
        if isinstance(places, forms.ChoiceField):
            named_agencies = ((str(p.agency_id), f"{p.code_new} {p.name}") for p in found)
            places.choices = [("", _("Chọn cơ quan")), *data_choices(named_agencies)]


@require_http_methods(["GET", "HEAD", "POST"])
def start_view(request: HttpRequest) -> HttpResponse:
    """Let a register go on from a number given elsewhere."""
    actor = actor_of(request)
    require(actor, NumberingPermission.MANAGE_REGISTERS)
    form = StartForm(
        request.POST or None, actor=actor, initial={"on": timezone.localdate().isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _start(form, actor)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
        except DomainError as refusal:
            form.add_error("last", str(refusal.message))
        else:
            messages.success(request, _("Sổ sẽ cấp tiếp từ số sau số này."))
            return redirect("organization:number_starts")
    status = 422 if form.errors else 200
    return render(request, "organization/number_start.html", {"form": form}, status=status)


def _start(form: StartForm, actor: Actor) -> None:
    values = form.cleaned_data
    plug = known_registers()[values["register"]]
    on: date = values["on"]
    start_register(
        register=values["register"],
        agency_id=int(values["agency"]),
        period=period_key(NumberPeriod(plug.period), on),
        last=values["last"],
        reason=values["reason"],
        actor=actor,
    )


navigation.register(
    "numbering.starts",
    NavItem(
        label=gettext_lazy("Số bắt đầu"),
        url="/quan-tri/so-bat-dau/",
        icon="123",
        group=NavGroup.OPERATORS,
        order=24,
        hint=gettext_lazy("Sổ cấp tiếp số của hệ thống cũ giữa năm"),
        visible=lambda actor: actor.may(NumberingPermission.MANAGE_REGISTERS),
    ),
)
urlpatterns = [
    *RegisterStarts.urls("quan-tri/so-bat-dau/", name="number_starts"),
    path("quan-tri/so-bat-dau/moi/", start_view, name="number_start"),
]

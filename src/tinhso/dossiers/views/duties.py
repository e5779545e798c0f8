"""Which unit resolves which procedure: the page of a leader or of who administers an agency."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers import services
from tinhso.dossiers.forms.duties import DutyForm
from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.duties import divided_agencies, duties, search
from tinhso.dossiers.views._inbox_filters import procedure_choices
from tinhso.dossiers.views._work import both, officer_of
from tinhso.dossiers.views.desk_list import fields_of
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import ChoiceFilter, Column, ListAct, ListPage
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures


def what_of(row: UnitDuty) -> str:
    """Return what a row is about: a procedure, a field, or everything else."""
    if row.procedure_code:
        return f"{row.procedure_code} {getattr(row, 'procedure_name', None) or ''}".strip()
    return getattr(row, "field_name", None) or row.field_key or _("Mọi thủ tục khác")


def fields_now() -> list[tuple[str, str]]:
    """Return the fields of the catalogue today."""
    return [(one.key, one.name) for one in procedures.choices(on=timezone.localdate()).fields]


def agencies_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies whose work the actor divides."""
    names = organization.agency_names(divided_agencies(actor=actor))
    return sorted(
        ((str(pk), name) for pk, name in names.items()), key=lambda pair: alphabetical(pair[1])
    )


def remove_row(row: UnitDuty, actor: Actor) -> object:
    """Take one row away."""
    return services.undivide(duty_id=row.pk, actor=actor)


class DutyList(ListPage[UnitDuty]):
    """The divided work of the actor's agency and those below."""

    name = "dossiers.duties"
    title = gettext_lazy("Phân việc cho đơn vị")
    template = "dossiers/officer/duties.html"
    columns = (
        Column("agency", gettext_lazy("Cơ quan"), lambda d: getattr(d, "agency_name", "")),
        Column("what", gettext_lazy("Thủ tục, lĩnh vực"), what_of),
        Column("unit", gettext_lazy("Đơn vị giải quyết"), lambda d: getattr(d, "unit_name", "")),
    )
    filters = (
        ChoiceFilter("co-quan", gettext_lazy("Cơ quan"), "agency_id", agencies_of, data=True),
        ChoiceFilter("linh-vuc", gettext_lazy("Lĩnh vực"), "field_key", fields_of, data=True),
        ChoiceFilter(
            "thu-tuc", gettext_lazy("Thủ tục"), "procedure_code", procedure_choices, data=True
        ),
    )
    default_order = ("agency_id", "id")
    acts = (
        ListAct(
            key="remove",
            label=gettext_lazy("Bỏ dòng"),
            run=remove_row,
            icon="trash",
            danger=True,
            visible=lambda actor: actor.may(P.DIVIDE_WORK),
        ),
    )
    empty_title = gettext_lazy("Chưa phân việc")
    empty_text = gettext_lazy(
        "Khi chưa có dòng nào, hồ sơ đến đơn vị chuyên môn đầu tiên của cơ quan."
    )

    def permit(self, actor: Actor) -> None:
        """Let those read it who divide the work."""
        super().permit(actor)
        require(actor, P.DIVIDE_WORK)

    def rows(self, actor: Actor) -> QuerySet[UnitDuty]:
        """Return the rows of the actor's agency and those below."""
        return duties(actor=actor)

    def search(self, rows: QuerySet[UnitDuty], query: str) -> QuerySet[UnitDuty]:
        """Find by code or name of the procedure, by field or by unit, marks or not."""
        return search(rows, text=query)

    def label(self, row: UnitDuty) -> str:
        """Name a row by its work."""
        return what_of(row)


@both
def divide_view(request: HttpRequest) -> HttpResponse:
    """Give one procedure, a field, or all the rest to a unit."""
    actor = officer_of(request)
    require(actor, P.DIVIDE_WORK)
    mine = set(divided_agencies(actor=actor))
    places = [one for one in organization.unit_choices() if one[0] in mine and one[1] is not None]
    form = DutyForm(
        request.POST if request.method == "POST" else None,
        units=[(str(unit_id), words) for _agency, unit_id, words in places],
        fields=fields_now(),
        procedures=procedure_choices(actor),
    )
    if request.method == "POST" and form.is_valid():
        unit_id = int(form.cleaned_data["unit"])
        try:
            services.divide(
                agency_id=organization.unit(unit_id).agency_id,
                unit_id=unit_id,
                procedure_code=form.procedure_code,
                field_key=form.field_key,
                actor=actor,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã phân việc; hồ sơ đến từ nay theo dòng này."))
            return redirect("duties")
    status = 422 if form.errors else 200
    return render(request, "dossiers/officer/duty.html", {"form": form}, status=status)

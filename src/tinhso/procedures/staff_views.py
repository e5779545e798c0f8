"""Pages for officials: the catalogue with what is doubtful in it, versions side by side."""

from typing import ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.lists import ChoiceFilter, Column, DayFilter, ListPage, YesNoFilter
from tinhso.procedures import comparing, queries, traps
from tinhso.procedures.drafting import contents, transfer
from tinhso.procedures.editor.pages import file_answer
from tinhso.procedures.models import (
    Level,
    ProcedureVersion,
    ResolvingBody,
    ServiceLevel,
    in_force_where,
)
from tinhso.procedures.permissions import ProcedurePermission


def _fields(_actor: Actor) -> list[tuple[str, str]]:
    return sorted(queries.field_names().items(), key=lambda one: alphabetical(one[1]))


class ProcedureList(ListPage[ProcedureVersion]):
    """The versions in force on a day, today where none is named; counts of reports open here."""

    name = "procedures.catalogue"
    title = _("Thủ tục hành chính")
    columns: ClassVar = (
        Column("code", _("Mã"), value=lambda v: v.procedure.code, sort="code"),
        Column("name", _("Thủ tục"), value=lambda v: v.name, sort="name"),
        Column("field", _("Lĩnh vực"), value=lambda v: v.procedure.field.name),
        Column(
            "body",
            _("Cơ quan giải quyết"),
            value=lambda v: v.get_resolving_body_display(),
            sort="resolving_body",
            data=False,
        ),
        Column("number", _("Phiên bản"), value=lambda v: v.number, sort="number", numeric=True),
        Column(
            "from", _("Có hiệu lực từ"), value=lambda v: v.effective_from, sort="effective_from"
        ),
        Column("filed", _("Nộp được"), value=lambda v: v.can_be_filed, sort="can_be_filed"),
        Column("flags", _("Cần xem lại"), value=lambda v: len(v.flags), numeric=True),
    )
    filters: ClassVar = (
        ChoiceFilter(
            "linh_vuc", _("Lĩnh vực"), "procedure__field__key", choices=_fields, data=True
        ),
        ChoiceFilter("co_quan", _("Cơ quan giải quyết"), "resolving_body", ResolvingBody.choices),
        ChoiceFilter("muc_do", _("Trực tuyến"), "service_level", ServiceLevel.choices),
        YesNoFilter("nop_duoc", _("Nộp được tại đây"), "can_be_filed"),
        YesNoFilter("cap_xa", Level.COMMUNE.label, "at_commune"),
        YesNoFilter("cap_tinh", Level.PROVINCE.label, "at_province"),
        YesNoFilter("tai_quay", _("Nhận hồ sơ tại quầy"), "at_desks"),
        YesNoFilter("quy_trinh", _("Có quy trình nội bộ, điện tử"), "has_process"),
        DayFilter("ngay", _("Có hiệu lực vào ngày"), ask=in_force_where, is_today=True),
    )
    default_sort = "code"
    default_order: ClassVar = ("code", "id")
    empty_text = _("Chạy `tinhso procedures import` để nạp danh mục.")

    def rows(self, actor: Actor) -> "models.QuerySet[ProcedureVersion]":
        """Return the versions of every day; the catalogue is public to officials."""
        return queries.versions_with_counted_facts().annotate(code=models.F("procedure__code"))

    def search(
        self, rows: "models.QuerySet[ProcedureVersion]", query: str
    ) -> "models.QuerySet[ProcedureVersion]":
        """Keep what everyday words find."""
        codes = [found.version.procedure.code for found in queries.search(text=query, limit=200)]
        return rows.filter(procedure__code__in=codes)

    def permit(self, actor: Actor) -> None:
        """Let those look who may see the catalogue's inside."""
        super().permit(actor)
        require(actor, ProcedurePermission.VIEW_CATALOGUE)

    def url(self, row: ProcedureVersion) -> str:
        """Return the page of the procedure for officials, with the version of that day."""
        page = reverse("procedure_detail", kwargs={"code": row.procedure.code})
        today = timezone.localdate()
        is_ended = row.effective_to is not None and row.effective_to < today
        if is_ended or row.effective_from > today:
            return f"{page}?phien-ban={row.number}"
        return page

    def label(self, row: ProcedureVersion) -> str:
        """Return its name."""
        return row.name


def _permit(request: HttpRequest) -> None:
    actor = actor_of(request)
    if actor.is_signed_in and not actor.is_official:
        raise NotFound
    require(actor, ProcedurePermission.VIEW_CATALOGUE)


@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one procedure whole: flags, versions, process drawn, reasons, law, what readers said."""
    _permit(request)
    today = timezone.localdate()
    versions = list(queries.versions_of(code=code))
    number = request.GET.get("phien-ban", "")
    version = queries.chosen_version(
        versions,
        number=int(number) if number.isdecimal() and len(number) < 5 else None,
        on=today,
    )
    context = {
        "version": version,
        "versions": versions,
        "flags": [(traps.said(flag), flag["value"]) for flag in version.flags],
        "process": queries.process_of(version=version),
        "form": queries.form_of(version=version),
        "route": queries.route_at(code=code, at=today),
        "ratings": queries.ratings_of(code=code),
        "may_edit": actor_of(request).may(ProcedurePermission.EDIT_PROCEDURE),
        "others": [other for other in versions if other.pk != version.pk],
    }
    return render(request, "procedures/detail.html", context)


@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Show what changed between two versions of a procedure."""
    _permit(request)
    versions = {str(v.number): v for v in queries.versions_of(code=code)}
    old = versions.get(request.GET.get("cu", ""))
    new = versions.get(request.GET.get("moi", ""))
    if old is None or new is None:
        raise NotFound
    context = {"old": old, "new": new, "changes": comparing.changes(old, new)}
    return render(request, "procedures/compare.html", context)


@require_GET
def take_out(request: HttpRequest, code: str) -> HttpResponse:
    """Give a version as a file, from which a draft can begin here or in another province."""
    _permit(request)
    number = request.GET.get("phien-ban", "")
    version = queries.chosen_version(
        list(queries.versions_of(code=code)),
        number=int(number) if number.isdecimal() and len(number) < 5 else None,
        on=timezone.localdate(),
    )
    return file_answer(transfer.as_file(contents.of_version(version)), f"{code}-{version.number}")

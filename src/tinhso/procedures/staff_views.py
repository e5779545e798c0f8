"""Pages for officials: the catalogue with what is doubtful in it, versions side by side."""

from typing import ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import NotFound
from tinhso.kernel.web.lists import ChoiceFilter, Column, ListPage, YesNoFilter
from tinhso.procedures import comparing, queries, traps
from tinhso.procedures.drafting import contents, transfer
from tinhso.procedures.editor.pages import file_answer
from tinhso.procedures.models import Level, ProcedureVersion, ResolvingBody, ServiceLevel
from tinhso.procedures.permissions import ProcedurePermission


class ProcedureList(ListPage[ProcedureVersion]):
    """The versions in force today."""

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
        ChoiceFilter("co_quan", _("Cơ quan giải quyết"), "resolving_body", ResolvingBody.choices),
        ChoiceFilter("muc_do", _("Trực tuyến"), "service_level", ServiceLevel.choices),
        YesNoFilter("nop_duoc", _("Nộp được tại đây"), "can_be_filed"),
        YesNoFilter("cap_xa", Level.COMMUNE.label, "at_commune"),
        YesNoFilter("cap_tinh", Level.PROVINCE.label, "at_province"),
    )
    default_sort = "code"
    default_order: ClassVar = ("code", "id")
    empty_text = _("Chạy `tinhso procedures import` để nạp danh mục.")

    def rows(self, actor: Actor) -> "models.QuerySet[ProcedureVersion]":
        """Return the versions in force; the catalogue is public to officials."""
        rows = queries.versions_in_force(on=timezone.localdate()).order_by()
        return rows.annotate(code=models.F("procedure__code"))

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
        """Return the page of the procedure for officials."""
        return f"/quan-tri/thu-tuc/{row.procedure.code}/"

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

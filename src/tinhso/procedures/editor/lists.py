"""The list of drafts, and how one begins."""

from typing import ClassVar

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.folding import having
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import ChoiceFilter, Column, ListPage
from tinhso.kernel.web.once import once
from tinhso.procedures import queries, services
from tinhso.procedures.drafting import contents, transfer
from tinhso.procedures.drafting.layout import Content
from tinhso.procedures.forms.parts import ImportForm, StartForm
from tinhso.procedures.models import DraftOrigin, DraftState, ProcedureDraft, ProcedureVersion
from tinhso.procedures.permissions import ProcedurePermission

form_page = require_http_methods(["GET", "HEAD", "POST"])


class DraftList(ListPage[ProcedureDraft]):
    """The drafts being written and those that were."""

    name = "procedures.drafts"
    title = gettext_lazy("Bản thảo thủ tục")
    columns: ClassVar = (
        Column("name", gettext_lazy("Thủ tục"), value=lambda d: d.name or "–", sort="name"),
        Column("code", gettext_lazy("Mã"), value=lambda d: d.code, sort="code"),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            value=lambda d: d.get_state_display(),
            sort="state",
            data=False,
        ),
        Column(
            "origin",
            gettext_lazy("Nguồn soạn"),
            value=lambda d: d.get_origin_display(),
            data=False,
        ),
        Column("changed", gettext_lazy("Sửa lúc"), value=lambda d: d.changed_at, sort="changed_at"),
    )
    filters: ClassVar = (
        ChoiceFilter("tinh_trang", gettext_lazy("Tình trạng"), "state", DraftState.choices),
        ChoiceFilter("nguon", gettext_lazy("Nguồn soạn"), "origin", DraftOrigin.choices),
    )
    default_sort = "-changed"
    default_order: ClassVar = ("-changed_at", "-id")
    empty_text = gettext_lazy("Chưa có bản thảo nào.")

    def rows(self, actor: Actor) -> "models.QuerySet[ProcedureDraft]":
        """Return the drafts this actor may see."""
        return queries.drafts(actor=actor).order_by()

    def search(
        self, rows: "models.QuerySet[ProcedureDraft]", query: str
    ) -> "models.QuerySet[ProcedureDraft]":
        """Keep what bears the words in its name or code."""
        return rows.filter(having(query, "name", "code"))

    def permit(self, actor: Actor) -> None:
        """Let those look who write or publish procedures."""
        super().permit(actor)
        if not actor.may(ProcedurePermission.PUBLISH_VERSION):
            require(actor, ProcedurePermission.EDIT_PROCEDURE)

    def url(self, row: ProcedureDraft) -> str:
        """Return the page of a draft."""
        return row.url

    def label(self, row: ProcedureDraft) -> str:
        """Return what the procedure is called."""
        return row.name or str(row.uid)


@form_page
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft: of a procedure there is, of another one, or from nothing."""
    require(actor_of(request), ProcedurePermission.EDIT_PROCEDURE)
    first = {"code": request.GET.get("ma", "")}
    form = StartForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        origin, code = form.cleaned_data["origin"], form.cleaned_data["code"]
        version = queries.newest_version_of(code=code) if code else None
        if version is None and origin != DraftOrigin.EMPTY:
            form.add_error("code", _("Không có thủ tục mang mã này trong danh mục."))
        else:
            return redirect(once(request, lambda: _begun(request, origin, version)))
    status = 422 if form.errors else 200
    context = {"form": form, "import_form": ImportForm()}
    return render(request, "procedures/editor/begin.html", context, status=status)


def _begun(request: HttpRequest, origin: str, version: ProcedureVersion | None) -> str:
    content: Content = {}
    if version is not None:
        content = contents.of_version(version)
    if origin == DraftOrigin.COPY:
        content = {**content, "code": "", "name_en": "", "keywords": [], "decision": ""}
    draft = services.start_draft(
        content=content, origin=DraftOrigin(origin), actor=actor_of(request)
    )
    messages.success(request, _("Đã mở bản thảo. Mỗi lần ghi đều được giữ lại."))
    return draft.url


@form_page
def bring_in(request: HttpRequest) -> HttpResponse:
    """Begin a draft from a file: one of ours, or a record of the national database."""
    require(actor_of(request), ProcedurePermission.EDIT_PROCEDURE)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        data = chosen.read() if chosen else form.cleaned_data["text"].encode()
        try:
            fields = {fold(name): key for key, name in queries.field_names().items()}
            origin, content = transfer.from_file(data, fields=fields)
        except Invalid as refused:
            form.add_error("file", str(refused.fields["file"]))
        else:
            draft = services.start_draft(content=content, origin=origin, actor=actor_of(request))
            messages.success(request, _("Đã đọc tệp thành bản thảo; hãy xem các chỗ nghi vấn."))
            return redirect(draft.url)
    status = 422 if form.errors else 200
    return render(request, "procedures/editor/import.html", {"form": form}, status=status)

"""A business files a list: begins it, sends the spreadsheet, mends rows, hands all in."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.groups import (
    GroupConfirmForm,
    GroupPaperForm,
    GroupRowForm,
    GroupSheetForm,
    GroupStartForm,
    code_choices,
)
from tinhso.dossiers.queries.groups import (
    SHOWN,
    can_be_grouped,
    group_page,
    may_file_groups,
    my_groups,
    row_of,
    rows_of,
    unplaced_of,
)
from tinhso.dossiers.rules.groups import MOST_LINES
from tinhso.dossiers.views.desk import is_pane
from tinhso.dossiers.views.filing import applicant_of
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import whole
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.web.lists import export
from tinhso.kernel.web.once import once
from tinhso.procedures import queries as procedures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LISTS = 50
MOST_TYPED = 200


def business_of(request: HttpRequest) -> Actor:
    """Return the signed-in business; a person files one dossier at a time."""
    actor = applicant_of(request)
    if not may_file_groups(actor):
        raise NotPermitted(_("Chỉ tài khoản doanh nghiệp, tổ chức nộp theo danh sách."))
    return actor


@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """Show one's lists, and the procedures that can be filed so."""
    actor = business_of(request)
    typed = request.GET.get("q", "").strip()[:MOST_TYPED]
    context: dict[str, object] = {"typed": typed, "procedures": _fitting(typed)}
    if is_pane(request):
        return render(request, "dossiers/groups/_procedures.html", context)
    context |= {
        "groups": my_groups(actor=actor)[:MOST_LISTS],
        "back_url": reverse("my_dossiers"),
    }
    return render(request, "dossiers/groups/list.html", context)


def _fitting(typed: str) -> list[tuple[str, str]]:
    """Return what can be filed by a list, for typed words the best first; a code fits alone."""
    offered = dict(code_choices())
    if not typed:
        return list(offered.items())
    if typed in offered:
        return [(typed, offered[typed])]
    found = [hit.version.procedure.code for hit in procedures.search(text=typed)]
    return [(code, offered[code]) for code in found if code in offered]


@require_http_methods(["GET", "POST"])
def start_view(request: HttpRequest, code: str) -> HttpResponse:
    """Ask where the dossiers are resolved, and begin a list."""
    actor = business_of(request)
    version = procedures.version_at(code=code, at=timezone.now())
    if not can_be_grouped(version):
        return redirect("procedure", code=code)
    form = GroupStartForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():

        def start() -> str:
            made = services.start_group(
                procedure_code=code,
                resolving_agency_id=int(form.cleaned_data["agency"]),
                actor=actor,
            )
            return reverse("group", kwargs={"uid": made.uid})

        return redirect(once(request, start))
    context = {"version": version, "form": form, "back_url": reverse("groups")}
    status = 422 if form.errors else 200
    return render(request, "dossiers/groups/start.html", context, status=status)


@require_safe
def group_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one list: what to do next, its rows and what is wrong in them, its dossiers."""
    return _show(request, uid, business_of(request))


def _show(
    request: HttpRequest,
    uid: UUID,
    actor: Actor,
    *,
    sheet_form: GroupSheetForm | None = None,
    paper_form: GroupPaperForm | None = None,
    confirm_form: GroupConfirmForm | None = None,
) -> HttpResponse:
    page = group_page(uid=uid, actor=actor)
    start = whole(request.GET.get("tu", "")[:6]) or 0  # no list is longer
    rows = rows_of(page, start=start)
    forms = (sheet_form, paper_form, confirm_form)
    context = {
        "page": page,
        "group": page.group,
        "rows": rows,
        "start": start,
        "next": start + SHOWN if start + SHOWN < page.total else None,
        "previous": max(start - SHOWN, 0) if start else None,
        "most": MOST_LINES,
        "unplaced": unplaced_of(page),
        "sheet_form": sheet_form or GroupSheetForm(),
        "paper_form": paper_form,
        "paper_errors": paper_form.errors if paper_form else {},
        "confirm_form": confirm_form or GroupConfirmForm(),
        "back_url": reverse("groups"),
    }
    status = 422 if any(form is not None and form.errors for form in forms) else 200
    return render(request, "dossiers/groups/group.html", context, status=status)


@require_safe
def template_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the spreadsheet to fill in."""
    content = services.group_template(uid=uid, actor=business_of(request))
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="danh-sach-nop.xlsx"'
    return answer


@require_POST
def upload_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the filled spreadsheet, and say what is wrong in each row."""
    actor = business_of(request)
    form = GroupSheetForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"].read()

        def act() -> object:
            return services.read_group(uid=uid, content=content, actor=actor)

        done = _done(request, uid, act)
        if not isinstance(done, Invalid):
            messages.success(request, _("Đã đọc bảng tính; xem từng dòng ở dưới."))
            return done
        form.add_error("file", str(done.fields.get("file", done.message)))
    return _show(request, uid, actor, sheet_form=form)


@require_POST
def paper_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a paper into every dossier of the list."""
    actor = business_of(request)
    form = GroupPaperForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]

        def act() -> object:
            group_page(uid=uid, actor=actor)
            return services.put_group_paper(
                uid=uid,
                component_key=form.cleaned_data["component_key"],
                file=files.store(
                    content=upload,
                    name=upload.name,
                    use="dossiers.component",
                    actor=actor,
                    owner_class="personal",
                ),
                actor=actor,
            )

        done = _done(request, uid, act)
        if not isinstance(done, Invalid):
            return done
        form.add_error("file", str(next(iter(done.fields.values()), done.message)))
    return _show(request, uid, actor, paper_form=form)


@require_http_methods(["GET", "POST"])
def row_view(request: HttpRequest, uid: UUID, line: int) -> HttpResponse:
    """Show one row with what is wrong in it; take other words."""
    actor = business_of(request)
    page, row = row_of(uid=uid, line=line, actor=actor)
    form = GroupRowForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():

        def mend() -> str:
            mended = services.mend_group_row(uid=uid, line=line, texts=form.texts(), actor=actor)
            if mended.is_sound:
                return reverse("group", kwargs={"uid": uid})
            return reverse("group_row", kwargs={"uid": uid, "line": line})

        return redirect(once(request, mend))
    context = {"page": page, "row": row, "form": form}
    context["back_url"] = reverse("group", kwargs={"uid": uid})
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/groups/row.html", context, status=status)


@require_POST
def drop_view(request: HttpRequest, uid: UUID, line: int) -> HttpResponse:
    """Leave one row out."""
    actor = business_of(request)

    def act() -> str:
        services.drop_group_row(uid=uid, line=line, actor=actor)
        return reverse("group", kwargs={"uid": uid})

    return redirect(once(request, act))


@require_POST
def confirm_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand the whole list in."""
    actor = business_of(request)
    form = GroupConfirmForm(request.POST)
    if form.is_valid():

        def act() -> object:
            return services.confirm_group(uid=uid, declared=True, actor=actor)

        done = _done(request, uid, act)
        if not isinstance(done, Invalid):
            messages.success(request, _("Đang nộp từng hồ sơ; bạn được báo khi xong."))
            return done
        for sentence in done.fields.values():
            form.add_error(None, str(sentence))
    return _show(request, uid, actor, confirm_form=form)


@require_POST
def delete_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Throw a list away that was not handed in."""
    actor = business_of(request)

    def act() -> str:
        services.delete_group(uid=uid, actor=actor)
        return reverse("groups")

    return redirect(once(request, act))


@require_safe
def export_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the list with number and state of each dossier."""
    actor = business_of(request)
    page = group_page(uid=uid, actor=actor)
    headings = [_("Dòng"), _("Hồ sơ"), _("Trạng thái"), _("Hẹn trả"), _("Chỗ sai")]
    lines = (
        [
            one.row.line,
            one.row.dossier.shown_number if one.row.dossier else "",
            str(one.row.dossier.get_state_display()) if one.row.dossier else "",
            one.row.dossier.due_at if one.row.dossier else None,
            one.row.refused or "\n".join(one.said),
            *(cell.text for cell in one.cells),
        ]
        for one in rows_of(page, size=MOST_LINES)
    )
    with export.write(
        "xlsx",
        title=page.version.procedure.code,
        headings=[*headings, *(column.label for column in page.columns)],
        rows=lines,
        about=export.About.of(
            actor,
            (_("Thủ tục"), page.version.name),
            (_("Đã nộp"), page.filed),
            (_("Không nộp được"), page.refused),
            (_("Chưa nộp"), page.left),
        ),
    ) as file:
        answer = HttpResponse(file.read(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="danh-sach-nop.xlsx"'
    return answer


def _done(request: HttpRequest, uid: UUID, act: Callable[[], object]) -> HttpResponse | Invalid:
    """Do an act on a list once and lead back to it; what a rule refuses is returned."""

    def run() -> str:
        act()
        return reverse("group", kwargs={"uid": uid})

    try:
        return redirect(once(request, run))
    except Invalid as refusal:
        return refusal

"""Bringing an old system's records in: choose, look through, bring in, vouch."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.actors import actor_of
from tinhso.kernel.audit import record
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.rules import MAX_UNPACKED, MAX_ZIP_ENTRIES, MIB, XLSX
from tinhso.kernel.importing import queries, services
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.registry import ImportKind, import_kinds
from tinhso.kernel.importing.rules import INDEX, ImportState
from tinhso.kernel.importing.services.sheets import file_differences, template_file, wrong_rows
from tinhso.kernel.web.importing.forms import ImportForm, SignForm
from tinhso.kernel.web.importing.minutes import minute

MOST_SHOWN = 200


def _kind_of(key: str) -> ImportKind:
    kind = import_kinds.find(key)
    if kind is None:
        raise NotFound
    return kind


@require_http_methods(["GET", "HEAD", "POST"])
def kind_page(request: HttpRequest, key: str) -> HttpResponse:
    """Explain a kind's sheet and take one."""
    actor = actor_of(request)
    kind = queries.kind_for(key, actor=actor)
    form = ImportForm(request.POST or None, request.FILES or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = services.start(
                kind=key,
                source=form.cleaned_data["source"],
                content=upload,
                name=upload.name,
                actor=actor,
            )
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
        else:
            return redirect("import_run", uid=run.uid)
    status = 422 if form.errors else 200
    context = {
        "kind": kind,
        "key": key,
        "form": form,
        "index": INDEX[0],
        "most_files": MAX_ZIP_ENTRIES - 1,
        "most_unpacked": MAX_UNPACKED // MIB,
    }
    return render(request, "kernel/importing/kind.html", context, status=status)


@require_safe
def template(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the sheet to fill in."""
    kind = queries.kind_for(key, actor=actor_of(request))
    name = f"mau-{key.replace('.', '-')}.xlsx"
    return FileResponse(
        template_file(kind),
        as_attachment=True,
        filename=name,
        content_type=XLSX.content_type,
    )


@require_safe
def run_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one import: how far it is, what is wrong, counts and samples side by side."""
    run = queries.run_of(uid=uid, actor=actor_of(request))
    partial = bool(getattr(request, "htmx", False))
    return _run_page(request, run, SignForm(), partial=partial)


def _run_page(
    request: HttpRequest, run: ImportRun, form: SignForm, *, partial: bool = False
) -> HttpResponse:
    actor, kind = actor_of(request), _kind_of(run.kind)
    is_written = run.state in (ImportState.WRITTEN, ImportState.SIGNED)
    faults = [] if run.is_at_work else queries.faults_of(run)[:MOST_SHOWN]
    totals = queries.totals_of(run) if is_written else []
    labels = {column.key: column.label for column in kind.columns}
    context = {
        "run": run,
        "kind": kind,
        "done": run.good_count + run.wrong_count,
        "faults": [
            (fault, labels.get(fault.column, fault.column), queries.sentence_of(fault, kind))
            for fault in faults
        ],
        "fault_count": queries.faults_of(run).count(),
        "most_shown": MOST_SHOWN,
        "totals": sorted(totals, key=lambda line: not line.differs)[:MOST_SHOWN],
        "total_count": len(totals),
        "differences": any(line.differs for line in totals),
        "samples": queries.samples_of(run) if is_written else [],
        "is_written": is_written,
        "strays": queries.strays_of(run)[:MOST_SHOWN],
        "missing_files": queries.missing_files_of(run).count() if kind.in_archive else 0,
        "may_import": queries.may_hand_in(kind, actor=actor),
        "may_sign": actor.may(ImportPermission.SIGN_OFF) and run.state == ImportState.WRITTEN,
        "sign_form": form,
    }
    name = "_run.html" if partial else "run.html"
    return render(
        request,
        f"kernel/importing/{name}",
        context,
        status=422 if form.errors else 200,
    )


@require_POST
def write(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let what is right come in."""
    services.write(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đang nhập. Bạn có thể đóng trang này; việc vẫn chạy."))
    return redirect("import_run", uid=uid)


@require_POST
def sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Vouch for it."""
    actor = actor_of(request)
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            services.sign_off(uid=uid, note=form.cleaned_data["note"], actor=actor)
        except Invalid as refusal:
            form.add_error("note", str(refusal.fields.get("note", refusal.message)))
        else:
            messages.success(request, _("Đã ký duyệt lần nhập."))
            return redirect("import_run", uid=uid)
    return _run_page(request, queries.run_of(uid=uid, actor=actor), form)


@require_safe
def wrong(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give the rows to be mended."""
    run = queries.run_of(uid=uid, actor=actor_of(request))
    if run.is_at_work or not run.wrong_count:
        raise NotFound
    record("importing.wrong_rows_taken", actor=actor_of(request), target=run)
    return FileResponse(
        wrong_rows(run),
        as_attachment=True,
        filename=f"dong-sai-{run.uid}.xlsx",
        content_type=XLSX.content_type,
    )


@require_safe
def files_apart(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give where an archive and its index differ."""
    run = queries.run_of(uid=uid, actor=actor_of(request))
    if run.is_at_work or not (run.stray_count or queries.missing_files_of(run).exists()):
        raise NotFound
    record("importing.file_differences_taken", actor=actor_of(request), target=run)
    return FileResponse(
        file_differences(run),
        as_attachment=True,
        filename=f"tep-lech-{run.uid}.xlsx",
        content_type=XLSX.content_type,
    )


@require_safe
def minute_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the minute to be printed."""
    run = queries.run_of(uid=uid, actor=actor_of(request))
    if run.state not in (ImportState.WRITTEN, ImportState.SIGNED):
        raise NotFound
    record("importing.minute_taken", actor=actor_of(request), target=run)
    answer = HttpResponse(minute(run), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="bien-ban-nhap-{run.uid}.pdf"'
    return answer

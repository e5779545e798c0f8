"""A draft whole: its progress list, its parts, history, comparison, raw record, file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.actors import actor_of
from tinhso.kernel.workflow.definition import Definition
from tinhso.kernel.workflow.definition import check as check_process
from tinhso.procedures import comparing, queries, services, traps
from tinhso.procedures.drafting import contents, transfer
from tinhso.procedures.drafting.layout import PARTS, Part, part_of
from tinhso.procedures.drafting.places import place_at
from tinhso.procedures.editor.showing import list_shown, may_write, progress_of
from tinhso.procedures.forms.parts import PART_FORMS
from tinhso.procedures.models import ProcedureDraft
from tinhso.procedures.parts import rows_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


def draft_of(request: HttpRequest, uid: str) -> ProcedureDraft:
    """Return the draft of a page, or `NotFound`."""
    return queries.draft(uid=uid, actor=actor_of(request))


def seen_by(request: HttpRequest, draft: ProcedureDraft) -> int:
    """Return the revision of the draft that this person had before him when he typed."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else draft.revision


def base_context(request: HttpRequest, draft: ProcedureDraft, tab: str = "") -> dict[str, object]:
    """Return what every page of a draft shows; `tab` is which of its pages this is."""
    return {
        "tab": tab,
        "draft": draft,
        "parts": PARTS,
        "may_write": may_write(actor_of(request), draft),
        "last": queries.last_change(draft=draft),
    }


def drawing_of(draft: ProcedureDraft) -> Definition | None:
    """Return the process to be drawn, or None while it is not sound."""
    process = draft.content.get("process_data")
    if process is None or check_process(process):
        return None
    return Definition.from_data(process)


@require_safe
def overview(request: HttpRequest, uid: str) -> HttpResponse:
    """Show how far a draft is: each part, how much stands in it, what is wrong there."""
    draft = draft_of(request, uid)
    faults = queries.draft_faults(draft=draft) if draft.is_open else []
    context = base_context(request, draft, "tong-quan") | {
        "progress": progress_of(draft.content, faults),
        "faults": sum(not fault.is_warning for fault in faults),
        "warnings": sum(fault.is_warning for fault in faults),
    }
    return render(request, "procedures/editor/overview.html", context)


@form_page
def part_page(request: HttpRequest, uid: str, key: str) -> HttpResponse:
    """Show one part: its form and its lists; take what was typed."""
    draft = draft_of(request, uid)
    part = part_of(key)
    kind = PART_FORMS.get(key)
    posted = request.POST if request.method == "POST" else None
    form = kind(posted, content=draft.content) if kind else None
    overtaken = None
    if form is not None and posted is not None and form.is_valid():
        seen = seen_by(request, draft)
        overtaken = queries.changed_since(draft=draft, part=part, seen=seen)
        if overtaken is None:
            actor = actor_of(request)
            services.change_part(uid=uid, part=part, seen=seen, change=form.changed, actor=actor)
            messages.success(request, _("Đã ghi."))
            return redirect(next_address(draft, part))
    status = 409 if overtaken else 422 if form is not None and form.errors else 200
    context = base_context(request, draft) | {
        "part": part,
        "form": form,
        "overtaken": overtaken,
        "lists": [
            list_shown(draft.content, place_at(f"{rows.key}/them/"), title_of=part)
            for rows in part.lists
        ],
        "drawing": drawing_of(draft) if part.key == "quy-trinh" else None,
        "next_part": _next(part),
    }
    return render(request, "procedures/editor/part.html", context, status=status)


def _next(part: Part) -> Part | None:
    place = PARTS.index(part) + 1
    return PARTS[place] if place < len(PARTS) else None


def next_address(draft: ProcedureDraft, part: Part) -> str:
    """Return where one goes after a part was written: stay, with its lists before the eyes."""
    return f"{draft.url}phan/{part.key}/"


@require_safe
def history(request: HttpRequest, uid: str) -> HttpResponse:
    """Show who did what to a draft."""
    draft = draft_of(request, uid)
    lines = [
        (line, part_of(line.change.part).title if line.change.part else "")
        for line in queries.history_of(draft=draft)
    ]
    context = base_context(request, draft, "lich-su") | {"lines": lines}
    return render(request, "procedures/editor/history.html", context)


@require_safe
def compare(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what a draft says otherwise than the newest version, or a version chosen."""
    draft = draft_of(request, uid)
    versions = list(queries.versions_of(code=draft.code)) if draft.code else []
    chosen = request.GET.get("voi", "")
    old = next((v for v in versions if str(v.number) == chosen), versions[0] if versions else None)
    found = comparing.changes(old, contents.shown_version(draft.content)) if old else []
    is_outdated = bool(versions) and draft.is_open and draft.based_on_id != versions[0].pk
    context = base_context(request, draft, "so-sanh") | {
        "old": old,
        "versions": versions,
        "changes": found,
        "is_outdated": is_outdated,
    }
    return render(request, "procedures/editor/compare.html", context)


@require_POST
def rebase(request: HttpRequest, uid: str) -> HttpResponse:
    """Take it that the draft was compared with the newest version."""
    draft = services.rebase(uid=uid, actor=actor_of(request))
    messages.success(request, _("Bản thảo nay tiếp theo phiên bản mới nhất."))
    return redirect(draft.url)


@require_POST
def undo(request: HttpRequest, uid: str) -> HttpResponse:
    """Take back the last change."""
    draft = draft_of(request, uid)
    seen = seen_by(request, draft)
    services.undo(uid=uid, seen=seen, actor=actor_of(request))
    messages.success(request, _("Đã hoàn tác thay đổi gần nhất."))
    return redirect(draft.url)


@require_safe
def raw_record(request: HttpRequest, uid: str) -> HttpResponse:
    """Show the source's record as it came, and what is doubtful in it."""
    draft = draft_of(request, uid)
    flags = [
        {"words": traps.said(kept), "value": kept.get("value", "")}
        for flag in rows_of(draft.content, "flags")
        if (kept := {str(k): str(v) for k, v in flag.items()}).get("code") in traps.WORDS
    ]
    context = base_context(request, draft) | {"flags": flags, "raw": draft.content.get("raw", "")}
    return render(request, "procedures/editor/record.html", context)


@require_POST
def settle(request: HttpRequest, uid: str) -> HttpResponse:
    """Take it that one doubt was looked into."""
    draft = draft_of(request, uid)
    typed = request.POST.get("flag", "")
    index = int(typed) if typed.isdecimal() and len(typed) < 4 else -1
    seen = seen_by(request, draft)
    services.settle_flag(uid=uid, index=index, seen=seen, actor=actor_of(request))
    messages.success(request, _("Đã ghi là đã xem lại."))
    return redirect(f"{draft.url}ban-ghi/")


@require_safe
def take_out(request: HttpRequest, uid: str) -> HttpResponse:
    """Give the draft as a file."""
    draft = draft_of(request, uid)
    return file_answer(transfer.as_file(draft.content), draft.code or str(draft.uid))


def file_answer(text: str, name: str) -> HttpResponse:
    """Return a procedure's file to be kept."""
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="thu-tuc-{name}.json"'
    return answer

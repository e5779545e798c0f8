"""One row of a list: added, changed, moved, removed, and the conditions it bears."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.procedures import queries, services
from tinhso.procedures.drafting import conditions, places
from tinhso.procedures.drafting.conditions import Condition, Known, Parts
from tinhso.procedures.drafting.layout import Content, Row
from tinhso.procedures.drafting.places import Place, place_at, row_at
from tinhso.procedures.editor.pages import base_context, draft_of, drawing_of, seen_by
from tinhso.procedures.editor.showing import list_shown
from tinhso.procedures.forms import fees, foreseen, linking, process, questions, rows
from tinhso.procedures.models import DraftAct, ProcedureDraft

form_page = require_http_methods(["GET", "HEAD", "POST"])

ROW_FORMS: dict[str, type[rows.RowForm]] = {
    "truong-hop": rows.CaseForm,
    "giay-to": rows.ComponentForm,
    "muc-phi": fees.FeeForm,
    "thu-rieng": fees.AmountForm,
    "bac": fees.TierForm,
    "mien": fees.ExemptionForm,
    "han": rows.TermForm,
    "ket-qua": rows.ResultForm,
    "bo-sung": rows.ReasonForm,
    "tu-choi": rows.ReasonForm,
    "van-ban": rows.LawForm,
    "trinh-tu": rows.PlainStepForm,
    "cau-hoi": rows.QuestionForm,
    "trang": questions.PageForm,
    "o": questions.FieldForm,
    "tra-loi": questions.AnswerForm,
    "tinh": questions.CalculationForm,
    "quy-tac": questions.RuleForm,
    "buoc": process.StationForm,
    "chuyen": process.MoveForm,
    "lien-thong": linking.LinkedPartForm,
    "de-xuat": foreseen.RecommendedForm,
}


@form_page
def row_page(request: HttpRequest, uid: str, where: str) -> HttpResponse:
    """Show one row with the lists inside it, and take what was typed.

    A kind chosen with the button beside it shows the fields of that kind; nothing is written.
    """
    draft = draft_of(request, uid)
    place = place_at(where)
    row = row_at(draft.content, place)
    if request.method != "POST" and "kind" in request.GET:
        row = {**row, "kind": request.GET["kind"]}
    posted = request.POST if request.method == "POST" else None
    form = ROW_FORMS[place.rows.key](posted, content=draft.content, place=place, row=row)
    overtaken = None
    asks_kind = posted is not None and "doi-loai" in posted
    if posted is not None and not asks_kind and form.is_valid():
        overtaken = _overtaken(request, draft, place)
        if overtaken is None:
            return _written(request, draft, place, form.row_of())
    if asks_kind:
        form = _of_another_kind(request, draft, place, row)
    status = 409 if overtaken else 422 if posted is not None and not asks_kind else 200
    context = base_context(request, draft) | {
        "place": place,
        "part": place.part,
        "form": form,
        "overtaken": overtaken,
        "name": place.rows.name_of(row) if place.index is not None else "",
        "conditions": _conditions_of(draft, place, row),
        "lists": [
            list_shown(draft.content, place.inside(inner))
            for inner in places.children_of(place, row)
            if place.index is not None
        ],
        "changes_kind": place.rows.key in {"o", "buoc"},
        "back": _back(draft, place),
        "drawing": drawing_of(draft) if place.part.key == "quy-trinh" else None,
    }
    return render(request, "procedures/editor/row.html", context, status=status)


def _of_another_kind(
    request: HttpRequest, draft: ProcedureDraft, place: Place, row: Row
) -> rows.RowForm:
    """Return the form with the fields of the kind just chosen, all that was typed still there."""
    typed = {**row, **{key: value for key, value in request.POST.items() if value}}
    form = ROW_FORMS[place.rows.key](None, content=draft.content, place=place, row=typed)
    form.initial = {**form.initial, **{name: typed[name] for name in form.fields if name in typed}}
    return form


def _overtaken(
    request: HttpRequest, draft: ProcedureDraft, place: Place
) -> "queries.ChangeLine | None":
    seen = seen_by(request, draft)
    return queries.changed_since(draft=draft, part=place.part, seen=seen)


def _written(request: HttpRequest, draft: ProcedureDraft, place: Place, row: Row) -> HttpResponse:
    added = place.index is None

    def change(content: Content) -> Content:
        return places.with_row(content, place, row)

    changed = services.change_part(
        uid=draft.uid,
        part=place.part,
        seen=seen_by(request, draft),
        change=change,
        actor=actor_of(request),
        act=DraftAct.ADDED if added else DraftAct.CHANGED,
        what=place.rows.name_of(row),
    )
    messages.success(request, _("Đã thêm.") if added else _("Đã ghi."))
    index = len(places.rows_at(changed.content, place)) - 1 if added else place.index
    written = place.beside(index or 0)
    stays = bool(places.children_of(written, row_at(changed.content, written)))
    if added and stays:
        return redirect(f"{draft.url}muc/{written.address}")
    return redirect(_back(draft, place))


def _back(draft: ProcedureDraft, place: Place) -> str:
    if place.above is not None:
        return f"{draft.url}muc/{place.above.address}"
    return f"{draft.url}phan/{place.part.key}/"


def _conditions_of(draft: ProcedureDraft, place: Place, row: Row) -> list[dict[str, object]]:
    if place.index is None:
        return []
    known = conditions.known_answers(draft.content, before=place)
    return [
        {"key": key, "question": question, "said": conditions.said(row.get(key), known)}
        for key, question in (place.rows.conditions or {}).items()
    ]


@require_POST
def arrange(request: HttpRequest, uid: str, where: str) -> HttpResponse:
    """Move a row up or down, or remove it."""
    draft = draft_of(request, uid)
    place = place_at(where)
    row = row_at(draft.content, place)
    if place.index is None:
        raise NotFound
    change, act = _arrangement(place, request.POST.get("viec", ""))
    services.change_part(
        uid=uid,
        part=place.part,
        seen=seen_by(request, draft),
        change=change,
        actor=actor_of(request),
        act=act,
        what=place.rows.name_of(row),
    )
    if act is DraftAct.REMOVED:
        messages.success(request, _("Đã xóa; có thể hoàn tác ngay."))
    return redirect(_back(draft, place))


def _arrangement(place: Place, wish: str) -> tuple[Callable[[Content], Content], DraftAct]:
    if wish == "xoa":
        return lambda content: places.without_row(content, place), DraftAct.REMOVED
    if wish in {"len", "xuong"}:
        by = -1 if wish == "len" else 1
        return lambda content: places.moved_row(content, place, by), DraftAct.MOVED
    raise NotFound


@form_page
def condition_page(request: HttpRequest, uid: str, where: str, key: str) -> HttpResponse:
    """Show a condition as a list of statements; add one from choices, remove one, join them."""
    draft = draft_of(request, uid)
    place = place_at(where)
    row = row_at(draft.content, place)
    if place.index is None or key not in (place.rows.conditions or {}):
        raise NotFound
    kept = row.get(key)
    parts = conditions.parts_of(kept if isinstance(kept, dict) else None)
    known = conditions.known_answers(draft.content, before=place)
    answer = next((a for a in known if a.key == _asked(request)), None)
    errors: dict[str, str] = {}
    overtaken = None
    if request.method == "POST":
        overtaken = _overtaken(request, draft, place)
        try:
            wanted = _wanted(request, parts, answer)
        except Invalid as refused:
            errors = {name: str(text) for name, text in refused.fields.items()}
        else:
            if overtaken is None:
                return _condition_written(request, draft, place, key, wanted)
    context = base_context(request, draft) | {
        "place": place,
        "part": place.part,
        "name": place.rows.name_of(row),
        "question": (place.rows.conditions or {})[key],
        "parts_said": [conditions.said(clause, known) for clause in parts.clauses],
        "joint": parts.joint,
        "joints": conditions.JOINTS.items(),
        "known": known,
        "answer": answer,
        "errors": errors,
        "typed": request.POST,
        "overtaken": overtaken,
        "back": f"{draft.url}muc/{place.address}",
    }
    status = 409 if overtaken else 422 if errors else 200
    return render(request, "procedures/editor/condition.html", context, status=status)


def _asked(request: HttpRequest) -> str:
    return request.POST.get("o", "") or request.GET.get("o", "")


def _wanted(request: HttpRequest, parts: Parts, answer: Known | None) -> Condition | None:
    """Return the condition that the pressed button asks for."""
    wish = request.POST.get("viec", "")
    clauses, joint = parts.clauses, parts.joint
    if wish == "them":
        if answer is None:
            raise Invalid(fields={"o": _("Hãy chọn một câu trả lời của biểu mẫu.")})
        said = conditions.clause(
            answer, request.POST.get("comparison", ""), request.POST.get("value", "")
        )
        clauses = (*clauses, said)
    elif wish.startswith("bo-"):
        gone = wish.removeprefix("bo-")
        clauses = tuple(clause for n, clause in enumerate(clauses) if str(n) != gone)
    elif wish == "noi" and request.POST.get("joint") in conditions.JOINTS:
        joint = request.POST["joint"]
    return conditions.joined(Parts(joint=joint, clauses=clauses))


def _condition_written(
    request: HttpRequest, draft: ProcedureDraft, place: Place, key: str, wanted: Condition | None
) -> HttpResponse:
    row = dict(row_at(draft.content, place))
    if wanted is None:
        row.pop(key, None)
    else:
        row[key] = wanted

    def change(content: Content) -> Content:
        return places.with_row(content, place, row)

    services.change_part(
        uid=draft.uid,
        part=place.part,
        seen=seen_by(request, draft),
        change=change,
        actor=actor_of(request),
        act=DraftAct.CONDITION,
        what=place.rows.name_of(row),
    )
    messages.success(request, _("Đã ghi điều kiện."))
    return redirect(f"{draft.url}muc/{place.address}dieu-kien/{key}/")

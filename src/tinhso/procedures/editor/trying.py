"""Trying a draft before it holds: the form as a citizen, the process with invented dates."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.calendar import calendar_for, due, explain
from tinhso.kernel.calendar.worktime import VIETNAM
from tinhso.kernel.db.text import whole
from tinhso.kernel.eforms import FormSpec, Json
from tinhso.kernel.eforms import check as check_form
from tinhso.procedures import queries
from tinhso.procedures.drafting import contents, trial
from tinhso.procedures.drafting.conditions import Known, known_answers, names_in
from tinhso.procedures.drafting.layout import Content
from tinhso.procedures.drafting.places import each_row
from tinhso.procedures.editor.pages import base_context, draft_of, drawing_of
from tinhso.procedures.forms.process import RELATION_NAMES, ROLE_NAMES
from tinhso.procedures.reading import channel_words, fee_words, term_words

form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST_LETTERS = 200_000


@form_page
def try_form(request: HttpRequest, uid: str) -> HttpResponse:
    """Let an official fill the form as a citizen would; what is typed travels with the page."""
    draft = draft_of(request, uid)
    spec, without = _form_to_try(draft.content)
    context = base_context(request, draft, "thu") | {"without": without}
    if spec is None:
        return render(request, "procedures/editor/try_form.html", context)
    kept = _kept(request)
    step = spec.step(request.POST.get("_step", "")) or spec.shape.steps[0]
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        kept = spec.raw_from_post(request.POST, into=kept, step=step.key)
        cleaned = spec.clean(kept, step=step.key)
        if not spec.pressed(request.POST):
            errors = cleaned.errors
            after = None if errors else spec.next_step(cleaned.values, after=step.key)
            if not errors and after is None:
                context |= _outcome(draft.content, spec, cleaned.values)
                return render(request, "procedures/editor/try_form.html", context)
            step = after or step
    context |= {
        "page": spec.page(step.key, raw=kept, errors=errors),
        "kept": json.dumps(kept, ensure_ascii=False),
        "form_title": spec.title,
    }
    status = 422 if errors else 200
    return render(request, "procedures/editor/try_form.html", context, status=status)


def _kept(request: HttpRequest) -> dict[str, Json]:
    text = request.POST.get("kept", "")[:MOST_LETTERS]
    try:
        kept = json.loads(text) if text else {}
    except json.JSONDecodeError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _form_to_try(content: Content) -> tuple[FormSpec | None, bool]:
    """Return the form without its files, which are not taken in a trial, and whether it had any."""
    form = content.get("form_data")
    if not isinstance(form, dict) or check_form(form):
        return None, False
    steps = []
    without = False
    for step in form["steps"]:
        fields = [field for field in step["fields"] if field["kind"] != "file"]
        without = without or len(fields) < len(step["fields"])
        if fields:
            steps.append({**step, "fields": fields})
    whole = {**form, "steps": steps}
    if not steps or check_form(whole):
        return None, without
    return FormSpec.from_data(whole), without


def _outcome(content: Content, spec: FormSpec, values: Mapping[str, Json]) -> dict[str, object]:
    """Return what these answers lead to: case, papers, fee, time for each way of filing."""
    version = contents.shown_version(content)
    case = queries.case_for(version=version, answers=values)
    key = case.key if case else ""
    lines = []
    for channel in version.channels:
        term = queries.term_for(version=version, channel=channel, case=key)
        fee = queries.fee_for(version=version, channel=channel, case=key)
        amount = queries.amount_due(version=version, channel=channel, answers=values, case=key)
        at = queries.promise(version=version, channel=channel, case=key, start=timezone.now())
        lines.append(
            {
                "channel": channel_words(channel),
                "term": term_words(term) if term else "",
                "fee": fee_words(fee) if fee else "",
                "amount_vnd": amount,
                "due_at": at.at if at else None,
            }
        )
    return {
        "summary": spec.summary(values),
        "case": case,
        "papers": queries.components_for(version=version, answers=values),
        "ways": lines,
        "is_done": True,
    }


@require_safe
def run_process(request: HttpRequest, uid: str) -> HttpResponse:
    """Step through the process with invented dates; the address holds all that was done."""
    draft = draft_of(request, uid)
    definition = drawing_of(draft)
    context = base_context(request, draft, "chay")
    if definition is None:
        return render(request, "procedures/editor/run_process.html", context)
    calendar = calendar_for()
    start = calendar.opening(_moment(request.GET.get("luc", "")) or timezone.now())
    asked = _asked_about(draft.content)
    values = {known.key: _chosen(request, known) for known in asked}
    acts = [act for text in request.GET.getlist("di") if (act := trial.Act.read(text)) is not None]
    if (pressed := request.GET.get("lam", "")) and (at := _moment(request.GET.get("xong", ""))):
        ref, _dot, key = pressed.partition(".")
        acts.append(trial.Act(ref=whole(ref) or 0, key=key, at=at))
    consulted = request.GET.get("hoi", "")
    tried = trial.run(
        definition,
        calendar=calendar,
        start=start,
        acts=acts,
        values=values,
        consulted=min(int(consulted), 9) if consulted.isdecimal() and len(consulted) < 3 else 1,
    )
    version = contents.shown_version(draft.content)
    case = queries.case_for(version=version, answers=values)
    rule = queries.term_for(
        version=version, channel=request.GET.get("kenh", ""), case=case.key if case else ""
    )
    legal = due(start=start, term=rule.term, calendar=calendar) if rule and rule.term else None
    context |= {
        "trial": tried,
        "definition": definition,
        "start": start,
        "start_value": f"{start.astimezone(VIETNAM):%Y-%m-%dT%H:%M}",
        "asked": [(known, request.GET.get(f"tl-{known.key}", "")) for known in asked],
        "acts": [str(act) for act in acts],
        "open": [
            (
                visit,
                _who(visit),
                tried.offers(visit),
                f"{visit.due_at.astimezone(VIETNAM):%Y-%m-%dT%H:%M}",
            )
            for visit in tried.open
        ],
        "consulted": tried.consulted,
        "legal": legal,
        "legal_lines": explain(legal.lines) if legal else [],
        "is_over": legal is not None and _ends(tried) > legal.at,
        "ends_at": _ends(tried),
        "case": case,
        "visits": [(visit, _who(visit)) for visit in tried.visits],
    }
    return render(request, "procedures/editor/run_process.html", context)


def _who(visit: trial.Visit) -> str:
    roles = {key: str(name) for key, name in ROLE_NAMES}
    relations = {str(key): str(name) for key, name in RELATION_NAMES}
    relation = relations.get(str(visit.step.relation or ""), "")
    return ", ".join(part for part in (roles.get(visit.step.role, ""), relation) if part)


def _ends(tried: trial.Trial) -> datetime:
    """Return when the steps begun so far are done at the latest."""
    return max([tried.now, *(visit.due_at for visit in tried.open)])


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if (
        not timedelta(days=-3650)
        < moment.replace(tzinfo=VIETNAM) - timezone.now()
        < timedelta(3650)
    ):
        return None
    return moment.replace(tzinfo=VIETNAM)


def _asked_about(content: Content) -> list[Known]:
    """Return the answers on which the process or the case depends and that can be chosen."""
    named: set[str] = set()
    for place, row in each_row(content):
        if place.rows.key in {"buoc", "chuyen", "truong-hop"}:
            named |= names_in(row.get("when"))
    kinds = {"choice", "yes_no", "statement"}
    return [known for known in known_answers(content) if known.key in named and known.kind in kinds]


def _chosen(request: HttpRequest, known: Known) -> object:
    typed = request.GET.get(f"tl-{known.key}", "")
    if known.kind == "choice":
        return typed or None
    return {"yes": True, "no": False}.get(typed)

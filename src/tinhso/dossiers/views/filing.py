"""Filing on a phone: one question group a page, kept as one types, sent once."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.filing import PaperForm, StartForm, SubmitForm
from tinhso.dossiers.views._filing import Filing, filing_of
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import SignInNeeded
from tinhso.kernel.web.once import once
from tinhso.kernel.web.words import clock
from tinhso.procedures import queries as procedures


def applicant_of(request: HttpRequest) -> Actor:
    """Return the signed-in person, or lead to sign-in and back."""
    actor = actor_of(request)
    if not actor.is_signed_in or actor.person_id is None:
        raise SignInNeeded(_("Bạn cần đăng nhập bằng tài khoản cá nhân hoặc tổ chức để nộp hồ sơ."))
    return actor


def unless_filed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to the dossier when the draft was handed in already: second tap, back button."""

    @wraps(view)
    def look_first(request: HttpRequest, code: str, uid: UUID, **more: str) -> HttpResponse:
        filed = queries.filed_from(draft_uid=uid, actor=applicant_of(request))
        if filed is not None:
            return redirect("my_dossier", uid=filed.uid)
        return view(request, code=code, uid=uid, **more)

    return look_first


@require_http_methods(["GET", "POST"])
def start_view(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for whom and where, then open a draft."""
    actor = applicant_of(request)
    version = procedures.version_at(code=code, at=timezone.now())
    if not procedures.may_be_filed(version=version, at=timezone.now(), channel="online"):
        return redirect("procedure", code=code)
    if procedures.pause_at(code=code, at=timezone.now()) is not None:
        return redirect("procedure", code=code)
    form = StartForm(request.POST or None, version=version, actor=actor)
    if request.method == "POST" and form.is_valid():

        def start() -> str:
            draft = services.start_draft(
                procedure_code=code, actor=actor, resolving_agency_id=form.agency_id
            )
            services.save_draft(
                uid=draft.uid,
                version=draft.version,
                actor=actor,
                answers=form.prefilled(),
                parties=form.parties(),
            )
            return reverse("filing_resume", kwargs={"code": code, "uid": draft.uid})

        return redirect(once(request, start))
    mine = queries.drafts_of(actor=actor)
    drafts = [d for d in mine if d.procedure_version.procedure.code == code]
    context = {
        "version": version,
        "form": form,
        "drafts": drafts,
        "papers": version.components,
        "shell_title": version.name,
        "back_url": reverse("procedure", kwargs={"code": code}),
    }
    return render(
        request, "dossiers/applicant/start.html", context, status=422 if form.errors else 200
    )


@unless_filed
def resume_view(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Go on where the draft was left, on whatever device."""
    filing = filing_of(uid=uid, actor=applicant_of(request))
    return redirect(filing.url_of(filing.draft.step or filing.pages[0].key))


@require_http_methods(["GET", "POST"])
@unless_filed
def step_view(request: HttpRequest, code: str, uid: UUID, step: str) -> HttpResponse:
    """Show one page of the form, or take it and go on."""
    actor = applicant_of(request)
    filing = filing_of(uid=uid, actor=actor)
    filing.require_page(step)
    if request.method == "GET":
        return _step_page(request, filing, step, errors={})
    raw = filing.spec.raw_from_post(request.POST, into=filing.raw)
    services.save_draft(
        uid=uid, version=filing.version_of(request), actor=actor, answers=raw, step=step
    )
    if filing.spec.pressed(request.POST):
        return redirect(filing.url_of(step))
    cleaned = filing.spec.clean(raw, step=step, at=timezone.now())
    if not cleaned.ok:
        return _step_page(request, filing_of(uid=uid, actor=actor), step, errors=cleaned.errors)
    fresh = filing_of(uid=uid, actor=actor)
    return redirect(fresh.url_after(step))


def _step_page(
    request: HttpRequest, filing: Filing, step: str, *, errors: dict[str, str]
) -> HttpResponse:
    context = {
        **filing.context(step),
        "eform": filing.spec.page(step, raw=filing.raw, errors=errors),
        "errors": errors,
    }
    status = 422 if errors else 200
    return render(request, "dossiers/applicant/step.html", context, status=status)


@require_POST
@unless_filed
def autosave_view(request: HttpRequest, code: str, uid: UUID, step: str) -> HttpResponse:
    """Keep what is typed so far, right or wrong, and say when."""
    actor = applicant_of(request)
    filing = filing_of(uid=uid, actor=actor)
    raw = filing.spec.raw_from_post(request.POST, into=filing.raw)
    draft = services.save_draft(
        uid=uid, version=filing.version_of(request), actor=actor, answers=raw, step=step
    )
    return JsonResponse({"saved_at": clock(draft.saved_at), "version": draft.version})


@require_http_methods(["GET", "POST"])
@unless_filed
def papers_view(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Photograph papers, or use again what is already here."""
    actor = applicant_of(request)
    filing = filing_of(uid=uid, actor=actor)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if "done" in request.POST:
            return redirect(filing.url_of("kiem-tra"))
        _keep_paper(form, uid=uid, actor=actor)
        return redirect(f"{filing.url_of('giay-to')}#giay-to-{form.cleaned_data['component_key']}")
    context = {
        **filing.context("giay-to"),
        "form": form,
        "papers": filing.papers(actor=actor, form=form),
    }
    return render(
        request, "dossiers/applicant/papers.html", context, status=422 if form.errors else 200
    )


def _keep_paper(form: PaperForm, *, uid: UUID, actor: Actor) -> None:
    cleaned = form.cleaned_data
    if cleaned["remove"]:
        services.remove_draft_file(uid=uid, file_uid=cleaned["remove"], actor=actor)
        return
    upload = cleaned["file"]
    with transaction.atomic():
        stored = upload and files.store(
            content=upload, name=upload.name, use="dossiers.component", actor=actor
        )
        services.add_draft_file(
            uid=uid,
            component_key=cleaned["component_key"],
            actor=actor,
            file=stored or None,
            reused_attachment_uid=cleaned["reused_attachment"],
            reused_result_uid=cleaned["reused_result"],
        )


@require_http_methods(["GET", "POST"])
@unless_filed
def review_view(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Show every answer once more, and hand the dossier in."""
    actor = applicant_of(request)
    filing = filing_of(uid=uid, actor=actor)
    faults = filing.faults(actor=actor)
    form = SubmitForm(request.POST or None)
    pause = procedures.pause_at(code=code, at=timezone.now())
    if request.method == "POST" and not faults and not pause and form.is_valid():

        def submit() -> str:
            dossier = services.submit_draft(
                uid=uid,
                token=uid,
                actor=actor,
                electronic_only=filing.electronic_only or form.cleaned_data["electronic_only"],
                support_agency_id=form.support_id,
            )
            return reverse("my_dossier", kwargs={"uid": dossier.uid}) + "?vua-nop=1"

        return redirect(once(request, submit))
    context = {
        **filing.context("kiem-tra"),
        "sections": filing.summary(),
        "papers": filing.papers(actor=actor),
        "faults": faults,
        "promise": filing.promise(),
        "fee": filing.fee(),
        "told_elsewhere": filing.told_elsewhere,
        "form": form,
        "pause": pause,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/applicant/review.html", context, status=status)


@require_http_methods(["GET", "POST"])
@unless_filed
def delete_view(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Ask once, then throw a draft away."""
    actor = applicant_of(request)
    filing = filing_of(uid=uid, actor=actor)
    if request.method == "POST":
        services.delete_draft(uid=uid, actor=actor)
        return redirect("my_dossiers")
    return render(request, "dossiers/applicant/delete.html", filing.context(""))

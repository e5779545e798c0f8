"""What the house foresaw: read and answered by the person, watched by who leads the agency."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.proactive import ConfirmForm, CorrectForm, RefuseForm
from tinhso.dossiers.models import ProactiveOffer
from tinhso.dossiers.queries.proactive import (
    DEGREES,
    agency_offers,
    my_offers,
    offer_figures,
    offer_page,
)
from tinhso.dossiers.rules.proactive import Cause, OfferState
from tinhso.dossiers.views.filing import applicant_of
from tinhso.dossiers.work_navigation import may_oversee
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once
from tinhso.procedures.queries import Degree


@require_safe
def offers_view(request: HttpRequest) -> HttpResponse:
    """Show everything the house foresaw for oneself, what waits for an answer first."""
    rows = list(my_offers(actor=applicant_of(request))[:100])
    context = {
        "waiting": [row for row in rows if row.is_open],
        "past": [row for row in rows if not row.is_open],
        "back_url": reverse("my_dossiers"),
    }
    return render(request, "dossiers/applicant/offers.html", context)


@require_http_methods(["GET", "POST"])
def offer_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show why it was foreseen and what was done; take the confirmation."""
    actor = applicant_of(request)
    page = offer_page(uid=uid, actor=actor)
    form = ConfirmForm(request.POST if request.method == "POST" else None, page=page)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def confirm() -> str:
            row = services.confirm_offer(
                uid=uid,
                actor=actor,
                pledged=bool(said.get("pledged")),
                option=str(said.get("option", "")),
            )
            if row.dossier is None:
                return _page_of(uid)
            return reverse("my_dossier", kwargs={"uid": row.dossier.uid})

        try:
            where = once(request, confirm)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("Đã xác nhận. Cơ quan đã được báo."))
            return redirect(where)
    context = {"page": page, "offer": page.offer, "form": form, "back_url": reverse("my_offers")}
    status = 422 if form.errors else 200
    return render(request, "dossiers/applicant/offer.html", context, status=status)


@require_http_methods(["POST"])
def take_over_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on by oneself in the form."""
    actor = applicant_of(request)

    def take_over() -> str:
        row = services.take_over_offer(uid=uid, actor=actor)
        if row.draft is None:
            return _page_of(uid)
        return reverse("filing_resume", kwargs={"code": row.procedure_code, "uid": row.draft.uid})

    return redirect(once(request, take_over))


@require_http_methods(["GET", "POST"])
def refuse_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say no; undo what the house did by itself."""
    actor = applicant_of(request)
    page = offer_page(uid=uid, actor=actor)
    undoes = "undo" in page.answers
    if not undoes and "refuse" not in page.answers:
        return redirect(_page_of(uid))
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        service = services.undo_offer if undoes else services.refuse_offer

        def refuse() -> str:
            service(uid=uid, actor=actor, reason=form.cleaned_data["reason"])
            return _page_of(uid)

        where = once(request, refuse)
        said = _("Đã hoàn lại như trước.") if undoes else _("Đã ghi bạn không cần việc này.")
        messages.success(request, said)
        return redirect(where)
    return _ask(request, page.offer, form, act="undo" if undoes else "refuse")


@require_http_methods(["GET", "POST"])
def correct_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask that what the house did be mended."""
    actor = applicant_of(request)
    page = offer_page(uid=uid, actor=actor)
    if "correct" not in page.answers:
        return redirect(_page_of(uid))
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def correct() -> str:
            services.ask_correction(uid=uid, actor=actor, text=form.cleaned_data["text"])
            return _page_of(uid)

        where = once(request, correct)
        messages.success(request, _("Đã gửi. Cán bộ sẽ trả lời trong phần trao đổi của hồ sơ."))
        return redirect(where)
    return _ask(request, page.offer, form, act="correct")


def _ask(
    request: HttpRequest, offer: ProactiveOffer, form: RefuseForm | CorrectForm, *, act: str
) -> HttpResponse:
    context = {"offer": offer, "form": form, "act": act, "back_url": _page_of(offer.uid)}
    status = 422 if form.errors else 200
    return render(request, "dossiers/applicant/offer_answer.html", context, status=status)


def _page_of(uid: UUID) -> str:
    return reverse("my_offer", kwargs={"uid": uid})


class OfferList(ListPage[ProactiveOffer]):
    """What an agency did before anybody asked, and what people answered."""

    name = "dossiers.offers"
    title = gettext_lazy("Dịch vụ chủ động")
    template = "dossiers/board/offers.html"
    columns = (
        Column(
            "offered",
            gettext_lazy("Đề nghị lúc"),
            lambda o: o.offered_at,
            sort=("offered_at", "id"),
        ),
        Column("procedure", gettext_lazy("Thủ tục"), lambda o: o.procedure_version.name),
        Column("person", gettext_lazy("Người được phục vụ"), lambda o: o.person_masked),
        Column("cause", gettext_lazy("Vì sao"), lambda o: o.get_cause_display(), data=False),
        Column(
            "level", gettext_lazy("Mức độ"), lambda o: str(DEGREES[Degree(o.level)]), data=False
        ),
        Column("state", gettext_lazy("Tình trạng"), lambda o: o.get_state_display(), data=False),
        Column("expires", gettext_lazy("Hết hạn ngày"), lambda o: o.expires_on),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", OfferState.choices),
        ChoiceFilter("vi-sao", gettext_lazy("Vì sao"), "cause", Cause.choices),
        DateRangeFilter("luc", gettext_lazy("Đề nghị lúc"), "offered_at"),
    )
    default_order = ("-offered_at", "-id")
    key_field = "uid"
    words_in = ("procedure_version__name", "procedure_code")
    empty_title = gettext_lazy("Chưa có dịch vụ chủ động nào")
    empty_text = gettext_lazy("Khi một kết quả sắp hết hạn, phần mềm nhắc hoặc soạn sẵn ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who lead."""
        super().permit(actor)
        if not may_oversee(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[ProactiveOffer]:
        """Return the offers of the actor's agency and those below."""
        return agency_offers(actor=actor)

    def label(self, row: ProactiveOffer) -> str:
        """Name a row by its procedure."""
        return row.procedure_version.name

    def context(self, request: HttpRequest, state: ListState[ProactiveOffer]) -> dict[str, object]:
        """Count what people answered."""
        figures = offer_figures(actor=actor_of(request))
        return {"figures": [(OfferState(key).label, n) for key, n in figures.items() if n]}

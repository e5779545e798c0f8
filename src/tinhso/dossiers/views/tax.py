"""A slip on the tax officer's desk: what is needed of the dossier, and each way to answer."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.dossiers.forms.queueing import RefusedForm
from tinhso.dossiers.forms.tax import ExtendTaxForm, NothingForm, NoticeForm, SendBackForm
from tinhso.dossiers.models import TaxNotice
from tinhso.dossiers.queries.suggesting import later_notice
from tinhso.dossiers.queries.tax import TaxPage, tax_slips
from tinhso.dossiers.services.papers import pdf_of
from tinhso.dossiers.services.tax_answering import (
    NoticeInput,
    give_tax_notice,
    owe_nothing,
    replace_tax_notice,
    send_back_tax,
)
from tinhso.dossiers.services.tax_lateness import extend_tax, sign_tax_apology
from tinhso.dossiers.services.tax_opening import open_tax
from tinhso.dossiers.views._kept_files import KeptFiles
from tinhso.dossiers.views._work import both, officer_of, posted
from tinhso.dossiers.views.work import pdf
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.once import once

NOTICE_FILES: Final = {
    "notice_file": "dossiers.tax_notice",
    "voucher_file": "dossiers.tax_voucher",
}


@never_cache
@require_safe
def slip_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what is asked, the facts it needs, the answer; that somebody looked is kept."""
    page = open_tax(slip_uid=uid, actor=officer_of(request))
    return render(request, "dossiers/tax/slip.html", {"page": page, "slip": page.slip})


@never_cache
@require_safe
def slip_pdf_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the slip as it is printed."""
    page = open_tax(slip_uid=uid, actor=officer_of(request))
    if page.slip_paper is None:
        raise NotFound
    return pdf(pdf_of(page.slip_paper), "phieu-chuyen-thong-tin.pdf")


@never_cache
@require_safe
def apology_pdf_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the letter in which the tax agency apologises."""
    page = open_tax(slip_uid=uid, actor=officer_of(request))
    if page.apology is None:
        raise NotFound
    return pdf(pdf_of(page.apology), "van-ban-xin-loi.pdf")


@require_POST
def sign_apology_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Sign the letter as the tax agency's head; his shift must be open."""
    sign_tax_apology(slip_uid=uid, actor=officer_of(request))
    messages.success(request, _("Đã ký văn bản xin lỗi."))
    return redirect("tax_slip", uid=uid)


@both
def notice_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the notice and send it."""
    page = _opened(request, uid)
    form = NoticeForm(posted(request), request.FILES or None, duty=page.duty)
    kept = _files_of(request, page.actor, form)
    return _act(
        request,
        page,
        form,
        lambda: give_tax_notice(slip_uid=uid, actor=page.actor, notice=_notice(form, kept=kept)),
        offered=page.may_answer,
        title=gettext_lazy("Ra thông báo"),
        lead=gettext_lazy(
            "Người nộp được báo ngay; thời hạn hồ sơ ngừng tính cho đến khi có chứng từ nộp tiền."
        ),
        button=gettext_lazy("Gửi thông báo"),
        told=_("Đã gửi thông báo cho người nộp."),
        kept=kept,
    )


@both
def replace_view(request: HttpRequest, notice_uid: UUID) -> HttpResponse:
    """Put a right notice in the place of a wrong one."""
    actor = officer_of(request)
    slips = tax_slips(actor=actor).values("pk")
    wrong = fetch(TaxNotice.objects.filter(slip__in=slips).select_related("slip"), uid=notice_uid)
    page = _opened(request, wrong.slip.uid)
    form = NoticeForm(posted(request), request.FILES or None, duty=page.duty, wrong=wrong)
    kept = _files_of(request, actor, form)
    return _act(
        request,
        page,
        form,
        lambda: replace_tax_notice(
            notice_uid=notice_uid,
            actor=actor,
            notice=_notice(form, kept=kept),
            reason=form.cleaned_data["reason"],
        ),
        offered=page.may_replace and page.notice == wrong,
        title=gettext_lazy("Thay thông báo"),
        lead=gettext_lazy("Thông báo cũ được giữ lại, ghi là đã bị thay; người nộp được báo."),
        button=gettext_lazy("Gửi thông báo thay thế"),
        told=_("Đã thay thông báo."),
        kept=kept,
    )


@both
def nothing_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer that nothing is owed."""
    page = _opened(request, uid)
    form = NothingForm(posted(request))
    return _act(
        request,
        page,
        form,
        lambda: owe_nothing(slip_uid=uid, actor=page.actor, **form.cleaned_data),
        offered=page.may_answer,
        title=gettext_lazy("Không phải nộp"),
        lead=gettext_lazy("Cơ quan giải quyết làm tiếp hồ sơ ngay."),
        button=gettext_lazy("Gửi trả lời"),
        told=_("Đã trả lời: không phải nộp."),
    )


@both
def send_back_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send a slip back that lacks something."""
    page = _opened(request, uid)
    form = SendBackForm(posted(request))
    return _act(
        request,
        page,
        form,
        lambda: send_back_tax(slip_uid=uid, actor=page.actor, **form.cleaned_data),
        offered=page.may_answer,
        title=gettext_lazy("Gửi trả phiếu chuyển"),
        lead=gettext_lazy("Hạn của cơ quan thuế dừng; chuyển lại thì tính từ đầu."),
        button=gettext_lazy("Gửi trả"),
        told=_("Đã gửi trả phiếu chuyển."),
    )


@both
def extend_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Apologise as the tax agency and name another time."""
    page = _opened(request, uid)
    form = ExtendTaxForm(posted(request))
    form.fields["due_at"].initial = later_notice(slip=page.slip)
    return _act(
        request,
        page,
        form,
        lambda: extend_tax(slip_uid=uid, actor=page.actor, **form.cleaned_data),
        offered=page.may_answer and page.slip.apologised_at is None,
        title=gettext_lazy("Xin lỗi và hẹn lại"),
        lead=gettext_lazy(
            "Văn bản xin lỗi đứng tên cơ quan thuế; hẹn trả hồ sơ lùi đúng phần thời gian này."
        ),
        button=gettext_lazy("Gửi văn bản xin lỗi"),
        told=_("Đã xin lỗi và hẹn lại; người nộp được báo."),
    )


def _opened(request: HttpRequest, uid: UUID) -> TaxPage:
    return open_tax(slip_uid=uid, actor=officer_of(request))


def _files_of(request: HttpRequest, actor: Actor, form: NoticeForm) -> KeptFiles:
    """Return what the form sent or an earlier try left; what is here is not asked for again."""
    kept = KeptFiles(request, actor, salt="dossiers.tax.kept", uses=NOTICE_FILES)
    kept.spare(form)
    return kept


def _notice(form: NoticeForm, *, kept: KeptFiles) -> NoticeInput:
    given = form.cleaned_data
    return NoticeInput(
        number=given["number"],
        issued_on=given["issued_on"],
        pay_by=given["pay_by"],
        amounts=form.amounts(),
        notice_file=kept.stored("notice_file", form.upload("notice_file")),
        voucher_file=kept.stored("voucher_file", form.upload("voucher_file")),
    )


def _act(
    request: HttpRequest,
    page: TaxPage,
    form: RefusedForm,
    act: Callable[[], object],
    *,
    offered: bool,
    title: str | Promise,
    lead: str | Promise,
    button: str | Promise,
    told: str,
    kept: KeptFiles | None = None,
) -> HttpResponse:
    """Answer at the one address of an act: asked for, show its form; posted, do it and lead on."""
    there = reverse("tax_slip", kwargs={"uid": page.slip.uid})
    if request.method == "POST" and form.is_valid():

        def run() -> str:
            act()
            return there

        try:
            where = once(request, run)
        except Invalid as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, told)
            return redirect(where)
    elif not offered:
        raise NotFound
    context = {
        "page": page,
        "slip": page.slip,
        "form": form,
        "act_title": title,
        "lead": lead,
        "button": button,
        "has_files": kept is not None,
        "kept": kept.keep(form) if kept is not None and form.errors else (),
    }
    return render(request, "dossiers/tax/act.html", context, status=422 if form.errors else 200)


def _refuse(form: forms.Form, refusal: Invalid) -> None:
    """Put each sentence beside its field; what is wrong with the amounts, beside the first."""
    first = next((name for name in form.fields if name.startswith("khoan_")), None)
    for name, sentence in refusal.fields.items():
        place = first if name == "amounts" else name
        form.add_error(place if place in form.fields else None, str(sentence))
    if not refusal.fields:
        form.add_error(None, str(refusal.message))

"""What desks do about people: find them, see a number for a purpose, check who represents."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.forms import PurposeForm, RefuseForm
from tinhso.identity.models import Representation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries import person, representation
from tinhso.identity.rules import RepresentationState
from tinhso.identity.services import (
    record_access,
    refuse_representation,
    unmask,
    verify_representation,
)
from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.files import file_url
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.registry.holdings import restricted
from tinhso.kernel.web.accepting import accepted


@never_cache
@require_http_methods(["GET", "POST"])
def person_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one person masked; the full number is shown once its purpose is stated."""
    actor = actor_of(request)
    require(actor, IdentityPermission.VIEW_PERSONS)
    found = person(uid=uid, actor=actor)
    form = PurposeForm(request.POST or None)
    number = None
    if request.method == "POST" and form.is_valid():
        number = accepted(
            form,
            lambda: unmask(person_uid=found.uid, actor=actor, **form.cleaned_data),
        )
    record_access(
        actor=actor,
        person_ids=[found.pk],
        object_kind="identity.person",
        object_uid=str(found.uid),
        purpose=_("Tra cứu công dân, tổ chức"),
    )
    context = {
        "person": found,
        "form": form,
        "number": number,
        "may_unmask": actor.may(IdentityPermission.UNMASK_NUMBERS),
        "restricted": restricted([found.pk]).get(found.pk, ""),
    }
    return render(request, "identity/person.html", context)


@never_cache
@require_GET
def representation_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Show who says he acts for whom, with the proof."""
    require(actor_of(request), IdentityPermission.VERIFY_REPRESENTATION)
    return _page(request, representation(uid=uid, actor=actor_of(request)), RefuseForm())


def _page(request: HttpRequest, row: Representation, form: RefuseForm) -> HttpResponse:
    record_access(
        actor=actor_of(request),
        person_ids=[row.representative_id, row.represented_id],
        object_kind="identity.representation",
        object_uid=str(row.uid),
        purpose=_("Kiểm tra giấy tờ đại diện"),
    )
    proof = StoredFile.objects.filter(uid=row.proof_file).first() if row.proof_file else None
    context = {
        "row": row,
        "form": form,
        "proof": proof,
        "proof_url": file_url(proof) if proof else "",
        "waits": row.state == RepresentationState.DECLARED,
    }
    return render(request, "identity/representation.html", context)


@require_POST
def representation_verify_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Confirm a representation after seeing its proof."""
    verify_representation(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã xác nhận, người khai được báo ngay."))
    return redirect("identity:representation_list")


@require_POST
def representation_refuse_view(request: HttpRequest, uid: str) -> HttpResponse:
    """Turn a representation down with a reason."""
    actor = actor_of(request)
    require(actor, IdentityPermission.VERIFY_REPRESENTATION)
    row = representation(uid=uid, actor=actor)
    form = RefuseForm(request.POST)
    if form.is_valid():
        done = accepted(
            form, lambda: refuse_representation(uid=uid, actor=actor, **form.cleaned_data)
        )
        if done is not None:
            messages.success(request, _("Đã từ chối, người khai được báo lý do."))
            return redirect("identity:representation_list")
    return _page(request, row, form)

"""Certificates: what operators issue and revoke, which roots are trusted, one's own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.folding import having
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, PresetView
from tinhso.kernel.web.lists.state import ListState
from tinhso.signing import queries, services
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.forms import (
    BringKeyForm,
    CertifyForm,
    CertifyOnDeviceForm,
    HolderForm,
    LinkForm,
    RevokeForm,
    TakeOverForm,
    TrustForm,
)
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.requests import lines_to_receive, own_minutes
from tinhso.signing.rules import CertificateRole
from tinhso.signing.views import key_grants
from tinhso.signing.wording import STANDINGS, standing_words

PLACE = "/quan-tri/chung-thu-so/"


class CertificateList(ListPage[Certificate]):
    """Every certificate of this installation."""

    name = "signing.certificates"
    title = gettext_lazy("Chứng thư số")
    template = "signing/certificate_list.html"
    columns = (
        Column("name", gettext_lazy("Chủ thể"), value=lambda c: c.name, sort=("name", "serial")),
        Column("role", gettext_lazy("Loại"), value=lambda c: c.get_role_display(), data=False),
        Column("title", gettext_lazy("Chức vụ"), value=lambda c: c.title, shown=False),
        Column("agency", gettext_lazy("Cơ quan"), value=lambda c: c.agency_name),
        Column(
            "standing",
            gettext_lazy("Tình trạng"),
            template="signing/_standing_cell.html",
            export=lambda c: standing_words(c.standing),
        ),
        Column("until", gettext_lazy("Hết hạn"), value=lambda c: c.not_after, sort="not_after"),
        Column("serial", gettext_lazy("Số chứng thư"), value=lambda c: c.serial, shown=False),
    )
    filters = (
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "standing", STANDINGS),
        ChoiceFilter("loai", gettext_lazy("Loại"), "role", CertificateRole.choices),
        DateRangeFilter("het-han", gettext_lazy("Hết hạn"), "not_after"),
    )
    views = (
        PresetView("soon", gettext_lazy("Sắp hết hạn"), {"tinh-trang": "soon"}),
        PresetView("revoked", gettext_lazy("Đã thu hồi"), {"tinh-trang": "revoked"}, counted=False),
    )
    default_sort = "until"
    key_field = "uid"
    search_hint = gettext_lazy("Tên, cơ quan hoặc số chứng thư")
    empty_title = gettext_lazy("Không có chứng thư nào như vậy")
    empty_text = gettext_lazy("Hãy bỏ bớt bộ lọc, hoặc cấp chứng thư mới.")

    def permit(self, actor: Actor) -> None:
        """Let operators of certificates in."""
        require(actor, SigningPermission.MANAGE_CERTIFICATES)

    def rows(self, actor: Actor) -> QuerySet[Certificate]:
        """Return every certificate."""
        return queries.certificates()

    def search(self, rows: QuerySet[Certificate], query: str) -> QuerySet[Certificate]:
        """Find by name, agency or serial number."""
        return rows.filter(having(query, "name", "agency_name") | Q(serial__istartswith=query))

    def url(self, row: Certificate) -> str:
        """Lead to the certificate."""
        return reverse("signing:certificate", args=[row.uid])

    def context(self, request: HttpRequest, state: ListState[Certificate]) -> dict[str, object]:
        """Tell whether there is a remote signing service to link keys of."""
        return {
            "knows_service": services.knows_service(),
            "knows_devices": services.knows_devices(),
        }

    def label(self, row: Certificate) -> str:
        """Name the row for screen readers."""
        return row.name


@never_cache
@require_http_methods(["GET", "POST"])
def issue_view(request: HttpRequest) -> HttpResponse:
    """Issue a certificate to an official or an agency."""
    actor = _operator(request)
    form = _certify_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = _certified(form.cleaned_data, actor)
        except Invalid as refusal:
            for name, text in refusal.fields.items():
                form.add_error(name if name in form.fields else None, str(text))
        except services.DeviceRefused as refusal:
            form.add_error("pin", str(refusal.message))
        else:
            messages.success(request, told(_("Đã cấp chứng thư cho %(name)s."), name=made.name))
            return redirect("signing:certificate", uid=made.uid)
    return render(
        request, "signing/certificate_new.html", {"form": form}, status=422 if form.errors else 200
    )


def _certify_form(request: HttpRequest) -> CertifyForm:
    """Return the form; where devices are known, with the place of the key."""
    given = request.POST if request.method == "POST" else None
    if not services.knows_devices():
        return CertifyForm(given)
    plugged = [(one.serial, f"{one.label} ({one.serial})") for one in services.devices()]
    return CertifyOnDeviceForm(given, devices=plugged)


def _certified(given: dict[str, Any], actor: Actor) -> Certificate:
    if given.get("device"):
        return services.certify_on_device(
            role=given["role"],
            holder=given["holder"],
            years=given["years"],
            device=given["device"],
            pin=given["pin"],
            kind=KeyKind(given["kind"]),
            actor=actor,
        )
    if given["role"] == CertificateRole.PERSON:
        return services.certify_official(login=given["holder"], years=given["years"], actor=actor)
    return services.certify_agency(code=given["holder"], years=given["years"], actor=actor)


@never_cache
@require_http_methods(["GET", "POST"])
def certificate_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one certificate; a posted reason revokes it."""
    actor = _operator(request)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.revoke_certificate(
            certificate_uid=uid, reason=form.cleaned_data["reason"], actor=actor
        )
        messages.success(request, _("Đã thu hồi chứng thư; từ giờ không ký được bằng nó nữa."))
        return redirect("signing:certificate", uid=uid)
    row = queries.certificate(uid=uid)
    context = {"certificate": row, "form": form, **key_grants.parts_of(row)}
    return render(request, "signing/certificate.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def holder_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say which official holds a certificate that came from elsewhere without an account."""
    actor = _operator(request)
    row = queries.certificate(uid=uid)
    form = HolderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            login = form.cleaned_data["holder"]
            services.name_holder(certificate_uid=uid, login=login, actor=actor)
        except Invalid as refusal:
            form.add_error("holder", str(refusal.fields["holder"]))
        else:
            messages.success(request, _("Đã gắn chứng thư với cán bộ này."))
            return redirect("signing:certificate", uid=uid)
    context = {"certificate": row, "form": form}
    return render(
        request, "signing/certificate_holder.html", context, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
def take_over_view(request: HttpRequest) -> HttpResponse:
    """Let a key that lies on a plugged device already sign here."""
    actor = _operator(request)
    if not services.knows_devices():
        raise NotFound
    plugged = [(one.serial, f"{one.label} ({one.serial})") for one in services.devices()]
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = TakeOverForm(*given, devices=plugged)
    if request.method == "POST" and form.is_valid():
        try:
            made = _taken_over(form.cleaned_data, actor)
        except services.SeveralKeys as refusal:
            form.offer([(one.place, _worded(one)) for one in refusal.found])
            _put_errors(form, refusal, "certificate")
        except Invalid as refusal:
            _put_errors(form, refusal, "certificate")
        except services.DeviceRefused as refusal:
            form.add_error("pin", str(refusal.message))
        except Conflict as refusal:
            form.add_error("certificate", str(refusal.message))
        else:
            said = _("Từ giờ khóa này dùng được: %(name)s.")
            messages.success(request, told(said, name=made.name))
            return redirect("signing:certificate", uid=made.uid)
    status = 422 if form.errors else 200
    context = {"form": form, "plugged": plugged}
    return render(request, "signing/certificate_take_over.html", context, status=status)


def _taken_over(given: dict[str, Any], actor: Actor) -> Certificate:
    file = given["certificate"]
    return services.take_over_key(
        role=given["role"],
        holder=given["holder"],
        device=given["device"],
        pin=given["pin"],
        place=given["place"],
        certificate=file.read() if file else b"",
        name_reason=given["name_reason"],
        actor=actor,
    )


def _worded(found: services.FoundKey) -> str:
    told = " · ".join(one for one in (found.name, found.issuer) if one)
    return f"{told or found.place} ({found.kind})"


def _put_errors(form: TakeOverForm | BringKeyForm, refusal: Invalid, at: str) -> None:
    for name, said in refusal.fields.items() or [(at, refusal.message)]:
        form.add_error(name if name in form.fields else at, str(said))


@never_cache
@require_http_methods(["GET", "POST"])
def bring_view(request: HttpRequest) -> HttpResponse:
    """Take in a key that an authority gave as a file."""
    actor = _operator(request)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BringKeyForm(*given)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "file": form.cleaned_data["file"].read()}
        try:
            made = services.bring_key(**data, actor=actor)
        except Invalid as refusal:
            _put_errors(form, refusal, "file")
        except Conflict as refusal:
            form.add_error("file", str(refusal.message))
        else:
            said = _("Từ giờ khóa này dùng được: %(name)s.")
            messages.success(request, told(said, name=made.name))
            return redirect("signing:certificate", uid=made.uid)
    status = 422 if form.errors else 200
    return render(request, "signing/certificate_bring.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def link_view(request: HttpRequest) -> HttpResponse:
    """Link an official's key at the remote signing service."""
    actor = _operator(request)
    if not services.knows_service():
        raise NotFound
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.link_remote(**form.cleaned_data, actor=actor)
        except Invalid as refusal:
            for name, text in refusal.fields.items():
                form.add_error(name, str(text))
        else:
            messages.success(request, told(_("Đã liên kết khóa của %(name)s."), name=made.name))
            return redirect("signing:certificate", uid=made.uid)
    context = {"form": form}
    return render(
        request, "signing/certificate_link.html", context, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
def trust_view(request: HttpRequest) -> HttpResponse:
    """Show the roots trusted here; a posted file adds one."""
    actor = _operator(request)
    form = TrustForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_trust_anchor(
                certificate=form.cleaned_data["certificate"].read(), actor=actor
            )
        except Invalid as refusal:
            form.add_error("certificate", str(refusal.fields["certificate"]))
        else:
            messages.success(request, _("Đã tin cậy chứng thư gốc này."))
            return redirect("signing:trust")
    context = {"anchors": queries.trust_anchors(), "form": form}
    return render(request, "signing/trust.html", context, status=422 if form.errors else 200)


@require_POST
def untrust_view(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """Trust a root no longer."""
    services.remove_trust_anchor(fingerprint=fingerprint, actor=_operator(request))
    messages.success(request, _("Đã thôi tin cậy chứng thư gốc này."))
    return redirect("signing:trust")


@never_cache
@require_GET
def own_view(request: HttpRequest) -> HttpResponse:
    """Show an official his own certificates and how he confirms."""
    actor = actor_of(request)
    minutes = own_minutes(actor=actor) if actor.id else {}
    rows = queries.own_certificates(actor=actor)
    context = {
        "rows": [(row, minutes.get(row.pk)) for row in rows],
        "to_receive": lines_to_receive(actor=actor) if actor.id else (),
        "factor": services.usual_factor(actor.id) if actor.id else "",
        "image": queries.own_image(actor=actor) if actor.id else None,
        "may_pair": services.may_have_key(actor),
        "back_url": "/tai-khoan/",
    }
    return render(request, "signing/own.html", context)


def _operator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    return actor

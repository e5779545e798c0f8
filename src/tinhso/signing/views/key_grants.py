"""Which systems may use a key: shown, given and taken back on the certificate's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tinhso.identity.queries.clients import client_names, clients_with
from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.signing import queries, services
from tinhso.signing.forms import RevokeForm
from tinhso.signing.forms_batches import GrantForm
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission


def parts_of(certificate: Certificate, form: GrantForm | None = None) -> dict[str, object]:
    """Return what the certificate's page needs; no form where a key is lent to nobody."""
    if certificate.role not in services.LENT:
        return {}
    grants = list(queries.grants_of(certificate_uid=certificate.uid))
    names = client_names({grant.client_uid for grant in grants}) if grants else {}
    return {
        "grants": [(grant, names.get(grant.client_uid, "")) for grant in grants],
        "grant_form": form or GrantForm(clients=_clients(certificate)),
    }


def _clients(certificate: Certificate) -> list[tuple[str, str]]:
    found = clients_with(SigningPermission.USE_SERVICE)
    fit = [one for one in found if one.agency_id in {None, certificate.agency_id}]
    return [(str(one.uid), one.name) for one in fit]


@never_cache
@require_POST
def grant_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a system use the key."""
    actor = actor_of(request)
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    certificate = queries.certificate(uid=uid)
    form = GrantForm(request.POST, clients=_clients(certificate))
    if form.is_valid():
        try:
            services.grant_key(
                certificate_uid=uid, client_uid=UUID(form.cleaned_data["client"]), actor=actor
            )
        except (Invalid, Conflict) as refusal:
            form.add_error("client", str(refusal.fields.get("client", refusal.message)))
        else:
            messages.success(request, _("Hệ thống này được dùng khóa từ bây giờ."))
            return redirect("signing:certificate", uid=uid)
    context = {"certificate": certificate, "form": RevokeForm(), **parts_of(certificate, form)}
    return render(request, "signing/certificate.html", context, status=422)


@require_POST
def withdraw_view(request: HttpRequest, uid: UUID, client: UUID) -> HttpResponse:
    """Take the key back from a system."""
    services.withdraw_key(certificate_uid=uid, client_uid=client, actor=actor_of(request))
    messages.success(request, _("Hệ thống này không dùng được khóa nữa."))
    return redirect("signing:certificate", uid=uid)

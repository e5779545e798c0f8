"""Papers the desk prints beside the official forms: a complaint's receipt, a dossier made anew."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.dossiers.queries import dossier_of
from tinhso.dossiers.services.complaint_receipts import complaint_receipt
from tinhso.dossiers.services.rebuilding import rebuilt_dossier
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.views.work import pdf


@require_safe
def complaint_receipt_view(request: HttpRequest, uid: UUID, complaint_uid: UUID) -> HttpResponse:
    """Give the receipt of a complaint to the officer who wrote it down."""
    actor = officer_of(request)
    dossier_of(uid=uid, actor=actor)
    return pdf(complaint_receipt(uid=complaint_uid, actor=actor), "giay-xac-nhan.pdf")


@require_safe
def rebuilt_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a lost dossier, made anew from what the house has."""
    return pdf(rebuilt_dossier(uid=uid, actor=officer_of(request)), f"ho-so-lap-lai-{uid}.pdf")

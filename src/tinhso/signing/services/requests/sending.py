"""Requests on their way: signed, sealed, carried to the authority by a channel of its own."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.identity.queries import accounts_with
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.calendar import Term, TermUnit, due_for
from tinhso.kernel.errors import Conflict
from tinhso.kernel.events import Undeliverable, publish
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.notifications.services import notify
from tinhso.organization.queries import agency
from tinhso.signing.events import CertificateRequestSealed
from tinhso.signing.kinds import REQUEST_CAME, REQUEST_RETURNED
from tinhso.signing.models import CertificateProposal, CertificateRequest
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.registry import CertificateChannel, RequestParcel, certificate_channels
from tinhso.signing.rules import ProposalOutcome
from tinhso.signing.rules_requests import (
    RequestState,
    days_for,
    term_name,
    terms_of,
)
from tinhso.signing.services.requests.drafting import locked, move

CARRIER = system_actor("signing.requests")


def due_of(name: str, *, start: datetime, agency_id: int) -> datetime | None:
    """Return until when something is due by the terms in force that day; None without one."""
    terms = terms_of(settings.TINHSO_CERTIFICATE_TERMS)
    days = days_for(name, on=timezone.localdate(start), terms=terms)
    if days is None:
        return None
    return due_for(start=start, term=Term(days, TermUnit.WORKING_DAY), agency_id=agency_id).at


def mark_signed(*, uid: UUID) -> None:
    """The head signed; number and seal follow."""
    request = _of_queue(uid)
    move(request, RequestState.SIGNED)
    request.save(update_fields=["state"])


def mark_returned(*, uid: UUID, reason: str) -> None:
    """The head sent it back: it is a draft again, and who drew it up is told why."""
    request = _of_queue(uid)
    move(request, RequestState.DRAFT)
    request.return_reason = reason
    request.save(update_fields=["state", "return_reason"])
    if request.asked_by is not None:
        notify(
            account_uid=request.asked_by,
            kind=REQUEST_RETURNED.code,
            values={"form": request.form},
            link=request.get_absolute_url(),
        )


def mark_sealed(*, uid: UUID, file: StoredFile, number: str, on: date) -> None:
    """Number and seal stand: the request leaves by the channel, the form counts as filed."""
    request = _of_queue(uid)
    move(request, RequestState.SENDING)
    request.file, request.number, request.numbered_on = file, number, on
    request.channel = settings.TINHSO_CERTIFICATE_CHANNEL
    request.save(update_fields=["state", "file", "number", "numbered_on", "channel"])
    if request.proposal_id is not None:
        CertificateProposal.objects.waiting().filter(pk=request.proposal_id).update(
            outcome=ProposalOutcome.FILED, closed_at=timezone.now()
        )
    publish(
        CertificateRequestSealed(
            request_uid=request.uid,
            kind=request.kind,
            agency_id=request.agency_id,
            channel=request.channel,
        )
    )


def deliver_request(*, uid: UUID) -> None:
    """Carry a sealed request to the authority; one that has arrived is left alone.

    What a clerk carries himself waits until he notes it.
    """
    request = CertificateRequest.objects.select_related("file__blob").get(uid=uid)
    if request.state != RequestState.SENDING or request.file is None:
        return
    plug = certificate_channels.find(request.channel)
    if plug is None:
        raise Undeliverable(f"no channel to the authority: {request.channel}")
    if plug.is_by_hand:
        return
    parcel = RequestParcel(
        uid=request.uid,
        form=request.form,
        number=request.number,
        on=request.numbered_on,
        agency_code=agency(request.agency_id).code,
        addressee=request.addressee,
        file=request.file,
    )
    reference = plug.send(parcel)
    with transaction.atomic():
        waiting = CertificateRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if waiting.state == RequestState.SENDING:
            _sent(waiting, reference, actor=CARRIER)


@transaction.atomic
def note_sent(*, uid: UUID, reference: str, actor: Actor) -> CertificateRequest:
    """Note that the clerk carried a request to the authority himself, and its key there."""
    request = locked(uid, actor)
    if not actor.may(P.MANAGE_CERTIFICATES):
        require(actor, P.ASK_CERTIFICATE)
    plug = channel_of(request)
    if plug is None or not plug.is_by_hand:
        raise Conflict(_("Yêu cầu này hệ thống tự gửi; không cần ghi tay."))
    return _sent(request, reference.strip()[:200], actor=actor)


def channel_of(request: CertificateRequest) -> CertificateChannel | None:
    """Return what carries a request; None before it was sealed."""
    return certificate_channels.find(request.channel) if request.channel else None


def _sent(request: CertificateRequest, reference: str, *, actor: Actor) -> CertificateRequest:
    move(request, RequestState.SENT)
    request.sent_at = timezone.now()
    request.channel_reference = reference
    request.due_at = due_of(
        term_name(request.kind), start=request.sent_at, agency_id=request.agency_id
    )
    request.save(update_fields=["state", "sent_at", "channel_reference", "due_at"])
    audit.record("signing.request_sent", actor=actor, target=request, channel=request.channel)
    return request


def _of_queue(uid: UUID) -> CertificateRequest:
    return CertificateRequest.objects.select_for_update(of=("self",)).get(uid=uid)


class HouseChannel:
    """The demonstration authority of this house: its operators read and answer here."""

    label = gettext_lazy("Nơi cấp chứng thư của hệ thống này")
    is_by_hand = False

    def send(self, parcel: RequestParcel) -> str:
        """Tell who issues certificates, once for each request."""
        for account in sorted(set(accounts_with(P.MANAGE_CERTIFICATES))):
            notify(
                account_uid=account,
                kind=REQUEST_CAME.code,
                values={"form": parcel.form, "number": parcel.number},
                link=f"/lam-viec/chung-thu-so/yeu-cau/{parcel.uid}/",
                key=str(parcel.uid),
            )
        return ""


class HandChannel:
    """A portal or an axis that this house does not speak with: the clerk carries and notes."""

    label = gettext_lazy("Văn thư gửi qua cổng hoặc trục, ghi lại kết quả")
    is_by_hand = True

    def send(self, parcel: RequestParcel) -> str:
        """Leave it to the clerk."""
        return ""

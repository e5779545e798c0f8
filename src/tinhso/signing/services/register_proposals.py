"""Proposals: which form an agency is to file when a holder leaves or moves, or agencies merge.

Decree 68/2024: who leaves or retires gives certificate (form 05) and device back; who moves within
the state keeps his, and the agency that receives him files form 04; an agency that ended has its
certificate revoked.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import accounts_in
from tinhso.identity.queries.posts import posts
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict
from tinhso.kernel.notifications.services import notify
from tinhso.organization.queries import ended_on, successors_of
from tinhso.signing.kinds import PROPOSED
from tinhso.signing.models import (
    Certificate,
    CertificateProposal,
    CertificateProposalQuerySet,
    CertificateQuerySet,
    CertificateRequest,
    KeyDevice,
)
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import (
    CertificateRole,
    DeviceState,
    ProposalCause,
    ProposalOutcome,
    RequestForm,
)
from tinhso.signing.rules_requests import RequestState

PLACE = "/lam-viec/chung-thu-so/de-nghi/"
ANSWERED: Final = (ProposalOutcome.FILED, ProposalOutcome.DECLINED)
"""What a clerk said himself."""


@transaction.atomic
def review_holder(*, account_uid: UUID) -> int:
    """See whether an official still works where his certificates say; propose what follows if not.

    An office elsewhere means that he moved, none at all that he left. One who came back in the
    meantime needs nothing, and what was proposed for him is dropped. Returns how many proposals
    were raised: what a clerk has answered since the office ended is not proposed to him again.
    """
    held = Certificate.objects.in_force().filter(
        account_uid=account_uid, role=CertificateRole.PERSON, agency_id__isnull=False
    )
    offices = accounts_in(account_uid=account_uid)
    here = {line.agency_id for line in offices}
    raised = 0
    for certificate in held.order_by("-not_before", "-pk"):
        if certificate.agency_id is None:
            continue
        if certificate.agency_id in here:
            _drop(Certificate.objects.filter(pk=certificate.pk), cause=None)
            continue
        cause, form, at = (
            (ProposalCause.MOVED, RequestForm.CHANGE, offices[0].agency_id)
            if offices
            else (ProposalCause.LEFT, RequestForm.REVOKE, certificate.agency_id)
        )
        if not _is_answered(certificate, form=form, agency_id=at):
            raised += propose(certificate, cause=cause, form=form, agency_id=at) is not None
    return raised


def _is_answered(certificate: Certificate, *, form: RequestForm, agency_id: int) -> bool:
    """Tell whether a clerk has dealt with just that since the holder's office ended.

    A form that the authority refused is due again.
    """
    answered = CertificateProposal.objects.filter(certificate=certificate).exclude(outcome="")
    last = answered.order_by("-raised_at", "-pk").first()
    if last is None or last.outcome not in ANSWERED:
        return False
    if CertificateRequest.objects.filter(proposal=last, state=RequestState.REFUSED).exists():
        return False
    offices = posts().filter(
        account__uid__in=[certificate.account_uid], agency_id__in=[certificate.agency_id]
    )
    ends = [
        min(one for one in pair if one is not None)
        for pair in offices.values_list("ended_at", "valid_to")
        if any(pair)
    ]
    is_same = (last.form, last.agency_id) == (form, agency_id)
    return is_same and all(last.raised_at >= end for end in ends)


def review_holders() -> int:
    """Review everybody whose certificate names an agency in which he has no office now."""
    rows = Certificate.objects.in_force().filter(
        role=CertificateRole.PERSON, agency_id__isnull=False
    )
    places = {(line.uid, line.agency_id) for line in accounts_in()}
    gone = {
        uid
        for uid, agency_id in rows.values_list("account_uid", "agency_id")
        if uid is not None and (uid, agency_id) not in places
    }
    return sum(review_holder(account_uid=uid) for uid in sorted(gone))


@transaction.atomic
def review_agencies(*, agency_ids: Iterable[int]) -> int:
    """Propose for each certificate of agencies that ended, or have another name, what follows."""
    raised = 0
    for agency_id in sorted(set(agency_ids)):
        heirs = successors_of(agency_id)
        has_ended = ended_on(agency_id) is not None
        rows = Certificate.objects.in_force().filter(agency_id=agency_id).order_by("pk")
        for certificate in rows:
            ends = has_ended and certificate.role == CertificateRole.AGENCY
            made = propose(
                certificate,
                cause=ProposalCause.MERGED,
                form=RequestForm.REVOKE if ends else RequestForm.CHANGE,
                agency_id=heirs[0] if heirs else agency_id,
            )
            raised += made is not None
    return raised


@transaction.atomic
def drop_merged(*, agency_ids: Iterable[int]) -> None:
    """Drop what was proposed for a merger that was taken back."""
    _drop(Certificate.objects.filter(agency_id__in=list(agency_ids)), cause=ProposalCause.MERGED)


@transaction.atomic
def close_proposal(*, uid: UUID, outcome: str, actor: Actor) -> CertificateProposal:
    """Say that the form was filed, the device with it where it is given back; or that none is due.

    Only who seals for the agency that files, or for one above, and who issues certificates.
    """
    rows = CertificateProposal.objects.visible_to(actor).select_for_update(of=("self",))
    proposal = fetch(rows.select_related("certificate"), uid=uid)
    if not actor.may(SigningPermission.MANAGE_CERTIFICATES):
        require(actor, SigningPermission.SEAL_DOCUMENT)
    if proposal.outcome:
        raise Conflict(_("Đề nghị này đã được giải quyết."))

    proposal.outcome = ProposalOutcome(outcome)
    proposal.closed_at = timezone.now()
    proposal.save(update_fields=["outcome", "closed_at"])
    device_id = proposal.certificate.device_id
    if outcome == ProposalOutcome.FILED and proposal.form == RequestForm.REVOKE and device_id:
        KeyDevice.objects.filter(pk=device_id).update(state=DeviceState.RETURNED)

    audit.record(
        "signing.proposal_closed", actor=actor, target=proposal, outcome=str(proposal.outcome)
    )
    return proposal


def close_settled(*, certificate_uid: UUID) -> None:
    """Close what was proposed for a certificate that was revoked: nothing is left to ask for."""
    _close(
        CertificateProposal.objects.filter(certificate__uid=certificate_uid),
        ProposalOutcome.SETTLED,
    )


def propose(
    certificate: Certificate, *, cause: ProposalCause, form: RequestForm, agency_id: int
) -> CertificateProposal | None:
    """Raise a proposal and tell the clerks who file it; one that says the same already stands."""
    waiting = CertificateProposal.objects.waiting().filter(certificate=certificate)
    known = waiting.select_for_update(of=("self",)).first()
    if known is not None:
        if (known.form, known.agency_id) == (form, agency_id):
            return None
        _close(waiting, ProposalOutcome.DROPPED)
    made = CertificateProposal.objects.create(
        certificate=certificate,
        agency_id=agency_id,
        cause=cause,
        form=form,
        raised_at=timezone.now(),
    )
    audit.record(
        "signing.proposal_raised",
        actor=system_actor("signing.register"),
        target=made,
        cause=str(cause),
        form=str(form),
    )
    clerks = accounts_in(agency_id=agency_id, permission=SigningPermission.SEAL_DOCUMENT)
    for uid in sorted({line.uid for line in clerks}):
        notify(
            account_uid=uid,
            kind=PROPOSED.code,
            values={"name": certificate.name, "form": str(form)},
            link=PLACE,
            key=str(made.uid),
        )
    return made


def _drop(certificates: CertificateQuerySet, *, cause: ProposalCause | None) -> None:
    rows = CertificateProposal.objects.filter(certificate__in=certificates)
    _close(rows.filter(cause=cause) if cause else rows, ProposalOutcome.DROPPED)


def _close(rows: CertificateProposalQuerySet, outcome: ProposalOutcome) -> None:
    rows.waiting().update(outcome=outcome, closed_at=timezone.now())

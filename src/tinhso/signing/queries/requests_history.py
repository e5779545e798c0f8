"""A certificate's history: asked for, issued, handed over, continued, ended; with its papers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.signing.models import Certificate, CertificateRequest, CertificateRequestLine
from tinhso.signing.queries.certificates import standing
from tinhso.signing.queries.register import require_reader
from tinhso.signing.queries.requests import Step, may_request, steps_of, when
from tinhso.signing.rules_requests import NEW, OPEN_REQUESTS, RequestKind


@dataclass(frozen=True, kw_only=True)
class CertificateHistory:
    """One certificate with what came before and after it, and what may be asked for now."""

    certificate: Certificate
    chain: Sequence[Certificate]
    steps: Sequence[Step]
    open_line: CertificateRequestLine | None
    kinds: Sequence[RequestKind]
    """What may be asked for; empty for who asks for nothing, and while a request is open."""


def certificate_history(*, uid: UUID, actor: Actor) -> CertificateHistory:
    """Return the history of a certificate the actor finds in the register."""
    require_reader(actor)
    rows = standing(Certificate.objects.visible_to(actor)).select_related("device", "follows")
    certificate = fetch(rows, uid=uid)
    chain = chain_of(certificate)
    lines = list(
        CertificateRequestLine.objects.filter(Q(issued__in=chain) | Q(certificate__in=chain))
        .select_related(
            "request__file", "request__answer_file", "issued", "certificate", "minute_file"
        )
        .order_by("request__asked_at", "pk")
    )
    asked = CertificateRequest.objects.visible_to(actor).filter(lines__in=lines)
    open_to = set(asked.values_list("pk", flat=True))
    steps = [
        step
        for line in lines
        for step in _openable(line, actor=actor, is_seen=line.request_id in open_to)
    ]
    steps += [step for row in chain for step in _steps_of(row, is_named=len(chain) > 1)]
    waiting = [line for line in lines if line.request.state in OPEN_REQUESTS]
    in_force = Certificate.objects.in_force().filter(pk=certificate.pk).exists()
    asks = may_request(actor) and in_force and not waiting
    return CertificateHistory(
        certificate=certificate,
        chain=chain,
        steps=sorted(steps, key=when),
        open_line=waiting[0] if waiting else None,
        kinds=[kind for kind in RequestKind if kind not in NEW] if asks else [],
    )


def _openable(line: CertificateRequestLine, *, actor: Actor, is_seen: bool) -> list[Step]:
    """Tell the steps of a request; papers are linked for who may open them.

    Whoever reads the register without asking for certificates himself opens his own minute alone.
    """
    steps = steps_of(line.request, [line], named=True)
    if is_seen:
        return steps
    is_own = line.account_uid == actor.id
    own = line.minute_file.get_absolute_url() if line.minute_file and is_own else None
    return [step if step.url == own else replace(step, url="", link="") for step in steps]


def chain_of(certificate: Certificate) -> list[Certificate]:
    """Return a certificate with those it continues and those that continue it, in their order."""
    known = {certificate.pk}
    before: list[Certificate] = []
    row = certificate
    while row.follows is not None and row.follows.pk not in known:
        row = row.follows
        known.add(row.pk)
        before.insert(0, row)
    after: list[Certificate] = []
    following = Certificate.objects.filter(follows=certificate).first()
    while following is not None and following.pk not in known:
        known.add(following.pk)
        after.append(following)
        following = Certificate.objects.filter(follows=following).first()
    return [*before, certificate, *after]


def _steps_of(row: Certificate, *, is_named: bool) -> list[Step]:
    """Tell when a certificate began and how it ended; by its number where there are several."""
    number = row.serial if is_named else ""
    steps = [Step(title=_("Chứng thư có hiệu lực"), at=row.not_before, detail=number)]
    if row.revoked_at is not None:
        reason = str(row.get_revocation_reason_display())
        steps.append(
            Step(title=_("Thu hồi"), at=row.revoked_at, detail=reason, detail_is_data=False)
        )
    elif row.not_after < timezone.now():
        steps.append(Step(title=_("Hết hạn"), at=row.not_after, detail=number))
    else:
        steps.append(Step(title=_("Hết hạn"), at=row.not_after, state="next"))
    return steps

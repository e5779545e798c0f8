"""The answer of the agency: drafted, put before the leader, signed, numbered and sealed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved, ResultDrafted, ResultIssued
from tinhso.dossiers.models import Dossier, Party, PartyRole, Result, ResultAnnex, ResultKind
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.prepared import who_prepared
from tinhso.dossiers.queries.validity import last_day_said
from tinhso.dossiers.rules.answers import as_json, from_json
from tinhso.dossiers.rules.codes import new_check_code
from tinhso.dossiers.rules.states import DeliveryState, result_class
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._colleagues import colleague
from tinhso.dossiers.services._linked import own_due
from tinhso.dossiers.services._result_papers import (
    check_mark,
    named_as_wrong,
    numbering,
    press,
    result_data,
    result_spec,
)
from tinhso.dossiers.services.errors import NothingToSign
from tinhso.dossiers.services.linking import settle
from tinhso.dossiers.services.work import in_hand
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor, ActorKind, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.signing import services as signing

SIGNING_KIND = "dossiers.result"


@one_act()
def draft_result(
    *,
    uid: UUID,
    actor: Actor,
    data: Mapping[str, object] | None = None,
    kind: str = ResultKind.GRANT,
    result_key: str = "",
    version: int | None = None,
) -> Result:
    """Draft the result from the procedure's template; drafting again makes a newer draft.

    `data` goes over what the dossier says itself. A refusal is a result too (form 03, 118 Art.
    19(3)): it wants `data["reason"]`.
    """
    act = "draft_refusal" if kind == ResultKind.REFUSAL else "draft_result"
    dossier = _core.begin(act, uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    given = dict(data or {})
    if kind == ResultKind.REFUSAL and not str(given.get("reason", "")).strip():
        raise Invalid(fields={"reason": _("Hãy ghi lý do không giải quyết.")})
    now = timezone.now()
    spec = result_spec(dossier, result_key)
    result = open_result(dossier)
    code = (result.check_code if result is not None else "") or new_check_code()
    named = {"result_name": spec.name, "result_key": spec.key}
    result = newer_draft(dossier, result, at=now)
    content = {**result_data(dossier, at=now), **named, **given, **check_mark(code)}
    if result.corrects is not None:
        content["corrects"] = named_as_wrong(result.corrects)
    result.kind, result.check_code = kind, code
    result.result_code = "" if kind == ResultKind.REFUSAL else spec.code
    result.data = as_json(content)
    result.brought_file, result.places = None, {}
    result.draft_file = press(dossier, result, actor=actor)
    note_draft(act, dossier, result, actor=actor, at=now)
    return result


def newer_draft(dossier: Dossier, result: Result | None, *, at: datetime) -> Result:
    """Return the next draft of a dossier's result, not saved yet; a first one may correct."""
    if result is None:
        old_result = dossier.results.filter(withdrawn_at__isnull=False).last()
        return Result(dossier=dossier, drafted_at=at, corrects=old_result)
    result.draft_version += 1
    return result


def note_draft(act: str, dossier: Dossier, result: Result, *, actor: Actor, at: datetime) -> None:
    """Save a draft, let its dossier go on, and say so."""
    result.drafted_by, result.drafted_at = actor.id, at
    result.returned_reason = ""
    result.save()
    _core.move(act, dossier, actor=actor, at=at)
    _core.audit(act, dossier, actor=actor, draft=result.draft_version)
    publish(ResultDrafted(**_core.envelope(dossier, actor), result_uid=result.uid))


@one_act()
def submit_for_signing(
    *,
    uid: UUID,
    actor: Actor,
    signer: UUID,
    version: int | None = None,
) -> Result:
    """Put the draft before a leader of the agency: an item of his queue in `signing`.

    His name is printed where he signs; it is due when the step of signing is. Whoever may not sign
    there gets no paper: `Invalid` at `signer`.
    """
    dossier = _core.begin("submit_for_signing", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    result = open_result(dossier)
    if result is None or result.draft_file is None:
        raise NothingToSign
    leader = colleague(
        signer,
        field="signer",
        permission=DossierPermission.SIGN,
        agency_id=dossier.resolving_agency_id,
    )
    now = timezone.now()
    result.data = as_json({**from_json(result.data), "signer": leader.name})
    result.draft_file = press(dossier, result, actor=actor)
    drafted_by, checked_by = who_prepared(dossier=dossier, result=result, submitter=actor)
    held_until = dossier.step_due_at
    _flow.advance(
        dossier, "submit_for_signing", actor=actor, reason=_reason(result), assignee=signer, at=now
    )
    _core.hand_over(
        dossier,
        to_unit_id=leader.unit_id or dossier.resolving_unit_id,
        actor=actor,
        at=now,
        step_key=dossier.step_key,
        received_by=signer,
        received_by_name=leader.name,
        due_at=dossier.step_due_at,
        held_until=held_until,
    )
    item = signing.request_signature(
        kind=SIGNING_KIND,
        reference=str(result.uid),
        file=result.draft_file,
        title=_title(dossier, result),
        for_account=signer,
        agency_id=dossier.resolving_agency_id,
        unit_id=dossier.resolving_unit_id,
        due_at=dossier.step_due_at or dossier.due_at,
        drafted_by=drafted_by,
        checked_by=checked_by,
        link=f"/lam-viec/ho-so/{dossier.uid}/",
        attachments=[row.file for row in _annexes_of(result).select_related("file")],
        actor=actor,
    )
    result.signing_item, result.returned_reason = item.uid, ""
    result.save(
        update_fields=[
            "data",
            "check_code",
            "draft_file",
            "places",
            "signing_item",
            "returned_reason",
        ]
    )
    old = _core.move("submit_for_signing", dossier, actor=actor, at=now, values={"to": leader.name})
    _core.audit("submit_for_signing", dossier, actor=actor, signer=str(signer))
    publish(DossierMoved(**_core.envelope(dossier, actor), act="submit_for_signing", old_state=old))
    return result


@one_act()
def mark_signed(*, result_uid: UUID, file: StoredFile, signed_by: UUID, signer: str) -> Result:
    """Follow the leader's signature; called by `signing` in the signature's own transaction."""
    result, dossier = _for_signing(result_uid, "sign")
    now = timezone.now()
    actor = _signer(signed_by, signer)
    result.signed_file, result.signed_by, result.signed_at = file, signed_by, now
    result.save()
    _flow.advance(dossier, "sign", actor=system_actor("signing"), at=now)
    old = _core.move("sign", dossier, actor=actor, at=now)
    _core.audit("sign", dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="sign", old_state=old))
    return result


@one_act()
def mark_returned(*, result_uid: UUID, reason: str, by: UUID, name: str) -> Result:
    """Follow the leader who sent the draft back, with what is to be mended."""
    result, dossier = _for_signing(result_uid, "return_for_rework")
    now = timezone.now()
    actor = _signer(by, name)
    result.returned_reason = reason
    result.save(update_fields=["returned_reason"])
    _flow.advance(
        dossier,
        "return_for_rework",
        actor=system_actor("signing"),
        reason=reason,
        assignee=dossier.assignee,
        at=now,
    )
    _core.hand_over(
        dossier,
        to_unit_id=dossier.resolving_unit_id,
        actor=actor,
        at=now,
        step_key=dossier.step_key,
        received_by=dossier.assignee,
        received_by_name=dossier.assignee_name,
        due_at=dossier.step_due_at,
    )
    old = _core.move("return_for_rework", dossier, actor=actor, at=now)
    _core.audit("return_for_rework", dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="return_for_rework", old_state=old))
    return result


@one_act()
def mark_unsigned(*, result_uid: UUID, reason: str) -> Result:
    """Let a result whose signature was lost before its seal be put before a leader again."""
    result, dossier = _for_signing(result_uid, "void_signature")
    now, house = timezone.now(), system_actor("signing")
    result.signed_file = result.signed_by = result.signed_at = None
    result.returned_reason = reason
    result.save(update_fields=["signed_file", "signed_by", "signed_at", "returned_reason"])
    _flow.go_back(dossier, of="issue", reason=reason, actor=house, at=now)
    old = _core.move("void_signature", dossier, actor=house, at=now)
    _core.audit("void_signature", dossier, actor=house)
    publish(DossierMoved(**_core.envelope(dossier, house), act="void_signature", old_state=old))
    return result


def issue(*, uid: UUID, actor: Actor) -> Result:
    """Number and seal: one act of the clerk, two transactions (design 5a.4).

    The number is committed, the seal made outside any transaction, the sealed state committed by
    `mark_issued`, which `signing` calls. Doing it again goes on where it stopped.
    """
    with transaction.atomic():
        dossier = _core.begin("issue", uid=uid, actor=actor)
        result = open_result(dossier)
        if result is None or result.signing_item is None:
            raise NothingToSign
        item = result.signing_item
        register, number_format = numbering(dossier, result)
    signing.number_and_seal(item_uid=item, register=register, format=number_format, actor=actor)
    return Result.objects.select_related("dossier").get(pk=result.pk)


def result_numbering(*, result_uid: UUID) -> tuple[str, str]:
    """Return register and look of a result's number, for the clerk who seals it from his list.

    Refuses before a number is given where the dossier as it stands lets no result be issued.
    """
    result = fetch(Result.objects.select_related("dossier"), uid=result_uid)
    dossier = _core.load(uid=result.dossier.uid, actor=system_actor("signing"))
    _core.check_state("issue_refusal" if result.kind == ResultKind.REFUSAL else "issue", dossier)
    return numbering(dossier, result)


@one_act()
def mark_issued(
    *,
    result_uid: UUID,
    file: StoredFile,
    number: str,
    by: Actor,
    annexes: Mapping[int, StoredFile] | None = None,
) -> Result:
    """Keep the sealed result: the agency's clock ends here.

    `annexes` are the signed files beside it, by the key of the file each was.
    """
    result = fetch(Result.objects.select_related("dossier"), uid=result_uid)
    dossier = _core.load(uid=result.dossier.uid, actor=system_actor("signing"))
    act = "issue_refusal" if result.kind == ResultKind.REFUSAL else "issue"
    _core.check_state(act, dossier)
    now = timezone.now()
    result.final_file, result.number, result.sealed_at = file, number, now
    result.paper_code = _paper_code(dossier, result)
    result.paper_code_hash = paper_code_hash(result.paper_code)
    result.valid_until = last_day_said(dossier, result, on=timezone.localdate(now))
    result.save()
    signed = annexes or {}
    for row in _annexes_of(result).filter(file__in=signed) if signed else ():
        row.sealed_file = signed[row.file_id]
        row.save(update_fields=["sealed_file"])
    is_first = dossier.finished_at is None
    if is_first:
        dossier.finished_at = now
        dossier.result_class = classify(dossier, now)
    dossier.correction_due_at = None
    dossier.delivery_state = DeliveryState.AT_AGENCY
    _hand_back(dossier, result, actor=by, at=now)
    _flow.advance(dossier, "issue", actor=system_actor("signing"), is_needed=False, at=now)
    _core.move(act, dossier, actor=by, at=now, values={"number": number})
    if dossier.part:
        settle(dossier, actor=by, at=now)
    _core.audit(act, dossier, actor=by, is_first=is_first)
    publish(
        ResultIssued(
            **_core.envelope(dossier, by),
            result_uid=result.uid,
            kind=result.kind,
            result_class=dossier.result_class,
            accepted_at=dossier.accepted_at or now,
            due_at=dossier.due_at or now,
            is_part=bool(dossier.part),
            is_again=not is_first,
        )
    )
    return result


def _hand_back(dossier: Dossier, result: Result, *, actor: Actor, at: datetime) -> None:
    """Write down that the clerk had it from the leader who signed, and the desk from the clerk."""
    clerks = None
    known = identity.accounts_in(
        agency_id=dossier.resolving_agency_id,
        permission=DossierPermission.ISSUE,
        account_uid=actor.id,
    )
    unit_id = next((line.unit_id for line in known if line.unit_id is not None), None)
    if unit_id is not None and result.signed_at is not None:
        clerks = _core.hand_over(
            dossier,
            to_unit_id=unit_id,
            actor=actor,
            at=result.signed_at,
            step_key=dossier.step_key,
            received_by=actor.id,
            received_by_name=actor.name,
            due_at=dossier.step_due_at,
            finished_at=at,
            giver=(result.signed_by, str(from_json(result.data).get("signer", ""))),
        )
    _core.hand_over(dossier, to_unit_id=dossier.receiving_unit_id, actor=actor, at=at, after=clerks)


def classify(dossier: Dossier, finished_at: datetime) -> str:
    """Tell early, on time or late by local days; the lead of a linked request by its own part."""
    due_at = own_due(dossier) if dossier.part else dossier.due_at
    if due_at is None:
        return ""
    return result_class(
        due_on=timezone.localdate(due_at),
        finished_on=timezone.localdate(finished_at),
    )


def open_result(dossier: Dossier) -> Result | None:
    """Return the result of a dossier that is not sealed yet, locked."""
    rows = Result.objects.select_for_update(of=("self",)).filter(
        dossier=dossier, sealed_at__isnull=True, withdrawn_at__isnull=True
    )
    return rows.order_by("-pk").first()


def _annexes_of(result: Result) -> QuerySet[ResultAnnex]:
    return ResultAnnex.objects.filter(result=result).order_by("pk")


def _for_signing(result_uid: UUID, act: str) -> tuple[Result, Dossier]:
    result = fetch(Result.objects.select_related("dossier"), uid=result_uid)
    dossier = _core.load(uid=result.dossier.uid, actor=system_actor("signing"))
    _core.check_state(act, dossier)
    return result, dossier


def _signer(uid: UUID, name: str) -> Actor:
    return Actor(kind=ActorKind.OFFICIAL, id=uid, name=name)


def _title(dossier: Dossier, result: Result) -> str:
    kind = (
        _("Thông báo không giải quyết")
        if result.kind == ResultKind.REFUSAL
        else dossier.procedure_version.name
    )
    return f"{kind} ({dossier.shown_number})"


def _reason(result: Result) -> str:
    return str(from_json(result.data).get("reason", ""))


def _paper_code(dossier: Dossier, result: Result) -> str:
    """Return the paper code: the owner's number and the type of paper (118 E.5)."""
    owner = Party.objects.filter(dossier=dossier, role=PartyRole.OWNER).first()
    if owner is None or not owner.identity_number or not result.result_code:
        return ""
    return f"{owner.identity_number}-{result.result_code}"


def paper_code_hash(code: str) -> str:
    """Return the hash under which a result's paper code is found."""
    return keyed_hash(code, purpose="dossiers.paper_code") if code else ""

"""The resolving agency: whose hands a dossier is in, what was found, what colleagues say."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved, ReminderDue
from tinhso.dossiers.models import Attachment, Dossier, InternalNote, Link, Viewing
from tinhso.dossiers.models.board import NOBODY
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.answers import as_json
from tinhso.dossiers.rules.states import DigitisedState, DossierState
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._attachments import add_attachments
from tinhso.dossiers.services._colleagues import colleague
from tinhso.dossiers.services.errors import NotYours, WrongState
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.services.seals import wait_for_seal
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.signing import services as signing

VIEWING_LASTS = timedelta(seconds=90)


@one_act()
def assign(
    *,
    uid: UUID,
    assignee: UUID,
    actor: Actor,
    note: str = "",
    version: int | None = None,
) -> Dossier:
    """Give a dossier to a specialist of its unit, or to another one; the step's clock goes on.

    Whoever may not appraise there cannot be given it: `Invalid` at `assignee`.
    """
    dossier = _core.load(uid=uid, actor=actor, version=version)
    act = "assign" if dossier.state == DossierState.TRANSFERRED else "reassign"
    _core.permit_move(actor, act, dossier)
    receiver = colleague(
        assignee,
        field="assignee",
        permission=DossierPermission.APPRAISE,
        unit_id=dossier.resolving_unit_id,
    )
    _core.check_state(act, dossier)
    _put_assignee(dossier, act, assignee=assignee, name=receiver.name, actor=actor)
    if note.strip():
        _note(dossier, actor=actor, text=note)
    return dossier


@one_act()
def take(*, uid: UUID, actor: Actor, version: int | None = None) -> Dossier:
    """Take a dossier that lies in the unit and is in nobody's hands."""
    dossier = _core.begin("take", uid=uid, actor=actor, version=version)
    if actor.id is None:
        raise NotYours
    _put_assignee(dossier, "take", assignee=actor.id, name=actor.name, actor=actor)
    return dossier


def _put_assignee(dossier: Dossier, act: str, *, assignee: UUID, name: str, actor: Actor) -> None:
    now = timezone.now()
    dossier.assignee, dossier.assignee_name = assignee, name
    if act == "reassign" or not _flow.advance(
        dossier, act, actor=actor, assignee=assignee, is_needed=False, at=now
    ):
        if act == "take" and _waits_for_head(dossier):
            raise WrongState(_("Hồ sơ chờ lãnh đạo phân công."))
        _flow.give(dossier, assignee=assignee, actor=actor, permission=_permission(act))
    _core.hand_over(
        dossier,
        to_unit_id=dossier.resolving_unit_id,
        actor=actor,
        at=now,
        step_key=dossier.step_key,
        received_by=assignee,
        received_by_name=name,
        due_at=dossier.step_due_at or dossier.due_at,
    )
    old = _core.move(act, dossier, actor=actor, at=now, values={"to": name})
    _core.audit(act, dossier, actor=actor, assignee=str(assignee))
    publish(DossierMoved(**_core.envelope(dossier, actor), act=act, old_state=old))


def _waits_for_head(dossier: Dossier) -> bool:
    return any(_flow.key_offered(step, "assign") for step in _flow.steps_of(dossier))


def _permission(act: str) -> str:
    return DossierPermission.APPRAISE if act == "take" else DossierPermission.ASSIGN


def in_hand(dossier: Dossier, actor: Actor) -> None:
    """Refuse a specialist who works on what lies in another's hands."""
    if dossier.assignee is None or actor.id is None:
        return
    if dossier.assignee not in {actor.id, actor.delegated_by}:
        raise NotYours(told(_("Hồ sơ đang được giao cho %(name)s."), name=dossier.assignee_name))


@one_act()
def appraise(
    *,
    uid: UUID,
    actor: Actor,
    text: str,
    items: Mapping[str, bool] | None = None,
    version: int | None = None,
) -> InternalNote:
    """Keep the appraisal sheet: what was looked at and what was found."""
    dossier = _core.begin("appraise", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    if not text.strip() and not items:
        raise Invalid(fields={"text": _("Hãy ghi nhận xét thẩm định.")})
    note = _note(dossier, actor=actor, text=text, kind="appraisal", items=items)
    InternalNote.objects.filter(dossier=dossier, kind="kept", by=note.by).delete()
    old = _core.move("appraise", dossier, actor=actor)
    _core.audit("appraise", dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="appraise", old_state=old))
    return note


@one_act()
def add_note(*, uid: UUID, actor: Actor, text: str) -> InternalNote:
    """Write to colleagues; the applicant never reads it."""
    dossier = _core.load(uid=uid, actor=actor)
    _permit_officer(dossier, actor)
    if not text.strip():
        raise Invalid(fields={"text": _("Hãy ghi nội dung.")})
    note = _note(dossier, actor=actor, text=text)
    _core.audit("note", dossier, actor=actor)
    return note


@one_act()
def link(*, uid: UUID, other_uid: UUID, actor: Actor, reason: str = "") -> Link:
    """Tie two dossiers that belong together; both must be seen by the actor."""
    dossier = _core.load(uid=uid, actor=actor)
    other = fetch(Dossier.objects.visible_to(actor), uid=other_uid)
    _permit_officer(dossier, actor)
    if dossier.pk == other.pk or actor.id is None:
        raise Invalid(fields={"other": _("Hãy chọn một hồ sơ khác.")})
    row, _made = Link.objects.get_or_create(
        dossier=dossier,
        other=other,
        defaults={"reason": reason.strip()[:200], "by": actor.id, "at": timezone.now()},
    )
    _core.audit("link", dossier, actor=actor, other=other.pk)
    return row


@one_act()
def heartbeat(*, uid: UUID, actor: Actor) -> list[Viewing]:
    """Say that the actor has the dossier open; returns the others who have, within 90 seconds."""
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    now = timezone.now()
    if actor.is_official and actor.id is not None:
        Viewing.objects.filter(dossier=dossier, seen_at__lt=now - VIEWING_LASTS).delete()
        Viewing.objects.update_or_create(
            dossier=dossier,
            by=actor.id,
            defaults={"by_name": actor.name, "seen_at": now},
            create_defaults={"by_name": actor.name, "seen_at": now, "since": now},
        )
    others = Viewing.objects.filter(dossier=dossier, seen_at__gte=now - VIEWING_LASTS)
    mine = actor.id or NOBODY
    return list(others.exclude(by=mine).order_by("since")) if actor.is_official else []


@one_act()
def attach(*, uid: UUID, attachment: AttachmentInput, actor: Actor) -> Attachment:
    """Put a scan or photograph taken at the desk to a dossier."""
    dossier = _core.load(uid=uid, actor=actor)
    _permit_officer(dossier, actor)
    if dossier.is_over:
        raise WrongState
    (row,) = add_attachments(dossier, [attachment], actor=actor, at=timezone.now())
    _core.audit("attach", dossier, actor=actor, component=attachment.component_key)
    return row


@one_act()
def mark_scan_signed(*, uid: UUID, attachment_uid: UUID, file_id: int, actor: Actor) -> Attachment:
    """Keep that a scan now carries the officer's personal signature (118/2025 Art. 17(1))."""
    dossier = _core.load(uid=uid, actor=actor)
    _permit_officer(dossier, actor)
    row = fetch(
        Attachment.objects.filter(dossier=dossier, superseded_at__isnull=True),
        uid=attachment_uid,
    )
    row.file = StoredFile.objects.get(pk=file_id)
    row.digitised = DigitisedState.DIGITISED
    row.scan_signed_by, row.scan_signed_at = actor.id, timezone.now()
    row.scan_trouble = ""
    row.save()
    wait_for_seal(row, dossier)
    signing.receive_later(file=row.file)
    _core.audit("scan_signed", dossier, actor=actor, component=row.component_key)
    return row


def may_remind(actor: Actor, *, unit_id: int, agency_id: int) -> bool:
    """Tell whether the actor oversees the unit that resolves; who only watches reminds nobody."""
    permission = DossierPermission.OVERSEE
    return _core.is_permitted(actor, permission, unit_id=unit_id, agency_id=agency_id)


@one_act()
def remind(*, uids: Sequence[UUID], actor: Actor) -> int:
    """Let a leader remind those who hold dossiers; returns how many were reminded."""
    for uid in uids:
        dossier = _core.load(uid=uid, actor=actor)
        _core.permit(
            actor,
            DossierPermission.OVERSEE,
            unit_id=dossier.resolving_unit_id,
            agency_id=dossier.resolving_agency_id,
        )
        _core.tell("reminded", dossier, actor=actor, is_told=False)
        _core.audit("remind", dossier, actor=actor)
        publish(ReminderDue(**_core.envelope(dossier, actor), what="leader", due_at=dossier.due_at))
    return len(uids)


def _permit_officer(dossier: Dossier, actor: Actor) -> None:
    """Let the officers of the desk or the resolving unit do it, each in his own unit."""
    if actor.may(DossierPermission.RECEIVE, unit_id=dossier.receiving_unit_id):
        return
    if actor.may(DossierPermission.APPRAISE, unit_id=dossier.resolving_unit_id):
        return
    _core.permit(
        actor,
        DossierPermission.ASSIGN,
        unit_id=dossier.resolving_unit_id,
        agency_id=dossier.resolving_agency_id,
    )


def _note(
    dossier: Dossier,
    *,
    actor: Actor,
    text: str,
    kind: str = "note",
    items: Mapping[str, bool] | None = None,
) -> InternalNote:
    return InternalNote.objects.create(
        dossier=dossier,
        kind=kind,
        text=text.strip(),
        data=as_json(dict(items)) if items else "",
        by=_core.who(actor),
        by_name=actor.name,
        unit_id=actor.unit_id,
        at=timezone.now(),
    )

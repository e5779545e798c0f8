"""A dossier is put before a council: the sitting is called, moved, called off; members answer.

What the council says is a consultation like any other, whose answer comes with the signed minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved
from tinhso.dossiers.models import (
    Consultation,
    CouncilCase,
    CouncilSeat,
    CouncilSitting,
    Dossier,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.council import council_rules, signers_in
from tinhso.dossiers.rules.council import CouncilState, SeatReply, SeatRole
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._holder import stands
from tinhso.dossiers.services.errors import DossierChanged, WrongState
from tinhso.dossiers.services.work import in_hand
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.calendar import add_working_hours
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.workflow import services as workflow

MOST_SEATS: Final = 40
MOST_CASES: Final = 60


@dataclass(frozen=True, kw_only=True)
class SeatInput:
    """One member to invite: an official by his account, anybody else by name."""

    name: str = ""
    title: str = ""
    account: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CouncilCall:
    """A new sitting: when, where, who leads it, who else is invited."""

    at: datetime
    place: str
    chair: UUID
    seats: Sequence[SeatInput] = ()
    name: str = ""
    content: str = ""


@one_act()
def call_council(
    *,
    uid: UUID,
    actor: Actor,
    question: str,
    call: CouncilCall | None = None,
    sitting_uid: UUID | None = None,
    version: int | None = None,
) -> CouncilSitting:
    """Put a dossier before a new sitting, or on the agenda of one that is called already."""
    dossier = _core.begin("call_council", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    rules = council_rules(dossier)
    if rules is None:
        raise WrongState(_("Thủ tục này không có bước đưa ra hội đồng."))
    if not question.strip():
        raise Invalid(fields={"question": _("Hãy tóm tắt việc cần hội đồng cho ý kiến.")})
    if call is not None:
        sitting = _called(dossier, call, actor=actor, name=call.name.strip() or rules.name)
    else:
        sitting = _with_room(dossier, sitting_uid, actor)
    now = timezone.now()
    row = _asked(dossier, question.strip(), sitting, actor=actor, at=now)
    CouncilCase.objects.create(sitting=sitting, consultation=row)
    old = _core.move("call_council", dossier, actor=actor, at=now, values={"at": _iso(sitting)})
    _core.audit("call_council", dossier, actor=actor, sitting=str(sitting.uid))
    publish(DossierMoved(**_core.envelope(dossier, actor), act="call_council", old_state=old))
    return sitting


def _asked(
    dossier: Dossier, question: str, sitting: CouncilSitting, *, actor: Actor, at: datetime
) -> Consultation:
    """Return the consultation this sitting answers: the one left by a sitting that was off."""
    waiting = dossier.consultations.filter(is_council=True, answered_at__isnull=True).first()
    if waiting is not None:
        if CouncilCase.objects.filter(consultation=waiting).exists():
            raise WrongState(_("Hồ sơ đã có trong chương trình một phiên họp."))
        waiting.question = question
        waiting.save(update_fields=["question"])
        return waiting
    hours = dossier.procedure_version.settings_data.get("consultation_working_hours")
    hours = hours if isinstance(hours, int) and hours > 0 else 24
    row = Consultation.objects.create(
        dossier=dossier,
        agency_id=dossier.resolving_agency_id,
        unit_id=dossier.resolving_unit_id,
        question=question,
        is_council=True,
        asked_by=_core.who(actor),
        asked_at=at,
        hours=hours,
        due_at=max(sitting.at, add_working_hours(at, hours, dossier.resolving_agency_id)),
    )
    _flow.advance(
        dossier,
        "call_council",
        actor=actor,
        parties=[
            workflow.Party("consulted", agency_id=dossier.resolving_agency_id, hours=hours),
        ],
        at=at,
    )
    return row


def _called(dossier: Dossier, call: CouncilCall, *, actor: Actor, name: str) -> CouncilSitting:
    """Call a sitting and invite its members."""
    faults = _faults(call, dossier)
    if faults:
        raise Invalid(fields=faults)
    sitting = CouncilSitting.objects.create(
        agency_id=dossier.resolving_agency_id,
        unit_id=dossier.resolving_unit_id,
        procedure_version=dossier.procedure_version,
        procedure_code=dossier.procedure_code,
        name=name[:200],
        at=call.at,
        place=call.place.strip()[:300],
        content=call.content.strip(),
        called_by=_core.who(actor),
        called_by_name=actor.name,
        called_at=timezone.now(),
    )
    _seat(sitting, call, actor)
    record("dossiers.council_called", actor=actor, target=sitting)
    _invite(sitting)
    return sitting


def _faults(call: CouncilCall, dossier: Dossier) -> dict[str, str]:
    faults = {}
    now = timezone.now()
    if call.at <= now:
        faults["at"] = _("Thời gian họp phải ở phía trước.")
    elif dossier.due_at is not None and now < dossier.due_at < call.at:
        faults["at"] = _("Phiên họp phải trước hẹn trả kết quả của hồ sơ.")
    if not call.place.strip():
        faults["place"] = _("Hãy ghi địa điểm.")
    if call.chair not in {line.uid for line in signers_in(dossier.resolving_agency_id)}:
        faults["chair"] = _("Hãy chọn lãnh đạo chủ trì, người ký biên bản.")
    if not call.seats or len(call.seats) > MOST_SEATS:
        faults["others"] = _("Hãy mời từ một đến %(most)s thành viên.") % {"most": MOST_SEATS}
    return faults


def _seat(sitting: CouncilSitting, call: CouncilCall, actor: Actor) -> None:
    """Give the chair, the secretary and each member a seat, nobody two."""
    secretary = _core.who(actor)
    wanted = [
        (SeatRole.CHAIR, SeatInput(account=call.chair)),
        *([] if secretary == call.chair else [(SeatRole.SECRETARY, SeatInput(account=secretary))]),
        *((SeatRole.MEMBER, seat) for seat in call.seats),
    ]
    accounts = {seat.account for _role, seat in wanted if seat.account is not None}
    names = identity.account_names(accounts)
    of_agency = {line.uid for line in identity.accounts_in(agency_id=sitting.agency_id)}
    taken: set[UUID] = set()
    seats: list[CouncilSeat] = []
    for role, seat in wanted:
        if seat.account is not None:
            if seat.account in taken:
                continue
            if seat.account not in of_agency:
                raise Invalid(fields={"members": _("Thành viên này không ở cơ quan của hồ sơ.")})
            taken.add(seat.account)
        name = names.get(seat.account, "") if seat.account else seat.name.strip()
        if not name:
            raise Invalid(fields={"others": _("Mỗi thành viên phải có họ tên.")})
        seats.append(
            CouncilSeat(
                sitting=sitting,
                order=len(seats) + 1,
                role=role,
                name=name[:200],
                title=seat.title.strip()[:200],
                account=seat.account,
            )
        )
    CouncilSeat.objects.bulk_create(seats)


def _with_room(dossier: Dossier, uid: UUID | None, actor: Actor) -> CouncilSitting:
    """Return a sitting of the same procedure that is still to come."""
    rows = CouncilSitting.objects.visible_to(actor).filter(
        agency_id=dossier.resolving_agency_id, procedure_code=dossier.procedure_code
    )
    found = rows.select_for_update(of=("self",)).filter(uid=uid).first() if uid else None
    if found is None or found.state != CouncilState.CALLED or found.at <= timezone.now():
        raise Invalid(fields={"sitting": _("Hãy chọn một phiên họp chưa diễn ra.")})
    if dossier.due_at is not None and timezone.now() < dossier.due_at < found.at:
        raise Invalid(fields={"sitting": _("Phiên họp phải trước hẹn trả kết quả của hồ sơ.")})
    if found.cases.count() >= MOST_CASES:
        raise Invalid(fields={"sitting": _("Phiên họp này đã đủ hồ sơ.")})
    return found


@one_act()
def move_sitting(
    *, uid: UUID, actor: Actor, at: datetime, place: str, reason: str, version: int | None = None
) -> CouncilSitting:
    """Put a sitting to another time or place; members are told and asked again."""
    sitting = led(uid, actor, version, state=CouncilState.CALLED)
    faults = {}
    if at <= timezone.now():
        faults["at"] = _("Thời gian họp phải ở phía trước.")
    if not place.strip():
        faults["place"] = _("Hãy ghi địa điểm.")
    if not reason.strip():
        faults["reason"] = _("Hãy ghi vì sao dời.")
    if faults:
        raise Invalid(fields=faults)
    sitting.at, sitting.place, sitting.reason = at, place.strip()[:300], reason.strip()[:300]
    _save(sitting)
    sitting.seats.update(reply="", replied_at=None)
    for dossier in dossiers_before(sitting, actor):
        _core.tell("council_moved", dossier, actor=actor, values={"at": _iso(sitting)})
    record("dossiers.council_moved", actor=actor, target=sitting)
    _invite(sitting)
    return sitting


@one_act()
def call_off_sitting(
    *, uid: UUID, actor: Actor, reason: str, version: int | None = None
) -> CouncilSitting:
    """Call a sitting off: its dossiers wait for another one, and say so."""
    sitting = led(uid, actor, version, state=CouncilState.CALLED)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao hủy.")})
    for dossier in dossiers_before(sitting, actor):
        _core.tell("council_off", dossier, actor=actor)
    sitting.cases.all().delete()
    sitting.state, sitting.reason = CouncilState.CALLED_OFF, reason.strip()[:300]
    _save(sitting)
    record("dossiers.council_called_off", actor=actor, target=sitting)
    _invite(sitting, kind="council_off")
    return sitting


@one_act()
def reply_to_sitting(*, uid: UUID, actor: Actor, is_coming: bool) -> CouncilSeat:
    """Let an invited member say whether he comes."""
    sitting = fetch(CouncilSitting.objects.visible_to(actor), uid=uid)
    seat = fetch(sitting.seats.select_for_update(of=("self",)), account=_core.who(actor))
    if sitting.state != CouncilState.CALLED:
        raise WrongState(_("Phiên họp này không còn chờ trả lời."))
    seat.reply = SeatReply.COMING if is_coming else SeatReply.ABSENT
    seat.replied_at = timezone.now()
    seat.save(update_fields=["reply", "replied_at"])
    record("dossiers.council_replied", actor=actor, target=sitting, reply=seat.reply)
    return seat


def led(uid: UUID, actor: Actor, version: int | None, *, state: CouncilState) -> CouncilSitting:
    """Return the locked sitting of the unit whose officers call and write down, in this state."""
    rows = CouncilSitting.objects.visible_to(actor).select_for_update(of=("self",))
    sitting = fetch(rows, uid=uid)
    require(actor, P.APPRAISE, unit_id=sitting.unit_id)
    if version is not None and version != sitting.version:
        raise DossierChanged(now=stands(sitting))
    if sitting.state != state:
        raise WrongState(_("Phiên họp đang ở tình trạng không làm được việc này."))
    return sitting


def dossiers_before(sitting: CouncilSitting, actor: Actor) -> list[Dossier]:
    """Return the locked dossiers on the agenda that still wait for it."""
    rows = sitting.cases.filter(consultation__answered_at__isnull=True)
    uids = rows.order_by("pk").values_list("consultation__dossier__uid", flat=True)
    found = [_core.load(uid=uid, actor=actor) for uid in uids]
    return [dossier for dossier in found if dossier.state == "consulting"]


def _save(sitting: CouncilSitting) -> None:
    sitting.version += 1
    sitting.save()


def _iso(sitting: CouncilSitting) -> str | None:
    return _core.iso(sitting.at)


def _invite(sitting: CouncilSitting, *, kind: str = "council_called") -> None:
    """Tell each member who has an account, but not who called it."""
    for seat in sitting.seats.filter(account__isnull=False).exclude(account=sitting.called_by):
        notify(
            kind=f"dossiers.{kind}",
            values={"name": sitting.name, "at": sitting.at, "place": sitting.place},
            account_uid=seat.account,
            link=f"/lam-viec/phien-hop/{sitting.uid}/",
            key=f"{kind}:{sitting.uid}:{sitting.version}",
        )

"""Requests of competent bodies: written down, done or refused within hours, handed over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries import NumberKind, accounts_in, find_person
from tinhso.identity.services import record_access
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import DomainError, Invalid, NotFound
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.files.checks import Checked
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.numbering import give_number
from tinhso.organization.queries import agency
from tinhso.privacy.authority_kinds import (
    AUTHORITY_DUE,
    AUTHORITY_LATE,
    AUTHORITY_NEW,
    AUTHORITY_TOLD,
)
from tinhso.privacy.authority_rules import (
    LONGEST_OPEN_HOURS,
    OPEN_FOR_HOURS,
    WARN_BEFORE,
    AskedKind,
    AskedState,
    due_of,
)
from tinhso.privacy.models import AuthorityGrant, AuthorityLook, AuthorityRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries.late_authorities import LATE

AUTHORITY_REGISTER = "privacy.authority"
AUTHORITY_USE = "privacy.given"
OBJECT = "privacy.authority"
WORK = "/lam-viec/co-quan-yeu-cau/"
BY = system_actor("privacy.authorities")


class AlreadyAnswered(DomainError):
    """A request is done or refused once."""

    code = "privacy.authority_answered"


class NotSilent(DomainError):
    """Nothing forbids telling the person, so there is no silence to end."""

    code = "privacy.not_silent"


class GrantOver(DomainError):
    """What was given opens only while somebody's hours for it run."""

    code = "privacy.grant_over"


@dataclass(frozen=True, kw_only=True)
class AuthorityData:
    """What the paper of the body says: who asks, by which law, what, about whom."""

    kind: str
    body: str
    paper_number: str
    paper_on: date
    basis: str
    subject: str
    received_at: datetime
    is_urgent: bool = False
    body_person: str = ""
    person_number: str = ""
    dossier_number: str = ""
    is_silent: bool = False
    silent_until: date | None = None
    silent_basis: str = ""


def _checked(data: AuthorityData) -> None:
    wrong: dict[str, str] = {}
    if data.kind not in AskedKind.values:
        wrong["kind"] = _("Hãy chọn yêu cầu.")
    for name in ("body", "paper_number", "basis", "subject"):
        if not nfc(str(getattr(data, name))):
            wrong[name] = _("Hãy điền ô này.")
    if data.received_at > timezone.now():
        wrong["received_at"] = _("Lúc nhận không thể ở sau bây giờ.")
    if data.paper_on > timezone.localdate(data.received_at):
        wrong["paper_on"] = _("Ngày văn bản không thể sau ngày nhận.")
    if data.is_silent and not nfc(data.silent_basis):
        wrong["silent_basis"] = _("Hãy ghi điều luật cấm báo cho người đó.")
    if data.silent_until is not None and not data.is_silent:
        wrong["is_silent"] = _("Đã ghi ngày cấm báo thì đánh dấu ô này.")
    if wrong:
        raise Invalid(fields=wrong)


def _person_of(number: str, actor: Actor) -> int | None:
    """Find whose data it is; a number nobody has is said at its field."""
    if not nfc(number):
        return None
    kinds = (NumberKind.PERSONAL, NumberKind.TAX, NumberKind.OLD_CARD, NumberKind.PASSPORT)
    known = (find_person(number=nfc(number), kind=kind, actor=actor) for kind in kinds)
    person = next((one for one in known if one is not None), None)
    if person is None:
        raise Invalid(
            fields={
                "person_number": _("Hệ thống không có người mang số này; để trống nếu không rõ.")
            }
        )
    return person.pk


@transaction.atomic
def enter_authority_request(*, data: AuthorityData, actor: Actor) -> AuthorityRequest:
    """Write a request down; its hours run from receipt, nights and days off included."""
    require(actor, P.HANDLE_AUTHORITIES)
    if actor.agency_id is None:
        raise NotFound
    _checked(data)
    made = AuthorityRequest.objects.create(
        agency_id=actor.agency_id,
        kind=data.kind,
        is_urgent=data.is_urgent,
        body=nfc(data.body)[:200],
        body_person=nfc(data.body_person)[:200],
        paper_number=nfc(data.paper_number)[:80],
        paper_on=data.paper_on,
        basis=nfc(data.basis)[:250],
        subject=nfc(data.subject),
        person_id=_person_of(data.person_number, actor),
        dossier_number=nfc(data.dossier_number)[:64],
        is_silent=data.is_silent,
        silent_until=data.silent_until,
        silent_basis=nfc(data.silent_basis)[:250],
        received_at=data.received_at,
        due_at=due_of(data.received_at, data.kind, is_urgent=data.is_urgent),
        recorded_by=actor.id,
        recorded_by_name=actor.name[:200],
    )
    record(
        "privacy.authority_recorded",
        actor=actor,
        target=made,
        kind=made.kind,
        urgent=made.is_urgent,
    )
    made.number = give_number(
        register=AUTHORITY_REGISTER,
        agency_id=made.agency_id,
        on=timezone.localdate(),
        actor=actor,
        target=made,
    ).text
    made.save(update_fields=["number"])
    _tell_officers(made, AUTHORITY_NEW.code, key="new", but=actor.id)
    return made


def _tell_officers(one: AuthorityRequest, kind: str, *, key: str, but: UUID | None = None) -> int:
    officers = accounts_in(agency_id=one.agency_id, permission=P.HANDLE_AUTHORITIES)
    return sum(
        len(
            notify(
                account_uid=uid,
                kind=kind,
                values={"number": one.number, "until": one.due_at},
                link=f"{WORK}{one.uid}/",
                key=f"{one.uid}:{key}",
            )
        )
        for uid in {row.uid for row in officers} - {but}
    )


def _tell_leaders(one: AuthorityRequest) -> int:
    leaders = accounts_in(agency_id=one.agency_id, permission=P.OVERSEE_AUTHORITIES)
    name = agency(one.agency_id).name
    return sum(
        len(
            notify(
                account_uid=uid,
                kind=AUTHORITY_LATE.code,
                values={"number": one.number, "agency": name, "until": one.due_at},
                link=LATE,
                key=f"{one.uid}:late",
            )
        )
        for uid in sorted({row.uid for row in leaders})
    )


def _open(uid: UUID, actor: Actor) -> AuthorityRequest:
    require(actor, P.HANDLE_AUTHORITIES)
    rows = AuthorityRequest.objects.visible_to(actor).select_for_update(of=("self",))
    one = fetch(rows, uid=uid)
    if one.state != AskedState.OPEN:
        raise AlreadyAnswered(
            told(
                _("Yêu cầu %(number)s đang ở “%(state)s” nên không làm bước này được."),
                number=one.number,
                state=Told(one.get_state_display()),
            )
        )
    return one


def _end(
    one: AuthorityRequest, state: AskedState, *, answer: str, late_reason: str, actor: Actor
) -> None:
    now = timezone.now()
    wrong: dict[str, str] = {}
    if not nfc(answer):
        wrong["answer"] = _("Hãy điền ô này.")
    if now > one.due_at and not nfc(late_reason):
        wrong["late_reason"] = _("Đã quá giờ; hãy ghi vì sao trễ.")
    if wrong:
        raise Invalid(fields=wrong)
    one.state, one.answered_at = state, now
    one.answer, one.late_reason = nfc(answer), nfc(late_reason)
    one.officer_name = actor.name[:200]


@transaction.atomic
def answer_authority(
    *,
    uid: UUID,
    answer: str,
    late_reason: str = "",
    file: Checked | None = None,
    actor: Actor,
) -> AuthorityRequest:
    """Keep what was given or taken down, with the file for the body; late ones say why."""
    one = _open(uid, actor)
    _end(one, AskedState.DONE, answer=answer, late_reason=late_reason, actor=actor)
    if file is not None:
        one.file = files.store(
            content=file, name=file.name, use=AUTHORITY_USE, actor=actor, owner_class="personal"
        )
    one.save()
    late = one.late_at(timezone.now())
    record("privacy.authority_done", actor=actor, target=one, late=late, file=one.file is not None)
    tell_when_allowed(one)
    return one


@transaction.atomic
def refuse_authority(
    *, uid: UUID, answer: str, late_reason: str = "", actor: Actor
) -> AuthorityRequest:
    """Answer that it is not done, and why."""
    one = _open(uid, actor)
    _end(one, AskedState.REFUSED, answer=answer, late_reason=late_reason, actor=actor)
    one.save()
    record("privacy.authority_refused", actor=actor, target=one, late=one.late_at(timezone.now()))
    return one


@transaction.atomic
def end_silence(
    *, uid: UUID, paper: str, last_day: date | None = None, actor: Actor
) -> AuthorityRequest:
    """Let the person know from now, or from the day after another last one, by whose paper.

    A silence that the law ordered without an end lasts until somebody says by which paper it is
    over. What was already given is told at once. Raises `Invalid` at its field.
    """
    require(actor, P.HANDLE_AUTHORITIES)
    rows = AuthorityRequest.objects.visible_to(actor).select_for_update(of=("self",))
    one = fetch(rows, uid=uid)
    today = timezone.localdate()
    if not one.silent_on(today):
        raise NotSilent(_("Không có gì cấm báo cho người này."))
    wrong: dict[str, str] = {}
    if not nfc(paper):
        wrong["paper"] = _("Hãy ghi văn bản cho phép báo.")
    if last_day is not None and last_day < today:
        wrong["last_day"] = _("Ngày này đã qua; để trống nếu được báo ngay.")
    if wrong:
        raise Invalid(fields=wrong)
    one.silence_ended_by = nfc(paper)[:250]
    one.silent_until = last_day or today - timedelta(days=1)
    one.save(update_fields=["silence_ended_by", "silent_until"])
    record("privacy.authority_silence_ended", actor=actor, target=one, now=last_day is None)
    tell_when_allowed(one)
    return one


@transaction.atomic
def grant_given(
    *, uid: UUID, receiver: str, hours: int = OPEN_FOR_HOURS, actor: Actor
) -> AuthorityGrant:
    """Open what was given for some hours, to hand it to somebody of the body that asked."""
    require(actor, P.HANDLE_AUTHORITIES)
    one = fetch(AuthorityRequest.objects.visible_to(actor), uid=uid)
    wrong: dict[str, str] = {}
    if not nfc(receiver):
        wrong["receiver"] = _("Hãy ghi giao cho ai.")
    if not 1 <= hours <= LONGEST_OPEN_HOURS:
        wrong["hours"] = _("Từ 1 đến 168 giờ.")
    if wrong:
        raise Invalid(fields=wrong)
    if one.file_id is None:
        raise NotFound
    now = timezone.now()
    made = AuthorityGrant.objects.create(
        request=one,
        receiver=nfc(receiver)[:200],
        by=actor.id,
        by_name=actor.name[:200],
        from_at=now,
        until=now + timedelta(hours=hours),
    )
    record("privacy.authority_opened", actor=actor, target=one, hours=hours)
    return made


@transaction.atomic
def open_given(*, uid: UUID, actor: Actor) -> StoredFile:
    """Give the file while hours run for it; the look is kept, and the person reads it if he may."""
    require(actor, P.HANDLE_AUTHORITIES)
    one = fetch(AuthorityRequest.objects.visible_to(actor).select_related("file"), uid=uid)
    now = timezone.now()
    standing = one.grants.filter(until__gt=now, by=actor.id).order_by("-pk").first()
    if one.file is None:
        raise NotFound
    if standing is None:
        raise GrantOver(_("Hết giờ mở tệp, hoặc bạn chưa mở: hãy ghi giao cho ai rồi mở lại."))
    AuthorityLook.objects.create(grant=standing, at=now, by=actor.id, by_name=actor.name[:200])
    record("privacy.authority_looked", actor=actor, target=one)
    if not one.silent_on(timezone.localdate(now)):
        _show_look(one, actor)
    return one.file


def _show_look(one: AuthorityRequest, actor: Actor) -> None:
    if one.person_id is not None:
        record_access(
            actor=actor,
            person_ids=[one.person_id],
            object_kind=OBJECT,
            object_uid=str(one.uid),
            purpose=_("Cung cấp dữ liệu theo yêu cầu của cơ quan có thẩm quyền"),
        )


def tell_when_allowed(one: AuthorityRequest) -> bool:
    """Tell the person that his data was given, once, when no law forbids it any more."""
    is_told = one.told_at is not None or one.person_id is None
    if is_told or one.state != AskedState.DONE or one.silent_on(timezone.localdate()):
        return False
    one.told_at = timezone.now()
    one.save(update_fields=["told_at"])
    notify(
        person_id=one.person_id,
        kind=AUTHORITY_TOLD.code,
        values={
            "agency": agency(one.agency_id).name,
            "body": one.body,
            "paper": one.paper_number,
            "basis": one.basis,
        },
        link="/tai-khoan/du-lieu/",
        key=str(one.uid),
    )
    if one.silent_until is not None and AuthorityLook.objects.filter(grant__request=one).exists():
        _show_look(one, BY)
    record("privacy.authority_person_told", actor=BY, target=one)
    return True


def watch_authorities() -> int:
    """Tell officers before an hour is over, them and leaders when it is; people when allowed."""
    now = timezone.now()
    sent = 0
    for one in AuthorityRequest.objects.open().filter(due_at__lte=now + WARN_BEFORE[False]):
        if one.due_at <= now + WARN_BEFORE[one.is_urgent]:
            hour = "late" if now > one.due_at else "soon"
            sent += _tell_officers(one, AUTHORITY_DUE.code, key=hour)
            sent += _tell_leaders(one) if hour == "late" else 0
    waiting = AuthorityRequest.objects.filter(
        state=AskedState.DONE, told_at=None, person__isnull=False
    )
    for uid in list(waiting.values_list("uid", flat=True)):
        with transaction.atomic():
            rows = AuthorityRequest.objects.select_for_update(of=("self",))
            sent += tell_when_allowed(rows.get(uid=uid))
    return sent

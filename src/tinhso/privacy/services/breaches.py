"""Recording a breach, telling the competent body and those concerned, closing it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.identity.queries import NumberKind, accounts_in, find_person
from tinhso.identity.services import record_access
from tinhso.kernel import papers
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import DomainError, Invalid, NotFound
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.registry import Kind
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.numbering import give_number
from tinhso.organization.queries import agency
from tinhso.privacy.breach_kinds import BREACH_DUE, BREACH_PEOPLE_DUE, BREACH_TOLD
from tinhso.privacy.breach_rules import (
    MOST_PEOPLE,
    REMIND_HOURS,
    BreachState,
    DataKind,
    ReportWay,
    report_due,
)
from tinhso.privacy.events import BreachRecorded, BreachReported
from tinhso.privacy.models import Breach, BreachPerson
from tinhso.privacy.permissions import PrivacyPermission as P

BREACH_REGISTER = "privacy.breach"
MOST_NUMBERS = 1000


class BreachClosed(DomainError):
    """A breach is reported once and changes no more once it is closed."""

    code = "privacy.breach_closed"


@dataclass(frozen=True, kw_only=True)
class BreachData:
    """What Art. 28 wants said: time, place, act, whose data and how much, contact, measures."""

    found_at: datetime
    place: str
    act: str
    data_kinds: Sequence[str]
    people: str
    people_count: int
    contact_name: str
    contact_reach: str
    happened_at: datetime | None = None
    consequences: str = ""
    measures: str = ""


def _checked(data: BreachData) -> None:
    now = timezone.now()
    wrong: dict[str, str] = {}
    if data.found_at > now:
        wrong["found_at"] = _("Lúc phát hiện không thể ở sau bây giờ.")
    if data.happened_at is not None and data.happened_at > data.found_at:
        wrong["happened_at"] = _("Lúc xảy ra không thể sau lúc phát hiện.")
    if not data.data_kinds or any(kind not in DataKind.values for kind in data.data_kinds):
        wrong["data_kinds"] = _("Hãy chọn ít nhất một loại dữ liệu.")
    if not 0 <= data.people_count <= MOST_PEOPLE:
        wrong["people_count"] = _("Hãy ghi số người từ 0 đến 200.000.000.")
    for name in ("place", "act", "people", "contact_name", "contact_reach"):
        if not nfc(str(getattr(data, name))):
            wrong[name] = _("Hãy điền ô này.")
    if wrong:
        raise Invalid(fields=wrong)


def _write(breach: Breach, data: BreachData) -> None:
    breach.found_at, breach.happened_at = data.found_at, data.happened_at
    breach.place, breach.act = nfc(data.place)[:250], nfc(data.act)
    breach.data_kinds = list(data.data_kinds)
    breach.people, breach.people_count = nfc(data.people)[:250], data.people_count
    breach.consequences, breach.measures = nfc(data.consequences), nfc(data.measures)
    breach.contact_name = nfc(data.contact_name)[:200]
    breach.contact_reach = nfc(data.contact_reach)[:200]
    breach.due_at = report_due(data.found_at)


@transaction.atomic
def record_breach(*, data: BreachData, actor: Actor) -> Breach:
    """Write a breach down; its 72 hours run from when it was found."""
    require(actor, P.HANDLE_BREACHES)
    if actor.agency_id is None:
        raise NotFound
    _checked(data)
    now = timezone.now()
    breach = Breach(
        agency_id=actor.agency_id,
        recorded_by=actor.id,
        recorded_by_name=actor.name[:200],
        recorded_at=now,
    )
    _write(breach, data)
    breach.save()
    record("privacy.breach_recorded", actor=actor, target=breach, people=data.people_count)
    publish(BreachRecorded(breach_uid=breach.uid, agency_id=breach.agency_id))
    given = give_number(
        register=BREACH_REGISTER,
        agency_id=breach.agency_id,
        on=timezone.localdate(now),
        actor=actor,
        target=breach,
    )
    breach.number = given.text
    breach.save(update_fields=["number"])
    return breach


def _open(uid: UUID, actor: Actor, *states: BreachState) -> Breach:
    require(actor, P.HANDLE_BREACHES)
    breach = fetch(Breach.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    if breach.state not in states:
        raise BreachClosed(
            told(
                _("Vi phạm %(number)s đang ở “%(state)s” nên không làm bước này được."),
                number=breach.number,
                state=Told(breach.get_state_display()),
            )
        )
    return breach


@transaction.atomic
def change_breach(*, uid: UUID, data: BreachData, actor: Actor) -> Breach:
    """Say more of a breach as more is known; once reported, its hours stand as they were."""
    breach = _open(uid, actor, BreachState.OPEN, BreachState.REPORTED)
    _checked(data)
    if breach.state != BreachState.OPEN and data.found_at != breach.found_at:
        raise Invalid(fields={"found_at": _("Đã báo cáo thì không đổi lúc phát hiện.")})
    _write(breach, data)
    breach.save()
    record("privacy.breach_changed", actor=actor, target=breach)
    return breach


@transaction.atomic
def report_breach(
    *,
    uid: UUID,
    way: str,
    document: str,
    reported_at: datetime | None = None,
    late_reason: str = "",
    actor: Actor,
) -> Breach:
    """Keep that the competent body was told, and why so late if it was."""
    breach = _open(uid, actor, BreachState.OPEN)
    now = timezone.now()
    at = reported_at or now
    wrong: dict[str, str] = {}
    if way not in ReportWay.values:
        wrong["way"] = _("Hãy chọn nơi đã báo cáo.")
    if not nfc(document):
        wrong["document"] = _("Hãy ghi số văn bản hoặc mã tiếp nhận.")
    if at > now or at < breach.found_at:
        wrong["reported_at"] = _("Lúc báo cáo phải từ lúc phát hiện tới bây giờ.")
    if at > breach.due_at and not nfc(late_reason):
        wrong["late_reason"] = _("Đã quá 72 giờ; hãy ghi vì sao báo cáo trễ.")
    if wrong:
        raise Invalid(fields=wrong)
    breach.state, breach.reported_at = BreachState.REPORTED, at
    breach.report_way, breach.report_document = way, nfc(document)[:120]
    breach.late_reason = nfc(late_reason)
    breach.save()
    late = breach.late_at(now)
    record("privacy.breach_reported", actor=actor, target=breach, late=late)
    publish(BreachReported(breach_uid=breach.uid, agency_id=breach.agency_id, late=late))
    return breach


@transaction.atomic
def add_concerned(*, uid: UUID, numbers: str, actor: Actor) -> tuple[int, list[str]]:
    """Name those concerned by their numbers, one a line; returns how many, and who is unknown."""
    breach = _open(uid, actor, BreachState.OPEN, BreachState.REPORTED)
    said = list(dict.fromkeys(re.findall(r"[0-9A-Za-z]+", numbers)))
    if not said:
        raise Invalid(fields={"numbers": _("Hãy ghi số định danh, mỗi dòng một số.")})
    if len(said) > MOST_NUMBERS:
        raise Invalid(fields={"numbers": _("Mỗi lần tối đa 1.000 số.")})
    found: list[int] = []
    unknown: list[str] = []
    for number in said:
        kinds = (NumberKind.PERSONAL, NumberKind.TAX, NumberKind.OLD_CARD, NumberKind.PASSPORT)
        known = (find_person(number=number, kind=kind, actor=actor) for kind in kinds)
        person = next((one for one in known if one is not None), None)
        if person is None:
            unknown.append(number)
        else:
            found.append(person.pk)
    before = breach.concerned.count()
    BreachPerson.objects.bulk_create(
        [BreachPerson(breach=breach, person_id=pk) for pk in dict.fromkeys(found)],
        ignore_conflicts=True,
    )
    record_access(
        actor=actor,
        person_ids=found,
        object_kind="privacy.breach",
        object_uid=str(breach.uid),
        purpose=_("Ghi người bị ảnh hưởng bởi một vi phạm dữ liệu để báo cho họ"),
    )
    added = breach.concerned.count() - before
    record("privacy.breach_people_added", actor=actor, target=breach, count=added)
    return added, unknown


@transaction.atomic
def tell_concerned(*, uid: UUID, actor: Actor) -> int:
    """Tell those concerned who were not told yet: what happened to which data, what was done."""
    breach = _open(uid, actor, BreachState.OPEN, BreachState.REPORTED)
    waiting = list(breach.concerned.filter(told_at__isnull=True))
    told = 0
    for one in waiting:
        sent = notify(
            person_id=one.person_id,
            kind=BREACH_TOLD.code,
            values={
                "agency": agency(breach.agency_id).name,
                "at": breach.happened_at or breach.found_at,
                "kinds": _kinds_of(breach),
                "consequences": breach.consequences or "–",
                "measures": breach.measures or "–",
                "contact": f"{breach.contact_name}, {breach.contact_reach}",
            },
            link="/tai-khoan/du-lieu/",
            key=str(breach.uid),
        )
        if sent:
            one.told_at = timezone.now()
            one.save(update_fields=["told_at"])
            told += 1
    late = breach.must_tell and timezone.now() > breach.due_at
    record("privacy.breach_told", actor=actor, target=breach, count=told, late=late)
    return told


def _kinds_of(breach: Breach) -> str:
    with translation.override("vi"):
        return "; ".join(str(DataKind(kind).label) for kind in breach.data_kinds)


@transaction.atomic
def keep_public_notice(*, uid: UUID, words: str, actor: Actor) -> Breach:
    """Keep how the public was told, where those concerned cannot be told one by one."""
    breach = _open(uid, actor, BreachState.OPEN, BreachState.REPORTED)
    if not nfc(words):
        raise Invalid(
            fields={"words": _("Hãy ghi đã thông báo công khai điều gì, ở đâu, khi nào.")}
        )
    breach.public_notice = nfc(words)
    breach.save(update_fields=["public_notice"])
    record("privacy.breach_made_public", actor=actor, target=breach)
    return breach


@transaction.atomic
def close_breach(*, uid: UUID, actor: Actor) -> Breach:
    """Close a breach that was reported; where the law wants people told, they were."""
    breach = _open(uid, actor, BreachState.REPORTED)
    if not breach.measures:
        raise Invalid(_("Hãy ghi biện pháp đã làm trước khi khép."))
    if breach.people_wait():
        raise Invalid(
            _("Dữ liệu vị trí hoặc sinh trắc học: phải báo từng người, hoặc thông báo công khai.")
        )
    breach.state, breach.closed_at = BreachState.CLOSED, timezone.now()
    breach.save(update_fields=["state", "closed_at"])
    record("privacy.breach_closed", actor=actor, target=breach)
    return breach


def remind_of_breaches() -> int:
    """Tell officers once that a day is left, and once that the 72 hours are over.

    Those of the report, and those of the people whom the law wants told as well (Art. 29).
    """
    soon = timezone.now() + timedelta(hours=REMIND_HOURS)
    due = Breach.objects.exclude(state=BreachState.CLOSED).filter(due_at__lte=soon)
    told = 0
    for breach in due:
        if breach.state == BreachState.OPEN:
            told += _remind(breach, BREACH_DUE, of="")
        if breach.people_wait():
            told += _remind(breach, BREACH_PEOPLE_DUE, of="people:")
    return told


def _remind(breach: Breach, kind: Kind, *, of: str) -> int:
    hour = "late" if timezone.now() > breach.due_at else "soon"
    officers = accounts_in(agency_id=breach.agency_id, permission=P.HANDLE_BREACHES)
    return sum(
        len(
            notify(
                account_uid=uid,
                kind=kind.code,
                values={"number": breach.number, "until": breach.due_at},
                link=f"/lam-viec/vi-pham-du-lieu/{breach.uid}/",
                key=f"{breach.uid}:{of}{hour}",
            )
        )
        for uid in {one.uid for one in officers}
    )


def breach_pdf(*, uid: UUID, actor: Actor) -> bytes:
    """Return the notice to the competent body, set with what is known now."""
    require(actor, P.HANDLE_BREACHES)
    breach = fetch(Breach.objects.visible_to(actor), uid=uid)
    local = timezone.localtime
    with translation.override("vi"):
        kinds = [str(DataKind(kind).label) for kind in breach.data_kinds]
        data: dict[str, object] = {
            "agency": agency(breach.agency_id).name,
            "number": breach.number,
            "date": local().date().isoformat(),
            "found": f"{local(breach.found_at):%H:%M %d/%m/%Y}",
            "happened": f"{local(breach.happened_at):%H:%M %d/%m/%Y}" if breach.happened_at else "",
            "place": breach.place,
            "act": breach.act,
            "kinds": kinds,
            "people": breach.people,
            "count": breach.people_count,
            "consequences": breach.consequences,
            "measures": breach.measures,
            "contact": f"{breach.contact_name}, {breach.contact_reach}",
            "due": f"{local(breach.due_at):%H:%M %d/%m/%Y}",
            "late": breach.late_reason if breach.late_at(timezone.now()) else "",
        }
    return papers.render("privacy/breach.typ", data)

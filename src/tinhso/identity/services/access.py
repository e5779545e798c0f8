"""The log of who looked, unmasking with a purpose, and recorded, timed grants."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.kinds import GRANTED
from tinhso.identity.models import AccessRecord, Account, ListReading, Person, SightGrant
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import AccessWhat, shown_purpose
from tinhso.identity.services.bump import bump_rights
from tinhso.identity.services.rights import AlreadyEnded
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import canonical_json, nfc, whole
from tinhso.kernel.db.writing import insert
from tinhso.kernel.errors import DomainError, Invalid, NotPermitted
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.registry.holdings import restricted

LONGEST_GRANT = timedelta(days=90)
ONE_LOOK = timedelta(minutes=10)
"""Turning the pages of one dossier for ten minutes is one look, not twenty."""


class UseRestricted(DomainError):
    """Data under a restriction is shown in full to nobody until it is lifted."""

    code = "identity.use_restricted"


@transaction.atomic
def record_access(
    *,
    actor: Actor,
    person_ids: Collection[int],
    object_kind: str,
    object_uid: str,
    what: str = AccessWhat.OPENED,
    purpose: str,
) -> None:
    """Note that the actor looked at these persons' data, in which object and why.

    Looking at one's own data is not noted. The same look at the same object within ten minutes
    is one row. Each person reads the rows about himself at /tai-khoan/ai-da-xem/, and so the
    purpose tells nobody's number: one that was typed into it is masked.
    """
    stated = shown_purpose(purpose)
    others = set(person_ids) - {actor.person_id}
    if not others:
        return
    now = timezone.now()
    again = AccessRecord.objects.filter(
        person_id__in=others,
        actor_uid=actor.id,
        actor_kind=actor.kind.value,
        object_kind=object_kind,
        object_uid=object_uid,
        what=what,
        purpose=stated,
        at__gt=now - ONE_LOOK,
    )
    if what == AccessWhat.OPENED:
        others -= set(again.values_list("person_id", flat=True))
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(
                person_id=person_id,
                at=now,
                actor_kind=actor.kind.value,
                actor_uid=actor.id,
                actor_name=actor.name[:120],
                agency_id=actor.agency_id,
                object_kind=object_kind,
                object_uid=object_uid,
                what=what,
                purpose=stated,
            )
            for person_id in sorted(others)
        ]
    )


def check_use(person_ids: Collection[int]) -> None:
    """Refuse to use what its person asked to be used no more, with the sentence why."""
    for why in restricted(person_ids).values():
        raise UseRestricted(
            told(_("Dữ liệu của người này đang bị hạn chế xử lý: %(reason)s"), reason=why)
        )


def record_list_reading(
    *, actor: Actor, list_name: str, filters: Mapping[str, str], count: int
) -> None:
    """Note one look at a masked list: who, with which filter, how many rows."""
    insert(
        ListReading(
            actor_uid=actor.id,
            agency_id=actor.agency_id,
            list_name=list_name,
            filters=canonical_json(dict(filters)),
            count=count,
        )
    )


@transaction.atomic
def unmask(*, person_uid: UUID | str, purpose: str, actor: Actor) -> str:
    """Return a person's full number, noted with its purpose for the person to read."""
    person = fetch(Person.objects.visible_to(actor), uid=person_uid)
    if person.pk != actor.person_id:
        require(actor, IdentityPermission.UNMASK_NUMBERS)
        check_use([person.pk])
    stated = nfc(purpose)
    if not stated:
        raise Invalid(fields={"purpose": _("Hãy ghi vì sao cần xem số đầy đủ.")})

    record_access(
        actor=actor,
        person_ids=[person.pk],
        object_kind="identity.person",
        object_uid=str(person.uid),
        what=AccessWhat.UNMASKED,
        purpose=stated,
    )
    record("identity.number_unmasked", actor=actor, target=person)
    return person.number


@transaction.atomic
def grant_sight(
    *,
    account_uid: UUID | str,
    purpose: str,
    basis: str,
    valid_from: datetime,
    valid_to: datetime,
    actor: Actor,
    keys: Sequence[str] = (),
    permissions: Sequence[str] = (),
) -> SightGrant:
    """Let an inspector, auditor or operator see what he otherwise does not, for a stated time."""
    account = fetch(Account.objects.visible_to(actor), uid=account_uid)
    require(actor, IdentityPermission.GRANT_ACCESS)
    if actor.id is None:
        raise NotPermitted(_("Quyền xem phải do một người cấp."))
    wrong: dict[str, str] = {}
    if account.uid == actor.id:
        wrong["account"] = _("Không ai tự cấp quyền xem cho mình.")
    if not nfc(purpose):
        wrong["purpose"] = _("Hãy ghi mục đích.")
    if not nfc(basis):
        wrong["basis"] = _("Hãy ghi văn bản làm căn cứ.")
    if valid_to <= valid_from:
        wrong["valid_to"] = _("Thời điểm hết hạn phải sau thời điểm bắt đầu.")
    elif valid_to - valid_from > LONGEST_GRANT:
        wrong["valid_to"] = _("Quyền xem dài nhất là %(days)s ngày.") % {"days": LONGEST_GRANT.days}
    if any(key[:2] not in ("o:", "a:", "r:") or whole(key[2:]) is None for key in keys):
        wrong["keys"] = _("Phạm vi phải là một cơ quan.")
    if wrong:
        raise Invalid(fields=wrong)

    grant = SightGrant.objects.create(
        account=account,
        keys=sorted(set(keys)),
        permissions=sorted(set(permissions)),
        purpose=nfc(purpose),
        basis=nfc(basis),
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=actor.id,
    )
    bump_rights(Account.objects.filter(pk=account.pk))

    record("identity.sight_granted", actor=actor, target=grant, until=valid_to.isoformat())
    notify(
        account_uid=account.uid,
        kind=GRANTED.code,
        values={"purpose": grant.purpose, "until": valid_to},
        link="/tai-khoan/",
    )
    return grant


@transaction.atomic
def end_grant(*, uid: UUID | str, actor: Actor) -> SightGrant:
    """End a timed grant now."""
    require(actor, IdentityPermission.GRANT_ACCESS)
    grant = fetch(SightGrant.objects.select_for_update(of=("self",)), uid=uid)
    if grant.ended_at is not None:
        raise AlreadyEnded(_("Quyền xem này đã thôi từ trước."))

    grant.ended_at = timezone.now()
    grant.save(update_fields=["ended_at"])
    bump_rights(Account.objects.filter(pk=grant.account_id))

    record("identity.grant_ended", actor=actor, target=grant)
    return grant

"""Several who sign one paper, one after another in a fixed order, each in his place on the page.

The paper lies before one of them at a time. What one has signed is what the next reads and signs;
its room is told once, when the last has signed: the competent person, over whose signature the
agency's seal goes. What one sends back goes to its maker, and no signature given before counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.models import Signatory, SigningItem
from tinhso.signing.pdf.fields import PERSON_FIELD, field_of_signatory
from tinhso.signing.permissions import SigningPermission

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Cosigner:
    """One who signs before the competent person; `box` is his box in the template."""

    account: UUID
    box: str
    capacity: str = ""


def may_sign_items(actor: Actor) -> bool:
    """Tell whether papers may be put before an actor at all."""
    return actor.may(SigningPermission.SIGN_ITEM) or actor.may(SigningPermission.COSIGN_ITEM)


def require_signer(actor: Actor) -> None:
    """Refuse who signs nothing, neither alone nor beside others."""
    if not actor.may(SigningPermission.SIGN_ITEM):
        require(actor, SigningPermission.COSIGN_ITEM)


def require_signer_of(item: SigningItem, actor: Actor) -> None:
    """Refuse who may not sign this paper in the place it now waits for."""
    turn = turn_of(item)
    if turn is None or turn.field == PERSON_FIELD:
        require(actor, SigningPermission.SIGN_ITEM)
    else:
        require_signer(actor)


def put_in_order(
    item: SigningItem, before: Sequence[Cosigner], *, last: UUID, capacity: str = ""
) -> None:
    """Write down who signs a saved paper; who stands first has it before him.

    Without anybody before the last it is an ordinary paper of one person.
    """
    void(item)
    item.for_account = last
    if not before:
        item.save(update_fields=["for_account"])
        return
    people = [one.account for one in before] + [last]
    if len(set(people)) < len(people) or len(people) > MOST:
        raise Invalid(_("Mỗi người ký văn bản một lần; hãy xem lại danh sách người ký."))
    rows = [
        Signatory(
            item=item,
            position=position,
            account_uid=one.account,
            capacity=one.capacity,
            field=field_of_signatory(one.box),
        )
        for position, one in enumerate(before, start=1)
    ]
    rows.append(
        Signatory(
            item=item,
            position=len(rows) + 1,
            account_uid=last,
            capacity=capacity,
            field=PERSON_FIELD,
        )
    )
    Signatory.objects.bulk_create(rows)
    item.for_account = people[0]
    item.save(update_fields=["for_account"])


def begin_again(item: SigningItem) -> None:
    """Let a paper whose content was changed be signed from its first signatory on."""
    rows = list(_standing(item))
    void(item)
    if not rows:
        return
    Signatory.objects.bulk_create(
        Signatory(
            item=item,
            position=one.position,
            account_uid=one.account_uid,
            capacity=one.capacity,
            field=one.field,
        )
        for one in rows
    )
    item.for_account = rows[0].account_uid


def turn_of(item: SigningItem) -> Signatory | None:
    """Return whose turn it is to sign; None where one person alone signs."""
    return _standing(item).filter(signed_at__isnull=True).order_by("position").first()


def field_for(item: SigningItem) -> str:
    """Return in which field of the file the one before whom a paper lies signs."""
    turn = turn_of(item)
    return PERSON_FIELD if turn is None else turn.field


def note_signed(item: SigningItem, stored: StoredFile) -> Signatory | None:
    """Write down that the one whose turn it is has signed; return who signs next, if anybody."""
    turn = turn_of(item)
    if turn is None:
        return None
    turn.signed_at, turn.signed_file = timezone.now(), stored
    turn.save(update_fields=["signed_at", "signed_file"])
    return turn_of(item)


def keep_voided(item: SigningItem) -> None:
    """Keep of what one person alone signed that it counts no more; of several their rows stay."""
    if item.signed_file is None or _standing(item).exists():
        return
    Signatory.objects.create(
        item=item,
        position=1,
        account_uid=item.for_account,
        field=PERSON_FIELD,
        signed_at=item.decided_at,
        signed_file=item.signed_file,
        voided_at=timezone.now(),
    )


def void(item: SigningItem) -> None:
    """Take back who was to sign: no signature given so far counts any more."""
    rows = _standing(item)
    rows.filter(signed_at__isnull=True).delete()
    rows.update(voided_at=timezone.now())


def _standing(item: SigningItem) -> QuerySet[Signatory]:
    return Signatory.objects.filter(item=item, voided_at__isnull=True)

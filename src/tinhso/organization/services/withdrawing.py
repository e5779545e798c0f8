"""Taking a plan back before it is carried out: to correct it, or for good."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.organization.models import Merger
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.rules import MergerDeed, MergerState
from tinhso.organization.services.planning import (
    MergerStandsElsewhere,
    advance,
    locked_merger,
    require_over,
)
from tinhso.organization.services.steps import note_step

LONGEST_REASON: Final = 500


@transaction.atomic
def take_merger_back(
    *, uid: UUID | str, reason: str, actor: Actor, version: int | None = None
) -> Merger:
    """Make a confirmed plan a draft again, so that it is corrected and confirmed anew.

    Who plans may do it, and who may confirm it. Once it is carried out it is undone instead.
    """
    merger = locked_merger(uid, actor, version)
    if not actor.may(OrganizationPermission.PLAN_MERGERS):
        require_over(merger, OrganizationPermission.CONFIRM_MERGERS, actor)
    if merger.state != MergerState.CONFIRMED:
        raise MergerStandsElsewhere
    why = nfc(reason)
    if not why or len(why) > LONGEST_REASON:
        raise Invalid(
            fields={"reason": told(_("Hãy ghi lý do, dài nhất %(n)s chữ."), n=LONGEST_REASON)}
        )
    advance(merger, MergerState.DRAFT)
    merger.confirmed_by, merger.confirmed_by_name, merger.confirmed_at = None, "", None
    merger.save()
    note_step(merger, MergerDeed.TAKEN_BACK, actor=actor, reason=why)

    record("organization.merger_taken_back", actor=actor, target=merger)
    return merger


@transaction.atomic
def cancel_merger(*, uid: UUID | str, actor: Actor, version: int | None = None) -> Merger:
    """Set a plan aside before its day."""
    merger = locked_merger(uid, actor, version)
    require(actor, OrganizationPermission.PLAN_MERGERS)
    advance(merger, MergerState.CANCELLED)
    merger.ended_at, merger.ended_by_name = timezone.now(), actor.name[:250]
    merger.save()
    note_step(merger, MergerDeed.CANCELLED, actor=actor)

    record("organization.merger_cancelled", actor=actor, target=merger)
    return merger

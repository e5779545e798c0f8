"""Councils where others look for them: numbers, signing, notices, the rail, mergers of agencies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import CouncilSeat, CouncilSitting
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.council import CouncilState
from tinhso.dossiers.services.council_minutes import (
    KIND,
    mark_minutes_returned,
    mark_minutes_sealed,
    mark_minutes_signed,
    mark_minutes_voided,
)
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import file_guards
from tinhso.kernel.numbering.registry import Register, registers
from tinhso.kernel.registry.mergers import EffectLine, MergerEffect, Merging, merger_effects
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation
from tinhso.signing.registry import Signable, signable

if TYPE_CHECKING:
    from tinhso.signing.models import SealAct, SigningItem


class MinutesSignable(Signable):
    """Follows minutes through the chair's queue and the clerk's act."""

    label = _("Biên bản họp hội đồng")
    link_words = _("Mở phiên họp")

    def signed(self, item: "SigningItem", stored_file: StoredFile) -> None:
        """The chair signed: the dossiers go on."""
        name = identity.account_names([item.for_account]).get(item.for_account, "")
        by = Actor(
            kind=ActorKind.OFFICIAL, id=item.for_account, name=name, agency_id=item.agency_id
        )
        mark_minutes_signed(uid=UUID(item.reference), file=stored_file, by=by)

    def returned(self, item: "SigningItem", reason: str) -> None:
        """The chair sent them back to be written again."""
        mark_minutes_returned(uid=UUID(item.reference))

    def voided(self, item: "SigningItem", reason: str) -> None:
        """What was signed counts no more: the same minutes lie before their signers again."""
        mark_minutes_voided(uid=UUID(item.reference))

    def sealed(self, item: "SigningItem", stored_file: StoredFile, act: "SealAct") -> None:
        """The agency's seal stands."""
        mark_minutes_sealed(uid=UUID(item.reference), file=stored_file, number=act.number_text)


class CouncilMoves(MergerEffect):
    """Sittings that are not decided go on at the successor."""

    title = _("Phiên họp hội đồng")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count what is open."""
        label = _("Phiên họp chưa ký biên bản chuyển theo")
        return [EffectLine(label=label, count=_open(merging).count())]

    def apply(self, merging: Merging) -> None:
        """Point each at the agency and unit that take over."""
        rows = _open(merging)
        units = {old: unit for old, (_agency, unit) in merging.moved_units.items()}
        repoint(rows, "unit_id", units, act=merging.uid, on=merging.on)
        repoint(rows, "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on)

    def undo(self, merging: Merging) -> None:
        """Point them back."""
        point_back(CouncilSitting, act=merging.uid)


def _open(merging: Merging) -> "QuerySet[CouncilSitting]":
    return CouncilSitting.objects.filter(
        agency_id__in=list(merging.agencies), state__in=[CouncilState.CALLED, CouncilState.HELD]
    )


def guard_files(actor: Actor, stored: StoredFile) -> str:
    """Let who sees a sitting open its minutes."""
    if CouncilSitting.objects.visible_to(actor).filter(file=stored).exists():
        return "council"
    raise NotFound


def sits(actor: Actor) -> bool:
    """Tell whether sittings are the actor's business: he calls them, leads, or is invited."""
    if not actor.is_official:
        return False
    if actor.may(P.APPRAISE) or actor.may(P.OVERSEE):
        return True
    return CouncilSeat.objects.filter(account=actor.id).exists()


def waiting(actor: Actor) -> int:
    """Return how many invitations wait for the actor's answer."""
    if actor.id is None:
        return 0
    asked = CouncilSeat.objects.filter(
        account=actor.id, reply="", sitting__state=CouncilState.CALLED
    )
    return asked.exclude(sitting__called_by=actor.id).count()


def register() -> None:
    """Plug in."""
    file_guards.register("dossiers.councils", guard_files)
    registers.register(KIND, Register(label=_("Biên bản họp hội đồng"), format="%(n)d/BB-HĐ"))
    signable.register(KIND, MinutesSignable())
    merger_effects.register("dossiers.councils", CouncilMoves())
    navigation.register(
        "dossiers.councils",
        NavItem(
            label=_("Phiên họp"),
            url="/lam-viec/phien-hop/",
            icon="people",
            group=NavGroup.MINE,
            order=35,
            hint=_("Hội đồng, cuộc họp dân cho ý kiến về hồ sơ"),
            visible=sits,
            count=waiting,
        ),
    )

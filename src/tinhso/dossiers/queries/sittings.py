"""Several dossiers of one person: those of one sitting, and the results that wait for him."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from tinhso.dossiers.models import (
    Dossier,
    Paper,
    Party,
    PartyRole,
    Sitting,
    SittingLine,
    UnclaimedResult,
)
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.queueing import counter_of
from tinhso.dossiers.rules.queueing import ReceiptWidth
from tinhso.dossiers.rules.states import WITH_RESULT, DeliveryState, Form
from tinhso.kernel.actors import Actor

MOST_READY = 50


@dataclass(frozen=True, kw_only=True)
class SittingPage:
    """What one person handed in at one go, with the one receipt over all of it."""

    sitting: Sitting
    dossiers: list[Dossier]
    receipt: Paper | None

    @property
    def first(self) -> Dossier:
        """The dossier with which the sitting began; the receipt stands with it."""
        return self.dossiers[0]


def sitting_of(*, dossier: Dossier, actor: Actor) -> SittingPage | None:
    """Return the sitting a dossier belongs to, with what the actor sees of it."""
    line = SittingLine.objects.filter(dossier=dossier).select_related("sitting").first()
    if line is None:
        return None
    visible = Dossier.objects.visible_to(actor).filter(sitting_line__sitting=line.sitting_id)
    dossiers = list(visible.select_related("procedure_version").order_by("sitting_line__number"))
    papers = Paper.objects.filter(dossier__in=dossiers, form=Form.JOINT_RECEIPT)
    receipt = papers.select_related("dossier").order_by("-issue").first()
    return SittingPage(sitting=line.sitting, dossiers=dossiers, receipt=receipt)


def prints_strips(*, actor: Actor) -> bool:
    """Tell whether the counter the actor sits at prints receipts on strips of 80 mm."""
    counter = counter_of(actor=actor, at=timezone.now()) if actor.id is not None else None
    return counter is not None and counter.receipt_width == ReceiptWidth.STRIP


def may_go_on(*, dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the actor may take in one more for this person: his desk, the same day."""
    if dossier.accepted_at is None or dossier.receiving_unit_id != actor.unit_id:
        return False
    is_today = timezone.localdate(dossier.accepted_at) == timezone.localdate()
    return is_today and actor.may(P.RECEIVE, unit_id=dossier.receiving_unit_id)


def unclaimed_of(*, dossier: Dossier) -> UnclaimedResult | None:
    """Return since when a dossier's result lies at the desk, if it has lain long."""
    if dossier.state not in WITH_RESULT:
        return None
    return UnclaimedResult.objects.filter(dossier=dossier).first()


def ready_together(*, dossier: Dossier, actor: Actor) -> list[Dossier]:
    """Return the results of this dossier's owner that lie ready at the same desk, his own first."""
    owner = Party.objects.filter(dossier=dossier, role=PartyRole.OWNER).first()
    same = Q(dossier=dossier)
    if owner is not None and owner.identity_hash:
        same |= Q(identity_hash=owner.identity_hash)
    owned = Party.objects.filter(same, role=PartyRole.OWNER)
    rows = (
        Dossier.objects.visible_to(actor)
        .filter(IsLive(), state__in=WITH_RESULT, pk__in=owned.values("dossier_id"))
        .filter(receiving_unit_id=dossier.receiving_unit_id)
        .exclude(delivery_state=DeliveryState.POSTED)
        .select_related("procedure_version")
        .order_by("accepted_at", "pk")[:MOST_READY]
    )
    return sorted(rows, key=lambda row: row.pk != dossier.pk)

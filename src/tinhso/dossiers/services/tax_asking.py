"""The resolving agency asks a tax agency what is owed, and may take the question back."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved
from tinhso.dossiers.models import Dossier, PartyKind, PartyRole, TaxSlip
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.tax import tax_offices
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.rules.tax import TaxOutcome
from tinhso.dossiers.services import _core, _flow
from tinhso.dossiers.services._papers import local_text, make_paper
from tinhso.dossiers.services._people import parties_of
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.work import in_hand
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.calendar import add_working_hours
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

LONGEST = 2000


@one_act()
def ask_tax(
    *,
    uid: UUID,
    actor: Actor,
    unit_id: int,
    has_land_use_fee: bool,
    content: str,
    version: int | None = None,
) -> TaxSlip:
    """Send the slip to the unit of a tax agency: from now on its own working hours run.

    The dossier's promised time runs on, for the law knows no pause before the notice; the step of
    the resolving agency stands still, for it can do nothing meanwhile.
    """
    dossier = _core.begin("ask_tax", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    duty = procedures.financial_duty(version=dossier.procedure_version)
    if duty is None:
        raise WrongState(_("Thủ tục này không có nghĩa vụ tài chính do cơ quan thuế xác định."))
    office = next((one for one in tax_offices() if one.unit_id == unit_id), None)
    faults = {}
    if office is None:
        faults["office"] = _("Hãy chọn cơ quan thuế.")
    if not content.strip():
        faults["content"] = _("Hãy ghi việc cần cơ quan thuế xác định.")
    if office is None or faults:
        raise Invalid(fields=faults)
    now = timezone.now()
    owner = next(one for one in parties_of(dossier) if one.role == PartyRole.OWNER)
    hours = duty.hours(
        has_land_use_fee=has_land_use_fee, is_organisation=owner.kind != PartyKind.CITIZEN
    )
    slip = TaxSlip.objects.create(
        dossier=dossier,
        agency_id=office.agency_id,
        unit_id=office.unit_id,
        has_land_use_fee=has_land_use_fee,
        content=content.strip()[:LONGEST],
        hours=hours,
        asked_by=_core.who(actor),
        asked_by_name=actor.name,
        asked_at=now,
        due_at=add_working_hours(now, hours, office.agency_id),
    )
    _flow.pause(dossier, actor=actor, reason="tax", at=now)
    dossier.step_due_at = None
    agency = organization.agency_name(office.agency_id)
    values = {"agency": agency, "due": _core.iso(slip.due_at)}
    old = _core.move("ask_tax", dossier, actor=actor, at=now, values=values)
    make_paper(
        dossier,
        Form.TAX_SLIP,
        actor=actor,
        at=now,
        more={
            "from": organization.agency_name(dossier.resolving_agency_id),
            "to": agency,
            "work": slip.content,
            "hours": hours,
            "land_use_fee": has_land_use_fee,
            "tax_due": local_text(slip.due_at),
        },
    )
    _core.audit("ask_tax", dossier, actor=actor, slip=str(slip.uid), agency=office.agency_id)
    publish(DossierMoved(**_core.envelope(dossier, actor), act="ask_tax", old_state=old))
    return slip


@one_act()
def recall_tax(*, uid: UUID, actor: Actor, reason: str) -> Dossier:
    """Take the question back before it is answered; the appraisal goes on."""
    dossier = _core.begin("recall_tax", uid=uid, actor=actor)
    in_hand(dossier, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao rút lại.")})
    slip = fetch(TaxSlip.objects.waiting(), dossier=dossier)
    now = timezone.now()
    close(slip, TaxOutcome.RECALLED, actor=actor, at=now, reason=reason)
    go_on(dossier, "recall_tax", actor=actor, at=now)
    return dossier


def taken_up(slip_uid: UUID, actor: Actor, act: str) -> tuple[Dossier, TaxSlip]:
    """Return the locked dossier and slip for an act of the tax agency.

    Its officers see the slip and not the dossier: the slip's own sight and unit are asked.
    """
    slip = fetch(TaxSlip.objects.visible_to(actor).select_related("dossier"), uid=slip_uid)
    dossier = _core.load(uid=slip.dossier.uid, actor=system_actor("dossiers.tax"))
    slip.refresh_from_db()
    slip.dossier = dossier
    require(actor, P.DETERMINE_TAX, unit_id=slip.unit_id)
    _core.check_state(act, dossier)
    return dossier, slip


def close(
    slip: TaxSlip, outcome: TaxOutcome, *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Write down how a slip was answered."""
    if not slip.is_open:
        raise WrongState(_("Phiếu chuyển này đã được trả lời."))
    slip.outcome, slip.reason = outcome, reason.strip()[:LONGEST]
    slip.answered_by, slip.answered_by_name, slip.answered_at = actor.id, actor.name, at
    slip.save()


def go_on(dossier: Dossier, act: str, *, actor: Actor, at: datetime, note: str = "") -> None:
    """Let the appraisal go on with what was left of its step, and tell."""
    _flow.resume(dossier, actor=actor, restart=False, at=at)
    values = {"note": note} if note else None
    old = _core.move(act, dossier, actor=actor, at=at, values=values)
    _core.audit(act, dossier, actor=actor)
    publish(DossierMoved(**_core.envelope(dossier, actor), act=act, old_state=old))

"""A tax agency that is late: noted as its own, apologised for by itself, with another date."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DueDateMoved, ReminderDue
from tinhso.dossiers.models import Dossier, Paper, TaxSlip
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.tax import apologies_of
from tinhso.dossiers.rules.clocks import DueGround
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._clock import set_due
from tinhso.dossiers.services._papers import local_text, make_paper
from tinhso.dossiers.services.errors import AlreadyExtended
from tinhso.dossiers.services.papers import put_signature
from tinhso.dossiers.services.tax_asking import taken_up
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.calendar import (
    DueDate,
    Line,
    add_working_time,
    calendar_for,
    working_time_between,
)
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of


@one_act()
def extend_tax(*, slip_uid: UUID, actor: Actor, reason: str, due_at: datetime) -> TaxSlip:
    """Apologise as the tax agency and name another time, once (form 04 under its own name).

    The promise to the applicant moves by the working time the notice takes longer; it is not the
    resolving agency's one extension.
    """
    dossier, slip = taken_up(slip_uid, actor, "extend_tax")
    if slip.apologised_at is not None:
        raise AlreadyExtended(_("Cơ quan thuế đã xin lỗi và hẹn lại một lần."))
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi lý do chậm.")})
    now = timezone.now()
    if due_at <= max(slip.due_at, now):
        raise Invalid(fields={"due_at": _("Ngày hẹn mới phải sau ngày đã hẹn và ở phía trước.")})
    calendar = calendar_for(slip.agency_id, fresh=True)
    if not calendar.is_working_day(timezone.localdate(due_at)):
        raise Invalid(fields={"due_at": _("Ngày hẹn mới rơi vào ngày nghỉ.")})
    old, slip.due_before, slip.due_at = slip.due_at, slip.due_at, due_at
    slip.apology_reason, slip.apologised_at = reason.strip(), now
    slip.apologised_by, slip.apologised_by_name = actor.id, actor.name
    slip.late_noted_at = None
    slip.save()
    promised = dossier.due_at
    _move_promise(dossier, old=old, new=due_at, actor=actor, at=now)
    _core.move("extend_tax", dossier, actor=actor, at=now, values={"due": _core.iso(due_at)})
    agency = organization.agency_name(slip.agency_id)
    make_paper(
        dossier,
        Form.APOLOGY,
        actor=actor,
        at=now,
        issuer_id=slip.agency_id,
        more={
            "resolving": agency,
            "place": place_of(agency),
            "tax": True,
            "asked": local_text(slip.asked_at),
            "promised": local_text(old),
            "new_due": local_text(due_at),
            "whole_due": local_text(dossier.due_at),
            "reason": slip.apology_reason,
            "officer": "",
        },
    )
    _core.audit("extend_tax", dossier, actor=actor, slip=str(slip.uid))
    publish(ReminderDue(**_core.envelope(dossier, actor), what="tax_apology"))
    if promised is not None and dossier.due_at is not None:
        publish(
            DueDateMoved(
                **_core.envelope(dossier, actor),
                ground=DueGround.TAX_OFFICE,
                old_due_at=promised,
                new_due_at=dossier.due_at,
            )
        )
    return slip


def _move_promise(
    dossier: Dossier, *, old: datetime, new: datetime, actor: Actor, at: datetime
) -> None:
    """Give the resolving agency as much time behind the notice as it had."""
    if dossier.due_at is None:
        return
    agency_id = dossier.resolving_agency_id
    longer = working_time_between(old, new, agency_id)
    moved = add_working_time(dossier.due_at, longer, agency_id)
    line = Line("due", {"at": timezone.localtime(moved).isoformat(timespec="minutes")})
    set_due(
        dossier,
        legal=DueDate(at=moved, lines=(line,)),
        national=max(dossier.national_due_at or moved, moved),
        ground=DueGround.TAX_OFFICE,
        actor=actor,
        at=at,
    )


def sign_tax_apology(*, slip_uid: UUID, actor: Actor) -> Paper:
    """Put on the tax agency's letter the signature of its head, within his confirmed shift.

    He sees the slip and no dossier; the signature is made outside any transaction, as on every
    form, and a letter signed already is returned as it is.
    """
    slip = fetch(TaxSlip.objects.visible_to(actor).select_related("dossier"), uid=slip_uid)
    _core.permit(actor, P.SIGN, unit_id=slip.unit_id, agency_id=slip.agency_id)
    return put_signature(slip.dossier, fetch(apologies_of(slip)), actor=actor)


@one_act()
def note_late_tax(*, slip_id: int, at: datetime) -> bool:
    """Note once that a tax agency is past its own time; both agencies and the applicant hear."""
    slip = TaxSlip.objects.select_related("dossier").get(pk=slip_id)
    actor = system_actor("dossiers.tax")
    dossier = _core.load(uid=slip.dossier.uid, actor=actor)
    slip.refresh_from_db()
    if not slip.is_open or slip.due_at > at or slip.late_noted_at is not None:
        return False
    slip.late_noted_at = at
    slip.save(update_fields=["late_noted_at"])
    _core.tell("tax_late", dossier, actor=actor, at=at)
    _core.audit("tax_late", dossier, actor=actor, slip=str(slip.uid), agency=slip.agency_id)
    publish(ReminderDue(**_core.envelope(dossier, actor), what="tax_late", due_at=slip.due_at))
    return True

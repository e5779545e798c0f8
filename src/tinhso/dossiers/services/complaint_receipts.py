"""The paper that says a complaint was received: its number, who answers, until when."""

from uuid import UUID

from tinhso.dossiers.models import Complaint
from tinhso.dossiers.services._papers import local_text
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization

PAPER = "dossiers/complaint_receipt.typ"


def may_print(complaint: Complaint, actor: Actor) -> bool:
    """Tell whether it is the actor's own complaint, or one that he wrote down at the desk."""
    if actor.is_official:
        return actor.id is not None and complaint.taken_by == actor.id
    return actor.person_id is not None and complaint.person_id == actor.person_id


@one_act()
def complaint_receipt(*, uid: UUID, actor: Actor) -> bytes:
    """Return the receipt for who complained, or for the officer who wrote it down for him.

    It says nothing of the words themselves: who is complained of may stand at the same printer.
    """
    complaint = fetch(Complaint.objects.select_related("dossier__procedure_version"), uid=uid)
    if not may_print(complaint, actor):
        raise NotFound
    record("dossiers.complaint_receipt", actor=actor, target=complaint)
    desk = organization.agency(complaint.dossier.receiving_agency_id)
    content = {
        "agency": desk.name,
        "desk": organization.unit_name(complaint.dossier.receiving_unit_id),
        "name": complaint.name,
        "number": complaint.number,
        "made_at": local_text(complaint.made_at),
        "due_at": local_text(complaint.due_at),
        "answers": organization.agency_name(complaint.agency_id),
        "code": complaint.dossier.shown_number,
        "about": str(complaint.get_about_display()),
        "has_file": complaint.file_id is not None,
        "sample": complaint.dossier.is_sample,
    }
    return setting.render(PAPER, content, paper="a5")

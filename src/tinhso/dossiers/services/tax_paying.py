"""What a tax agency's notice asks: one charge, paid online, or elsewhere with its proof sent."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import ReminderDue
from tinhso.dossiers.models import Charge, Dossier, Obligation, TaxNotice
from tinhso.dossiers.rules.fees import ChargeOrigin, ChargeState, FeeKind
from tinhso.dossiers.rules.states import DossierState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.charging import new_reference
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.writing import insert
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile


def charge_notice(dossier: Dossier, notice: TaxNotice, *, actor: Actor, at: datetime) -> Charge:
    """Write down what a notice asks, whole; a notice it replaces asks nothing any more."""
    owed = Charge.objects.duties().due().filter(dossier=dossier)
    owed.update(state=ChargeState.CANCELLED, settled_at=at)
    return insert(
        Charge(
            dossier=dossier,
            notice=notice,
            kind=FeeKind.DUTY,
            origin=ChargeOrigin.TAX,
            amount_vnd=notice.total,
            legal_basis=f"{notice.number}, {notice.issued_on:%d/%m/%Y}"[:300],
            reference=new_reference(),
            made_by=actor.id,
            made_by_name=actor.name,
            made_at=at,
        )
    )


@one_act()
def send_tax_proof(*, uid: UUID, actor: Actor, number: str, file: StoredFile | None) -> Obligation:
    """Hand in the voucher of payment; the resolving agency compares it with the notice.

    The time stands still until it did. Sent again, the newer one counts.
    """
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit_applicant(actor, dossier)
    if dossier.state != DossierState.FIN_OBLIGATION:
        raise WrongState(_("Hồ sơ này không chờ bạn nộp tiền."))
    faults = {}
    if not number.strip():
        faults["number"] = _("Hãy ghi số chứng từ nộp tiền.")
    if file is None:
        faults["file"] = _("Hãy đính ảnh hoặc tệp chứng từ.")
    if faults:
        raise Invalid(fields=faults)
    now = timezone.now()
    owed = fetch(Obligation.objects.filter(dossier=dossier), settled_at__isnull=True)
    owed.sent_proof, owed.sent_proof_file, owed.sent_proof_at = number.strip()[:200], file, now
    owed.save(update_fields=["sent_proof", "sent_proof_file", "sent_proof_at"])
    dossier.has_wait = False
    dossier.version += 1
    dossier.save(update_fields=["has_wait", "version"])
    _core.tell("tax_proof_sent", dossier, actor=actor, at=now)
    _core.audit("tax_proof_sent", dossier, actor=actor)
    publish(ReminderDue(**_core.envelope(dossier, actor), what="tax_proof"))
    return owed

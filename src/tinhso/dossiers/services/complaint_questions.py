"""Asking who complained for what is missing, and taking what he adds (facts 8.5, QĐ 766).

The facts name five working days for asking and two states, "Chờ bổ sung" and "Phản ánh đã bổ sung".
They do not say that the time of the answer waits meanwhile, so it goes on.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Complaint
from tinhso.dossiers.queries.complaints import is_asked, may_be_asked, my_complaints
from tinhso.dossiers.services.complaining import LONGEST, note, tell_leaders, tell_person
from tinhso.dossiers.services.complaint_answers import locked_for_answer
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid


@one_act()
def ask_complainant(
    *, uid: UUID, question: str, actor: Actor, version: int | None = None
) -> Complaint:
    """Ask who complained for more, within the days of the law; the answer's own day stays.

    Raises `WrongState` later, while a question waits, and where nobody has an account to reply.
    """
    complaint = locked_for_answer(uid, actor, version)
    if not may_be_asked(complaint):
        raise WrongState(
            _("Đã quá thời hạn yêu cầu bổ sung, hoặc người phản ánh không trả lời trên mạng được.")
        )
    if not question.strip():
        raise Invalid(fields={"question": _("Hãy ghi cần bổ sung gì.")})
    note(complaint, "asked", actor=actor, words=question.strip()[:LONGEST])
    complaint.version += 1
    complaint.save(update_fields=["version"])
    record("dossiers.complaint_asked", actor=actor, target=complaint)
    asked = complaint.steps.filter(code="asked").count()
    tell_person(complaint, "complaint_asked", key=str(asked))
    return complaint


@one_act()
def add_to_complaint(*, uid: UUID, text: str, actor: Actor) -> Complaint:
    """Add what was asked for to one's own complaint; leaders who answer are told."""
    rows = my_complaints(actor=actor).select_related(None)
    complaint = fetch(rows.select_for_update(of=("self",)), uid=uid)
    if not complaint.is_open or not is_asked(complaint):
        raise WrongState(_("Phản ánh này không chờ bạn bổ sung."))
    if not text.strip():
        raise Invalid(fields={"text": _("Hãy viết điều được hỏi.")})
    note(complaint, "added", actor=actor, words=text.strip()[:LONGEST])
    complaint.version += 1
    complaint.save(update_fields=["version"])
    record("dossiers.complaint_added_to", actor=actor, target=complaint)
    added = complaint.steps.filter(code="added").count()
    tell_leaders(complaint, kind="complaint_added", key=str(added))
    return complaint

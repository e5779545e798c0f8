"""Background work of the engine."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import system_actor
from tinhso.kernel.errors import Conflict
from tinhso.kernel.jobs import every
from tinhso.kernel.workflow.queries import silent_consultations
from tinhso.kernel.workflow.services import close_silent


@every("workflow.close_silent_consultations", title=_("Đóng lượt lấy ý kiến quá hạn"), minutes=10)
def close_silent_consultations() -> None:
    """Apply the silence rule to consulted agencies whose deadline has passed."""
    actor = system_actor("workflow")
    for step in silent_consultations(at=timezone.now()):
        try:
            close_silent(step=step, actor=actor)
        except Conflict:
            # It was answered between the list and the lock.
            continue

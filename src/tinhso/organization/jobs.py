"""Background work of this room."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.jobs import enqueue, every, job, progress
from tinhso.organization.queries import due_mergers, lately_finished
from tinhso.organization.services.carrying import carry_out, sweep
from tinhso.organization.services.planning import CARRY_OUT


@job(CARRY_OUT, title=_("Thực hiện sắp xếp cơ quan"))
def carry_out_merger(*, uid: str) -> None:
    """Carry one merger out; a killed run is gone on with."""
    carry_out(uid=uid, say=lambda _room, done, total: progress(done, total))


@job("organization.sweep_merger", title=_("Chuyển nốt phần đến sau sắp xếp"))
def sweep_merger(*, uid: str) -> None:
    """Take along what came behind a merger."""
    sweep(uid=uid)


@every("organization.look_for_mergers", title=_("Tìm việc sắp xếp đến ngày"), minutes=5)
def look_for_mergers() -> None:
    """Start what is due by the calendar, what an earlier run left behind, and the last sweeps."""
    for uid in lately_finished():
        enqueue("organization.sweep_merger", key=f"organization.sweep_merger:{uid}", uid=str(uid))
    for uid in due_mergers():
        enqueue(CARRY_OUT, key=f"{CARRY_OUT}:{uid}", uid=str(uid))

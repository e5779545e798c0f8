"""Background work of this room."""

from tinhso.kernel.jobs import enqueue, every, job, progress
from tinhso.organization.queries import due_mergers
from tinhso.organization.services.carrying import carry_out
from tinhso.organization.services.planning import CARRY_OUT


@job(CARRY_OUT)
def carry_out_merger(*, uid: str) -> None:
    """Carry one merger out; a killed run is gone on with."""
    carry_out(uid=uid, say=lambda _room, done, total: progress(done, total))


@every("organization.look_for_mergers", minutes=5)
def look_for_mergers() -> None:
    """Start what is due by the calendar, and what an earlier run left behind."""
    for uid in due_mergers():
        enqueue(CARRY_OUT, key=f"{CARRY_OUT}:{uid}", uid=str(uid))

"""What running processes plug into lower sockets."""

from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.registry.mergers import MergerEffect, Merging, merger_effects
from tinhso.kernel.workflow.models import ProcessInstance, ProcessParty, StepInstance
from tinhso.kernel.workflow.rules import ProcessState


class CaseMoves(MergerEffect):
    """Parties and open steps of running cases go on in the unit that took the work over.

    The rooms whose cases these are count and show them.
    """

    def apply(self, merging: Merging) -> None:
        """Point running parties and live steps at the new places."""
        running = ProcessInstance.objects.filter(
            state__in=[ProcessState.RUNNING, ProcessState.PAUSED]
        )
        parties = ProcessParty.objects.filter(process__in=running)
        steps = StepInstance.objects.live()
        act, on = merging.uid, merging.on
        for rows in (parties, steps):
            for old, (agency_id, unit_id) in merging.moved_units.items():
                here = rows.filter(unit_id=old)
                gone = dict.fromkeys(merging.agencies, agency_id)
                repoint(here, "agency_id", gone, act=act, on=on)
                repoint(here, "unit_id", {old: unit_id}, act=act, on=on)
            repoint(rows, "agency_id", merging.moved_agencies, act=act, on=on)

    def undo(self, merging: Merging) -> None:
        """Point them back."""
        point_back(ProcessParty, act=merging.uid)
        point_back(StepInstance, act=merging.uid)


merger_effects.register("workflow", CaseMoves())

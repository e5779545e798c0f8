"""A merger of two communes with open dossiers, killed in the middle, in a house of its own.

    python -m tests.faults.merging     prints what stood after each death, and at the end

Run by `test_killed_mergers.py`; a child is killed as `acts.killed_at` does it.
"""

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.faults.acts import killed_at
from tinhso.kernel.loading import load

if TYPE_CHECKING:
    from tinhso.dossiers.models import Dossier
    from tinhso.dossiers.testing import World
    from tinhso.kernel.actors import Actor

TOLD_AT_ONCE = 2
AT_THE_SWITCH = (
    ("carrying", "_change_list"),
    ("carrying", "close_agency"),
    ("dossiers", "_point"),
    ("dossiers", "_move_duties"),
    ("desks", "repoint"),
    ("carrying", "advance"),
    ("carrying", "record"),
    ("carrying", "publish"),
)
"""Before, within and behind each part of the one transaction in which everything is moved."""
BEHIND_IT = (
    ("nobody told yet", "carrying", "_finish", 1),
    ("first batch, its sight written", "dossiers", "write_sight", 1),
    ("first batch, half told", "dossiers", "publish", 2),
    ("second batch, before its end", "dossiers", "publish", 4),
    ("all told, not yet ended", "carrying", "advance", 1),
)


def people_of(world: "World") -> "Actor":
    """Let the applicant have an account that is told things; return who oversees the province."""
    from tinhso.dossiers.permissions import DossierPermission as P
    from tinhso.dossiers.testing import Commune
    from tinhso.identity.testing import Account
    from tinhso.organization.queries import AgencyLevel
    from tinhso.organization.testing import UnitFactory

    Account.objects.create(login="pao", kind="citizen", person=world.person)
    period = world.province.periods.get()
    period.level = AgencyLevel.PROVINCE
    period.save()
    unit = UnitFactory.create(agency=world.province, kind="leadership", name="Lãnh đạo tỉnh")
    above = Commune(world.province, unit, unit, unit, unit)
    return above.official(P.OVERSEE, unit=unit, sees_agency=True)


def rows() -> dict[str, int]:
    """Count what a merger makes."""
    from tinhso.dossiers.models import MergerRecord, MergerRecordLine, TimelineEntry
    from tinhso.kernel.audit.models import AuditEntry
    from tinhso.kernel.db.models import MovedRow
    from tinhso.kernel.events.models import PublishedEvent
    from tinhso.organization.models import Agency, UnitSuccession

    told = TimelineEntry.objects.filter(code="agency_merged")
    return {
        "agencies": Agency.objects.count(),
        "successions": UnitSuccession.objects.count(),
        "moved": MovedRow.objects.count(),
        "records": MergerRecord.objects.count(),
        "lines": MergerRecordLine.objects.count(),
        "told": told.count(),
        "kept": AuditEntry.objects.filter(action="dossiers.handed_to_successor").count(),
        "switched": AuditEntry.objects.filter(action="organization.merger_switched").count(),
        "finished": AuditEntry.objects.filter(action="organization.merger_finished").count(),
        "published": PublishedEvent.objects.filter(type="organization.AgenciesMerged").count(),
        "handed": PublishedEvent.objects.filter(type__endswith="HandedToSuccessor").count(),
    }


def figures(actor: "Actor", agencies: dict[str, int]) -> dict[str, object]:
    """Return what the reports of today say of each agency, and whether the whole adds up."""
    from django.utils import timezone

    from tinhso.dossiers import queries
    from tinhso.dossiers.queries.spans import span_of
    from tinhso.dossiers.queries.statistics import statistics
    from tinhso.kernel.events.testing import follow_all

    follow_all()
    today = timezone.localdate()
    found = statistics(actor=actor, span=span_of(today, today))
    names = ("received", "resolved", "handed_over", "taken_over", "open")
    lines: dict[str, object] = {"balances": found.balances}
    for name, agency_id in agencies.items():
        line = next((one for one in found.lines if one.key == str(agency_id)), None)
        lines[name] = [line.count(figure) if line else 0 for figure in names]
        board = queries.output(agency_ids=[agency_id], start=today, end=today)
        lines[f"{name} on the board"] = [board.received, board.early]
    return lines


def merger_killed(world: "World") -> dict[str, object]:
    """Merge both communes and die at each place where it hurts; work goes on in between."""
    from django.utils import timezone

    from tinhso.dossiers import services
    from tinhso.dossiers.services import merging, merging_desks
    from tinhso.dossiers.testing import assigned, resolved, returned, submitted
    from tinhso.dossiers.tests.mergers import now_as, planned, successor
    from tinhso.kernel.events.testing import deliver_all
    from tinhso.kernel.jobs.models import Job
    from tinhso.kernel.jobs.sweeping import end_lost_attempts
    from tinhso.kernel.jobs.testing import run_waiting_jobs
    from tinhso.kernel.notifications.models import Notification
    from tinhso.kernel.testing import make_actor
    from tinhso.organization.jobs import look_for_mergers
    from tinhso.organization.permissions import OrganizationPermission as Org
    from tinhso.organization.queries import faults_after
    from tinhso.organization.services import carry_out, carrying, sweep

    vars(merging)["TOLD_AT_ONCE"] = TOLD_AT_ONCE
    places: dict[str, Any] = {
        "carrying": carrying,
        "dossiers": merging,
        "desks": merging_desks,
    }
    above = people_of(world)
    running, done, ended = assigned(world), resolved(world), returned(world)
    waiting = [submitted(world) for _ in range(2)]
    theirs = submitted(world, resolving_agency_id=world.there.agency.pk)
    opened = [running, done, *waiting, theirs]
    desk, specialist = world.there.clerk_of_desk, world.here.specialist
    merger = planned(world, make_actor(Org.PLAN_MERGERS, Org.VIEW_AGENCIES))
    before = rows()
    seen: dict[str, object] = {}
    promised = {one.pk: (one.code, one.due_at) for one in opened}

    def stood(name: str) -> None:
        now = rows()
        merger.refresh_from_db()
        seen[name] = {"state": merger.state} | {
            key: value - before[key] for key, value in now.items() if value != before[key]
        }

    def carry() -> object:
        return carry_out(uid=merger.uid)

    for place, point in AT_THE_SWITCH:
        killed_at(places[place], point, carry)
        stood(point)
    for name, place, point, call in BEHIND_IT:
        killed_at(places[place], point, carry, call=call)
        stood(name)
        if name == "nobody told yet":
            # the house is open while nobody goes on with the merger
            services.accept(uid=waiting[0].uid, actor=now_as(desk))
            services.appraise(uid=running.uid, actor=now_as(specialist), text="Đủ điều kiện.")
    look_for_mergers()
    killed_at(carrying, "advance", lambda: run_waiting_jobs("organization.carry_out_merger"))
    Job.objects.filter(state="running").update(lease_until=timezone.now() - timedelta(hours=1))
    lost = end_lost_attempts()
    Job.objects.filter(state="waiting").update(run_at=timezone.now())
    run_waiting_jobs("organization.carry_out_merger")
    stood("carried out")
    carry()
    killed_at(carrying, "merging_of", lambda: sweep(uid=merger.uid))
    sweep(uid=merger.uid)
    stood("again and swept")
    deliver_all()
    agencies = {
        "old": world.here.agency.pk,
        "other": world.there.agency.pk,
        "new": successor().id,
    }
    for one in (*opened, ended):
        one.refresh_from_db()
    where = {one.pk: _sides(one, agencies) for one in opened}
    return {
        "seen": seen,
        "lost": lost,
        "where": sorted(set(where.values())),
        "ended": _sides(ended, agencies),
        "changed": [
            one.pk
            for one in opened
            if promised[one.pk][0] and promised[one.pk] != (one.code, one.due_at)
        ],
        "notices": Notification.objects.filter(kind="dossiers.agency_merged").count(),
        "faults": [str(fault) for fault in faults_after(merger)],
        "figures": figures(above, agencies),
    }


def _sides(dossier: "Dossier", agencies: dict[str, int]) -> str:
    names = {pk: name for name, pk in agencies.items()}
    return f"{names[dossier.receiving_agency_id]} {names[dossier.resolving_agency_id]}"


def main() -> None:
    """Kill a merger and print what was seen as one line of JSON."""
    load()
    from tinhso.dossiers.testing import World

    sys.stdout.write(json.dumps(merger_killed(World.make())) + "\n")


if __name__ == "__main__":
    main()

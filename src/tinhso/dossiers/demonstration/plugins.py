"""Puts the demonstration's dossiers into the sockets of the first start and of the loader."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from tinhso.dossiers.demonstration import bringing
from tinhso.dossiers.demonstration.all_day import AllDay
from tinhso.dossiers.demonstration.all_desks import keep_desks
from tinhso.dossiers.demonstration.batching import work_in_batches
from tinhso.dossiers.demonstration.between import go_between, settle_months
from tinhso.dossiers.demonstration.choosing_hours import choose_hours
from tinhso.dossiers.demonstration.complaining import complain
from tinhso.dossiers.demonstration.foreseen import EARLIER, FIRST
from tinhso.dossiers.demonstration.from_portal import hand_in
from tinhso.dossiers.demonstration.giving_out import give_out
from tinhso.dossiers.demonstration.growing import grow
from tinhso.dossiers.demonstration.joining import join
from tinhso.dossiers.demonstration.keeping_order import keep_order
from tinhso.dossiers.demonstration.listing import file_lists
from tinhso.dossiers.demonstration.loading import SIZES, load
from tinhso.dossiers.demonstration.measuring import bench
from tinhso.dossiers.demonstration.waiting import wait
from tinhso.dossiers.services.publishing import publish_figures
from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.loading import loads
from tinhso.kernel.registry.operations import Loader, Step, benches, demo_loaders, first_start


def live(say: Callable[[str], None]) -> None:
    """Let the dossiers of the first start live."""
    grow(len(EARLIER), say, chosen=EARLIER, first=FIRST)
    grown = grow(settings.TINHSO_DEMO_DOSSIERS, say)
    say(f"{grown} hồ sơ")


def press(say: Callable[[str], None]) -> None:
    """Write the dossiers of the weeks before, so that registers, boards and searches are full."""
    if settings.TINHSO_DEMO_LOADED:
        load_size(str(settings.TINHSO_DEMO_LOADED), say)


def publish(say: Callable[[str], None]) -> None:
    """Publish how the agencies served, as each night does."""
    kept = publish_figures(on=timezone.localdate(), actor=system_actor("dossiers.publish_figures"))
    say(f"{kept} dòng")


def load_size(size: str, say: Callable[[str], None]) -> None:
    """Write as many dossiers more as the size says: `small`, `province`, or a number."""
    say(f"{load(SIZES.get(size) or int(size), say)} hồ sơ")


def register() -> None:
    """Plug in."""
    demo_loaders.register("dossiers", Loader(order=50, run=load_size))
    first_start.register(
        "dossiers.demonstration_settled",
        Step(order=59, title="Money settled by month", run=settle_months, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration",
        Step(order=60, title="Dossiers of the demonstration", run=live, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_loaded",
        Step(order=61, title="Dossiers of the weeks before", run=press, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_queues",
        Step(order=62, title="People who waited at the desks", run=wait, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_complaints",
        Step(order=63, title="Complaints about dossiers", run=complain, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_lists",
        Step(order=64, title="Lists a business filed at once", run=file_lists, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_published",
        Step(order=68, title="How agencies served", run=publish, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_post",
        Step(order=65, title="Results that go by post", run=give_out, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_hours",
        Step(order=66, title="Hours chosen at the desks", run=choose_hours, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_order",
        Step(order=67, title="Reports, statements, offers", run=keep_order, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_between",
        Step(order=67, title="Between agencies, half done", run=go_between, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_desks",
        Step(order=66, title="Drawers, copies, scans", run=keep_desks, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_portal",
        Step(order=67, title="From the national portal", run=hand_in, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_batches",
        Step(order=68, title="Many files at once", run=work_in_batches, demonstration=True),
    )
    first_start.register(
        "dossiers.demonstration_merger",
        Step(order=69, title="Two communes that joined", run=join, demonstration=True),
    )
    benches.register("dossiers", bench)
    benches.register("imports", bringing.bench)
    loads.register("dossiers", AllDay)

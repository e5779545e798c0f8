"""The report of a period: agency by agency, what was done and what each has at its end."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Count
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.organization.queries import agency_infos
from tinhso.signing.models import Certificate
from tinhso.signing.queries.register import (
    agencies_seen,
    in_order,
    leaders_without_on,
    posts_seen,
    require_reader,
    without_on,
)
from tinhso.signing.queries.register_acts import Acts, acts_by_agency, summed
from tinhso.signing.rules import CertificateRole, DeviceKind, name_of_certificate


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One agency, or their sum."""

    code: str = ""
    name: str = ""
    level: str = ""
    people: int = 0
    agencies: int = 0
    devices: int = 0
    tokens: int = 0
    sims: int = 0
    servers: int = 0
    no_device: int = 0
    agencies_without: int = 0
    leaders_without: int = 0
    acts: Acts = field(default_factory=Acts)

    @property
    def is_any(self) -> bool:
        """Tell whether there is anything to tell of it."""
        told = (
            self.people,
            self.agencies,
            self.devices,
            self.agencies_without,
            self.leaders_without,
        )
        return any(told) or self.acts.is_any


LYING: Final[dict[str, str]] = {
    "tokens": DeviceKind.TOKEN,
    "sims": DeviceKind.SIM,
    "servers": DeviceKind.SERVER,
    "no_device": "",
}
"""What the keys of those that are held lie on; of some nobody noted it."""

COUNTED = ("people", "agencies", "devices", *LYING, "agencies_without", "leaders_without")


@dataclass(frozen=True, kw_only=True)
class RegisterReport:
    """What happened to certificates in a period, and what stood at its end or today."""

    since: date
    until: date
    on: date
    called: str
    lines: list[ReportLine]
    total: ReportLine


def register_report(*, actor: Actor, since: date, until: date, level: str = "") -> RegisterReport:
    """Report a period for the agencies the actor may see; of one level where it is asked."""
    require_reader(actor)
    on = min(until, timezone.localdate())
    seen = Certificate.objects.visible_to(actor)
    acts = acts_by_agency(seen, since=since, until=until)
    held: dict[int | None, Counter[str]] = {}
    lying: dict[int | None, Counter[str]] = {}
    counted = seen.held_on(on).order_by().values("agency_id", "role", "device__kind")
    for row in counted.annotate(n=Count("pk")):
        held.setdefault(row["agency_id"], Counter())[row["role"]] += row["n"]
        lying.setdefault(row["agency_id"], Counter())[row["device__kind"] or ""] += row["n"]
    without = set(
        agencies_seen(actor=actor).filter(without_on(on)).values_list("agency_id", flat=True)
    )
    leaders: dict[int | None, int] = dict(
        posts_seen(actor=actor)
        .filter(leaders_without_on(on))
        .order_by()
        .values("agency_id")
        .annotate(n=Count("pk"))
        .values_list("agency_id", "n")
    )
    known = {*acts, *held, *without, *leaders}
    ids = [pk for pk in known if pk is not None]
    infos = {**agency_infos(ids), **agency_infos(ids, on)}
    lines = []
    for pk in [*sorted(infos, key=lambda pk: in_order(infos[pk])), *(known - set(infos))]:
        info = infos.get(pk) if pk is not None else None
        if level and (info is None or info.level != level):
            continue
        counts, on_devices = held.get(pk, Counter()), lying.get(pk, Counter())
        line = ReportLine(
            code=info.code if info else "",
            name=info.name if info else "",
            level=info.level if info else "",
            people=counts[CertificateRole.PERSON],
            agencies=counts[CertificateRole.AGENCY],
            devices=counts[CertificateRole.DEVICE],
            **{name: on_devices[kind] for name, kind in LYING.items()},
            agencies_without=int(pk in without),
            leaders_without=leaders.get(pk, 0),
            acts=acts.get(pk, Acts()),
        )
        lines.append(line)
    told = [line for line in lines if line.is_any]
    return RegisterReport(
        since=since,
        until=until,
        on=on,
        called=name_of_certificate(on),
        lines=told,
        total=_total(told),
    )


def _total(lines: Iterable[ReportLine]) -> ReportLine:
    listed = list(lines)
    return ReportLine(
        **{name: sum(getattr(line, name) for line in listed) for name in COUNTED},
        acts=summed(line.acts for line in listed),
    )

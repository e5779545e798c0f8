"""Every change to agencies and units: open, change, close; with history, never by overwriting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold, nfc
from tinhso.kernel.errors import Conflict, DomainError, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.organization.events import (
    AgencyChanged,
    AgencyClosed,
    AgencyOpened,
    UnitClosed,
    UnitOpened,
)
from tinhso.organization.models import (
    Agency,
    AgencyAbove,
    AgencyPeriod,
    AgencySuccession,
    Unit,
    UnitPeriod,
)
from tinhso.organization.permissions import OrganizationPermission
from tinhso.organization.rules import SuccessionKind, UnitKind, either_code, old_code


class AgencyIsClosed(DomainError):
    """A closed agency neither changes nor gets units."""

    code = "organization.agency_is_closed"


@dataclass(frozen=True, kw_only=True)
class AgencyData:
    """What is said of an agency for one period; the code may come in either form."""

    name: str
    code: str
    level: str
    short_name: str = ""
    parent_id: int | None = None
    admin_unit_id: int | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    latitude: float | None = None
    longitude: float | None = None
    legal_basis: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitData:
    """What is said of a unit for one period."""

    name: str
    short_name: str = ""
    code: str = ""
    address: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    order: int = 0


def _period_of(agency: Agency, data: AgencyData, valid_from: date) -> AgencyPeriod:
    """Return an unsaved period of checked data, or raise `Invalid` with the field."""
    if not nfc(data.name):
        raise Invalid(fields={"name": _("Hãy ghi tên cơ quan.")})
    try:
        code = either_code(data.code)
        code_old = old_code(code)
    except ValueError:
        raise Invalid(
            fields={
                "code": told(
                    _("Mã “%(code)s” không đúng dạng H14.12 hoặc 000.00.12.H14."), code=data.code
                )
            }
        ) from None
    values = {f.name: getattr(data, f.name) for f in fields(data) if f.name != "code"}
    values |= {"name": nfc(data.name), "short_name": nfc(data.short_name)}
    return AgencyPeriod(
        agency=agency,
        valid_from=valid_from,
        code_new=code,
        code_old=code_old,
        folded=fold(f"{values['name']} {values['short_name']} {code} {code_old}"),
        **values,
    )


def check_code_is_free(code: str, *, but: Agency | None = None) -> None:
    """Refuse a code that another agency has, or had: a retired code is never given again."""
    others = AgencyPeriod.objects.filter(code_new=code)
    if but is not None:
        others = others.exclude(agency=but)
    if others.filter(valid_to__isnull=True).exists():
        raise Invalid(fields={"code": told(_("Mã %(code)s đang của một cơ quan khác."), code=code)})
    if others.exists():
        raise Invalid(
            fields={
                "code": told(
                    _("Mã %(code)s đã thôi dùng cùng cơ quan cũ; mã cũ không cấp lại."), code=code
                )
            }
        )


def _save_period(period: AgencyPeriod) -> None:
    check_code_is_free(period.code_new, but=period.agency)
    try:
        with transaction.atomic():
            period.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            told(_("Mã %(code)s vừa được cấp cho cơ quan khác."), code=period.code_new)
        ) from None


def rebuild_tree() -> None:
    """Write the pairs (agency, above) anew from the last period of each agency.

    A closed agency keeps its place, so that those above it still see its old dossiers.
    """
    parents = dict(
        AgencyPeriod.objects.order_by("valid_from").values_list("agency_id", "parent_id")
    )
    wanted: dict[tuple[int, int], int] = {}
    for agency_id in parents:
        above: int | None = agency_id
        depth = 0
        while above is not None and (agency_id, above) not in wanted:
            wanted[agency_id, above] = depth
            above = parents.get(above)
            depth += 1
    kept: dict[tuple[int, int], int] = {}
    stale: list[int] = []
    for pk, agency_id, above_id, depth in AgencyAbove.objects.values_list(
        "pk", "agency_id", "above_id", "depth"
    ):
        if wanted.get((agency_id, above_id)) == depth:
            kept[agency_id, above_id] = depth
        else:
            stale.append(pk)
    AgencyAbove.objects.filter(pk__in=stale).delete()
    AgencyAbove.objects.bulk_create(
        [
            AgencyAbove(agency_id=agency_id, above_id=above_id, depth=depth)
            for (agency_id, above_id), depth in wanted.items()
            if (agency_id, above_id) not in kept
        ],
        batch_size=500,
    )


@transaction.atomic
def open_agency(
    *, data: AgencyData, valid_from: date, actor: Actor, is_demonstration: bool = False
) -> Agency:
    """Open an agency from a day on, with its codes in both forms."""
    (agency,) = open_agencies(
        data=[data], valid_from=valid_from, actor=actor, is_demonstration=is_demonstration
    )
    return agency


@transaction.atomic
def open_agencies(
    *, data: Sequence[AgencyData], valid_from: date, actor: Actor, is_demonstration: bool = False
) -> list[Agency]:
    """Open many agencies on one day; who stands above whom is worked out once, behind the last."""
    require(actor, OrganizationPermission.CHANGE_AGENCIES)
    opened = []
    for one in data:
        agency = Agency.objects.create(is_demonstration=is_demonstration)
        _save_period(_period_of(agency, one, valid_from))
        opened.append(agency)
    rebuild_tree()

    for agency in opened:
        record("organization.agency_opened", actor=actor, target=agency, valid_from=str(valid_from))
        publish(AgencyOpened(agency_id=agency.pk, valid_from=valid_from))
    return opened


def _open_period(agency: Agency, day: date) -> AgencyPeriod:
    period = AgencyPeriod.objects.filter(agency=agency, valid_to__isnull=True).first()
    if period is None:
        raise AgencyIsClosed(_("Cơ quan này đã kết thúc hoạt động."))
    if day <= period.valid_from:
        raise Invalid(
            fields={
                "valid_from": told(
                    _("Ngày phải sau %(day)s, ngày bắt đầu của thời kỳ hiện nay."),
                    day=f"{period.valid_from:%d/%m/%Y}",
                )
            }
        )
    return period


@transaction.atomic
def change_agency(*, agency_id: int, data: AgencyData, valid_from: date, actor: Actor) -> Agency:
    """Give an agency a new period from a day on; the old one is closed that day and kept."""
    agency = fetch(Agency.objects.select_for_update(of=("self",)), pk=agency_id)
    require(actor, OrganizationPermission.CHANGE_AGENCIES)
    current = _open_period(agency, valid_from)
    following = _period_of(agency, data, valid_from)
    if _is_below(following.parent_id, agency_id):
        raise Invalid(fields={"parent_id": _("Cơ quan cấp trên không thể nằm dưới chính nó.")})

    current.valid_to = valid_from
    current.save(update_fields=["valid_to"])
    _save_period(following)
    rebuild_tree()

    record("organization.agency_changed", actor=actor, target=agency, valid_from=str(valid_from))
    publish(AgencyChanged(agency_id=agency_id, valid_from=valid_from))
    return agency


def _is_below(agency_id: int | None, top_id: int) -> bool:
    if agency_id is None:
        return False
    return AgencyAbove.objects.filter(agency_id=agency_id, above_id=top_id).exists()


@transaction.atomic
def close_agency(
    *,
    agency_id: int,
    closed_on: date,
    successors: Mapping[int, SuccessionKind],
    actor: Actor,
    legal_basis: str = "",
) -> Agency:
    """End an agency on a day and say who takes its duties over; its units end with it."""
    agency = fetch(Agency.objects.select_for_update(of=("self",)), pk=agency_id)
    require(actor, OrganizationPermission.CHANGE_AGENCIES)
    current = _open_period(agency, closed_on)
    known = set(Agency.objects.filter(pk__in=successors).values_list("pk", flat=True))
    if known != set(successors) or agency_id in known:
        raise Invalid(fields={"successors": _("Hãy chọn cơ quan kế thừa khác, đang có.")})

    current.valid_to = closed_on
    current.save(update_fields=["valid_to"])
    AgencySuccession.objects.bulk_create(
        [
            AgencySuccession(
                predecessor=agency,
                successor_id=successor,
                kind=kind,
                happened_on=closed_on,
                legal_basis=legal_basis,
            )
            for successor, kind in successors.items()
        ]
    )
    units = UnitPeriod.objects.filter(unit__agency=agency, valid_to__isnull=True)
    units.filter(valid_from__lt=closed_on).update(valid_to=closed_on)

    record("organization.agency_closed", actor=actor, target=agency, closed_on=str(closed_on))
    publish(
        AgencyClosed(
            agency_id=agency_id, closed_on=closed_on, successor_ids=tuple(sorted(successors))
        )
    )
    return agency


@transaction.atomic
def open_unit(
    *, agency_id: int, kind: UnitKind, data: UnitData, valid_from: date, actor: Actor
) -> Unit:
    """Open a unit of an agency from a day on."""
    agency = fetch(Agency.objects.select_for_update(of=("self",)), pk=agency_id)
    require(actor, OrganizationPermission.CHANGE_AGENCIES)
    if not AgencyPeriod.objects.filter(agency=agency, valid_to__isnull=True).exists():
        raise AgencyIsClosed(_("Cơ quan này đã kết thúc hoạt động."))
    if not nfc(data.name):
        raise Invalid(fields={"name": _("Hãy ghi tên đơn vị.")})

    unit = Unit.objects.create(agency=agency, kind=kind)
    _unit_period(unit, data, valid_from).save(force_insert=True)

    record("organization.unit_opened", actor=actor, target=unit, agency_id=agency_id)
    publish(UnitOpened(unit_id=unit.pk, agency_id=agency_id, valid_from=valid_from))
    return unit


def _unit_period(unit: Unit, data: UnitData, valid_from: date) -> UnitPeriod:
    values = {f.name: getattr(data, f.name) for f in fields(data)}
    return UnitPeriod(unit=unit, valid_from=valid_from, **values | {"name": nfc(data.name)})


def _open_unit_period(unit: Unit, day: date) -> UnitPeriod:
    period = UnitPeriod.objects.filter(unit=unit, valid_to__isnull=True).first()
    if period is None:
        raise AgencyIsClosed(_("Đơn vị này đã kết thúc hoạt động."))
    if day <= period.valid_from:
        raise Invalid(
            fields={
                "valid_from": told(
                    _("Ngày phải sau %(day)s, ngày bắt đầu của thời kỳ hiện nay."),
                    day=f"{period.valid_from:%d/%m/%Y}",
                )
            }
        )
    return period


@transaction.atomic
def change_unit(*, unit_id: int, data: UnitData, valid_from: date, actor: Actor) -> Unit:
    """Give a unit a new name or place from a day on; what it was is kept."""
    unit = fetch(Unit.objects.select_for_update(of=("self",)), pk=unit_id)
    require(actor, OrganizationPermission.CHANGE_AGENCIES)
    current = _open_unit_period(unit, valid_from)
    if not nfc(data.name):
        raise Invalid(fields={"name": _("Hãy ghi tên đơn vị.")})

    current.valid_to = valid_from
    current.save(update_fields=["valid_to"])
    _unit_period(unit, data, valid_from).save(force_insert=True)

    record("organization.unit_changed", actor=actor, target=unit, valid_from=str(valid_from))
    return unit


@transaction.atomic
def close_unit(*, unit_id: int, closed_on: date, actor: Actor) -> Unit:
    """End a unit on a day."""
    unit = fetch(Unit.objects.select_for_update(of=("self",)), pk=unit_id)
    require(actor, OrganizationPermission.CHANGE_AGENCIES)
    current = _open_unit_period(unit, closed_on)

    current.valid_to = closed_on
    current.save(update_fields=["valid_to"])

    record("organization.unit_closed", actor=actor, target=unit, closed_on=str(closed_on))
    publish(UnitClosed(unit_id=unit_id, agency_id=unit.agency_id, closed_on=closed_on))
    return unit

"""Provinces of the past whose certificates were counted in print, grown as records.

The counts and the days are those of the articles; names of provinces, districts and communes are
those of their time. Who held the certificates was not printed: other bodies, people, devices and
days of issue are invented and marked demonstration.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice, product
from typing import Final

from django.db import transaction
from django.utils import timezone

from tinhso.identity.services import AccountData, assign_role, open_account
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization.queries import (
    AdminLevel,
    AgencyInfo,
    AgencyLevel,
    admin_units_at,
    agencies_at,
    agency_by_code,
    agency_infos,
)
from tinhso.organization.services import AgencyData, close_agency, open_agencies
from tinhso.signing.models import Certificate, KeyDevice
from tinhso.signing.rules import CertificateRole, DeviceKind
from tinhso.signing.services.authority import ensure_authority, issue_certificate
from tinhso.signing.services.holders import on_seal
from tinhso.signing.services.register_devices import give_device

YEARS: Final = 5
TWO_TIERS: Final = date(2025, 7, 1)
SINCE: Final = date(2010, 1, 1)
FAMILIES: Final = ("Nguyễn", "Trần", "Lê", "Hoàng", "Phan", "Hồ", "Võ", "Đỗ", "Bùi", "Nông", "Lục")
MIDDLES: Final = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Quốc", "Hồng", "Ngọc", "Xuân", "Hải")
GIVEN: Final = (
    *("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh"),
    *("Phúc", "Quang", "Sơn", "Tâm", "Uyên", "Vinh", "Yến", "Hùng", "Thảo", "Tuấn", "Loan"),
)
TITLES: Final = ("Thủ trưởng đơn vị", "Phó Thủ trưởng đơn vị", "Văn thư")
OFFICES: Final = (
    *("Văn phòng Ủy ban nhân dân tỉnh", "Văn phòng HĐND tỉnh", "Sở Nội vụ", "Sở Tư pháp"),
    *("Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Công Thương", "Sở Xây dựng"),
    *("Sở Nông nghiệp và Phát triển nông thôn", "Sở Giao thông vận tải"),
    *("Sở Tài nguyên và Môi trường", "Sở Thông tin và Truyền thông"),
    *("Sở Lao động - Thương binh và Xã hội", "Sở Văn hóa, Thể thao và Du lịch"),
    *("Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Thanh tra tỉnh"),
    *("Sở Ngoại vụ", "Ban Dân tộc", "Ban Quản lý Khu kinh tế tỉnh"),
)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One story: where, on which day it was printed, how many it counted."""

    name: str
    province: str
    short: str
    root: str
    admin_code: str
    prefix: str
    on: date
    bodies: int
    people: int
    begins: date
    with_communes: bool
    districts: tuple[str, ...] = ()
    """Those of the day, where the catalogue of places knows only later ones."""
    root_counts: bool = True


QUANG_TRI: Final = Telling(
    name="quang-tri-2021",
    province="Ủy ban nhân dân tỉnh Quảng Trị",
    short="UBND tỉnh Quảng Trị",
    root="H50",
    admin_code="45",
    prefix="qt21",
    on=date(2021, 3, 31),
    bodies=784,
    people=2313,
    begins=date(2019, 3, 1),
    with_communes=True,
)
CAO_BANG: Final = Telling(
    name="cao-bang-2014",
    province="Ủy ban nhân dân tỉnh Cao Bằng",
    short="UBND tỉnh Cao Bằng",
    root="H14",
    admin_code="04",
    prefix="cb14",
    on=date(2014, 12, 31),
    bodies=34,
    people=0,
    begins=date(2014, 6, 2),
    with_communes=False,
    districts=(
        *("thành phố Cao Bằng", "huyện Bảo Lâm", "huyện Bảo Lạc", "huyện Thông Nông"),
        *("huyện Hà Quảng", "huyện Trà Lĩnh", "huyện Trùng Khánh", "huyện Nguyên Bình"),
        *("huyện Hòa An", "huyện Quảng Uyên", "huyện Thạch An", "huyện Hạ Lang"),
        "huyện Phục Hòa",
    ),
    root_counts=False,
)


def grow(told: Telling, say: Callable[[str], None]) -> None:
    """Let the bodies and people of a story receive their certificates, once.

    Each portion is committed by itself, so that a house that is at work goes on, and a load that
    was stopped is taken up where it ended.
    """
    actor = system_actor("signing.story")
    ensure_authority()
    bodies = _bodies(told, actor)
    given = _given(told)
    waiting = (one for one in _holders(told, bodies) if one.device not in given)
    grown = 0
    while portion := list(islice(waiting, PORTION)):
        with transaction.atomic():
            for one in portion:
                _certify(one, told, actor)
        grown += len(portion)
    if grown:
        say(f"{len(bodies)} organisations and {told.people} persons with certificates")
    else:
        say("grown before")


PORTION: Final = 50
"""So many certificates are issued in one transaction."""

FIRST: Final = 601
"""The first code of a body of a story, behind those of the demonstration province."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A body, or one of its people, with the day and the device of the certificate."""

    body: AgencyInfo
    at: datetime
    device: tuple[str, str]
    number: int = 0
    """Which of the people of the story; 0 where the body itself is the holder."""
    title: str = ""


def _holders(told: Telling, bodies: Sequence[AgencyInfo]) -> Iterator[Holder]:
    days = _days(told, len(bodies) + told.people)
    devices = _devices(told)
    for body in bodies:
        yield Holder(body=body, at=next(days), device=next(devices))
    for number, (body, title) in enumerate(islice(_places(bodies), told.people), start=1):
        yield Holder(body=body, at=next(days), device=next(devices), number=number, title=title)


def _given(told: Telling) -> set[tuple[str, str]]:
    """Return the devices of the story that already have a certificate: kind and number."""
    devices = KeyDevice.objects.filter(serial__startswith=_numbered(told))
    return set(devices.values_list("kind", "serial"))


def _numbered(told: Telling) -> str:
    return f"MINHHOA-{told.prefix.upper()}-"


def _certify(one: Holder, told: Telling, actor: Actor) -> None:
    """Issue a certificate on the day of the story and note the device it lies on."""
    kind, serial = one.device
    with clock_set_to(one.at):
        issued = _for_person(one, told, actor) if one.number else _for_body(one, told, actor)
        give_device(certificate_uid=issued.uid, kind=kind, serial=serial, actor=actor)


@transaction.atomic
def _bodies(told: Telling, actor: Actor) -> list[AgencyInfo]:
    """Return the province's bodies as they were, as many as were counted.

    Those this house knows already serve; others are opened, and end with the two tiers of 2025.
    """
    known = {row.name: row.agency_id for row in agencies_at(told.on)}
    root = agency_by_code(told.root, told.on)
    if root is None:
        data = AgencyData(
            name=told.province, short_name=told.short, code=told.root, level=AgencyLevel.PROVINCE
        )
        root_id = _open([data], actor)[0]
    else:
        root_id = root.id
    named = list(islice(_names(told), told.bodies - told.root_counts))
    missing = [(name, level) for name, level in named if name not in known]
    opened = _open(
        [
            AgencyData(
                name=name, code=f"{told.root}.{FIRST + place}", level=level, parent_id=root_id
            )
            for place, (name, level) in enumerate(missing)
        ],
        actor,
    )
    known |= {name: pk for (name, _level), pk in zip(missing, opened, strict=True)}
    ended = [*opened, root_id] if root is None else opened
    for agency_id in ended:
        close_agency(agency_id=agency_id, closed_on=TWO_TIERS, successors={}, actor=actor)
    counted = [known[name] for name, _level in named]
    counted = [root_id, *counted] if told.root_counts else counted
    infos = agency_infos(counted, told.on)
    return [infos[pk] for pk in counted]


def _open(data: list[AgencyData], actor: Actor) -> list[int]:
    opened = open_agencies(data=data, valid_from=SINCE, actor=actor, is_demonstration=True)
    return [agency.pk for agency in opened]


def _names(told: Telling) -> Iterator[tuple[str, str]]:
    place = told.province.removeprefix("Ủy ban nhân dân ")
    for office in OFFICES:
        yield f"{office} {place}".replace("tỉnh tỉnh", "tỉnh"), AgencyLevel.DEPARTMENT
    for name in told.districts or _places_named(AdminLevel.DISTRICT, told):
        yield f"Ủy ban nhân dân {name}", AgencyLevel.DISTRICT
    if told.with_communes:
        for name in _places_named(AdminLevel.COMMUNE, told):
            yield f"Ủy ban nhân dân {name}", AgencyLevel.COMMUNE
    for number in range(1, told.bodies + 1):
        yield f"Đơn vị trực thuộc số {number} {place}", AgencyLevel.DEPARTMENT


def _places_named(level: AdminLevel, told: Telling) -> Sequence[str]:
    districts = admin_units_at(AdminLevel.DISTRICT, told.on, parent_code=told.admin_code)
    if level == AdminLevel.DISTRICT:
        rows = list(districts)
        return [f"{row.get_kind_display().lower()} {row.name}" for row in rows]
    return [
        f"{row.get_kind_display().lower()} {row.name}, {district.name}"
        for district in districts
        for row in admin_units_at(level, told.on, parent_code=district.unit.code)
    ]


def _places(bodies: Sequence[AgencyInfo]) -> Iterator[tuple[AgencyInfo, str]]:
    """Give every body its head, then every body a deputy, then a clerk, as long as asked."""
    for title in TITLES:
        for body in bodies:
            yield body, title


def _days(told: Telling, count: int) -> Iterator[datetime]:
    """Spread the days of issue evenly over the time until the day that was printed."""
    span = (told.on - told.begins).days
    for number in range(count):
        day = told.begins + timedelta(days=span * number // max(count, 1))
        yield timezone.make_aware(datetime.combine(day, time(9)))


def _devices(told: Telling) -> Iterator[tuple[str, str]]:
    """Mostly tokens; now and then a SIM card or an account of a server."""
    kinds = (DeviceKind.TOKEN,) * 8 + (DeviceKind.SIM, DeviceKind.SERVER)
    for number, kind in enumerate(cycle(kinds), start=1):
        yield kind, f"{_numbered(told)}{number:05d}"


def _for_body(one: Holder, told: Telling, actor: Actor) -> Certificate:
    return issue_certificate(
        role=CertificateRole.AGENCY,
        name=one.body.name,
        agency_id=one.body.id,
        agency_name=one.body.name,
        parent_name=on_seal(told.province),
        agency_code=one.body.code,
        years=YEARS,
        actor=actor,
    )


def _for_person(one: Holder, told: Telling, actor: Actor) -> Certificate:
    login = f"{told.prefix}.{one.number:04d}"
    account = open_account(
        data=AccountData(login=login, name=_name(one.number)), actor=actor, is_demonstration=True
    )
    assign_role(
        account_uid=account.uid,
        role_code="clerk",
        agency_id=one.body.id,
        valid_from=one.at,
        valid_to=timezone.make_aware(datetime.combine(TWO_TIERS, time())),
        actor=actor,
    )
    return issue_certificate(
        role=CertificateRole.PERSON,
        name=account.name,
        title=one.title,
        account_uid=account.uid,
        agency_id=one.body.id,
        agency_name=one.body.name,
        agency_code=one.body.code,
        years=YEARS,
        actor=actor,
    )


NAMES: Final = tuple(" ".join(parts) for parts in product(FAMILIES, MIDDLES, GIVEN))


def _name(number: int) -> str:
    """Return an invented name; a step prime to their count keeps neighbours unlike each other."""
    return NAMES[number * 1009 % len(NAMES)]

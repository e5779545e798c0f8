"""The demonstration province: Cao Bằng (H14) after 1 July 2025, and the closed districts behind it.

Names of communes and districts are the official ones. Agency codes below the province, addresses
and telephone numbers are demonstration values, and every agency here is marked so.
"""

from datetime import date
from typing import Final

from django.db import transaction

from tinhso.kernel.actors import Actor, system_actor
from tinhso.organization.models import AdminUnit, AdminUnitPeriod, AdminUnitSuccession, Position
from tinhso.organization.queries import admin_units_at, agency_by_code
from tinhso.organization.rules import (
    MERGER_DAY,
    AdminKind,
    AdminLevel,
    AgencyLevel,
    SuccessionKind,
    UnitKind,
)
from tinhso.organization.services.changes import (
    AgencyData,
    UnitData,
    close_agency,
    open_agency,
    open_unit,
)

PROVINCE: Final = "04"
ROOT: Final = "H14"
CENTRE: Final = "H14.02"
FIRST_DISTRICT: Final = 20
FIRST_COMMUNE: Final = 31
BEFORE: Final = date(2010, 1, 1)
DEPARTMENTS_SINCE: Final = date(2025, 3, 1)
DISTRICTS_END: Final = "Nghị quyết 203/2025/QH15"
COMMUNES_BEGIN: Final = "Nghị quyết về sắp xếp đơn vị hành chính cấp xã của tỉnh Cao Bằng năm 2025"

POSITIONS: Final = (
    ("chu-tich", "Chủ tịch", 10, True),
    ("pho-chu-tich", "Phó Chủ tịch", 20, True),
    ("giam-doc", "Giám đốc", 30, True),
    ("pho-giam-doc", "Phó Giám đốc", 40, True),
    ("chanh-van-phong", "Chánh Văn phòng", 45, True),
    ("truong-phong", "Trưởng phòng", 50, True),
    ("pho-truong-phong", "Phó Trưởng phòng", 60, True),
    ("chuyen-vien", "Chuyên viên", 70, False),
    ("cong-chuc", "Công chức", 80, False),
    ("van-thu", "Văn thư", 90, False),
)

DEPARTMENTS: Final = (
    ("03", "Sở Nội vụ", ("Phòng Công chức, viên chức", "Phòng Lao động, việc làm")),
    ("04", "Sở Tư pháp", ("Phòng Hành chính tư pháp", "Phòng Bổ trợ tư pháp")),
    ("05", "Sở Tài chính", ("Phòng Đăng ký kinh doanh", "Phòng Quản lý ngân sách")),
    ("06", "Sở Công Thương", ("Phòng Quản lý thương mại", "Phòng Quản lý công nghiệp")),
    ("07", "Sở Nông nghiệp và Môi trường", ("Phòng Quản lý đất đai", "Phòng Quản lý môi trường")),
    ("08", "Sở Xây dựng", ("Phòng Quản lý xây dựng", "Phòng Quy hoạch, kiến trúc")),
    ("09", "Sở Giáo dục và Đào tạo", ("Phòng Giáo dục phổ thông", "Phòng Quản lý thi")),
    ("10", "Sở Y tế", ("Phòng Nghiệp vụ y, dược", "Phòng Bảo trợ xã hội")),
    ("11", "Sở Khoa học và Công nghệ", ("Phòng Chuyển đổi số", "Phòng Quản lý khoa học")),
    ("12", "Sở Văn hóa, Thể thao và Du lịch", ("Phòng Quản lý văn hóa", "Phòng Quản lý du lịch")),
    ("13", "Sở Dân tộc và Tôn giáo", ("Phòng Chính sách dân tộc", "Phòng Tôn giáo")),
    ("14", "Thanh tra tỉnh", ("Phòng Nghiệp vụ 1", "Phòng Nghiệp vụ 2")),
    ("15", "Ban Quản lý Khu kinh tế tỉnh", ("Phòng Quản lý đầu tư", "Phòng Quy hoạch, xây dựng")),
    ("16", "Công an tỉnh", ("Phòng Hồ sơ nghiệp vụ", "Phòng Quản lý hành chính")),
    ("17", "Bảo hiểm xã hội tỉnh", ("Phòng Cấp sổ, thẻ", "Phòng Chế độ bảo hiểm")),
    ("18", "Thuế cơ sở 1", ("Tổ Các khoản thu từ đất", "Tổ Hỗ trợ người nộp thuế")),
)

_SHORT_NAMES: Final = {
    "Sở Nông nghiệp và Môi trường": "Sở NN&MT",
    "Sở Giáo dục và Đào tạo": "Sở GD&ĐT",
    "Sở Khoa học và Công nghệ": "Sở KH&CN",
    "Sở Văn hóa, Thể thao và Du lịch": "Sở VHTT&DL",
}


@transaction.atomic
def load_demonstration() -> bool:
    """Open the demonstration province once; returns whether anything was written."""
    if agency_by_code(ROOT) is not None:
        return False
    actor = system_actor("organization.demonstration")
    load_positions()
    province = AdminUnit.objects.get(level=AdminLevel.PROVINCE, code=PROVINCE)
    town = admin_units_at(AdminLevel.COMMUNE).get(unit__code="01273")
    root = _open(
        actor,
        AgencyData(
            name="Ủy ban nhân dân tỉnh Cao Bằng",
            short_name="UBND tỉnh Cao Bằng",
            code=ROOT,
            level=AgencyLevel.PROVINCE,
            admin_unit_id=province.pk,
            address="Phường Thục Phán, tỉnh Cao Bằng",
            latitude=town.latitude,
            longitude=town.longitude,
        ),
        BEFORE,
        (("Lãnh đạo UBND tỉnh", UnitKind.LEADERSHIP),),
    )
    _open_offices(actor, root, town)
    for number, name, divisions in DEPARTMENTS:
        _open(
            actor,
            AgencyData(
                name=f"{name} tỉnh Cao Bằng".replace("tỉnh tỉnh", "tỉnh"),
                short_name=_SHORT_NAMES.get(name, name),
                code=f"{ROOT}.{number}",
                level=AgencyLevel.DEPARTMENT,
                parent_id=root,
                admin_unit_id=province.pk,
                address="Phường Thục Phán, tỉnh Cao Bằng",
                latitude=town.latitude,
                longitude=town.longitude,
            ),
            DEPARTMENTS_SINCE,
            (
                (f"Lãnh đạo {name}", UnitKind.LEADERSHIP),
                ("Văn phòng", UnitKind.OFFICE),
                *((division, UnitKind.SPECIALIST) for division in divisions),
            ),
        )
    communes = _open_communes(actor, root)
    _open_closed_districts(actor, root, communes)
    return True


def load_positions() -> None:
    """Write the usual titles down; those that are there are kept as they are."""
    for code, name, rank, is_leader in POSITIONS:
        Position.objects.get_or_create(
            code=code, defaults={"name": name, "rank": rank, "is_leader": is_leader}
        )


def _open(
    actor: Actor, data: AgencyData, since: date, units: tuple[tuple[str, UnitKind], ...]
) -> int:
    """Open an agency with its units and return its id."""
    agency = open_agency(data=data, valid_from=since, actor=actor, is_demonstration=True)
    for order, (name, kind) in enumerate(units, start=1):
        at_desk = kind == UnitKind.DESK
        open_unit(
            agency_id=agency.pk,
            kind=kind,
            data=UnitData(
                name=name,
                code=f"{data.code}.{order:02d}",
                address=data.address if at_desk else "",
                phone=data.phone if at_desk else "",
                latitude=data.latitude if at_desk else None,
                longitude=data.longitude if at_desk else None,
                order=order,
            ),
            valid_from=since,
            actor=actor,
        )
    return agency.pk


def _open_offices(actor: Actor, root: int, town: AdminUnitPeriod) -> None:
    """Open the province's own office and its centre of public services."""
    _open(
        actor,
        AgencyData(
            name="Văn phòng Ủy ban nhân dân tỉnh Cao Bằng",
            short_name="Văn phòng UBND tỉnh",
            code=f"{ROOT}.01",
            level=AgencyLevel.DEPARTMENT,
            parent_id=root,
            address="Phường Thục Phán, tỉnh Cao Bằng",
            latitude=town.latitude,
            longitude=town.longitude,
        ),
        BEFORE,
        (
            ("Lãnh đạo Văn phòng", UnitKind.LEADERSHIP),
            ("Phòng Hành chính - Tổ chức", UnitKind.OFFICE),
            ("Phòng Tổng hợp", UnitKind.SPECIALIST),
        ),
    )
    _open(
        actor,
        AgencyData(
            name="Trung tâm Phục vụ hành chính công tỉnh Cao Bằng",
            short_name="Trung tâm PVHCC tỉnh",
            code=CENTRE,
            level=AgencyLevel.DEPARTMENT,
            parent_id=root,
            phone="0206 3000 000",
            address="Phường Thục Phán, tỉnh Cao Bằng",
            latitude=town.latitude,
            longitude=town.longitude,
        ),
        MERGER_DAY,
        (
            ("Quầy tiếp nhận và trả kết quả cấp tỉnh", UnitKind.DESK),
            ("Lãnh đạo Trung tâm", UnitKind.LEADERSHIP),
            ("Phòng Hành chính", UnitKind.OFFICE),
        ),
    )


def _open_communes(actor: Actor, root: int) -> dict[int, int]:
    """Open the 56 People's Committees; returns agency ids by administrative unit."""
    opened: dict[int, int] = {}
    communes = admin_units_at(AdminLevel.COMMUNE, parent_code=PROVINCE).order_by("unit__code")
    for place, commune in enumerate(communes):
        word = commune.get_kind_display().lower()
        is_ward = commune.kind == AdminKind.WARD
        number = FIRST_COMMUNE + place
        economy = "Phòng Kinh tế, Hạ tầng và Đô thị" if is_ward else "Phòng Kinh tế"
        opened[commune.unit_id] = _open(
            actor,
            AgencyData(
                name=f"Ủy ban nhân dân {word} {commune.name}",
                short_name=f"UBND {word} {commune.name}",
                code=f"{ROOT}.{number}",
                level=AgencyLevel.COMMUNE,
                parent_id=root,
                admin_unit_id=commune.unit_id,
                address=f"{word.capitalize()} {commune.name}, tỉnh Cao Bằng",
                phone=f"0206 3000 {number:03d}",
                latitude=commune.latitude,
                longitude=commune.longitude,
                legal_basis=COMMUNES_BEGIN,
            ),
            MERGER_DAY,
            (
                (f"Trung tâm Phục vụ hành chính công {word} {commune.name}", UnitKind.DESK),
                (f"Lãnh đạo UBND {word}", UnitKind.LEADERSHIP),
                ("Văn phòng HĐND và UBND", UnitKind.OFFICE),
                (economy, UnitKind.SPECIALIST),
                ("Phòng Văn hóa - Xã hội", UnitKind.SPECIALIST),
            ),
        )
    return opened


def _open_closed_districts(actor: Actor, root: int, communes: dict[int, int]) -> None:
    """Open the districts as they were, and close them on 1 July 2025 into their communes."""
    eve = MERGER_DAY.replace(year=2025, month=6, day=30)
    districts = admin_units_at(AdminLevel.DISTRICT, eve, parent_code=PROVINCE)
    for place, district in enumerate(districts.order_by("unit__code")):
        word = district.get_kind_display()
        word = word if district.kind == AdminKind.CITY else word.lower()
        agency_id = _open(
            actor,
            AgencyData(
                name=f"Ủy ban nhân dân {word} {district.name}",
                short_name=f"UBND {word} {district.name}",
                code=f"{ROOT}.{FIRST_DISTRICT + place}",
                level=AgencyLevel.DISTRICT,
                parent_id=root,
                admin_unit_id=district.unit_id,
                latitude=district.latitude,
                longitude=district.longitude,
            ),
            BEFORE,
            (
                (f"Lãnh đạo UBND {word}", UnitKind.LEADERSHIP),
                ("Bộ phận Tiếp nhận và Trả kết quả", UnitKind.DESK),
            ),
        )
        heirs = AdminUnitSuccession.objects.filter(
            predecessor_id=district.unit_id, successor_id__in=communes
        )
        close_agency(
            agency_id=agency_id,
            closed_on=MERGER_DAY,
            successors={
                communes[heir]: SuccessionKind.PART
                for heir in heirs.values_list("successor_id", flat=True)
            },
            actor=actor,
            legal_basis=DISTRICTS_END,
        )

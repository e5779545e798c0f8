"""Which unit of which department resolves which fields in the demonstration."""

from typing import Final

from tinhso.dossiers.models import UnitDuty
from tinhso.organization import queries as organization

DUTIES: Final = (
    ("Sở Tư pháp", "Phòng Hành chính", ("tro-giup-phap-ly",)),
    ("Sở Tài chính", "Phòng Đăng ký", ("doanh-nghiep",)),
    ("Sở Xây dựng", "Phòng Quản lý", ("xay-dung", "duong-bo")),
    ("Sở Xây dựng", "Phòng Quy hoạch", ("quy-hoach",)),
    ("Sở NN&MT", "Phòng Quản lý đất", ("dat-dai",)),
    (
        "Sở NN&MT",
        "Phòng Quản lý môi",
        ("tai-nguyen-nuoc", "an-toan-thuc-pham", "trong-trot", "chan-nuoi", "thu-y"),
    ),
    ("Công an tỉnh", "Phòng Hồ sơ", ("ly-lich-tu-phap", "xuat-nhap-canh", "phuong-tien")),
)
"""Short name of the agency, beginning of its unit's name, fields of procedures."""

PARTS: Final = (
    ("Công an tỉnh", "Phòng Hồ sơ", "1.004222"),
    ("Bảo hiểm xã hội tỉnh", "Phòng Cấp sổ", "2.000986/bhyt"),
)
"""Who has which part of the linked birth: the province's police stands in for a commune's."""


def share_duties() -> None:
    """Write the duties down once; a demonstration without a department leaves its out."""
    for agency_name, unit_name, code in PARTS:
        _share(agency_name, unit_name, code=code)
    for agency_name, unit_name, fields in DUTIES:
        for field in fields:
            _share(agency_name, unit_name, field=field)


def _share(agency_name: str, unit_name: str, *, field: str = "", code: str = "") -> None:
    period = organization.search_agencies(agency_name).filter(short_name=agency_name).first()
    units = organization.units_of(period.agency_id) if period is not None else None
    unit = units.filter(name__startswith=unit_name).first() if units is not None else None
    if period is None or unit is None:
        return
    UnitDuty.objects.get_or_create(
        agency_id=period.agency_id,
        field_key=field,
        procedure_code=code,
        defaults={"unit_id": unit.unit_id},
    )

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


def share_duties() -> None:
    """Write the duties down once; a demonstration without a department leaves its out."""
    for agency_name, unit_name, fields in DUTIES:
        period = organization.search_agencies(agency_name).filter(short_name=agency_name).first()
        if period is None:
            continue
        units = organization.units_of(period.agency_id)
        unit = units.filter(name__startswith=unit_name).first()
        if unit is None:
            continue
        for field in fields:
            UnitDuty.objects.get_or_create(
                agency_id=period.agency_id,
                field_key=field,
                procedure_code="",
                defaults={"unit_id": unit.unit_id},
            )

"""What invented applicants write into any form: their own data, and words that fit its fields."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tinhso.dossiers.demonstration.lives import HOUSEHOLD
from tinhso.dossiers.demonstration.people import (
    ETHNICITIES,
    VILLAGES,
    Applicant,
    Place,
    a_name,
    a_number,
    is_woman,
)
from tinhso.dossiers.rules.answers import FORM_COMPONENTS
from tinhso.kernel.eforms import Field, FieldKind, Json, sample_answers
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "hkd_ten": ("Tạp hóa Nà Pồng", "Quán phở Đông Khê", "Sửa xe Bản Mới"),
    "ten": ("Giấy khai sinh", "Giấy chứng nhận kết hôn"),
    "ten_nganh": ("Bán lẻ lương thực, thực phẩm", "Dịch vụ ăn uống", "Sửa chữa xe máy"),
    "ma": ("4711", "5610", "9529"),
    "ndc_ten_khac": ("Không có",),
    "nghe": ("Làm ruộng", "Buôn bán nhỏ", "Học sinh"),
    "td_thoi_han": ("Lâu dài",),
    "noi_cap": ("UBND xã Đông Khê",),
    "noi": ("Xã Đông Khê, tỉnh Cao Bằng", "Phường Thục Phán, tỉnh Cao Bằng"),
    "muc_dich": ("Xin việc làm", "Bổ sung hồ sơ cán bộ"),
    "ket_hon_noi": ("UBND xã Đông Khê",),
    "viec_khac": ("Bổ sung hồ sơ",),
    "td_nguon_goc": ("Ông bà để lại", "Tự khai hoang trước năm 1993"),
    "td_so_thua": ("118", "27", "305"),
    "td_to_ban_do": ("24", "9"),
    "tre_noi_sinh": ("Bệnh viện Đa khoa tỉnh Cao Bằng",),
    "ndc_noi_sinh": ("Tỉnh Cao Bằng",),
    "tt_quan_he": ("Cháu",),
    "quan_he": ("Con", "Vợ", "Mẹ"),
    "bhyt_noi_kham": ("Trạm y tế xã Đông Khê",),
    "cs_ten": ("Cửa hàng vật tư nông nghiệp Bản Mới", "Đại lý phân bón Nà Lẹng"),
    "so_chung_chi": ("118/CC-BVTV ngày 12/05/2024",),
    "ly_do": ("Nhà đông con, đất sản xuất ít, mẹ già hay ốm.",),
    "bien_so": ("11B-004.18", "11B-007.52", "11C-031.40"),
    "nhan_hieu": ("Thaco", "Hyundai", "Isuzu"),
    "suc_chua": ("29 chỗ", "16 chỗ", "8 tấn"),
    "dv_giay_phep": ("118/GPKDVT",),
}
"""Words for text fields, by their key; a field that is not here says what it is."""
NUMBERS: Final[Mapping[str, tuple[int, ...]]] = {
    "td_dien_tich": (180, 246, 412),
    "nam_san_xuat": (2018, 2021, 2023),
}
"""Numbers that fit their fields, where the smallest allowed would be odd."""
WOMEN_OF: Final = ("nu_", "me_")
MEN_OF: Final = ("nam_", "cha_")
"""How the keys of fields begin in which a woman, or a man, is named."""
_COMPANY: Final = {"name": "Công ty TNHH Vật liệu Pác Bó", "tax_code": "4800990018"}


def fill(
    version: "ProcedureVersion",
    chance: Random,
    who: Applicant,
    place: Place,
    *,
    on: date,
    given: Mapping[str, Json] | None = None,
) -> tuple[dict[str, Json], list[str]]:
    """Return somebody's complete answers to a procedure's form, and the papers they call for.

    What is `given` stands as it is.
    """
    spec = procedures.form_of(version=version)
    if spec is None:
        return {}, []
    writer = Writer(chance, who, place, on, is_business=version.procedure.code == HOUSEHOLD)
    writer.given = dict(given or {})
    answers = sample_answers(spec, today=on, special=writer.write)
    papers = procedures.components_for(version=version, answers=answers, on=on)
    return answers, [
        paper.key
        for paper in papers
        if paper.required and not paper.shown_only and paper.key not in FORM_COMPONENTS
    ]


class Writer:
    """One applicant with a form before him."""

    given: Mapping[str, Json] = MappingProxyType({})

    def __init__(
        self, chance: Random, who: Applicant, place: Place, on: date, *, is_business: bool
    ) -> None:
        """Sit down with what one knows about oneself."""
        self.chance, self.place, self.on = chance, place, on
        self.is_woman, self.is_business = is_woman(who.name), is_business
        born = date(min(who.born, 2003), 5, 12)
        home = place.address(chance.choice(VILLAGES))
        mine: dict[str, Json] = {
            "name": who.name,
            "birth": born.isoformat(),
            "identity_number": who.contact_number or who.number,
            "phone": who.phone,
            "address": {**home},
            "ethnicity": chance.choice(ETHNICITIES),
            "nationality": "Việt Nam",
        }
        self.own: dict[str, Json] = {
            **{f"applicant.{part}": told for part, told in mine.items()},
            **{f"filer.{part}": told for part, told in mine.items()},
            "business.name": _COMPANY["name"],
            "business.tax_code": _COMPANY["tax_code"],
        }

    def write(self, field: Field) -> Json:
        """Return what stands in one field, or None where any sound answer will do."""
        if field.key in self.given:
            return self.given[field.key]
        if field.prefill in self.own and not self._is_somebody_else(field):
            return self.own[field.prefill]
        key = "ten_nganh" if self.is_business and field.key == "ten" else field.key
        if key in WORDS and field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
            return self.chance.choice(WORDS[key])
        if field.key in NUMBERS and field.kind is FieldKind.NUMBER:
            return self.chance.choice(NUMBERS[field.key])
        if field.key.endswith("quoc_tich"):
            return "Việt Nam"
        if field.kind is FieldKind.PERSON_NAME:
            return a_name(self.chance, woman=self._names_woman(field.key))
        if field.kind is FieldKind.ADDRESS:
            return {**self.place.address(self.chance.choice(VILLAGES))}
        if field.kind is FieldKind.IDENTITY_NUMBER:
            year = self.chance.randrange(1960, 2000)
            return a_number(self.chance, woman=field.key.startswith(WOMEN_OF), year=year)
        if field.key == "tre_ngay_sinh":
            return (self.on - timedelta(days=self.chance.randrange(5, 50))).isoformat()
        if field.kind is FieldKind.CHOICE and field.index:
            return self.chance.choice(field.options).value
        return None

    def _is_somebody_else(self, field: Field) -> bool:
        """Tell whether a field is for the other of a couple than the applicant."""
        return field.key.startswith("nu_" if not self.is_woman else "nam_") and (
            field.kind in {FieldKind.PERSON_NAME, FieldKind.IDENTITY_NUMBER}
        )

    def _names_woman(self, key: str) -> bool:
        if key.startswith((*WOMEN_OF, *MEN_OF)):
            return key.startswith(WOMEN_OF)
        if key in {"ket_hon_voi", "vc_ho_ten", "nsd_vo_chong", "vo_chong_ho_ten"}:
            return not self.is_woman
        return self.chance.random() < 0.5

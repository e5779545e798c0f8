"""What the portal takes: each field by type, length and code; everything else is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One field: how long, which codes, which pattern, whether it must be there."""

    longest: int = 2000
    codes: tuple[str, ...] = ()
    pattern: str = ""
    is_time: bool = False
    required: bool = False


TIME: Final = Rule(is_time=True)
FLAG: Final = Rule(codes=("0", "1"))
TEXT: Final = Rule()

NUMBER_LENGTHS: Final = {"1": 12, "2": 9}
"""LoaiDinhDanh: CCCD, CMND."""

RECORD: Final[dict[str, Rule]] = {
    "MaHoSo": Rule(required=True, longest=64),
    "MaTTHC": Rule(required=True, pattern=r"\d\.\d{6}"),
    "TenTTHC": Rule(required=True),
    "MaLinhVuc": TEXT,
    "TenLinhVuc": TEXT,
    "KenhThucHien": Rule(required=True, codes=("1", "2", "3")),
    "ChuHoSo": Rule(required=True, longest=500),
    "LoaiDoiTuong": Rule(required=True, codes=("1", "2", "3", "4")),
    "MaDoiTuong": TEXT,
    "ThongTinKhac": TEXT,
    "Email": Rule(pattern=r"[^@\s]+@[^@\s]+"),
    "Fax": TEXT,
    "SoDienThoai": Rule(pattern=r"\+?[0-9 .()-]{6,20}"),
    "TrichYeuHoSo": Rule(longest=1000),
    "NgayTiepNhan": TIME,
    "NgayHenTra": TIME,
    "TrangThaiHoSo": Rule(required=True, codes=tuple(str(n) for n in range(1, 11))),
    "NgayTra": TIME,
    "ThongTinTra": TEXT,
    "HinhThuc": FLAG,
    "NgayKetThucXuLy": TIME,
    "DonViXuLy": TEXT,
    "GhiChu": TEXT,
    "NoiNopHoSo": Rule(codes=("1", "2")),
    "HoSoCoThanhPhanSoHoa": FLAG,
    "TaiKhoanDuocXacThucVoiVNeID": FLAG,
    "DuocThanhToanTrucTuyen": Rule(codes=("1", "2", "3")),
    "NgayTuChoi": TIME,
    "NgayNopHoSo": Rule(is_time=True, required=True),
}
PARTS: Final[dict[str, dict[str, Rule]]] = {
    "DinhDanhCHS": {
        "LoaiDinhDanh": Rule(required=True, codes=("1", "2")),
        "SoDinhDanh": Rule(required=True, pattern=r"\d{9}|\d{12}"),
    },
    "DSKetNoiCSDL": {"MaCSDL": Rule(required=True)},
    "TaiLieuNop": {
        "TepDinhKemId": Rule(required=True),
        "TenTepDinhKem": Rule(required=True, longest=4000),
        "IsDeleted": Rule(codes=("0", "1", "True", "False")),
        "MaThanhPhanHoSo": Rule(required=True),
        "DuongDanTaiTepTin": TEXT,
        "DuocSoHoa": FLAG,
        "DuocTaiSuDung": Rule(codes=("0", "1", "2")),
        "DuocLayTuKhoDMQG": FLAG,
        "MaKetQuaThayThe": TEXT,
    },
    "DanhSachLePhi": {
        "TenPhiLePhi": Rule(required=True),
        "MaPhiLePhi": TEXT,
        "HinhThucThu": TEXT,
        "Gia": Rule(required=True, pattern=r"\d+"),
        "LoaiPhiLePhi": TEXT,
    },
    "DanhSachTepDinhKemKhac": {
        "TenGiayTo": Rule(required=True),
        "SoLuong": Rule(pattern=r"\d+"),
        "LoaiGiayTo": TEXT,
    },
    "DanhSachHoSoBoSung": {
        "HoSoBoSungId": Rule(required=True),
        "NguoiYeuCauBoSung": TEXT,
        "NoiDungBoSung": Rule(required=True, longest=4000),
        "NgayBoSung": Rule(is_time=True, required=True),
        "NguoiTiepNhanBoSung": TEXT,
        "ThongTinTiepNhan": TEXT,
        "NgayTiepNhanBoSung": TIME,
        "TrangThaiBoSung": FLAG,
        "DanhSachGiayToBoSung": TEXT,
        "DanhSachLePhiBoSung": TEXT,
        "NgayHenTraTruoc": TIME,
        "NgayHenTraMoi": TIME,
    },
    "DanhSachGiayToKetQua": {
        "TenGiayTo": Rule(required=True),
        "MaThanhPhanHoSo": TEXT,
        "GiayToId": Rule(required=True),
        "DuongDanTepTinKetQua": TEXT,
        "MaGiayToKetQua": Rule(pattern=r"KQ\.G\d{2}\.\d{6}"),
    },
}
PROGRESS: Final[dict[str, Rule]] = {
    "MaHoSo": Rule(required=True, longest=64),
    "NguoiXuLy": Rule(longest=50),
    "ChucDanh": TEXT,
    "ThoiDiemXuLy": Rule(is_time=True, required=True),
    "PhongBanXuLy": TEXT,
    "NoiDungXuLy": Rule(required=True),
    "TrangThai": Rule(required=True, codes=tuple(str(n) for n in range(1, 11))),
    "NgayBatDau": TIME,
    "NgayKetThucTheoQuyDinh": TIME,
}


def fault_of_record(data: Mapping[str, Json]) -> str:
    """Return the first thing wrong with a dossier's record, named by its field; else nothing."""
    plain = {name: value for name, value in data.items() if name not in PARTS}
    wrong = _fault(plain, RECORD)
    if wrong:
        return wrong
    for name, rules in PARTS.items():
        items = data.get(name, [])
        if not isinstance(items, list):
            return f"{name}: phải là danh sách"
        for place, item in enumerate(items):
            wrong = _fault(item, rules) if isinstance(item, dict) else "phải là đối tượng"
            if wrong:
                return f"{name}[{place}].{wrong}"
            if name == "DinhDanhCHS" and isinstance(item, dict) and not _is_of_its_kind(item):
                return f"{name}[{place}].SoDinhDanh: không đúng độ dài của LoaiDinhDanh"
    return ""


def _is_of_its_kind(item: Mapping[str, Json]) -> bool:
    """Tell whether a number is as long as its kind: a card of twelve digits, an old one of nine."""
    return len(str(item["SoDinhDanh"])) == NUMBER_LENGTHS[str(item["LoaiDinhDanh"])]


def fault_of_progress(data: Mapping[str, Json]) -> str:
    """Return the first thing wrong with one step of progress; else nothing."""
    return _fault(data, PROGRESS)


def _fault(data: Mapping[str, Json], rules: Mapping[str, Rule]) -> str:
    for name in data:
        if name not in rules:
            return f"{name}: không có trong danh mục trường"
    for name, rule in rules.items():
        value = data.get(name, "")
        if not isinstance(value, str):
            return f"{name}: phải là chuỗi ký tự"
        said = _said(value, rule)
        if said:
            return f"{name}: {said}"
    return ""


def _said(value: str, rule: Rule) -> str:
    if not value:
        return "bắt buộc" if rule.required else ""
    if len(value) > rule.longest:
        return f"dài {len(value)} ký tự, tối đa {rule.longest}"
    if rule.codes and value not in rule.codes:
        return f"giá trị “{value}” không có trong danh mục"
    if rule.is_time and not _is_time(value):
        return f"giá trị “{value}” không đúng dạng yyyyMMddHHmmss"
    if rule.pattern and not re.fullmatch(rule.pattern, value):
        return f"giá trị “{value}” không đúng định dạng"
    return ""


def _is_time(value: str) -> bool:
    if not re.fullmatch(r"\d{14}", value):
        return False
    try:
        datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007  the shape alone is checked
    except ValueError:
        return False
    return True


def items_of(data: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    """Return a list of a message as its items."""
    value = data.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

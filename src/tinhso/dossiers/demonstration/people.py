"""Invented applicants and what they fill in. Numbers carry a serial no real card has (99xxxx)."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from tinhso.dossiers.models import PartyKind
from tinhso.kernel.actors import Actor

FAMILIES: Final = [
    "Nông",
    "Hoàng",
    "Bế",
    "Triệu",
    "Lý",
    "Đàm",
    "Lục",
    "Vi",
    "Hà",
    "Mã",
    "Phan",
    "Đinh",
    "Mông",
    "Sầm",
    "La",
    "Chu",
    "Linh",
    "Bàn",
    "Dương",
    "Hứa",
    "Đặng",
    "Tô",
]
MEN: Final = [
    "Văn Thành",
    "Quang Huy",
    "Minh Đức",
    "A Sình",
    "Văn Páo",
    "Trung Kiên",
    "Mạnh Cường",
    "Đức Long",
    "Văn Sơn",
    "Tiến Dũng",
    "Hoài Nam",
    "Quốc Khánh",
    "Ích Tòng",
    "Văn Thắng",
    "Thế Anh",
    "Bảo Lâm",
]
WOMEN: Final = [
    "Thị Lan",
    "Thị Hương",
    "Mùi Pham",
    "Thị Nhì",
    "Thu Hiền",
    "Bích Ngọc",
    "Thị Mẩy",
    "Hồng Thắm",
    "Kim Thoa",
    "Thị Sua",
    "Trà My",
    "Thùy Linh",
    "Thị Dở",
    "Hải Yến",
    "Thị Quế",
    "Linh Chi",
]
CHILDREN: Final = [
    "Gia Bảo",
    "Minh An",
    "Bảo Ngọc",
    "Tuệ Lâm",
    "Đức Anh",
    "Thảo Vy",
    "Nhật Minh",
    "Khánh Chi",
]
ETHNICITIES: Final = ("Tày", "Nùng", "Dao", "Mông", "Kinh")
VILLAGES: Final = [
    "Xóm Nà Pồng",
    "Xóm Khuổi Nà",
    "Xóm Lũng Hảy",
    "Xóm Nà Lẹng",
    "Tổ dân phố 3",
    "Xóm Bản Mới",
    "Xóm Pác Khoang",
]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A commune as forms write an address in it."""

    code: str
    name: str

    def address(self, line: str) -> dict[str, str]:
        """Return an address of a form."""
        return {
            "province_code": "04",
            "province": "Tỉnh Cao Bằng",
            "commune_code": self.code,
            "commune": self.name,
            "line": line,
        }


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who asks: a person of this installation (then with his own actor) or a visitor."""

    name: str
    number: str
    phone: str
    kind: str = PartyKind.CITIZEN
    born: int = 1985
    person_id: int | None = None
    login: str = ""
    actor: Actor | None = None
    """Whoever signs in for himself; the desk writes down the others."""
    contact_number: str = ""
    """The personal number of whoever acts for an organisation."""


def a_name(chance: Random, *, woman: bool) -> str:
    """Return an invented name."""
    return f"{chance.choice(FAMILIES)} {chance.choice(WOMEN if woman else MEN)}"


def is_woman(name: str) -> bool:
    """Tell whether an invented name is a woman's."""
    return name.endswith(tuple(WOMEN))


def a_number(chance: Random, *, woman: bool, year: int) -> str:
    """Return a personal number of Cao Bằng that no card carries."""
    sex = (2 if year >= 2000 else 0) + woman
    return f"004{sex}{year % 100:02d}99{chance.randrange(10_000):04d}"


def a_visitor(chance: Random) -> Applicant:
    """Return somebody who comes to the desk."""
    woman = chance.random() < 0.5
    born = chance.randrange(1958, 2004)
    return Applicant(
        name=a_name(chance, woman=woman),
        number=a_number(chance, woman=woman, year=born),
        phone=f"0912{chance.randrange(1_000_000):06d}",
        born=born,
    )


def birth_answers(
    chance: Random, who: Applicant, place: Place, *, on: date, electronic_only: bool
) -> dict[str, object]:
    """Return a complete declaration of birth."""
    father, mother = a_name(chance, woman=False), a_name(chance, woman=True)
    ethnicity = chance.choice(ETHNICITIES)
    home = place.address(chance.choice(VILLAGES))
    born = on - timedelta(days=chance.randrange(5, 50))
    own_born = min(who.born, 2003)
    return {
        "truong_hop": "thong_thuong",
        "co_giay_chung_sinh": True,
        "chung_sinh_dien_tu": False,
        "cha_me_da_ket_hon": True,
        "nyc_ho_ten": who.name,
        "nyc_ngay_sinh": str(own_born),
        "nyc_so_dinh_danh": who.contact_number or who.number,
        "nyc_noi_cu_tru": home,
        "nyc_dien_thoai": who.phone,
        "nyc_quan_he": chance.choice(("ong_ba", "nguoi_than", "nguoi_than")),
        "tre_ho_ten": f"{father.split()[0]} {chance.choice(CHILDREN)}",
        "tre_ngay_sinh": born.isoformat(),
        "tre_gioi_tinh": chance.choice(("nam", "nu")),
        "tre_dan_toc": ethnicity,
        "tre_quoc_tich": "Việt Nam",
        "tre_noi_sinh": "Bệnh viện Đa khoa tỉnh Cao Bằng",
        "tre_noi_sinh_xa": Place(code="01273", name="Phường Thục Phán").address("Đường 3/10"),
        "tre_que_quan": home,
        "sinh_nhieu": "mot",
        "so_giay_chung_sinh": f"{chance.randrange(100, 999)}/GCS-{on.year}",
        "me_ho_ten": mother,
        "me_ngay_sinh": str(chance.randrange(1984, 2005)),
        "me_dan_toc": ethnicity,
        "me_quoc_tich": "Việt Nam",
        "me_noi_cu_tru": home,
        "cha_ho_ten": father,
        "cha_ngay_sinh": str(chance.randrange(1980, 2003)),
        "cha_dan_toc": chance.choice(ETHNICITIES),
        "cha_quoc_tich": "Việt Nam",
        "cha_noi_cu_tru": home,
        "so_ban_sao": 0 if electronic_only else chance.choice((0, 0, 0, 0, 1, 2)),
        "chi_nhan_dien_tu": electronic_only,
        "cam_doan": True,
    }


def permit_answers(chance: Random, who: Applicant, place: Place, *, on: date) -> dict[str, object]:
    """Return a complete application for a house of one to three floors."""
    floors = chance.randrange(1, 4)
    area = chance.randrange(60, 140)
    begins = on + timedelta(days=60)
    ends = begins + timedelta(days=240)
    answers: dict[str, object] = {
        "loai_cong_trinh": "nha_o",
        "cap_cong_trinh": "cap_iv" if floors == 1 else "cap_iii",
        "co_lien_ke": False,
        "gan_di_tich": chance.random() < 0.1,
        "khai_thac_dat_dien_tu": False,
        "chu_dau_tu_la": "ca_nhan",
        "cdt_ho_ten": who.name,
        "cdt_so_dinh_danh": who.contact_number or who.number,
        "cdt_dia_chi": place.address(chance.choice(VILLAGES)),
        "cdt_dien_thoai": who.phone,
        "dd_dia_chi": place.address(chance.choice(VILLAGES)),
        "dd_so_thua": str(chance.randrange(1, 400)),
        "dd_to_ban_do": str(chance.randrange(1, 60)),
        "dd_dien_tich_dat": area + chance.randrange(40, 300),
        "dd_so_giay_chung_nhan": f"CB {chance.randrange(100_000, 999_999)}",
        "tk_don_vi": "Công ty Tư vấn xây dựng Cao Bằng",
        "qm_dien_tich_tang_1": area,
        "qm_so_tang": floors,
        "qm_tang": [
            {"ten_tang": f"Tầng {n}", "dien_tich": str(area - 4 * (n - 1))}
            for n in range(1, floors + 1)
        ],
        "qm_chieu_cao": 3 + 3 * floors,
        "tg_khoi_cong": f"{begins:%Y-%m}",
        "tg_hoan_thanh": f"{ends:%Y-%m}",
        "cam_ket": True,
    }
    if who.kind == PartyKind.BUSINESS:
        answers |= {
            "chu_dau_tu_la": "to_chuc",
            "cdt_ten_to_chuc": who.name,
            "cdt_ma_so_thue": who.number,
            "cdt_ho_ten": "Bế Quốc Hưng",
            "cdt_chuc_vu": "Giám đốc",
        }
    return answers

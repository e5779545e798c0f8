"""Who lives and works in the demonstration: all of them invented.

Numbers of citizens begin with 004 (Cao Bằng) and have a serial no real card carries on purpose
(99xxxx). Names are of the kinds that forms must bear: one word, minority names, foreigners.
"""

from dataclasses import dataclass
from typing import Final

from tinhso.identity.rules import NumberKind, PersonKind, Sex

DONG_KHE: Final = "UBND xã Đông Khê"
THUC_PHAN: Final = "UBND phường Thục Phán"
PROVINCE: Final = "UBND tỉnh Cao Bằng"
OFFICE: Final = "Văn phòng UBND tỉnh"
CENTRE: Final = "Trung tâm PVHCC tỉnh"
TECHNOLOGY: Final = "Sở KH&CN"
BUILDING: Final = "Sở Xây dựng"
JUSTICE: Final = "Sở Tư pháp"
LAND: Final = "Sở NN&MT"
FINANCE: Final = "Sở Tài chính"
POLICE: Final = "Công an tỉnh"
INSURANCE: Final = "Bảo hiểm xã hội tỉnh"
TAX: Final = "Thuế cơ sở 1"


@dataclass(frozen=True, kw_only=True)
class Citizen:
    """Somebody who asks: a person, a child, a company."""

    key: str
    name: str
    kind: str = PersonKind.CITIZEN
    birth: str = ""
    sex: str = ""
    number: str = ""
    number_kind: str = NumberKind.PERSONAL
    nationality: str = "VN"
    ethnicity: str = ""
    phone: str = ""
    address: str = "Xã Đông Khê, tỉnh Cao Bằng"
    address_code: str = "01786"
    old_address: str = ""
    login: str = ""
    represents: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Official:
    """Somebody who works for the province, and where."""

    login: str
    name: str
    role: str
    position: str
    places: tuple[tuple[str, str], ...]


CITIZENS: Final = (
    Citizen(
        key="lan",
        name="Nông Thị Lan",
        birth="12/04/1992",
        sex=Sex.FEMALE,
        number="004192990218",
        ethnicity="Tày",
        phone="0912 345 218",
        old_address="Xóm Nà Pò, xã Lê Lai, huyện Thạch An, tỉnh Cao Bằng",
        login="congdan",
        represents=(("an", "child"), ("bao", "child")),
    ),
    Citizen(
        key="an",
        name="Nông Minh An",
        kind=PersonKind.CHILD,
        birth="02/06/2020",
        sex=Sex.MALE,
        number="004220990017",
        ethnicity="Tày",
    ),
    Citizen(
        key="bao", name="Nông Gia Bảo", kind=PersonKind.CHILD, birth="19/11/2024", sex=Sex.MALE
    ),
    Citizen(
        key="pao",
        name="Triệu Văn Páo",
        birth="1968",
        sex=Sex.MALE,
        number="004068990118",
        ethnicity="Dao",
        phone="0912 345 118",
        old_address="Xóm Khuổi Nà, xã Đức Xuân, huyện Thạch An, tỉnh Cao Bằng",
        login="congdan2",
    ),
    Citizen(
        key="company",
        name="Công ty TNHH Vật liệu Pác Bó",
        kind=PersonKind.BUSINESS,
        number="4800990018",
        number_kind=NumberKind.TAX,
        phone="0206 3000 015",
        address="Phường Thục Phán, tỉnh Cao Bằng",
        address_code="01273",
        login="doanhnghiep",
    ),
    Citizen(
        key="director",
        name="Bế Quốc Hưng",
        birth="30/08/1979",
        sex=Sex.MALE,
        number="004079990301",
        ethnicity="Tày",
        phone="0912 345 301",
        address="Phường Thục Phán, tỉnh Cao Bằng",
        address_code="01273",
        represents=(("company", "company"),),
    ),
    Citizen(
        key="thang", name="Hoàng Văn Thắng", birth="05/1975", sex=Sex.MALE, number="004075990402"
    ),
    Citizen(
        key="huong",
        name="Bế Thị Hương",
        birth="17/01/1988",
        sex=Sex.FEMALE,
        number="004188990503",
    ),
    Citizen(
        key="huy", name="Đàm Quang Huy", birth="09/09/1999", sex=Sex.MALE, number="004099990604"
    ),
    Citizen(key="thanh", name="Nông Văn Thành", birth="1954", sex=Sex.MALE, number="004054990705"),
    Citizen(key="sua", name="Sùa", birth="1949", sex=Sex.FEMALE, ethnicity="Mông"),
    Citizen(
        key="paul",
        name="Paul Martin",
        kind=PersonKind.FOREIGNER,
        birth="14/07/1981",
        sex=Sex.MALE,
        number="19FR99806",
        number_kind=NumberKind.PASSPORT,
        nationality="FR",
        address="Phường Thục Phán, tỉnh Cao Bằng",
        address_code="01273",
    ),
    Citizen(
        key="coop",
        name="Hợp tác xã Miến dong Phja Đén",
        kind=PersonKind.ORGANISATION,
        number="4800990025",
        number_kind=NumberKind.TAX,
        address="Xã Thành Công, tỉnh Cao Bằng",
        address_code="01777",
    ),
    Citizen(
        key="nhi",
        name="Lương Thị Nhì",
        birth="22/12/1990",
        sex=Sex.FEMALE,
        number="004190990907",
        represents=(("coop", "company"),),
    ),
    Citizen(key="hai", name="Lý A Hải", birth="03/1983", sex=Sex.MALE, number="004083991008"),
    Citizen(
        key="mui", name="Hoàng Mùi Pham", birth="28/02/1996", sex=Sex.FEMALE, number="004196991109"
    ),
)

OFFICIALS: Final = (
    Official(
        login="motcua",
        name="Hoàng Thị Mai",
        role="desk",
        position="cong-chuc",
        places=((DONG_KHE, "Trung tâm"),),
    ),
    Official(
        login="chuyenvien",
        name="Nông Văn Tú",
        role="specialist",
        position="chuyen-vien",
        places=((DONG_KHE, "Phòng Kinh tế"), (DONG_KHE, "Phòng Văn hóa")),
    ),
    Official(
        login="lanhdao",
        name="Đàm Quang Minh",
        role="leader",
        position="chu-tich",
        places=((DONG_KHE, "Lãnh đạo"),),
    ),
    Official(
        login="vanthu",
        name="Lục Thị Hoa",
        role="clerk",
        position="van-thu",
        places=((DONG_KHE, "Văn phòng"),),
    ),
    Official(
        login="motcua2",
        name="Vi Thị Thu",
        role="desk",
        position="cong-chuc",
        places=((THUC_PHAN, "Trung tâm"),),
    ),
    Official(
        login="chuyenvien2",
        name="Bế Văn Sơn",
        role="specialist",
        position="chuyen-vien",
        places=((THUC_PHAN, "Phòng Kinh tế"), (THUC_PHAN, "Phòng Văn hóa")),
    ),
    Official(
        login="lanhdao2",
        name="Nguyễn Thị Hạnh",
        role="leader",
        position="chu-tich",
        places=((THUC_PHAN, "Lãnh đạo"),),
    ),
    Official(
        login="vanthu2",
        name="Trương Thị Vân",
        role="clerk",
        position="van-thu",
        places=((THUC_PHAN, "Văn phòng"),),
    ),
    Official(
        login="lanhdaotinh",
        name="Hoàng Vân Anh",
        role="leader",
        position="chu-tich",
        places=((PROVINCE, "Lãnh đạo"),),
    ),
    Official(
        login="vanthutinh",
        name="Luân Thị Quế",
        role="clerk",
        position="van-thu",
        places=((PROVINCE, "Lãnh đạo"), (OFFICE, "Phòng Hành chính")),
    ),
    Official(
        login="canbothue",
        name="Lâm Thị Ngân",
        role="tax",
        position="cong-chuc",
        places=((TAX, "Tổ Các khoản"),),
    ),
    Official(
        login="bientap",
        name="Lý Thu Trang",
        role="editor",
        position="chuyen-vien",
        places=((OFFICE, "Phòng Tổng hợp"),),
    ),
    Official(
        login="bandieuhanh",
        name="Hoàng Đức Long",
        role="committee",
        position="pho-chu-tich",
        places=((PROVINCE, "Lãnh đạo"),),
    ),
    Official(
        login="giamsat",
        name="Nông Quốc Khánh",
        role="soc",
        position="chuyen-vien",
        places=((TECHNOLOGY, "Phòng Chuyển đổi số"),),
    ),
    Official(
        login="quantri",
        name="Phùng Văn Bình",
        role="operator",
        position="chuyen-vien",
        places=((TECHNOLOGY, "Phòng Chuyển đổi số"),),
    ),
    *(
        Official(login=login, name=name, role=role, position=position, places=((where, unit),))
        for login, name, role, position, where, unit in (
            ("thu.le", "Lê Thu", "specialist", "truong-phong", DONG_KHE, "Phòng Kinh tế"),
            ("hien.be", "Bế Thu Hiền", "specialist", "truong-phong", DONG_KHE, "Phòng Văn hóa"),
            ("cuong.nong", "Nông Mạnh Cường", "leader", "pho-chu-tich", DONG_KHE, "Lãnh đạo"),
            ("dao.trieu", "Triệu Mùi Đào", "desk", "cong-chuc", DONG_KHE, "Trung tâm"),
            ("kien.dam", "Đàm Trung Kiên", "specialist", "chuyen-vien", DONG_KHE, "Phòng Kinh tế"),
            ("lien.ly", "Lý Thị Liên", "specialist", "chuyen-vien", DONG_KHE, "Phòng Văn hóa"),
            ("hung.vi", "Vi Mạnh Hùng", "specialist", "truong-phong", THUC_PHAN, "Phòng Kinh tế"),
            ("yen.luc", "Lục Hải Yến", "specialist", "truong-phong", THUC_PHAN, "Phòng Văn hóa"),
            ("toan.ha", "Hà Văn Toàn", "leader", "pho-chu-tich", THUC_PHAN, "Lãnh đạo"),
            ("ngoc.phan", "Phan Bích Ngọc", "desk", "cong-chuc", THUC_PHAN, "Trung tâm"),
            ("duc.hoang", "Hoàng Minh Đức", "desk", "cong-chuc", THUC_PHAN, "Trung tâm"),
            ("oanh.to", "Tô Kim Oanh", "desk", "chuyen-vien", CENTRE, "Quầy"),
            ("quy.ma", "Mã Văn Quý", "desk", "chuyen-vien", CENTRE, "Quầy"),
            ("tham.chu", "Chu Hồng Thắm", "desk", "chuyen-vien", CENTRE, "Quầy"),
            ("dung.ban", "Bàn Tiến Dũng", "leader", "giam-doc", CENTRE, "Lãnh đạo"),
            ("nga.linh", "Linh Thị Nga", "clerk", "van-thu", CENTRE, "Phòng Hành chính"),
            ("vinh.long", "Long Quang Vinh", "leader", "giam-doc", BUILDING, "Lãnh đạo"),
            ("son.mong", "Mông Thái Sơn", "specialist", "truong-phong", BUILDING, "Phòng Quản lý"),
            ("ha.sam", "Sầm Việt Hà", "specialist", "chuyen-vien", BUILDING, "Phòng Quản lý"),
            ("lam.quan", "Quan Thanh Lâm", "specialist", "chuyen-vien", BUILDING, "Phòng Quy"),
            ("thoa.dinh", "Đinh Kim Thoa", "clerk", "van-thu", BUILDING, "Văn phòng"),
            ("bach.duong", "Dương Văn Bách", "leader", "giam-doc", JUSTICE, "Lãnh đạo"),
            ("my.hua", "Hứa Trà My", "specialist", "chuyen-vien", JUSTICE, "Phòng Hành chính"),
            ("tien.la", "La Thủy Tiên", "clerk", "van-thu", JUSTICE, "Văn phòng"),
            ("nam.dang", "Đặng Hoài Nam", "leader", "giam-doc", LAND, "Lãnh đạo"),
            ("chi.cam", "Cam Linh Chi", "specialist", "chuyen-vien", LAND, "Phòng Quản lý đất"),
            ("phuc.ta", "Tạ Hồng Phúc", "specialist", "chuyen-vien", LAND, "Phòng Quản lý môi"),
            ("loan.doan", "Đoàn Thị Loan", "clerk", "van-thu", LAND, "Văn phòng"),
            ("tuan.ngoc", "Ngọc Anh Tuấn", "leader", "giam-doc", FINANCE, "Lãnh đạo"),
            ("thuy.chuong", "Chương Thị Thủy", "specialist", "chuyen-vien", FINANCE, "Phòng Đăng"),
            ("diep.hau", "Hầu Ngọc Diệp", "clerk", "van-thu", FINANCE, "Văn phòng"),
            ("quang.truong", "Trương Đình Quảng", "leader", "giam-doc", POLICE, "Lãnh đạo"),
            ("trang.thao", "Thào Thu Trang", "specialist", "chuyen-vien", POLICE, "Phòng Hồ sơ"),
            ("binh.liem", "Liêm Thanh Bình", "clerk", "van-thu", POLICE, "Văn phòng"),
            ("dung.mong", "Mông Tiến Dũng", "leader", "giam-doc", INSURANCE, "Lãnh đạo"),
            ("yen.lo", "Lô Thị Yến", "specialist", "chuyen-vien", INSURANCE, "Phòng Cấp sổ"),
            ("hai.sam", "Sầm Thanh Hải", "clerk", "van-thu", INSURANCE, "Văn phòng"),
            ("loi.phung", "Phùng Đức Lợi", "leader", "giam-doc", TAX, "Lãnh đạo"),
            ("khoa.mac", "Mạc Đăng Khoa", "leader", "giam-doc", TECHNOLOGY, "Lãnh đạo"),
            ("giang.ung", "Ứng Hương Giang", "clerk", "van-thu", TECHNOLOGY, "Văn phòng"),
            ("hoan.than", "Thân Văn Hoàn", "leader", "chanh-van-phong", OFFICE, "Lãnh đạo"),
        )
    ),
)

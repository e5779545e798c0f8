"""The map of the fields as it stands before officials change it: field, source, what may be there.

Names, lengths and codes: facts 1.3 (seen in two products' code; the tables of TT 04/2025/TT-VPCP
were not seen). A source named here is a key of `queries.national_facts`. One without a source stays
empty until officials name one, and says why on the page of the map.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.national import FieldRule, Kind, Service

R: Final = Service.RECORD
FLAG: Final = ("0", "1")
STATES: Final = tuple(str(code) for code in range(1, 11))


RECORD: Final = (
    FieldRule(R, "MaHoSo", "number", required=True),
    FieldRule(R, "MaTTHC", "procedure.code", required=True, pattern=r"\d\.\d{6}"),
    FieldRule(R, "TenTTHC", "procedure.name", required=True),
    FieldRule(R, "MaLinhVuc", "field.code"),
    FieldRule(R, "TenLinhVuc", "field.name"),
    FieldRule(R, "KenhThucHien", "channel", kind=Kind.CODE, codes=("1", "2", "3"), required=True),
    FieldRule(R, "ChuHoSo", "owner.name", required=True, personal=True),
    FieldRule(R, "LoaiDoiTuong", "owner.kind", kind=Kind.CODE, codes=("1", "2", "3", "4")),
    FieldRule(R, "MaDoiTuong", "owner.account", personal=True),
    FieldRule(R, "ThongTinKhac", "code", is_seen=False),
    FieldRule(R, "Email", "owner.email", personal=True),
    FieldRule(R, "Fax", why=_("Không tờ khai nào hỏi số fax.")),
    FieldRule(R, "SoDienThoai", "owner.phone", personal=True),
    FieldRule(R, "TrichYeuHoSo", "summary", longest=1000, cut=True),
    FieldRule(R, "NgayTiepNhan", "accepted_at", kind=Kind.TIME),
    FieldRule(R, "NgayHenTra", "due_at", kind=Kind.TIME),
    FieldRule(R, "TrangThaiHoSo", "state", kind=Kind.CODE, codes=STATES, required=True),
    FieldRule(R, "NgayTra", "returned_at", kind=Kind.TIME),
    FieldRule(R, "ThongTinTra", "delivery.words"),
    FieldRule(R, "HinhThuc", "delivery.form", kind=Kind.CODE, codes=FLAG),
    FieldRule(R, "NgayKetThucXuLy", "finished_at", kind=Kind.TIME),
    FieldRule(R, "DonViXuLy", "agency.name"),
    FieldRule(R, "GhiChu", "note", longest=2000, cut=True),
    FieldRule(R, "NoiNopHoSo", "filed_at", kind=Kind.CODE, codes=("1", "2")),
    FieldRule(R, "HoSoCoThanhPhanSoHoa", "has_digitised", kind=Kind.CODE, codes=FLAG),
    FieldRule(R, "TaiKhoanDuocXacThucVoiVNeID", "owner.is_verified", kind=Kind.CODE, codes=FLAG),
    FieldRule(R, "DuocThanhToanTrucTuyen", "paid_online", kind=Kind.CODE, codes=("1", "2", "3")),
    FieldRule(R, "NgayTuChoi", "refused_at", kind=Kind.TIME),
    FieldRule(R, "NgayNopHoSo", "filed_on", kind=Kind.TIME, required=True),
    FieldRule(R, "DinhDanhCHS", "owner.numbers", kind=Kind.LIST),
    FieldRule(
        R,
        "DSKetNoiCSDL",
        kind=Kind.LIST,
        is_seen=False,
        why=_("Chưa có danh mục mã cơ sở dữ liệu, và chưa nối với cơ sở dữ liệu nào."),
    ),
    FieldRule(R, "TaiLieuNop", "papers", kind=Kind.LIST),
    FieldRule(R, "DanhSachLePhi", "fees", kind=Kind.LIST),
    FieldRule(R, "DanhSachTepDinhKemKhac", "others", kind=Kind.LIST),
    FieldRule(R, "DanhSachHoSoBoSung", "supplements", kind=Kind.LIST),
    FieldRule(R, "DanhSachGiayToKetQua", "results", kind=Kind.LIST),
)
LISTS: Final = (
    FieldRule(
        "DinhDanhCHS", "LoaiDinhDanh", "kind", kind=Kind.CODE, codes=("1", "2"), required=True
    ),
    FieldRule(
        "DinhDanhCHS",
        "SoDinhDanh",
        "number",
        kind=Kind.DIGITS,
        pattern=r"\d{9}|\d{12}",
        required=True,
        personal=True,
    ),
    FieldRule("TaiLieuNop", "TepDinhKemId", "id", required=True),
    FieldRule(
        "TaiLieuNop", "TenTepDinhKem", "file_name", longest=4000, required=True, personal=True
    ),
    FieldRule("TaiLieuNop", "IsDeleted", "is_deleted", kind=Kind.CODE, codes=FLAG),
    FieldRule("TaiLieuNop", "MaThanhPhanHoSo", "component", required=True),
    FieldRule("TaiLieuNop", "DuongDanTaiTepTin", "address"),
    FieldRule("TaiLieuNop", "DuocSoHoa", "is_digitised", kind=Kind.CODE, codes=FLAG),
    FieldRule("TaiLieuNop", "DuocTaiSuDung", "reused", kind=Kind.CODE, codes=("0", "1", "2")),
    FieldRule("TaiLieuNop", "DuocLayTuKhoDMQG", fixed="0", kind=Kind.CODE, codes=FLAG),
    FieldRule("TaiLieuNop", "MaKetQuaThayThe", "replaced_result"),
    FieldRule(
        "DanhSachTepDinhKemKhac", "TenGiayTo", "name", longest=2000, required=True, personal=True
    ),
    FieldRule("DanhSachTepDinhKemKhac", "SoLuong", "count", kind=Kind.DIGITS),
    FieldRule(
        "DanhSachTepDinhKemKhac",
        "LoaiGiayTo",
        why=_("Giấy ngoài thành phần hồ sơ chỉ có tên; chưa có danh mục loại giấy tờ."),
    ),
    FieldRule("DanhSachLePhi", "TenPhiLePhi", "name", required=True),
    FieldRule("DanhSachLePhi", "MaPhiLePhi", why=_("Chưa có danh mục mã phí, lệ phí.")),
    FieldRule("DanhSachLePhi", "HinhThucThu", "way"),
    FieldRule("DanhSachLePhi", "Gia", "amount", kind=Kind.DIGITS, required=True),
    FieldRule("DanhSachLePhi", "LoaiPhiLePhi", "kind"),
    FieldRule("DanhSachHoSoBoSung", "HoSoBoSungId", "id", required=True),
    FieldRule("DanhSachHoSoBoSung", "NguoiYeuCauBoSung", "asked_by"),
    FieldRule(
        "DanhSachHoSoBoSung", "NoiDungBoSung", "content", longest=4000, cut=True, required=True
    ),
    FieldRule("DanhSachHoSoBoSung", "NgayBoSung", "asked_at", kind=Kind.TIME, required=True),
    FieldRule("DanhSachHoSoBoSung", "NguoiTiepNhanBoSung", "received_by"),
    FieldRule("DanhSachHoSoBoSung", "ThongTinTiepNhan", "received_words"),
    FieldRule("DanhSachHoSoBoSung", "NgayTiepNhanBoSung", "answered_at", kind=Kind.TIME),
    FieldRule("DanhSachHoSoBoSung", "TrangThaiBoSung", "is_answered", kind=Kind.CODE, codes=FLAG),
    FieldRule("DanhSachHoSoBoSung", "DanhSachGiayToBoSung", "papers"),
    FieldRule("DanhSachHoSoBoSung", "DanhSachLePhiBoSung", "more_fees"),
    FieldRule("DanhSachHoSoBoSung", "NgayHenTraTruoc", "due_before", kind=Kind.TIME),
    FieldRule("DanhSachHoSoBoSung", "NgayHenTraMoi", "due_after", kind=Kind.TIME),
    FieldRule("DanhSachGiayToKetQua", "TenGiayTo", "name", required=True),
    FieldRule(
        "DanhSachGiayToKetQua",
        "MaThanhPhanHoSo",
        why=_("Kết quả không phải thành phần hồ sơ; mã của nó ở MaGiayToKetQua."),
    ),
    FieldRule("DanhSachGiayToKetQua", "GiayToId", "id", required=True),
    FieldRule("DanhSachGiayToKetQua", "DuongDanTepTinKetQua", "address"),
    FieldRule("DanhSachGiayToKetQua", "MaGiayToKetQua", "code", pattern=r"KQ\.G\d{2}\.\d{6}"),
)
P: Final = Service.PROGRESS
PROGRESS: Final = (
    FieldRule(P, "MaHoSo", "number", required=True),
    FieldRule(P, "NguoiXuLy", "officer", longest=50, cut=True),
    FieldRule(P, "ChucDanh", "position"),
    FieldRule(P, "ThoiDiemXuLy", "at", kind=Kind.TIME, required=True),
    FieldRule(P, "PhongBanXuLy", "unit"),
    FieldRule(P, "NoiDungXuLy", "words", required=True),
    FieldRule(P, "TrangThai", "state", kind=Kind.CODE, codes=STATES, required=True),
    FieldRule(P, "NgayBatDau", "begun_at", kind=Kind.TIME),
    FieldRule(P, "NgayKetThucTheoQuyDinh", "step_due_at", kind=Kind.TIME),
)
FIELDS: Final = RECORD + LISTS + PROGRESS

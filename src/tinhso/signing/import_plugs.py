"""What this room brings to imports: the certificates that an authority lists."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.among import Among
from tinhso.kernel.importing.registry import Group, ImportKind, import_kinds
from tinhso.kernel.importing.rules import Column, Kind
from tinhso.organization.queries import agency_infos
from tinhso.signing.models import Certificate
from tinhso.signing.rules import CertificateRole, DeviceKind, RevocationReason
from tinhso.signing.services.register_import import SENTENCES, CertificatePass

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tinhso.kernel.importing.models import ImportedRow

COLUMNS: Final[Sequence[Column]] = (
    Column(
        key="so_chung_thu",
        label=_("Số chứng thư"),
        about=_("Dãy thập lục phân; khoảng trắng, dấu hai chấm và chữ hoa đều được."),
        required=True,
        most=80,
        example="54010AB2C3D4",
    ),
    Column(
        key="noi_cap",
        label=_("Nơi cấp"),
        required=True,
        example="Cơ quan chứng thực số chuyên dùng Chính phủ",
    ),
    Column(
        key="loai",
        label=_("Loại"),
        kind=Kind.CHOICE,
        required=True,
        choices=dict(CertificateRole.choices),
        example="person",
    ),
    Column(key="chu_the", label=_("Tên chủ thể"), required=True, example="Nông Văn Tú"),
    Column(
        key="tai_khoan",
        label=_("Tên đăng nhập"),
        about=_("Của cán bộ giữ chứng thư. Để trống thì khớp theo các cột sau."),
        most=64,
    ),
    Column(key="so_dinh_danh", label=_("Số định danh cá nhân"), most=12, is_personal=True),
    Column(key="thu_dien_tu", label=_("Thư điện tử"), is_personal=True),
    Column(key="chuc_vu", label=_("Chức vụ")),
    Column(key="ma_co_quan", label=_("Mã cơ quan"), required=True, most=40, example="H14.31"),
    Column(
        key="tu_ngay", label=_("Có hiệu lực từ"), kind=Kind.DAY, required=True, example="15/03/2024"
    ),
    Column(key="den_ngay", label=_("Đến"), kind=Kind.DAY, required=True, example="15/03/2029"),
    Column(
        key="loai_thiet_bi",
        label=_("Loại thiết bị"),
        kind=Kind.CHOICE,
        choices=dict(DeviceKind.choices),
        example="token",
    ),
    Column(key="so_thiet_bi", label=_("Số hiệu thiết bị"), most=64, example="BCY-00412"),
    Column(key="ngay_giao", label=_("Ngày giao thiết bị"), kind=Kind.DAY),
    Column(key="ngay_thu_hoi", label=_("Ngày thu hồi"), kind=Kind.DAY),
    Column(
        key="ly_do_thu_hoi",
        label=_("Lý do thu hồi"),
        kind=Kind.CHOICE,
        choices=dict(RevocationReason.choices),
    ),
)


class Certificates(ImportKind):
    """Certificates that others issued, as their lists have them."""

    title = _("Sổ chứng thư số")
    about = _(
        "Cá nhân, cơ quan, thiết bị cùng chứng thư do nơi khác cấp. Chỉ để tra cứu, thống kê và"
        " nhắc hạn: không ai ký được ở đây bằng chứng thư nhập vào."
    )
    order = 70
    key_column = "so_chung_thu"
    group_labels = (_("Cơ quan"), _("Loại"), _("Thiết bị"))
    sentences = SENTENCES
    columns: ClassVar[Sequence[Column]] = COLUMNS

    def open(self, actor: Actor) -> CertificatePass:
        """Begin a going through."""
        return CertificatePass(actor)

    def totals(self, rows: "QuerySet[ImportedRow]") -> Counter[Group]:
        """Count by the agency's code of today, kind of holder and kind of device."""
        found = Certificate.objects.filter(pk__in=rows.values("object_id")).order_by()
        counted = found.values_list("agency_id", "role", "device__kind")
        kept = list(counted)
        infos = agency_infos({agency for agency, *_rest in kept if agency is not None})
        return Counter(
            (infos[agency].code if agency else "", role, device or "")
            for agency, role, device in kept
        )

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return certificates as their sheet would say them."""
        rows = Certificate.objects.filter(Among("id", object_ids)).select_related("device")
        return {row.pk: _said(row) for row in rows}


def _said(row: Certificate) -> dict[str, str]:
    return {
        "so_chung_thu": row.serial,
        "noi_cap": row.issuer,
        "loai": row.role,
        "chu_the": row.name,
        "chuc_vu": row.title,
        "ma_co_quan": row.agency_code,
        "tu_ngay": f"{timezone.localtime(row.not_before):%d/%m/%Y}",
        "den_ngay": f"{timezone.localtime(row.not_after):%d/%m/%Y}",
        "loai_thiet_bi": row.device.kind if row.device else "",
        "so_thiet_bi": row.device.serial if row.device else "",
        "ly_do_thu_hoi": row.revocation_reason,
    }


import_kinds.register("signing.certificates", Certificates())

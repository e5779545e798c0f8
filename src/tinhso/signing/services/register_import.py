"""The register's lists by spreadsheet: looked through row by row, then written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.queries.recognizing import official_known_by
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.among import Among
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.registry import Group, ImportPass
from tinhso.kernel.importing.rules import Problem, SheetRow
from tinhso.organization.queries import agency_by_code, agency_infos, last_bearer
from tinhso.signing.models import Certificate, KeyDevice
from tinhso.signing.models.certificates import end_of
from tinhso.signing.pki import AUTHORITY_NAME
from tinhso.signing.rules import CertificateRole, serial_of
from tinhso.signing.services.registering import Registered, register_certificate

SENTENCES: Final = {
    "wrong_serial": _("Số chứng thư là dãy chữ số thập lục phân, ví dụ 54 01 0a b2."),
    "known_serial": _("Sổ đã có chứng thư mang số này."),
    "own_issuer": _("Chứng thư của CA thử nghiệm ở đây không nhập từ ngoài vào."),
    "unknown_agency": _("Không có cơ quan nào mang mã này."),
    "ends_before": _("Ngày hết hạn đứng trước ngày có hiệu lực."),
    "unknown_login": _("Không có cán bộ nào mang tên đăng nhập này."),
    "no_holder": _("Chưa khớp với cán bộ nào; dòng vẫn vào sổ, hãy gắn cán bộ ở trang chứng thư."),
    "half_device": _("Thiết bị cần cả loại và số hiệu."),
    "device_taken": _("Thiết bị mang số hiệu này đã giao cho người khác."),
    "half_revocation": _("Thu hồi cần cả ngày và lý do."),
    "revoked_outside": _("Ngày thu hồi phải nằm trong thời hạn của chứng thư."),
}


class CertificatePass(ImportPass):
    """Persons, agencies and devices with their certificates, as an authority lists them."""

    def __init__(self, actor: Actor) -> None:
        """Write as this actor, whose right was asked for when the import was let in."""
        self.actor = actor
        self._agencies: dict[str, int | None] = {}
        self._devices: dict[tuple[str, str], tuple[UUID | None, int]] = {}

    def check(self, rows: Sequence[SheetRow]) -> Iterator[Problem]:
        """Yield what is wrong, row by row; what is in the register already is asked for at once."""
        serials = [serial_of(row.key) for row in rows]
        found = Certificate.objects.filter(Among("serial", [one for one in serials if one]))
        known = set(found.values_list("serial", flat=True)) if any(serials) else set()
        for row, serial in zip(rows, serials, strict=True):
            if not serial:
                yield row.problem("so_chung_thu", "wrong_serial")
            elif serial in known:
                yield row.problem("so_chung_thu", "known_serial")
            yield from self._faults(row)

    def _faults(self, row: SheetRow) -> Iterator[Problem]:
        if row.text("noi_cap") == AUTHORITY_NAME:
            yield row.problem("noi_cap", "own_issuer")
        since, until = row.day("tu_ngay"), row.day("den_ngay")
        if since and until and until <= since:
            yield row.problem("den_ngay", "ends_before")
        revoked, reason = row.day("ngay_thu_hoi"), row.text("ly_do_thu_hoi")
        if bool(revoked) != bool(reason):
            yield row.problem("ly_do_thu_hoi", "half_revocation")
        elif revoked and since and until and not since <= revoked <= until:
            yield row.problem("ngay_thu_hoi", "revoked_outside")
        agency = self._agency(row)
        if agency is None:
            yield row.problem("ma_co_quan", "unknown_agency")
            return
        holder = self._holder(row, agency)
        if row.text("loai") == CertificateRole.PERSON and holder is None:
            by_login = bool(row.text("tai_khoan"))
            code = "unknown_login" if by_login else "no_holder"
            column = "tai_khoan" if by_login else "chu_the"
            yield row.problem(column, code, is_error=by_login)
        yield from self._device_faults(row, holder, agency)

    def _device_faults(self, row: SheetRow, holder: UUID | None, agency: int) -> Iterator[Problem]:
        kind, serial = row.text("loai_thiet_bi"), row.text("so_thiet_bi")
        if bool(kind) != bool(serial):
            yield row.problem("so_thiet_bi", "half_device")
        elif serial:
            kept = KeyDevice.objects.filter(kind=kind, serial=serial)
            held = (
                self._devices.get((kind, serial))
                or kept.values_list("holder_uid", "agency_id").first()
            )
            if held is not None and held != (holder, agency):
                yield row.problem("so_thiet_bi", "device_taken")
            self._devices.setdefault((kind, serial), (holder, agency))

    def write(self, rows: Sequence[SheetRow], *, run: ImportRun) -> Mapping[str, int]:
        """Write each row by the service of the register."""
        return {row.key: self._one(row) for row in rows}

    def _one(self, row: SheetRow) -> int:
        agency, since, until = self._agency(row), row.day("tu_ngay"), row.day("den_ngay")
        if agency is None or since is None or until is None:
            raise LookupError(row.line)
        handed, revoked = row.day("ngay_giao"), row.day("ngay_thu_hoi")
        known = Registered(
            role=row.text("loai"),
            serial=row.text("so_chung_thu"),
            issuer=row.text("noi_cap"),
            name=row.text("chu_the"),
            title=row.text("chuc_vu"),
            not_before=_begin(since),
            not_after=end_of(until),
            agency_id=agency,
            account_uid=self._holder(row, agency),
            revoked_at=_begin(revoked) if revoked else None,
            reason=row.text("ly_do_thu_hoi"),
            device_kind=row.text("loai_thiet_bi"),
            device_serial=row.text("so_thiet_bi"),
            handed_at=_begin(handed) if handed else None,
        )
        return register_certificate(known=known, actor=self.actor).pk

    def group(self, row: SheetRow) -> Group:
        """Count by the agency's code of today, kind of holder and kind of device."""
        agency = self._agency(row)
        code = agency_infos([agency])[agency].code if agency is not None else ""
        return code, row.text("loai"), row.text("loai_thiet_bi")

    def _agency(self, row: SheetRow) -> int | None:
        """Return which agency bore the code when the certificate began, else who did last."""
        code = row.text("ma_co_quan")
        if code not in self._agencies:
            found = agency_by_code(code, row.day("tu_ngay"))
            self._agencies[code] = found.id if found is not None else last_bearer(code)
        return self._agencies[code]

    def _holder(self, row: SheetRow, agency: int) -> UUID | None:
        if row.text("loai") != CertificateRole.PERSON:
            return None
        found = official_known_by(
            login=row.text("tai_khoan"),
            number="" if row.text("tai_khoan") else row.text("so_dinh_danh"),
            email="" if row.text("tai_khoan") else row.text("thu_dien_tu"),
            name="" if row.text("tai_khoan") else row.text("chu_the"),
            agency_id=agency,
        )
        return found[0] if found is not None else None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

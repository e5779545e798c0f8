"""What this room brings to imports: open dossiers of an old system, and closed ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Attachment, Dossier, PartyRole, UnitDuty
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.bringing import (
    CHANNELS,
    CLOSED_COLUMNS,
    ENDINGS,
    OPEN_COLUMNS,
    PARTIES,
    SENTENCES,
    WAITS,
)
from tinhso.dossiers.rules.bringing_papers import COLUMNS as PAPER_COLUMNS
from tinhso.dossiers.rules.bringing_papers import SENTENCES as PAPER_SENTENCES
from tinhso.dossiers.rules.moves import MOVES
from tinhso.dossiers.services.bringing import DossierPass, PapersPass
from tinhso.dossiers.services.bringing.duties import COLUMNS as DUTY_COLUMNS
from tinhso.dossiers.services.bringing.duties import SENTENCES as DUTY_SENTENCES
from tinhso.dossiers.services.bringing.duties import DutiesPass
from tinhso.dossiers.services.bringing.duties import key_of as duty_key
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.among import Among
from tinhso.kernel.files.workbook import as_words
from tinhso.kernel.importing.registry import Group, ImportKind, import_kinds
from tinhso.kernel.importing.rules import KEY_LENGTH, Column
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    from datetime import datetime

    from tinhso.kernel.importing.models import ImportedRow


class _Dossiers(ImportKind):
    """What both sheets share."""

    key_column = "ma_ho_so"
    group_labels = (_("Cơ quan"), _("Thủ tục"), _("Trạng thái"))
    sentences = SENTENCES
    is_open: ClassVar[bool]

    def open(self, actor: Actor) -> DossierPass:
        """Begin a going through."""
        return DossierPass(actor, is_open=self.is_open)

    def totals(self, rows: "QuerySet[ImportedRow]") -> Counter[Group]:
        """Count what the rows became, by agency, procedure and state as they stand now."""
        counted = (
            Dossier.objects.filter(pk__in=rows.values("object_id"))
            .order_by()
            .values_list("resolving_agency_id", "procedure_code", "state")
            .annotate(many=Count("pk"))
        )
        found = list(counted)
        infos = organization.agency_infos({agency for agency, *_rest in found})
        totals: Counter[Group] = Counter()
        for agency, procedure, state, many in found:
            totals[infos[agency].code, procedure, state] += many
        return totals

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return dossiers as their sheet would say them."""
        rows = Dossier.objects.filter(Among("id", object_ids)).prefetch_related(
            "parties", "supplements", "obligations", "consultations"
        )
        dossiers = list(rows)
        infos = organization.agency_infos(
            {d.resolving_agency_id for d in dossiers} | {d.receiving_agency_id for d in dossiers}
        )
        return {d.pk: self._said(d, infos) for d in dossiers}

    def _said(
        self, dossier: Dossier, infos: "Mapping[int, organization.AgencyInfo]"
    ) -> Mapping[str, str]:
        owner = next(p for p in dossier.parties.all() if p.role == PartyRole.OWNER)
        said = {
            "ma_ho_so": dossier.code or "",
            "ma_thu_tuc": dossier.procedure_code,
            "ma_co_quan": infos[dossier.resolving_agency_id].code,
            "kenh": _key_of(CHANNELS, dossier.channel),
            "ngay_nop": _moment(dossier.arrived_at),
            "ngay_tiep_nhan": _moment(dossier.accepted_at),
            "han_tra": _moment(dossier.due_at),
            "chu_ho_so": owner.name,
            "loai_chu": _key_of(PARTIES, owner.kind),
            "so_dinh_danh": owner.identity_number,
            "dien_thoai": owner.phone,
        }
        if self.is_open:
            return said | {"buoc": dossier.step_key, **_wait_said(dossier)}
        return said | {
            "ket_cuc": _key_of(ENDINGS, dossier.state),
            "ngay_xong": _moment(dossier.finished_at),
        }


class OpenDossiers(_Dossiers):
    """Those that go on here."""

    title = _("Hồ sơ đang giải quyết")
    about = _(
        "Hồ sơ giữ mã cũ, hẹn trả cũ và ghi chú lịch sử, đi tiếp trong quy trình từ bước ghi ở"
        " bảng."
    )
    order = 50
    columns: ClassVar[Sequence[Column]] = OPEN_COLUMNS
    is_open = True


class ClosedDossiers(_Dossiers):
    """Those that stand in the book, to be looked up and counted."""

    title = _("Hồ sơ đã kết thúc (sổ theo dõi)")
    about = _("Vào sổ theo dõi, tìm và thống kê được; không còn gì phải làm.")
    order = 60
    columns: ClassVar[Sequence[Column]] = CLOSED_COLUMNS
    is_open = False


class Papers(ImportKind):
    """Papers of those that were brought in."""

    title = _("Giấy tờ kèm hồ sơ đã mang sang")
    about = _("Nhập sau hồ sơ. Mỗi dòng một tệp; tệp vào đúng hồ sơ theo mã.")
    order = 70
    columns: ClassVar[Sequence[Column]] = PAPER_COLUMNS
    key_column = "tep"
    in_archive = True
    file_column = "tep"
    batch = 20
    group_labels = (_("Cơ quan"), _("Thủ tục"), _("Thành phần hồ sơ"))
    sentences = PAPER_SENTENCES

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by its dossier and file together; a long path by its hash."""
        code, path = (str(values.get(name) or "") for name in ("ma_ho_so", "tep"))
        key = f"{code}/{path}"
        return key if len(key) <= KEY_LENGTH else f"{code}/{sha256(path.encode()).hexdigest()[:40]}"

    def open(self, actor: Actor) -> PapersPass:
        """Begin a going through."""
        return PapersPass(actor)

    def totals(self, rows: "QuerySet[ImportedRow]") -> Counter[Group]:
        """Count papers by agency, procedure and component."""
        counted = (
            Attachment.objects.filter(pk__in=rows.values("object_id"))
            .order_by()
            .values_list("dossier__resolving_agency_id", "dossier__procedure_code", "component_key")
            .annotate(many=Count("pk"))
        )
        found = list(counted)
        infos = organization.agency_infos({agency for agency, *_rest in found})
        return Counter({(infos[a].code, procedure, key): n for a, procedure, key, n in found})

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return papers as their index would say them."""
        rows = Attachment.objects.filter(Among("id", object_ids)).select_related("dossier")
        return {
            row.pk: {"ma_ho_so": row.dossier.code or "", "thanh_phan": row.component_key}
            for row in rows
        }


class Duties(ImportKind):
    """Which unit resolves what."""

    title = _("Phân việc cho các phòng")
    about = _(
        "Nhập sau đơn vị. Mỗi dòng giao một thủ tục, một lĩnh vực hay mọi việc còn lại của một cơ"
        " quan cho một đơn vị. Lãnh đạo từng cơ quan phân việc của cơ quan mình."
    )
    order = 28
    permission = DossierPermission.DIVIDE_WORK
    columns: ClassVar[Sequence[Column]] = DUTY_COLUMNS
    key_column = "ma_co_quan"
    group_labels = (_("Cơ quan"), _("Đơn vị"), "")
    sentences = DUTY_SENTENCES

    def key_of(self, values: Mapping[str, object]) -> str:
        """Know a row by what work of which agency it gives away."""
        return duty_key(values)

    def open(self, actor: Actor) -> DutiesPass:
        """Begin a going through."""
        return DutiesPass(actor)

    def totals(self, rows: "QuerySet[ImportedRow]") -> Counter[Group]:
        """Count by agency and unit as the work is divided now."""
        duties = UnitDuty.objects.filter(pk__in=rows.values("object_id"))
        found = Counter(duties.values_list("agency_id", "unit_id"))
        codes, units = _codes({agency for agency, _unit in found})
        return Counter({(codes[a], units.get(u, ""), ""): many for (a, u), many in found.items()})

    def shown(self, object_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return divided work as its sheet would say it."""
        rows = list(UnitDuty.objects.filter(Among("id", object_ids)))
        codes, units = _codes({row.agency_id for row in rows})
        return {
            row.pk: {
                "ma_co_quan": codes[row.agency_id],
                "ma_thu_tuc": row.procedure_code,
                "ma_linh_vuc": row.field_key,
                "ma_don_vi": units.get(row.unit_id, ""),
            }
            for row in rows
        }


def _codes(agency_ids: set[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the codes of agencies and of their units."""
    codes = {pk: info.code for pk, info in organization.agency_infos(agency_ids).items()}
    found = [organization.units_of(a).values_list("unit_id", "code") for a in agency_ids]
    return codes, {pk: code for units in found for pk, code in units}


def _wait_said(dossier: Dossier) -> Mapping[str, str]:
    """Return what it waits for now, as its sheet says it."""
    kind = next((k for k, act in WAITS.items() if MOVES[act].target == dossier.state), "")
    since = [
        *(row.asked_at for row in dossier.supplements.all() if row.answered_at is None),
        *(row.asked_at for row in dossier.obligations.all() if row.settled_at is None),
        *(row.asked_at for row in dossier.consultations.all() if row.answered_at is None),
    ]
    return {"cho_gi": kind, "cho_tu": _moment(since[0] if kind and since else None)}


def _key_of(known: Mapping[str, str], value: str) -> str:
    return next((key for key, one in known.items() if one == value), value)


def _moment(at: "datetime | None") -> str:
    return as_words(timezone.make_naive(at).replace(second=0, microsecond=0)) if at else ""


def register() -> None:
    """Put them in."""
    import_kinds.register("dossiers.open", OpenDossiers())
    import_kinds.register("dossiers.closed", ClosedDossiers())
    import_kinds.register("dossiers.papers", Papers())
    import_kinds.register("dossiers.duties", Duties())

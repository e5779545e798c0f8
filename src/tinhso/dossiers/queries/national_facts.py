"""What a message to the national portal may say of a dossier: plain values under stable keys.

The map of fields names these keys. Everything is read when the message is sent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import (
    Attachment,
    Charge,
    Dossier,
    NationalRecord,
    PartyKind,
    Payment,
    SupplementRequest,
    TimelineEntry,
)
from tinhso.dossiers.queries.timeline import timeline_words
from tinhso.dossiers.registry import NATIONAL_GATEWAY
from tinhso.dossiers.rules.bringing_papers import OTHER
from tinhso.dossiers.rules.fees import ChargeState, PaymentMethod, TryState
from tinhso.dossiers.rules.national import Facts, Item, Value
from tinhso.dossiers.rules.states import (
    NATIONAL_CHANNEL,
    NATIONAL_STATE,
    DeliveryState,
    DigitisedState,
    DossierState,
    FiledAt,
)
from tinhso.identity import queries as identity
from tinhso.organization import queries as organization

OWNER_KINDS: Final[Mapping[str, int]] = {
    PartyKind.CITIZEN: 1,
    PartyKind.BUSINESS: 2,
    PartyKind.AGENCY: 3,
    PartyKind.ORGANIZATION: 4,
}
"""LoaiDoiTuong."""
REUSED: Final[Mapping[int, int]] = {
    DigitisedState.REUSED_COMPONENT: 1,
    DigitisedState.REUSED_RESULT: 2,
}
"""DuocTaiSuDung."""
ANSWERS: Final = frozenset({"answer_supplement", "answer_intake_supplement"})
"""How the timeline calls that a supplement came."""
PAID_THERE: Final = 1
PAID_HERE: Final = 2
NOT_PAID_ONLINE: Final = 3
"""DuocThanhToanTrucTuyen: what was paid (QĐ 766, 3.6) by the national portal's gateway, by the
province's own, or not online at all."""

SOURCES: Final[Mapping[str, str | Promise]] = {
    "number": _("Mã hồ sơ mà Cổng biết"),
    "code": _("Mã hồ sơ của hệ thống"),
    "procedure.code": _("Mã thủ tục"),
    "procedure.name": _("Tên thủ tục"),
    "field.code": _("Mã lĩnh vực"),
    "field.name": _("Tên lĩnh vực"),
    "channel": _("Kênh nộp"),
    "owner.name": _("Tên chủ hồ sơ"),
    "owner.kind": _("Loại đối tượng của chủ hồ sơ"),
    "owner.account": _("Mã tài khoản tại Cổng của chủ hồ sơ"),
    "owner.is_verified": _("Tài khoản đã xác thực"),
    "owner.email": _("Thư điện tử của chủ hồ sơ"),
    "owner.phone": _("Điện thoại của chủ hồ sơ"),
    "owner.numbers": _("Số định danh của chủ hồ sơ"),
    "summary": _("Trích yếu"),
    "accepted_at": _("Lúc tiếp nhận"),
    "due_at": _("Lúc hẹn trả"),
    "returned_at": _("Lúc trả kết quả"),
    "finished_at": _("Lúc xử lý xong"),
    "refused_at": _("Lúc từ chối tiếp nhận"),
    "filed_on": _("Lúc nộp"),
    "filed_at": _("Nơi nộp"),
    "state": _("Trạng thái theo mã quốc gia"),
    "delivery.words": _("Kết quả đang ở đâu"),
    "delivery.form": _("Trả tại quầy hay qua bưu chính"),
    "agency.name": _("Cơ quan giải quyết"),
    "agency.code": _("Mã cơ quan giải quyết"),
    "has_digitised": _("Có giấy tờ đã số hóa"),
    "paid_online": _("Thanh toán trực tuyến"),
    "note": _("Điều người nộp đọc thấy sau cùng"),
    "papers": _("Giấy tờ trong hồ sơ"),
    "others": _("Giấy tờ khác, ngoài thành phần hồ sơ"),
    "fees": _("Phí, lệ phí"),
    "supplements": _("Các lần yêu cầu bổ sung"),
    "results": _("Kết quả"),
    "officer": _("Người xử lý"),
    "position": _("Chức danh người xử lý"),
    "at": _("Thời điểm xử lý"),
    "unit": _("Đơn vị xử lý"),
    "words": _("Việc đã làm"),
    "begun_at": _("Lúc bắt đầu bước"),
    "step_due_at": _("Hạn của bước"),
    "kind": _("Loại"),
    "id": _("Mã của mục"),
    "file_name": _("Tên tệp"),
    "is_deleted": _("Đã thay bằng bản khác"),
    "component": _("Mã thành phần hồ sơ"),
    "address": _("Địa chỉ tải tệp"),
    "is_digitised": _("Đã số hóa"),
    "reused": _("Dùng lại từ hồ sơ khác"),
    "replaced_result": _("Mã kết quả được dùng lại"),
    "name": _("Tên gọi"),
    "way": _("Hình thức thu"),
    "amount": _("Số tiền"),
    "reference": _("Mã nộp tiền"),
    "count": _("Số lượng"),
    "asked_by": _("Người yêu cầu"),
    "content": _("Nội dung yêu cầu"),
    "asked_at": _("Lúc yêu cầu"),
    "answered_at": _("Lúc nhận bổ sung"),
    "is_answered": _("Đã bổ sung"),
    "received_by": _("Người nhận bổ sung"),
    "received_words": _("Việc nhận bổ sung"),
    "more_fees": _("Phí, lệ phí yêu cầu thêm"),
    "due_before": _("Hẹn trả trước đó"),
    "due_after": _("Hẹn trả mới"),
}
"""Every source a field may be taken from, and what it is called."""


def record_facts(dossier: Dossier, record: NationalRecord) -> Facts:
    """Return what a record of the dossier may say, as it stands now."""
    with translation.override("vi"):
        return {
            **_plain_facts(dossier, record),
            **_owner(dossier, record),
            "papers": [_paper(row) for row in _papers(dossier) if _is_component(row)],
            "others": _others(dossier),
            "fees": _fees(dossier),
            "supplements": _supplements(dossier),
            "results": _results(dossier),
        }


def progress_facts(entry: TimelineEntry, record: NationalRecord) -> Facts:
    """Return what one step of progress may say: who did what, where, and what it led to."""
    dossier = entry.dossier
    before = (
        TimelineEntry.objects.filter(dossier=dossier, pk__lt=entry.pk)
        .order_by("-pk")
        .values_list("at", flat=True)
        .first()
    )
    unit = entry.unit_id or dossier.receiving_unit_id
    with translation.override("vi"):
        return {
            "number": record.number,
            "officer": entry.by_name,
            "position": _position(entry),
            "at": entry.at,
            "unit": organization.unit_name(unit),
            "words": timeline_words(entry) or str(DossierState(entry.state).label),
            "state": NATIONAL_STATE[entry.state],
            "begun_at": before or entry.at,
            "step_due_at": dossier.step_due_at or dossier.due_at,
        }


def _position(entry: TimelineEntry) -> str:
    """Return the title of the officer in the unit in which he acted; nothing for others."""
    if entry.by is None or entry.unit_id is None:
        return ""
    lines = identity.accounts_in(account_uid=entry.by, unit_id=entry.unit_id)
    held = [line.position_id for line in lines if line.position_id is not None]
    return next(iter(organization.position_names(held).values()), "")


def _plain_facts(dossier: Dossier, record: NationalRecord) -> dict[str, Value]:
    version = dossier.procedure_version
    agency = organization.agency(dossier.resolving_agency_id)
    form = {DeliveryState.HANDED_OVER: 0, DeliveryState.POSTED: 1}.get(
        DeliveryState(dossier.delivery_state)
    )
    is_refused = dossier.state == DossierState.REFUSED_INTAKE
    return {
        "number": record.number,
        "code": dossier.code or "",
        "procedure.code": dossier.procedure_code,
        "procedure.name": version.name,
        "field.code": dossier.field_code,
        "field.name": version.procedure.field.name,
        "channel": NATIONAL_CHANNEL[dossier.channel],
        "summary": version.name,
        "accepted_at": dossier.accepted_at,
        "due_at": dossier.due_at,
        "returned_at": dossier.returned_at,
        "finished_at": dossier.finished_at,
        "refused_at": dossier.state_since if is_refused else None,
        "filed_on": record.filed_on or dossier.arrived_at,
        "filed_at": 1 if dossier.filed_at == FiledAt.NATIONAL else 2,
        "state": dossier.national_state,
        "delivery.words": str(dossier.get_delivery_state_display()) if dossier.returned_at else "",
        "delivery.form": form,
        "agency.name": agency.name,
        "agency.code": agency.code,
        "has_digitised": dossier.attachments.filter(
            digitised__gt=DigitisedState.NOT_DIGITISED
        ).exists(),
        "note": _note(dossier),
        "paid_online": _paid_online(dossier),
    }


def _owner(dossier: Dossier, record: NationalRecord) -> Facts:
    owner = dossier.parties.filter(role="owner").first()
    if owner is None:
        return {}
    kind = {12: 1, 9: 2}.get(len(owner.identity_number))
    is_number = kind is not None and owner.identity_number.isdigit()
    return {
        "owner.name": owner.name,
        "owner.kind": OWNER_KINDS[owner.kind],
        "owner.account": record.account,
        "owner.is_verified": record.is_verified,
        "owner.email": owner.email,
        "owner.phone": owner.phone,
        "owner.numbers": [{"kind": kind, "number": owner.identity_number}] if is_number else [],
    }


def _papers(dossier: Dossier) -> list[Attachment]:
    rows = dossier.attachments.filter(file__isnull=False)
    return list(rows.select_related("file", "reused_result").order_by("pk"))


def _is_component(row: Attachment) -> bool:
    """Tell whether a paper is one of those the procedure names."""
    return row.component_key not in {"", OTHER}


def _others(dossier: Dossier) -> list[Item]:
    """Return the papers that stand beside those the procedure names, by what they are called."""
    names = Counter(
        row.file.name
        for row in _papers(dossier)
        if row.file is not None and row.superseded_at is None and not _is_component(row)
    )
    return [{"name": name, "count": many} for name, many in names.items()]


def _note(dossier: Dossier) -> str:
    """Return what the applicant reads last of how it stands."""
    entry = dossier.timeline.filter(is_told=True).order_by("pk").last()
    return timeline_words(entry) if entry is not None else ""


def _paper(row: Attachment) -> Item:
    return {
        "id": str(row.uid),
        "file_name": row.file.name if row.file is not None else "",
        "is_deleted": row.superseded_at is not None,
        "component": row.component_key,
        "address": address_of(row.uid),
        "is_digitised": row.digitised != DigitisedState.NOT_DIGITISED,
        "reused": REUSED.get(row.digitised, 0),
        "replaced_result": row.reused_result.result_code if row.reused_result else "",
    }


def _supplements(dossier: Dossier) -> list[Item]:
    answers = {
        entry.at: entry
        for entry in dossier.timeline.filter(code__in=sorted(ANSWERS)).order_by("pk")
    }
    charges = list(_charges(dossier))
    return [
        {
            "id": str(row.uid),
            "asked_by": row.asked_by_name,
            "content": "; ".join(str(item["text"]) for item in row.items),
            "asked_at": row.asked_at,
            "answered_at": row.answered_at,
            "is_answered": row.answered_at is not None,
            "papers": "; ".join(sorted({str(i["component"]) for i in row.items if i["component"]})),
            "due_before": row.due_before,
            "due_after": row.due_after,
            "more_fees": _asked_with(row, charges),
            **_received(dossier, answers.get(row.answered_at) if row.answered_at else None),
        }
        for row in dossier.supplements.all()
    ]


def _received(dossier: Dossier, answer: TimelineEntry | None) -> dict[str, Value]:
    """Return who took a supplement in: who wrote it down at the desk, else who works on it."""
    if answer is None:
        return {"received_by": "", "received_words": ""}
    at_desk = answer.unit_id is not None
    return {
        "received_by": answer.by_name if at_desk else dossier.assignee_name,
        "received_words": timeline_words(answer),
    }


def _asked_with(request: SupplementRequest, charges: Sequence[Charge]) -> str:
    """Return the fees that were charged while the applicant was to supplement, with amounts."""
    until = request.answered_at or request.closed_at
    return "; ".join(
        f"{charge.get_kind_display()}: {charge.amount_vnd}"
        for charge in charges
        if charge.made_at >= request.asked_at and (until is None or charge.made_at <= until)
    )


def _charges(dossier: Dossier) -> QuerySet[Charge]:
    charges = Charge.objects.fees().filter(dossier=dossier).exclude(state=ChargeState.CANCELLED)
    return charges.prefetch_related("payments")


def _fees(dossier: Dossier) -> list[Item]:
    """Return what was charged, with the way in which it was paid."""
    return [
        {
            "name": str(charge.get_kind_display()),
            "reference": charge.reference,
            "way": ", ".join(
                str(PaymentMethod(payment.method).label)
                for payment in charge.payments.all()
                if payment.state == TryState.PAID
            ),
            "amount": charge.amount_vnd,
            "kind": charge.kind,
        }
        for charge in _charges(dossier)
    ]


def _paid_online(dossier: Dossier) -> int:
    """Return by whose gateway a fee was paid online, if any was."""
    paid = Payment.objects.filter(
        charge__dossier=dossier,
        charge__notice__isnull=True,
        method=PaymentMethod.ONLINE,
        state=TryState.PAID,
    )
    gateways = set(paid.values_list("provider", flat=True))
    if NATIONAL_GATEWAY in gateways:
        return PAID_THERE
    return PAID_HERE if gateways else NOT_PAID_ONLINE


def _results(dossier: Dossier) -> list[Item]:
    names = {one.code: one.name for one in dossier.procedure_version.results}
    rows = dossier.results.filter(sealed_at__isnull=False, withdrawn_at__isnull=True)
    return [
        {
            "name": names.get(row.result_code) or str(row.get_kind_display()),
            "id": str(row.uid),
            "address": address_of(row.uid) if row.final_file_id else "",
            "code": row.result_code,
        }
        for row in rows
    ]


def address_of(uid: UUID) -> str:
    """Return where the portal, as a system with its own key, fetches a paper or a result."""
    return f"{settings.TINHSO_BASE_URL.rstrip('/')}/api/v1/dossiers/national/files/{uid}"

"""What each message of the national portal does here: by the services everybody else uses."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, MessageKind, NationalRecord, PartyKind
from tinhso.dossiers.national_portal import FileMissing, fetch_file
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.states import BEFORE_ACCEPTANCE, Channel, FiledAt
from tinhso.dossiers.services.ending import ask_stop, stop_by_notice
from tinhso.dossiers.services.filing import change_content, submit, withdraw
from tinhso.dossiers.services.inputs import AttachmentInput, PartyInput
from tinhso.dossiers.services.supplements import answer_supplement
from tinhso.identity import queries as identity
from tinhso.identity.permissions import IdentityPermission
from tinhso.kernel import files as kept_files
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.organization import queries as organization

TOKENS: Final = UUID("0b2f6d5e-6e61-4a74-8000-64766371672e")
PORTAL: Final = Actor(
    kind=ActorKind.SYSTEM,
    name="dossiers.national",
    sight_keys=frozenset({"system:dossiers.national"}),
    permissions={IdentityPermission.VIEW_PERSONS: EVERYWHERE},
)
"""As whom the portal's messages act: it may find the person whose number it has verified."""
CHANNELS: Final = {"1": Channel.DESK, "2": Channel.ONLINE, "3": Channel.POST}
KINDS: Final = {
    "1": PartyKind.CITIZEN,
    "2": PartyKind.BUSINESS,
    "3": PartyKind.AGENCY,
    "4": PartyKind.ORGANIZATION,
}
Body = Mapping[str, object]
Files = Mapping[str, bytes]


def files_of(body: Body) -> dict[str, bytes]:
    """Fetch every file a message names, by its address; `FileMissing` when one is not there."""
    found = {}
    for paper in [*_items(body, "TaiLieuNop"), *_notice(body)]:
        address = _text(paper, "DuongDanTaiTepTin")
        if not address:
            raise FileMissing
        found[address] = fetch_file(address)
    return found


def file_dossier(body: Body, files: Files) -> Dossier:
    """Let a dossier filed at the portal become one here, exactly once for its number there.

    The person was told there that it is filed, so it comes in with what holds, and the desk is
    told what did not; the house's own technical check would only keep it from the desk.
    """
    number = _text(body, "MaHoSo")
    known = NationalRecord.objects.filter(number=number).select_related("dossier").first()
    if known is not None:
        return known.dossier
    agency = organization.agency_answering(_text(body, "MaCoQuanXuLy"))
    if agency is None:
        raise Invalid(
            _("Không có cơ quan mang mã này."), fields={"MaCoQuanXuLy": _("Hãy xem lại mã.")}
        )
    is_verified = _text(body, "TaiKhoanDuocXacThucVoiVNeID") == "1"
    dossier = submit(
        token=uuid5(TOKENS, number),
        procedure_code=_text(body, "MaTTHC"),
        resolving_agency_id=agency.id,
        answers=_answers(body),
        parties=[_owner(body, is_verified=is_verified)],
        attachments=_attachments(body, files),
        channel=CHANNELS.get(_text(body, "KenhThucHien"), Channel.ONLINE),
        actor=PORTAL,
        filed_at=FiledAt.NATIONAL,
    )
    NationalRecord.objects.create(
        dossier=dossier,
        number=number,
        account=_text(body, "MaDoiTuong"),
        is_verified=is_verified,
        filed_on=_moment(_text(body, "NgayNopHoSo")),
    )
    return dossier


def complete(body: Body, files: Files) -> Dossier:
    """Hand in what was asked for, as the applicant himself would."""
    dossier = _dossier(body)
    return answer_supplement(
        uid=dossier.uid,
        actor=PORTAL,
        answers=_answers(body) or None,
        attachments=_attachments(body, files),
    )


def change(body: Body, files: Files) -> Dossier:
    """Change what was filed; answers that are not named stay as they were."""
    dossier = _dossier(body)
    return change_content(
        uid=dossier.uid,
        actor=PORTAL,
        answers={**from_json(dossier.answers), **_answers(body)},
        attachments=_attachments(body, files),
    )


def take_back(body: Body, _files: Files) -> Dossier:
    """Take a dossier back; one that was accepted is the desk's to stop (118/2025 Art. 21)."""
    dossier = _dossier(body)
    reason = _text(body, "LyDo")
    if dossier.state in BEFORE_ACCEPTANCE:
        return withdraw(uid=dossier.uid, actor=PORTAL, reason=reason)
    ask_stop(uid=dossier.uid, actor=PORTAL, reason=reason)
    dossier.refresh_from_db()
    return dossier


def stop(body: Body, files: Files) -> Dossier:
    """Follow the portal's own notice that the work stops (TT 03/2025 Art. 7(2))."""
    dossier = _dossier(body)
    papers = _notice(body)
    stored = None
    if papers:
        stored = kept_files.store(
            content=files[_text(papers[0], "DuongDanTaiTepTin")],
            name=_text(papers[0], "TenTepDinhKem") or "thong-bao-dung.pdf",
            use="dossiers.paper",
            actor=PORTAL,
            owner_class="personal",
        )
    return stop_by_notice(
        uid=dossier.uid,
        actor=PORTAL,
        number=_text(body, "SoThongBao"),
        issued_at=_moment(_text(body, "NgayThongBao")) or timezone.now(),
        reason=_text(body, "LyDo"),
        file=stored,
    )


EFFECTS: Final[Mapping[MessageKind, Callable[[Body, Files], Dossier]]] = {
    MessageKind.FILING: file_dossier,
    MessageKind.SUPPLEMENT: complete,
    MessageKind.CONTENT: change,
    MessageKind.WITHDRAWAL: take_back,
    MessageKind.STOP: stop,
}


def _dossier(body: Body) -> Dossier:
    record = (
        NationalRecord.objects.filter(number=_text(body, "MaHoSo"))
        .select_related("dossier")
        .first()
    )
    if record is None:
        raise NotFound(_("Chưa có hồ sơ mang mã này của Cổng."))
    return record.dossier


def _owner(body: Body, *, is_verified: bool) -> PartyInput:
    numbers = [_text(item, "SoDinhDanh") for item in _items(body, "DinhDanhCHS")]
    number = next((text for text in numbers if text), "")
    kind = KINDS.get(_text(body, "LoaiDoiTuong"), PartyKind.CITIZEN)
    person_id = None
    if number and is_verified:
        number_kind = {12: "personal", 9: "old_card"}.get(len(number), "passport")
        if kind != PartyKind.CITIZEN:
            number_kind = "tax"
        person = identity.find_person(number=number, kind=number_kind, actor=PORTAL)
        person_id = person.pk if person is not None else None
    return PartyInput(
        name=_text(body, "ChuHoSo"),
        kind=kind,
        person_id=person_id,
        identity_number=number,
        phone=_text(body, "SoDienThoai"),
        email=_text(body, "Email"),
        address=_text(body, "DiaChi"),
    )


def _attachments(body: Body, files: Files) -> list[AttachmentInput]:
    return [
        AttachmentInput(
            component_key=_text(paper, "MaThanhPhanHoSo")[:64],
            file=kept_files.store(
                content=files[_text(paper, "DuongDanTaiTepTin")],
                name=_text(paper, "TenTepDinhKem") or "giay-to.pdf",
                use="dossiers.component",
                actor=PORTAL,
                owner_class="personal",
            ),
        )
        for paper in _items(body, "TaiLieuNop")
    ]


def _answers(body: Body) -> dict[str, object]:
    value = body.get("DuLieuEForm")
    return dict(value) if isinstance(value, dict) else {}


def _notice(body: Body) -> list[Body]:
    value = body.get("TepThongBao")
    return [value] if isinstance(value, dict) else []


def _items(body: Body, name: str) -> list[Body]:
    value = body.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    return value.strip() if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    """Read a time of a message; nothing when it is none."""
    try:
        read = datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007  its zone is set next
    except ValueError:
        return None
    return timezone.make_aware(read)

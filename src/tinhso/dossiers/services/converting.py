"""A signed electronic result made a paper for who wants one in hand (137/2024 Art. 5)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import Dossier, PaperConversion, Result
from tinhso.dossiers.rules.answers import as_json, from_json
from tinhso.dossiers.rules.codes import new_check_code
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._result_papers import check_mark
from tinhso.dossiers.services.errors import DossierChanged, WrongState
from tinhso.dossiers.services.file_access import note_file_opened
from tinhso.identity.queries import accounts_in
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel
from tinhso.signing import services as signing

MOST_COPIES: Final = 20
REASONS: Final[Mapping[signing.Verdict, str | Promise]] = {
    signing.Verdict.INVALID: gettext_lazy(
        "Chữ ký số trên kết quả hoặc phụ lục không hợp lệ nên không chuyển được sang bản giấy;"
        " hãy báo cơ quan giải quyết xem lại kết quả."
    ),
    signing.Verdict.UNKNOWN: gettext_lazy(
        "Chưa đủ thông tin để kết luận chữ ký số trên kết quả hợp lệ nên chưa chuyển được sang"
        " bản giấy; hãy thử lại sau hoặc báo người quản trị chứng thư."
    ),
    signing.Verdict.UNSIGNED: gettext_lazy(
        "Kết quả hoặc phụ lục này không có chữ ký số nên không chuyển được sang bản giấy;"
        " hãy giao bản giấy của cơ quan giải quyết."
    ),
    signing.Verdict.UNREADABLE: gettext_lazy(
        "Không đọc được tệp kết quả nên không chuyển được sang bản giấy;"
        " hãy báo cơ quan giải quyết xem lại kết quả."
    ),
}
"""Why a result is not made paper, and what to do then."""


class ResultNotValid(Invalid):
    """Only a result whose signatures all hold is made paper."""

    code = "dossiers.result_not_valid"


def convert_result(*, uid: UUID, actor: Actor, copies: int = 1) -> PaperConversion:
    """Make paper of a dossier's signed result, annexes included, for handing over.

    For who returns results there. The signatures are checked first: `ResultNotValid` where one of
    them does not hold. Kept are who did it, when and in how many copies; `conversion_pdf` prints.
    """
    if not 1 <= copies <= MOST_COPIES:
        said = _("Mỗi lần chuyển từ 1 đến %(most)d bản.") % {"most": MOST_COPIES}
        raise Invalid(said, fields={"copies": said})
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    _permit(dossier, actor)
    result = _in_force(dossier)
    # Checking takes computing time: outside the transaction, and the result is looked at again.
    pdfs = files_of(result)
    for pdf in pdfs:
        _require_valid(pdf)
    return _keep(uid=uid, result_id=result.pk, pdfs=pdfs, copies=copies, actor=actor)


@one_act()
def _keep(
    *, uid: UUID, result_id: int, pdfs: list[bytes], copies: int, actor: Actor
) -> PaperConversion:
    dossier = _core.load(uid=uid, actor=actor)
    _permit(dossier, actor)
    result = _in_force(dossier)
    if result.pk != result_id:
        raise DossierChanged
    now = timezone.now()
    row = PaperConversion(
        dossier=dossier,
        result=result,
        check_code=new_check_code(),
        copies=copies,
        made_at=now,
        made_by=_core.who(actor),
        made_by_name=actor.name,
    )
    row.data = as_json(
        {
            **check_mark(row.check_code),
            "words": settings.TINHSO_PAPER_MARK,
            "system": settings.TINHSO_SYSTEM_NAME,
            "owner": _owner_of(dossier),
            "number": result.number,
            "signed_on": f"{timezone.localdate(result.sealed_at):%d/%m/%Y}",
            "pages": signing.page_count(pdfs),
            "who": actor.name,
            "position": _position_of(actor),
            "body": organization.agency_name(actor.agency_id or dossier.receiving_agency_id),
            "at": signing.moment_in_mark(timezone.localtime(now)),
            "copies": copies,
        }
    )
    row.save()
    _core.tell("result_converted", dossier, actor=actor, at=now, values={"count": copies})
    _core.audit(
        "result_converted", dossier, actor=actor, conversion=str(row.uid), copies=row.copies
    )
    return row


def conversion_pdf(*, uid: UUID, conversion_uid: UUID, actor: Actor) -> bytes:
    """Return a paper that was made, to be printed, now or again; that it was opened is kept.

    For who returns results there. `WrongState` where a right result took the place of its own.
    """
    dossier = fetch(Dossier.objects.visible_to(actor), uid=uid)
    _permit(dossier, actor)
    rows = PaperConversion.objects.select_related("result__final_file")
    row = fetch(rows.filter(dossier=dossier), uid=conversion_uid)
    if row.result.withdrawn_at is not None:
        raise WrongState(_("Kết quả này đã được thay; hãy chuyển đổi kết quả mới."))
    pdfs = files_of(row.result)
    if row.result.final_file is not None:
        note_file_opened(actor, row.result.final_file, "")
    _core.audit("conversion_printed", dossier, actor=actor, conversion=str(row.uid))
    return signing.printed_copy(pdfs, from_json(row.data))


def files_of(result: Result) -> list[bytes]:
    """Return the signed file of an issued result and those of its annexes."""
    if result.final_file is None:
        raise WrongState(_("Hồ sơ chưa có kết quả điện tử đã ký."))
    annexes = result.annexes.select_related("file", "sealed_file").order_by("pk")
    stored = [result.final_file, *(row.sealed_file or row.file for row in annexes)]
    return [files.open_file(one) for one in stored]


def _permit(dossier: Dossier, actor: Actor) -> None:
    _core.permit_move(actor, "return_result", dossier)


def _in_force(dossier: Dossier) -> Result:
    """Return the signed result that counts now."""
    rows = Result.objects.filter(dossier=dossier, sealed_at__isnull=False, withdrawn_at=None)
    result = rows.select_related("final_file").order_by("-pk").first()
    if result is None or result.final_file is None:
        raise WrongState(_("Hồ sơ chưa có kết quả điện tử đã ký."))
    return result


def _require_valid(pdf: bytes) -> None:
    verdict = signing.verify_pdf(pdf).verdict
    if verdict is not signing.Verdict.VALID:
        raise ResultNotValid(REASONS[verdict])


def _owner_of(dossier: Dossier) -> str:
    """Return whose the system is: the province above the agency that answered."""
    own = dossier.resolving_agency_id
    above = [organization.agency(pk) for pk in (own, *organization.ancestors_of(own))]
    found = next((one for one in above if one.level == AgencyLevel.PROVINCE), above[-1])
    return found.name


def _position_of(actor: Actor) -> str:
    """Return the officer's position where he acts, "" where none is written down."""
    held = accounts_in(account_uid=actor.id, agency_id=actor.agency_id)
    at = next((line.position_id for line in held if line.position_id), None)
    return organization.position_names([at]).get(at, "") if at is not None else ""

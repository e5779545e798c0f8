"""The authority's answers for many certificates at once, by a spreadsheet that names each line.

The whole sheet is looked through first; while one row is wrong nothing of it is done. Then each
line is answered in a transaction of its own, so that what one line refuses stops no other.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.identity.queries import actor_of_account
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold
from tinhso.kernel.errors import Conflict, DomainError, Invalid
from tinhso.kernel.files.sheets import read_sheet
from tinhso.kernel.jobs import enqueue
from tinhso.signing.models import AnswerSheet, CertificateRequest, CertificateRequestLine
from tinhso.signing.rules import account_of, serial_of
from tinhso.signing.rules_requests import NEW, LineState, RequestKind, RequestState
from tinhso.signing.services.requests.answers import grant_line, refuse_line, require_answerer

COLUMNS: Final = (
    "ma_dong",
    "chu_the",
    "chung_thu",
    "tra_loi",
    "so_nam",
    "so_moi",
    "so_thiet_bi",
    "ly_do",
)
YES: Final = frozenset({"co", "dong y", "chap thuan", "x", "yes"})
NO: Final = frozenset({"khong", "tu choi", "no"})
AT_ONCE: Final = 20
"""So many lines are answered while the clerk waits; more become a job with progress."""
MOST_SAID: Final = 10
MOST_YEARS: Final = 5


@dataclass(frozen=True, kw_only=True)
class LineAnswer:
    """Yes or no for one line, and what belongs to it."""

    line: str
    name: str = ""
    grants: bool
    years: int = 3
    serial: str = ""
    device_serial: str = ""
    reason: str = ""


def sheet_rows(*, request: CertificateRequest) -> Iterable[list[str]]:
    """Yield the rows of the spreadsheet to fill in: each line that waits for its answer."""
    lines = request.lines.filter(state=LineState.ASKED).select_related("certificate")
    for line in lines.order_by("pk"):
        held = line.certificate.serial if line.certificate else ""
        yield [str(line.uid), line.name, held, "", "", "", "", ""]


@transaction.atomic
def take_answers(*, uid: UUID, content: bytes, actor: Actor) -> AnswerSheet:
    """Look a filled-in spreadsheet through and begin to answer by it.

    Raises `Invalid` at `file` with each wrong row; then nothing was answered.
    """
    request, by_hand = _to_answer(uid, actor)
    answers = _read(request, read_sheet(content, COLUMNS), by_hand=by_hand)
    sheet = AnswerSheet.objects.create(
        request=request,
        given_by=account_of(actor),
        given_at=timezone.now(),
        language=get_language() or "vi",
        sha256=hashlib.sha256(content).hexdigest(),
        answers=[asdict(one) for one in answers],
    )
    audit.record(
        "signing.request_answers_given",
        actor=actor,
        target=request,
        lines=len(answers),
        sha256=sheet.sha256,
    )
    if sheet.total > AT_ONCE:
        enqueue("signing.answer", key=str(sheet.uid), sheet_uid=str(sheet.uid))
    return sheet


def work_off_answers(
    *, sheet_uid: UUID, say: Callable[[int, int], object], actor: Actor | None = None
) -> AnswerSheet:
    """Answer what is left of a sheet; killed in the middle, it goes on behind the last line kept.

    `actor` is who gave it, where he is at hand; a job acts as he stands now.
    """
    sheet = AnswerSheet.objects.get(uid=sheet_uid)
    who = actor or actor_of_account(sheet.given_by)
    with translation.override(sheet.language):
        while _next_answered(sheet_uid, who):
            sheet.refresh_from_db()
            say(sheet.done, sheet.total)
    sheet.refresh_from_db()
    return sheet


@transaction.atomic
def _next_answered(sheet_uid: UUID, actor: Actor) -> bool:
    """Answer one line and keep its outcome in the same transaction; tell whether one was left."""
    sheet = AnswerSheet.objects.select_for_update(of=("self",)).get(uid=sheet_uid)
    if sheet.finished_at is not None:
        return False
    if sheet.done < sheet.total:
        given = LineAnswer(**sheet.answers[sheet.done])
        words = _outcome(given, actor)
        sheet.outcomes = [*sheet.outcomes, {"name": given.name, "words": words}]
    if sheet.done == sheet.total:
        sheet.finished_at = timezone.now()
    sheet.save(update_fields=["outcomes", "finished_at"])
    return True


def _outcome(given: LineAnswer, actor: Actor) -> str:
    """Answer one line; return why it could not be, or nothing."""
    try:
        with transaction.atomic():
            if given.grants:
                grant_line(
                    uid=UUID(given.line),
                    years=given.years,
                    serial=given.serial,
                    device_serial=given.device_serial,
                    actor=actor,
                )
            else:
                refuse_line(uid=UUID(given.line), reason=given.reason, actor=actor)
    except Invalid as refusal:
        return " ".join(str(text) for text in refusal.fields.values()) or str(refusal.message)
    except DomainError as refusal:
        return str(refusal.message)
    return ""


def _to_answer(uid: UUID, actor: Actor) -> tuple[CertificateRequest, bool]:
    rows = CertificateRequest.objects.visible_to(actor).select_for_update(of=("self",))
    request = fetch(rows, uid=uid)
    by_hand = require_answerer(request, actor)
    if request.state != RequestState.SENT:
        raise Conflict(_("Yêu cầu này không chờ trả lời."))
    return request, by_hand


def _read(
    request: CertificateRequest, rows: Sequence[tuple[int, list[str]]], *, by_hand: bool
) -> list[LineAnswer]:
    """Return the answers of a sheet; a row without one is left for later."""
    lines = {str(line.uid): line for line in request.lines.all()}
    seen: set[str] = set()
    found, wrong = [], []
    for number, texts in rows:
        row = dict(zip(COLUMNS, texts, strict=True))
        if not row["tra_loi"].strip():
            continue
        answer, why = _answer(row, lines, seen, kind=request.kind, by_hand=by_hand)
        if answer is None:
            wrong.append(_("Dòng %(line)s: %(why)s") % {"line": number, "why": why})
        else:
            found.append(answer)
    if wrong:
        more = len(wrong) - MOST_SAID
        said = wrong[:MOST_SAID]
        if more > 0:
            said.append(_("Và %(n)s dòng nữa.") % {"n": more})
        raise Invalid(fields={"file": " ".join(said)})
    if not found:
        raise Invalid(fields={"file": _("Cột tra_loi chưa có câu trả lời nào.")})
    return found


def _answer(
    row: dict[str, str],
    lines: dict[str, CertificateRequestLine],
    seen: set[str],
    *,
    kind: str,
    by_hand: bool,
) -> tuple[LineAnswer | None, str]:
    """Return one row's answer, or what is wrong with it."""
    key, word = row["ma_dong"].strip().lower(), fold(row["tra_loi"]).strip()
    line = lines.get(key)
    why = ""
    if line is None:
        why = _("mã dòng không thuộc yêu cầu này.")
    elif key in seen:
        why = _("lặp lại một dòng ở trên.")
    elif line.state != LineState.ASKED:
        why = _("đã được trả lời.")
    elif word not in YES | NO:
        why = _("cột tra_loi ghi “có” hoặc “không”.")
    elif word in NO and not row["ly_do"].strip():
        why = _("từ chối cần lý do.")
    elif word in YES:
        why = _lacking(row, kind=kind, by_hand=by_hand)
    if why or line is None:
        return None, why
    seen.add(key)
    years = row["so_nam"].strip()
    return (
        LineAnswer(
            line=key,
            name=line.name,
            grants=word in YES,
            years=int(years) if years else 3,
            serial=serial_of(row["so_moi"]),
            device_serial=row["so_thiet_bi"].strip()[:64],
            reason=row["ly_do"].strip()[:500],
        ),
        "",
    )


def _lacking(row: dict[str, str], *, kind: str, by_hand: bool) -> str:
    """Say what a yes lacks for its kind of request."""
    years = row["so_nam"].strip()
    if years and not (years.isdecimal() and 1 <= int(years) <= MOST_YEARS):
        return _("số năm từ 1 đến 5.")
    gives = kind in NEW or kind in {RequestKind.RENEW, RequestKind.CHANGE}
    if by_hand and gives and not serial_of(row["so_moi"]):
        return _("cần số chứng thư mới, đã có trong sổ.")
    return ""

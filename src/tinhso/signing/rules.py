"""States, allowed moves and pure decisions of signing."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import SignInNeeded


class Format(models.TextChoices):
    """How a file is signed."""

    PADES = "pades", _("PDF (PAdES)")
    CADES = "cades", _("Chữ ký rời .p7s (CAdES)")
    XADES_ENVELOPED = "xades-enveloped", _("XML, chữ ký nằm trong (XAdES)")
    XADES_ENVELOPING = "xades-enveloping", _("XML, chữ ký bao ngoài (XAdES)")
    XADES_DETACHED = "xades-detached", _("XML, chữ ký rời (XAdES)")
    ASIC_E = "asic-e", _("Gói nhiều tệp (ASiC-E)")


class CertificateRole(models.TextChoices):
    """Whose a certificate is."""

    PERSON = "person", _("Cá nhân")
    AGENCY = "agency", _("Cơ quan")
    DEVICE = "device", _("Thiết bị, dịch vụ, phần mềm")


class Coming(models.TextChoices):
    """How a holder came to a certificate."""

    NEW = "new", _("Cấp mới")
    RENEWED = "renewed", _("Cấp lại, gia hạn")
    CHANGED = "changed", _("Thay đổi nội dung")


class DeviceKind(models.TextChoices):
    """What a private key lies on."""

    TOKEN = "token", _("Thiết bị USB (token)")
    SIM = "sim", _("SIM PKI")
    SERVER = "server", _("Tài khoản ký trên máy chủ")


class DeviceState(models.TextChoices):
    """In whose hands a device is."""

    HELD = "held", _("Còn giữ")
    RETURNED = "returned", _("Đã trả lại")
    LOST = "lost", _("Đã mất")


class RequestForm(models.TextChoices):
    """The forms of Decree 68/2024 that follow from a change, by their number."""

    CHANGE = "04", _("Mẫu 04: thay đổi nội dung chứng thư")
    REVOKE = "05", _("Mẫu 05: thu hồi chứng thư")


class ProposalCause(models.TextChoices):
    """What changed, so that a form is due."""

    LEFT = "left", _("Thôi việc, nghỉ hưu")
    MOVED = "moved", _("Chuyển công tác trong khu vực nhà nước")
    MERGED = "merged", _("Cơ quan kết thúc, sáp nhập, đổi tên")


class ProposalOutcome(models.TextChoices):
    """How a proposal was dealt with."""

    FILED = "filed", _("Đã gửi mẫu")
    DECLINED = "declined", _("Không cần gửi")
    SETTLED = "settled", _("Chứng thư đã thu hồi")
    DROPPED = "dropped", _("Không còn lý do")


class FoundOutcome(models.TextChoices):
    """What became of a certificate that was read from a file."""

    TAKEN = "taken", _("Đã ghi vào sổ")
    LEFT = "left", _("Không ghi vào sổ")


OLD_NAME_UNTIL: Final = date(2024, 8, 15)
"""Decree 68/2024 in force: from this day the signature of public duty has its present name."""


def kind_on(on: date) -> str:
    """Return by which words law told the state's own signatures from others on a day."""
    return "chuyên dùng Chính phủ" if on < OLD_NAME_UNTIL else "chuyên dùng công vụ"


def name_of_signature(on: date) -> str:
    """Return what law called the signature of state agencies on a day."""
    return f"chữ ký số {kind_on(on)}"


def name_of_certificate(on: date) -> str:
    """Return what law called a certificate of state agencies on the day it was issued."""
    return f"chứng thư số {kind_on(on)}"


NO_STORE: Final = ""
"""Where the key of a certificate lies that others issued and nobody signs with here."""


def serial_of(text: str) -> str:
    """Return a certificate's number as the register writes it, "" when the text is none.

    Others write it in capitals, in pairs with spaces or colons, with zeros in front.
    """
    plain = re.sub(r"[\s:.-]", "", text).lower().removeprefix("0x").lstrip("0")
    return plain if re.fullmatch(r"[0-9a-f]{1,40}", plain) else ""


class UseSource(models.TextChoices):
    """By which way a key came to be used."""

    QUEUE = "queue", _("Hàng chờ ký")
    SHIFT = "shift", _("Ca ký tại quầy")
    SEAL = "seal", _("Văn thư đóng dấu")
    JOB = "job", _("Việc nền")
    DIRECT = "direct", _("Ký tệp trực tiếp")
    BATCH = "batch", _("Lô ký")


class UseOutcome(models.TextChoices):
    """What came of a use of a key."""

    SIGNED = "signed", _("Đã ký")
    DISCARDED = "discarded", _("Đã ký nhưng bỏ, không dùng")
    FAILED = "failed", _("Không ký được")


class RevocationReason(models.TextChoices):
    """Why a certificate ends early: Decree 68/2024, Article 17."""

    KEY_COMPROMISE = "key_compromise", _("Khóa bị lộ hoặc nghi bị lộ")
    DEVICE_LOST = "device_lost", _("Mất hoặc hỏng thiết bị")
    POSITION_CHANGED = "position_changed", _("Thay đổi vị trí công tác")
    LEFT = "left", _("Nghỉ hưu, thôi việc, từ trần")
    AGENCY_ENDED = "agency_ended", _("Cơ quan giải thể, chia tách, sáp nhập")
    SUPERSEDED = "superseded", _("Đã cấp chứng thư mới")


class ItemState(models.TextChoices):
    """Where a paper stands with the one who is to sign it."""

    WAITING = "waiting", _("Chờ xem")
    OPENED = "opened", _("Đã xem")
    POSTPONED = "postponed", _("Để sau")
    SIGNED = "signed", _("Đã ký")
    RETURNED = "returned", _("Đã trả lại")
    WITHDRAWN = "withdrawn", _("Đã rút")


MOVES: Final[dict[str, frozenset[str]]] = {
    ItemState.WAITING: frozenset({"opened", "postponed", "returned", "withdrawn", "waiting"}),
    ItemState.OPENED: frozenset(
        {"opened", "signed", "postponed", "returned", "withdrawn", "waiting"}
    ),
    ItemState.POSTPONED: frozenset(
        {"opened", "signed", "postponed", "returned", "withdrawn", "waiting"}
    ),
    ItemState.SIGNED: frozenset({"returned"}),
    ItemState.RETURNED: frozenset({"waiting", "withdrawn"}),
    ItemState.WITHDRAWN: frozenset(),
}
OPEN_STATES: Final = (ItemState.WAITING, ItemState.OPENED, ItemState.POSTPONED)


class TurnKind(models.TextChoices):
    """What a person's own computer is asked to sign in one turn."""

    QUEUE = "queue", _("Văn bản chờ ký")
    BATCH = "batch", _("Lô ký")
    SEAL = "seal", _("Văn bản chờ đóng dấu")
    SCAN = "scan", _("Bản quét chờ ký")


class TurnState(models.TextChoices):
    """How far the signing of papers on a person's own computer has come."""

    WAITING = "waiting", _("Chờ máy ký")
    SHOWN = "shown", _("Máy ký đang hỏi bạn")
    SIGNING = "signing", _("Đang đưa chữ ký vào văn bản")
    DONE = "done", _("Đã xong")
    REFUSED = "refused", _("Máy ký không ký")
    CANCELLED = "cancelled", _("Đã bỏ lượt ký")


OPEN_TURNS: Final = (TurnState.WAITING, TurnState.SHOWN)
"""An agent may still answer: what it answered is over, whatever came of it."""


class PaperState(models.TextChoices):
    """What became of one paper of such a turn."""

    WAITING = "waiting", _("Chưa ký")
    SIGNED = "signed", _("Đã ký")
    REFUSED = "refused", _("Không ký được")


class SealState(models.TextChoices):
    """How far the clerk's act has come."""

    NUMBERED = "numbered", _("Đã cấp số, đang đóng dấu")
    SEALED = "sealed", _("Đã đóng dấu")
    VOIDED = "voided", _("Số đã hủy, chờ ký lại")


class BatchAct(models.TextChoices):
    """What is done with each file of a batch."""

    SIGN = "sign", _("Ký số")
    SEAL = "seal", _("Đóng dấu cơ quan")
    STAMP = "stamp", _("Cấp dấu thời gian")
    VERIFY = "verify", _("Kiểm tra chữ ký")
    EXTEND = "extend", _("Nâng mức chữ ký")


class BatchState(models.TextChoices):
    """How far a batch has come."""

    UNCONFIRMED = "unconfirmed", _("Chờ người có khóa xác nhận")
    RUNNING = "running", _("Đang làm")
    DONE = "done", _("Đã xong")
    CANCELLED = "cancelled", _("Đã dừng")


class BatchFileState(models.TextChoices):
    """What became of one file of a batch."""

    WAITING = "waiting", _("Chờ làm")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Không làm được")
    CANCELLED = "cancelled", _("Đã dừng")


BATCH_MOVES: Final[dict[str, frozenset[str]]] = {
    BatchState.UNCONFIRMED: frozenset({"running", "cancelled", "done"}),
    BatchState.RUNNING: frozenset({"done", "cancelled", "unconfirmed"}),
    BatchState.DONE: frozenset({"running", "unconfirmed"}),
    BatchState.CANCELLED: frozenset(),
}
NEEDS_KEY: Final = frozenset({BatchAct.SIGN, BatchAct.SEAL})
PORTION: Final = 100
"""So many files are done before others' work gets its turn, and by a key that asks its holder."""
TRIES: Final = 5
"""So often a file is tried while a service beside the house (time-stamps) does not answer."""
DIGESTS: Final = {64: "sha256", 96: "sha384", 128: "sha512"}
"""Digests that a time-stamp takes, by the length of their hexadecimal text."""


def may_move_batch(state: str, to: str) -> bool:
    """Tell whether a batch may go from one state to another."""
    return to in BATCH_MOVES[state]


def try_again_in(attempts: int) -> timedelta:
    """Return how long a file waits after so many tries: 10 s, 40 s, 160 s, 640 s."""
    return timedelta(seconds=10 * 4 ** max(attempts - 1, 0))


SEALED_SOON: Final = timedelta(minutes=5)
"""A paper that has its number waits no longer for its seal while the jobs run."""

TELEPHONE: Final = "telephone"
ONE_TIME_CODE: Final = "totp"
CODE_MINUTES: Final = 5
CODE_ATTEMPTS: Final = 5
ATTEMPTS_AN_HOUR: Final = 20
CODE_DIGITS: Final = 6
MOST_AT_ONCE: Final = 100
SHIFT_HOURS: Final = 9
PAIRING_MINUTES: Final = 10
PAIRING_CODE_LENGTH: Final = 10
MOST_AGENTS: Final = 5
"""Computers of one person."""

TURN_MINUTES: Final = 5
"""So long a person has to agree at his computer."""

AGENT_PORTION: Final = 25
"""So many files of a batch are laid out for an agent at a time: one answer stays a matter of
seconds."""

FINISHED_WITHIN: Final = timedelta(minutes=2)
"""Signatures that an agent gave are in their files by then, or the process that did it died."""

SEEN_EVERY: Final = timedelta(seconds=10)
AWAY_AFTER: Final = timedelta(seconds=30)
"""An agent asks every few seconds; one that was not heard for so long is not running."""

TURNS_KEPT: Final = timedelta(days=30)
RETRY_SEAL_AFTER: Final = timedelta(minutes=1)


def account_of(actor: Actor) -> UUID:
    """Return the account that acts; `SignInNeeded` when nobody is signed in."""
    if actor.id is None:
        raise SignInNeeded
    return actor.id


def may_move(state: str, to: str) -> bool:
    """Tell whether an item may go from one state to another."""
    return to in MOVES[state]


def usable_at(
    *, not_before: datetime, not_after: datetime, revoked_at: datetime | None, at: datetime
) -> bool:
    """Tell whether a certificate may sign at a moment."""
    return not_before <= at <= not_after and (revoked_at is None or at < revoked_at)


def nearest_warning(*, left: int, ahead: Iterable[int]) -> int | None:
    """Return which of the days set for warnings has come, the nearest to the end; None if none."""
    come = [days for days in ahead if 0 <= left <= days]
    return min(come, default=None)


def date_in_words(on: date) -> str:
    """Return a date as Decree 30/2020 wants it: days below 10 and months 1 and 2 with a zero."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"

"""The key store of agents: a value comes from the person's own computer, for one paper each.

The house makes what is to be signed, the agent answers later, and only then is the value put into
its file: within `answered`, and for those very bytes.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.errors import DomainError
from tinhso.signing.agents.words import DECLINED, DOUBTED, OTHER_CERTIFICATE, OUTDATED
from tinhso.signing.algorithms import Algorithm, KeyKind, PublicKey, SignData
from tinhso.signing.registry import KeySecret
from tinhso.signing.tokens.client import DeviceTrouble
from tinhso.signing.tokens.store import DeviceRefused, refusal_of
from tinhso.signing.tokens.words import PinState, Trouble


class AgentNeeded(DomainError):
    """A key on a person's own computer signs only what that computer was asked for."""

    code = "signing.agent_needed"
    mend_url = "/tai-khoan/chu-ky-so/may-ky/"
    mend_label = gettext_lazy("Máy ký của tôi")


class AgentRefused(DeviceRefused):
    """The agent did not sign; its sentence says why, as the agent told it."""

    code = "signing.agent_refused"


SAID: Final[dict[str, Promise]] = {
    DECLINED: gettext_lazy("Bạn đã không đồng ý ký trên máy ký. Chưa có gì được ký."),
    DOUBTED: gettext_lazy(
        "Máy ký không nhận yêu cầu vì nội dung không phải chữ ký trên văn bản bằng chứng thư của"
        " bạn. Chưa có gì được ký; hãy báo người quản trị."
    ),
    OUTDATED: gettext_lazy(
        "Chương trình ký trên máy của bạn là bản cũ, chỉ ký được tệp PDF. Hãy cài bản có giao thức"
        " 2 trở lên (lệnh state của chương trình cho biết), rồi ký lại. Chưa có gì được ký."
    ),
    OTHER_CERTIFICATE: gettext_lazy(
        "Thiết bị đang cắm không giữ khóa của chứng thư này. Chưa có gì được ký."
    ),
}
TROUBLES: Final = {one.value: one for one in Trouble}
PIN_STATES: Final = {one.value: one for one in PinState}
UNANSWERED: Final = gettext_lazy("Máy ký không trả lời cho văn bản này; văn bản này chưa được ký.")
ELSEWHERE: Final = gettext_lazy(
    "Khóa này nằm trên máy của bạn; hãy ký từ danh sách chờ ký và đồng ý trên máy ký."
)


def refusal_for(trouble: str, pin: str = "") -> DeviceRefused:
    """Return in words why an agent gave no value; an agent may say whatever it likes."""
    if trouble in SAID:
        return AgentRefused(str(SAID[trouble]))
    known = TROUBLES.get(trouble, Trouble.BROKEN)
    return refusal_of(DeviceTrouble(known, pin=PIN_STATES.get(pin, PinState.FINE)))


def unanswered() -> AgentRefused:
    """Return the refusal of a paper for which the agent gave nothing."""
    return AgentRefused(str(UNANSWERED))


@dataclass(frozen=True)
class _Certified:
    """The key that is being given its certificate."""

    reference: str
    public: PublicKey


@dataclass(frozen=True)
class _Answer:
    """What the agent gave for what it was asked to sign."""

    reference: str
    to_sign: bytes
    value: bytes | DeviceRefused


_certified: ContextVar[_Certified | None] = ContextVar("agent_key_certified", default=None)
_answer: ContextVar[_Answer | None] = ContextVar("agent_answer", default=None)


@contextmanager
def certifying(reference: str, public: PublicKey) -> Iterator[None]:
    """Let a certificate issued within be that of a key which an agent showed."""
    token = _certified.set(_Certified(reference, public))
    try:
        yield
    finally:
        _certified.reset(token)


@contextmanager
def answered(reference: str, to_sign: bytes, value: bytes | DeviceRefused) -> Iterator[None]:
    """Let the key give this value within, for these very bytes and no others."""
    token = _answer.set(_Answer(reference, to_sign, value))
    try:
        yield
    finally:
        _answer.reset(token)


class AgentKeyStore:
    """Keys that were made on a person's own device, at his own computer."""

    asks = KeySecret.AGENT
    is_outside = True

    def make(self, kind: KeyKind = KeyKind.P256) -> tuple[str, PublicKey]:
        """Make none: give the one that the agent showed (`certifying`)."""
        shown = _certified.get()
        if shown is None:
            raise AgentNeeded(_("Khóa trên máy của cán bộ do máy ký tạo và gửi lên."))
        return shown.reference, shown.public

    def signer(self, reference: str, algorithm: Algorithm) -> SignData:
        """Return what gives the agent's answer; the same function for the same key."""
        return _signer(reference, algorithm)

    def begin(self, reference: str) -> None:
        """Prepare nothing: the agent asks by itself."""

    def unlocked(self, reference: str, secret: str, count: int = 1) -> AbstractContextManager[None]:
        """Open nothing: no secret of the person ever comes here."""
        raise AgentNeeded(str(ELSEWHERE))


@lru_cache(maxsize=4096)
def _signer(reference: str, algorithm: Algorithm) -> SignData:
    def sign(data: bytes) -> bytes:
        given = _answer.get()
        if given is None or (given.reference, given.to_sign) != (reference, data):
            raise AgentNeeded(str(ELSEWHERE))
        if isinstance(given.value, DomainError):
            raise given.value
        return given.value

    return sign

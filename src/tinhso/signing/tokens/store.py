"""The key store of PKCS#11 devices: tokens and security modules, a helper process for each act.

A person's key works within `unlocked`, by the PIN that he typed for this batch. An agency's key
on the installation's own device works by the PIN of the configuration, for each seal anew.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.errors import DomainError
from tinhso.signing.algorithms import Algorithm, KeyKind, PublicKey, SignData
from tinhso.signing.registry import KeySecret
from tinhso.signing.tokens.client import (
    DeviceTrouble,
    Held,
    Helper,
    Plugged,
    helper,
    parts_of,
    reference_of,
)
from tinhso.signing.tokens.words import PinState, Trouble


class DeviceRefused(DomainError):
    """A device did not sign; its sentence says what the device itself says of it."""

    code = "signing.device_refused"


class WrongPin(DeviceRefused):
    """The device did not take the PIN, or takes none any longer."""

    code = "signing.wrong_pin"


class PinNeeded(DeviceRefused):
    """A person's key on a device signs only after its PIN was typed for the batch."""

    code = "signing.pin_needed"


SAID: Final[dict[Trouble, Promise]] = {
    Trouble.ABSENT: gettext_lazy("Không thấy thiết bị giữ khóa; hãy cắm thiết bị rồi ký lại."),
    Trouble.NO_KEY: gettext_lazy("Thiết bị này không giữ khóa của chứng thư; hãy kiểm tra lại."),
    Trouble.UNABLE: gettext_lazy("Thiết bị không ký được theo thuật toán này."),
    Trouble.REMOVED: gettext_lazy("Thiết bị bị rút ra giữa chừng; văn bản này chưa được ký."),
    Trouble.SILENT: gettext_lazy("Thiết bị không trả lời kịp; văn bản này chưa được ký."),
    Trouble.BROKEN: gettext_lazy("Thiết bị gặp lỗi; văn bản này chưa được ký."),
}
LOCKED: Final = gettext_lazy(
    "Thiết bị đã khóa vì nhập sai PIN quá nhiều lần; hãy đề nghị khôi phục thiết bị."
)
WRONG_PIN: Final[dict[PinState, Promise]] = {
    PinState.FINE: gettext_lazy("Mã PIN chưa đúng. Chưa có gì được ký."),
    PinState.LOW: gettext_lazy(
        "Mã PIN chưa đúng. Thiết bị báo đã có lần nhập sai; sai thêm nữa thì thiết bị khóa."
    ),
    PinState.LAST: gettext_lazy(
        "Mã PIN chưa đúng. Thiết bị báo chỉ còn một lần thử; sai nữa thì thiết bị khóa."
    ),
    PinState.LOCKED: LOCKED,
}


def refusal_of(trouble: DeviceTrouble) -> DeviceRefused:
    """Return the refusal in words for what a device did."""
    if trouble.trouble is Trouble.WRONG_PIN:
        return WrongPin(str(WRONG_PIN[trouble.pin]))
    if trouble.trouble is Trouble.LOCKED:
        return WrongPin(str(LOCKED))
    return DeviceRefused(str(SAID[trouble.trouble]))


@dataclass(frozen=True)
class _Opened:
    """A device that is open for an act."""

    serial: str
    helper: Helper


_opened: ContextVar[_Opened | None] = ContextVar("opened_device", default=None)


def is_configured() -> bool:
    """Tell whether this installation knows a library of devices."""
    return bool(settings.TINHSO_PKCS11_MODULE)


def devices() -> list[Plugged]:
    """Return the devices that are plugged in; none when the library cannot be asked."""
    if not is_configured():
        return []
    try:
        with _helper() as asking:
            return asking.devices()
    except DeviceTrouble:
        return []


@contextmanager
def opened(serial: str, pin: str) -> Iterator[None]:
    """Keep a device open by its PIN while something is done with its keys."""
    try:
        with _helper() as running:
            running.open(serial, pin)
            token = _opened.set(_Opened(serial, running))
            try:
                yield
            finally:
                _opened.reset(token)
    except DeviceTrouble as trouble:
        raise refusal_of(trouble) from None


def look_at_own(references: Collection[str], others: Collection[str] = ()) -> Trouble | None:
    """Return what stands against the installation's own device, or against its keys.

    All of `references` must lie on it; of `others` those that are kept under its number. A device
    that tells of a wrong PIN is given none: a look must not spend the last try.
    """
    try:
        with _helper() as running:
            own = [one for one in running.devices() if one.label == settings.TINHSO_PKCS11_TOKEN]
            if not own:
                return Trouble.ABSENT
            serial, pin = own[0].serial, _configured_pin()
            if own[0].pin is PinState.LOCKED:
                return Trouble.LOCKED
            if own[0].pin is not PinState.FINE or not pin:
                return Trouble.WRONG_PIN
            running.open(serial, pin)
            held = {reference_of(serial, key) for key, _public in running.held().keys}
    except DeviceTrouble as trouble:
        return trouble.trouble
    except DeviceRefused:
        return Trouble.WRONG_PIN
    wanted = {*references, *(one for one in others if parts_of(one)[0] == serial)}
    return None if held.issuperset(wanted) else Trouble.NO_KEY


def held_on(serial: str) -> Held:
    """Return the keys and certificates of the device that is open, or of the installation's own."""
    try:
        with _device(serial) as device:
            return device.helper.held()
    except DeviceTrouble as trouble:
        raise refusal_of(trouble) from None


class DeviceKeyStore:
    """Keys that were made on a device and never come out of it."""

    asks = KeySecret.PIN
    is_outside = True

    def make(self, kind: KeyKind = KeyKind.P256) -> tuple[str, PublicKey]:
        """Make a key on the device that is open, else on the installation's own."""
        try:
            with _device() as device:
                key, der = device.helper.make(kind)
        except DeviceTrouble as trouble:
            raise refusal_of(trouble) from None
        public = load_der_public_key(der)
        if not isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
            raise DeviceRefused(str(SAID[Trouble.UNABLE]))
        return reference_of(device.serial, key), public

    def signer(self, reference: str, algorithm: Algorithm) -> SignData:
        """Return what signs with a key of a device; the same function for the same key."""
        return _signer(reference, algorithm)

    def begin(self, reference: str) -> None:
        """Prepare nothing: the person knows his PIN."""

    @contextmanager
    def unlocked(self, reference: str, secret: str, count: int = 1) -> Iterator[None]:
        """Let a person's key sign within, by his PIN; the PIN is kept nowhere."""
        if not secret:
            raise PinNeeded(_("Khóa này nằm trên thiết bị; hãy nhập mã PIN của thiết bị."))
        serial, _key = parts_of(reference)
        with opened(serial, secret):
            yield


@lru_cache(maxsize=4096)
def _signer(reference: str, algorithm: Algorithm) -> SignData:
    serial, key = parts_of(reference)

    def sign(data: bytes) -> bytes:
        try:
            with _device(serial) as device:
                return device.helper.sign(key, data, algorithm)
        except DeviceTrouble as trouble:
            raise refusal_of(trouble) from None

    return sign


@contextmanager
def _device(serial: str = "") -> Iterator[_Opened]:
    """Give the device that is open, else the installation's own, opened by the configured PIN."""
    current = _opened.get()
    if current is not None and serial in {"", current.serial}:
        yield current
        return
    pin = _configured_pin()
    with _helper() as running:
        own = [one for one in running.devices() if one.label == settings.TINHSO_PKCS11_TOKEN]
        if not own and not serial:
            raise DeviceTrouble(Trouble.ABSENT)
        if not own or serial not in {"", own[0].serial} or not pin:
            raise PinNeeded(_("Khóa này nằm trên thiết bị; hãy nhập mã PIN của thiết bị."))
        running.open(own[0].serial, pin)
        yield _Opened(own[0].serial, running)


def _configured_pin() -> str:
    path = settings.TINHSO_PKCS11_PIN_FILE
    if not path:
        return str(settings.TINHSO_PKCS11_PIN)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        raise DeviceRefused(_("Không đọc được tệp mã PIN trong cấu hình.")) from None


@contextmanager
def _helper() -> Iterator[Helper]:
    if not is_configured():
        raise DeviceTrouble(Trouble.ABSENT)
    with helper(settings.TINHSO_PKCS11_MODULE, seconds=settings.TINHSO_PKCS11_SECONDS) as running:
        yield running

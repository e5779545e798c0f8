"""Where the keys of the authority and of agencies rest, and whether their device answers."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.registry.operations import Concern, ConcernWords, concern_words
from tinhso.signing.models import AuthorityKey, Certificate
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.devices import DEVICE_STORE
from tinhso.signing.tokens.keys import MARK, DeviceKey
from tinhso.signing.tokens.store import look_at_own
from tinhso.signing.tokens.words import Trouble

ABSENT: Final = gettext_lazy("Không thấy thiết bị giữ khóa %(token)s của bản cài đặt.")
SAID: Final = {
    Trouble.ABSENT: ABSENT,
    Trouble.REMOVED: ABSENT,
    Trouble.WRONG_PIN: gettext_lazy(
        "Thiết bị giữ khóa %(token)s không nhận mã PIN trong cấu hình."
    ),
    Trouble.LOCKED: gettext_lazy(
        "Thiết bị giữ khóa %(token)s đã khóa vì nhập sai PIN quá nhiều lần."
    ),
    Trouble.NO_KEY: gettext_lazy(
        "Thiết bị giữ khóa %(token)s thiếu khóa mà hệ thống ghi là nằm ở đó."
    ),
    Trouble.SILENT: gettext_lazy("Thiết bị giữ khóa %(token)s không trả lời kịp."),
    Trouble.BROKEN: gettext_lazy("Thư viện của thiết bị giữ khóa %(token)s không chạy được."),
    Trouble.UNABLE: gettext_lazy("Thư viện của thiết bị giữ khóa %(token)s không chạy được."),
}
"""What stands against the installation's own device, by what it did."""

REMEDY: Final = gettext_lazy(
    "Chưa đóng dấu, cấp chứng thư được bằng khóa nằm trên đó. Cắm lại thiết bị, xem "
    "TINHSO_PKCS11_MODULE, TINHSO_PKCS11_TOKEN và mã PIN; khóa đã mất thì khôi phục thiết bị."
)


@dataclass(frozen=True, kw_only=True)
class AuthorityKeys:
    """How many keys of the authority rest on the device, and how many here, encrypted."""

    on_device: int
    here: int

    @property
    def left_behind(self) -> int:
        """Return how many rest here though they were to rest on the device."""
        return self.here if settings.TINHSO_AUTHORITY_ON_DEVICE else 0

    @property
    def words(self) -> str:
        """Say where they rest, in the reader's language."""
        told = {
            "on": self.on_device,
            "here": self.here,
            "token": settings.TINHSO_PKCS11_TOKEN,
        }
        if not self.on_device:
            return _("%(here)d khóa, mã hóa trong cơ sở dữ liệu") % told
        if not self.here:
            return _("%(on)d khóa, trên thiết bị %(token)s") % told
        return (
            _("%(on)d khóa trên thiết bị %(token)s, %(here)d khóa mã hóa trong cơ sở dữ liệu")
            % told
        )


def authority_keys() -> AuthorityKeys:
    """Return where the authority's keys rest; no device is asked."""
    kept = _kept_keys()
    on_device = sum(text.startswith(MARK) for text in kept)
    return AuthorityKeys(on_device=on_device, here=len(kept) - on_device)


def device_trouble() -> Trouble | None:
    """Return what stands against the installation's own device; nothing where there is none."""
    if not settings.TINHSO_PKCS11_TOKEN:
        return None
    authority = [DeviceKey.load(text).reference for text in _kept_keys() if text.startswith(MARK)]
    agencies = (
        Certificate.objects.usable()
        .filter(key_store=DEVICE_STORE)
        .exclude(role=CertificateRole.PERSON)
    )
    return look_at_own(authority, agencies.values_list("key_reference", flat=True))


def _kept_keys() -> list[str]:
    return list(AuthorityKey.objects.values_list("key", flat=True))


def look_at_device() -> Iterator[Concern]:
    """Name a device that would not sign, keys not on it that were to be, a PIN others read."""
    token = str(settings.TINHSO_PKCS11_TOKEN)
    trouble = device_trouble()
    if trouble is not None:
        yield Concern(code=f"signing.device_{trouble}", values={"token": token})
    behind = authority_keys().left_behind
    if behind:
        yield Concern(
            code="signing.authority_here",
            values={"count": behind, "token": token},
            is_error=False,
        )
    path = Path(settings.TINHSO_PKCS11_PIN_FILE or "/nonexistent")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Concern(code="signing.pin_readable", values={"path": str(path)}, about=str(path))


def tell_of_keys() -> Iterator[str]:
    """Say where the authority's keys rest."""
    yield _("Khóa của CA thử nghiệm: %(where)s.") % {"where": authority_keys().words}


def register() -> None:
    """Put the words of these concerns into their socket."""
    for trouble, sentence in SAID.items():
        concern_words.register(f"signing.device_{trouble}", ConcernWords(sentence, REMEDY))
    concern_words.register(
        "signing.authority_here",
        ConcernWords(
            gettext_lazy(
                "Khóa của CA thử nghiệm còn nằm trong cơ sở dữ liệu, không trên %(token)s: "
                "%(count)d."
            ),
            gettext_lazy(
                "TINHSO_AUTHORITY_ON_DEVICE được đặt sau lần khởi động đầu; khóa đã có không "
                "chuyển. Cần khóa trên thiết bị thì cài bản mới với biến này từ đầu."
            ),
        ),
    )
    concern_words.register(
        "signing.pin_readable",
        ConcernWords(
            gettext_lazy("Người khác đọc được tệp mã PIN %(path)s."),
            gettext_lazy("Đặt quyền 0400, chủ sở hữu là tài khoản chạy dịch vụ."),
        ),
    )

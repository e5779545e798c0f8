"""The second factor of signing: asked once for a list of papers, or for a desk officer's shift."""

from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.identity.queries.accounts import has_codes
from tinhso.identity.services.factors import use_code
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.signing.models import Certificate, Confirmation, Shift, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret, key_stores, second_factors
from tinhso.signing.rules import (
    ATTEMPTS_AN_HOUR,
    CODE_ATTEMPTS,
    CODE_MINUTES,
    MOST_AT_ONCE,
    ONE_TIME_CODE,
    SHIFT_HOURS,
    TELEPHONE,
    CertificateRole,
    account_of,
)
from tinhso.signing.services.signatories import require_signer

SIGN, SHIFT, RECEIVE = "sign", "shift", "receive"


class ConfirmationEnded(DomainError):
    """A confirmation is used once, within its minutes and its attempts."""

    code = "signing.confirmation_ended"


class NoSecondFactor(DomainError):
    """Nobody signs by his password alone."""

    code = "signing.no_second_factor"
    title = gettext_lazy("Bạn cần bước xác thực thứ hai để ký")
    mend_url = "/tai-khoan/bao-mat/"
    mend_label = gettext_lazy("Bật mã một lần")


class TooManyAttempts(DomainError):
    """Codes are not found out by trying."""

    code = "signing.too_many_attempts"
    status = 429


class ShiftKeyAsks(DomainError):
    """A key that asks its holder each time signs in no shift."""

    code = "signing.shift_key_asks"
    title = gettext_lazy("Khóa của bạn không ký theo ca")
    mend_url = "/lam-viec/ban-quet-cho-ky/"
    mend_label = gettext_lazy("Bản quét chờ tôi ký")


class ShiftNeeded(DomainError):
    """Scans are signed only within a confirmed shift."""

    code = "signing.shift_needed"


def start_confirmation(*, item_uids: list[UUID], actor: Actor, factor: str = "") -> Confirmation:
    """Ask for one second factor with which these papers are signed.

    Without `factor` it is the person's usual one. Raises `NoSecondFactor` when he has none, and
    `TooManyAttempts` when wrong codes were tried for an hour.
    """
    require_signer(actor)
    wanted = list(dict.fromkeys(item_uids))
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise Invalid(
            told(
                _("Mỗi lần ký từ 1 đến %(limit)s văn bản; bạn đã chọn %(count)s."),
                limit=MOST_AT_ONCE,
                count=len(wanted),
            )
        )
    seen = SigningItem.objects.waiting_for(actor).filter(uid__in=wanted).count()
    if seen != len(wanted):
        raise Invalid(_("Có văn bản không còn chờ bạn ký; hãy tải lại danh sách."))
    return ask_for(actor, SIGN, [str(uid) for uid in wanted], factor)


def start_shift_confirmation(*, actor: Actor, factor: str = "") -> Confirmation:
    """Ask for the one second factor of a desk officer's shift."""
    require(actor, SigningPermission.SIGN_SCAN)
    _require_shift_key(actor)
    return ask_for(actor, SHIFT, [], factor)


def _require_shift_key(actor: Actor) -> None:
    """Refuse a shift to whose key asks him each time: no PIN or code is kept for hours here."""
    mine = Certificate.objects.usable().filter(
        account_uid=account_of(actor), role=CertificateRole.PERSON
    )
    own = mine.order_by("-not_before").first()
    if own is not None and key_stores.get(own.key_store).asks is not KeySecret.NOTHING:
        raise ShiftKeyAsks(
            _(
                "Khóa của bạn hỏi mã PIN hoặc mã xác nhận mỗi lần ký, và hệ thống không giữ các mã"
                " đó, nên không mở ca ký được. Bản quét vẫn vào hồ sơ; hãy ký tất cả bản đang chờ"
                " trong một lần ở “Bản quét chờ tôi ký”."
            )
        )


@transaction.atomic
def ask_for(actor: Actor, purpose: str, items: list[str], factor: str) -> Confirmation:
    """Ask for one second factor for a purpose; the caller has looked at sight and permission."""
    account = account_of(actor)
    chosen = factor or usual_factor(account)
    plug = second_factors.find(chosen)
    if plug is None:
        raise NoSecondFactor(_no_factor())
    now = timezone.now()
    _stop_guessing(account, now)
    return Confirmation.objects.create(
        account_uid=account,
        purpose=purpose,
        items=items,
        factor=chosen,
        secret=plug.begin(account),
        asked_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )


def usual_factor(account: UUID) -> str:
    """Return how a person confirms: his own one-time codes, else the demonstration telephone.

    "" when he has neither.
    """
    if has_codes(account_uid=account):
        return ONE_TIME_CODE
    return TELEPHONE if second_factors.find(TELEPHONE) is not None else ""


class OneTimeCode:
    """The code of the person's own authenticator application, as he uses it to sign in."""

    def begin(self, account_uid: UUID) -> str:
        """Ask nothing: the application shows its code by itself."""
        if not has_codes(account_uid=account_uid):
            raise NoSecondFactor(_no_factor())
        return ""

    def fits(self, account_uid: UUID, secret: str, code: str) -> bool:
        """Take the code; it is then used up for signing in too."""
        return use_code(account_uid=account_uid, code=code)


def _no_factor() -> str:
    return _("Hãy bật mã một lần trong phần Bảo mật, rồi quay lại ký. Chưa có gì được ký.")


def _stop_guessing(account: UUID, now: datetime) -> None:
    """Refuse a new confirmation to whom too many codes were wrong: each gives fresh attempts."""
    lately = Confirmation.objects.filter(
        account_uid=account, used_at=None, asked_at__gt=now - timedelta(hours=1)
    )
    if (lately.aggregate(sum=Sum("attempts"))["sum"] or 0) >= ATTEMPTS_AN_HOUR:
        raise TooManyAttempts(_("Mã sai quá nhiều lần trong một giờ; hãy thử lại sau."))


def use_confirmation(
    *, confirmation_uid: UUID, code: str, purpose: str, actor: Actor
) -> Confirmation:
    """Take a confirmation's code; it is then used up.

    A wrong code counts as an attempt and stays counted. Raises `Invalid` for a wrong code and
    `ConfirmationEnded` when it was used, is too old, or was tried too often.
    """
    mine = Confirmation.objects.filter(account_uid=account_of(actor), purpose=purpose)
    asked = fetch(mine, uid=confirmation_uid)
    now = timezone.now()
    # The attempt is counted by one statement before the code is looked at, so that trying in
    # parallel buys no more attempts; a right code then uses the row up the same way.
    counted = mine.filter(
        pk=asked.pk, used_at=None, expires_at__gt=now, attempts__lt=CODE_ATTEMPTS
    ).update(attempts=F("attempts") + 1)
    if not counted:
        raise ConfirmationEnded(_("Mã xác nhận đã hết hạn hoặc đã dùng; hãy lấy mã mới."))
    plug = second_factors.get(asked.factor)
    if not plug.fits(asked.account_uid, asked.secret, "".join(code.split())):
        raise Invalid(
            _("Mã xác nhận chưa đúng."),
            fields={"code": _("Mã chưa đúng; hãy xem lại mã trên điện thoại của bạn.")},
        )
    if not mine.filter(pk=asked.pk, used_at=None).update(used_at=now, secret=""):
        raise ConfirmationEnded(_("Mã xác nhận đã hết hạn hoặc đã dùng; hãy lấy mã mới."))
    return asked


def open_signing_shift(*, confirmation_uid: UUID, code: str, actor: Actor) -> Shift:
    """Let a desk officer sign scans until his shift ends, after one second factor."""
    require(actor, SigningPermission.SIGN_SCAN)
    asked = use_confirmation(
        confirmation_uid=confirmation_uid, code=code, purpose=SHIFT, actor=actor
    )
    now = timezone.now()
    with transaction.atomic():
        shift = Shift.objects.create(
            account_uid=asked.account_uid,
            opened_at=now,
            ends_at=now + timedelta(hours=SHIFT_HOURS),
        )
        audit.record("signing.shift_opened", actor=actor, target=shift)
    return shift


def current_shift(*, actor: Actor) -> Shift | None:
    """Return the actor's confirmed shift, if he is in one."""
    return Shift.objects.filter(account_uid=account_of(actor), ends_at__gt=timezone.now()).last()


def require_shift(actor: Actor) -> None:
    """Refuse unless the actor is within a confirmed shift."""
    require(actor, SigningPermission.SIGN_SCAN)
    if current_shift(actor=actor) is None:
        raise ShiftNeeded(_("Hãy xác nhận bằng điện thoại một lần để ký trong ca làm việc này."))


def codes_equal(first: str, second: str) -> bool:
    """Compare two codes without telling by time how much of them fits."""
    return bool(first) and compare_digest(first.encode(), second.encode())

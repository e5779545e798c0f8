"""What the machine itself shows of the way to production: settings, secrets, backup, mail."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.registry.readiness import ReadyLine, Standing, readiness, standing
from tinhso.kernel.web.operations.queries import OLD_AFTER, backup_files


def lines() -> Iterator[ReadyLine]:
    """Yield how this installation stands."""
    yield ReadyLine(
        order=10,
        title=_("Chế độ chính thức"),
        said=(
            _("TINHSO_PRODUCTION đang bật.")
            if settings.PRODUCTION
            else _(
                "Hệ thống đang chạy chế độ trình diễn. Đặt hai khóa riêng rồi bật"
                " TINHSO_PRODUCTION: bản trình diễn chỉ được cất đi ở chế độ chính thức."
            )
        ),
        standing=standing(settings.PRODUCTION),
        how="" if settings.PRODUCTION else "TINHSO_PRODUCTION=1",
    )
    yield _secrets()
    yield _tls()
    yield ReadyLine(
        order=40,
        title=_("Thư điện tử"),
        said=(
            _("Gửi qua %(host)s, người gửi %(sender)s.")
            if settings.EMAIL_HOST
            else _("Chưa có máy chủ thư, nên thông báo và đường dẫn đặt mật khẩu không đến ai.")
        ),
        values={"host": settings.EMAIL_HOST, "sender": settings.DEFAULT_FROM_EMAIL},
        standing=standing(bool(settings.EMAIL_HOST)),
        how="" if settings.EMAIL_HOST else "TINHSO_SMTP_HOST=… TINHSO_MAIL_FROM=…",
    )
    yield _backup()
    yield ReadyLine(
        order=60,
        title=_("Quét mã độc tệp gửi đến"),
        said=(
            _("Tệp gửi đến qua ClamAV tại %(place)s.")
            if settings.TINHSO_CLAMAV
            else _("Chưa có máy quét mã độc cho tệp người dân gửi.")
        ),
        values={"place": settings.TINHSO_CLAMAV},
        standing=standing(bool(settings.TINHSO_CLAMAV)),
        how="" if settings.TINHSO_CLAMAV else "TINHSO_CLAMAV=…",
    )


def _secrets() -> ReadyLine:
    """Tell whether the keys are the operator's own: in the demonstration the house made them."""
    folder = Path(settings.TINHSO_HOME) / "secrets"
    kept = [n for n in ("tinhso_secret_key", "tinhso_data_key") if (folder / n).exists()]
    is_own = settings.PRODUCTION and not kept
    if is_own:
        said = _("Khóa được đặt từ bên ngoài thư mục dữ liệu.")
    elif kept and settings.PRODUCTION:
        said = _(
            "Khóa đã đặt từ bên ngoài. Tệp khóa cũ %(names)s của bản trình diễn còn trong thư mục"
            " dữ liệu: cất cùng bản sao lưu của nó rồi xóa khỏi đây."
        )
    elif kept:
        said = _(
            "Khóa %(names)s còn do bản trình diễn tự tạo trong thư mục dữ liệu. Tạo khóa mới, cất"
            " ngoài máy chủ, đặt qua TINHSO_SECRET_KEY và TINHSO_DATA_KEY."
        )
    else:
        said = _("Chưa biết khóa có được cất riêng không: hệ thống còn ở chế độ trình diễn.")
    return ReadyLine(
        order=20,
        title=_("Khóa bí mật riêng"),
        said=said,
        values={"names": ", ".join(kept)},
        standing=standing(is_own),
        how="" if settings.PRODUCTION else "openssl rand -hex 32",
    )


def _tls() -> ReadyLine:
    is_https = settings.TINHSO_BASE_URL.startswith("https://")
    is_done = is_https and settings.SESSION_COOKIE_SECURE
    return ReadyLine(
        order=30,
        title=_("Địa chỉ công khai, TLS"),
        said=(
            _("Người dùng vào %(address)s; phiên chỉ đi qua kết nối mã hóa.")
            if is_done
            else _(
                "Địa chỉ đang là %(address)s. Đặt máy chủ TLS ở trước, TINHSO_BASE_URL và"
                " TINHSO_TLS."
            )
        ),
        values={"address": settings.TINHSO_BASE_URL},
        standing=standing(is_done),
    )


def _backup() -> ReadyLine:
    found = backup_files()
    newest = found[0] if found else None
    is_fresh = newest is not None and timezone.now() - newest.made_at < OLD_AFTER
    is_read = newest is not None and newest.checked_at is not None and not newest.fault
    is_done = (
        is_fresh
        and is_read
        and settings.TINHSO_DAILY_BACKUP
        and bool(settings.TINHSO_BACKUP_PASSPHRASE)
    )
    if is_done:
        said = _("Sao lưu hằng đêm đang bật, có mật khẩu; bản mới nhất đã đọc lại được.")
    elif not settings.TINHSO_DAILY_BACKUP or not settings.TINHSO_BACKUP_PASSPHRASE:
        said = _("Bật TINHSO_DAILY_BACKUP và đặt TINHSO_BACKUP_PASSPHRASE.")
    elif not is_fresh:
        said = _("Chưa có bản sao lưu nào mới hơn hai ngày.")
    else:
        said = _("Bản sao lưu mới nhất chưa đọc lại, hoặc đọc lại thấy hỏng.")
    return ReadyLine(
        order=50,
        title=_("Sao lưu"),
        said=said,
        standing=Standing.DONE if is_done else Standing.TODO,
        url="/quan-tri/sao-luu/",
    )


readiness.register("house", lines)

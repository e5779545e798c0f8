"""What is said of a breach of personal data, and its hours: Decree 356/2025 Art. 28, 29; pure."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataKind(models.TextChoices):
    """Which data a breach is about; the sensitive ones of Art. 4 apart."""

    BASIC = "basic", _("Dữ liệu cơ bản (họ tên, ngày sinh, địa chỉ, liên hệ)")
    CARD = "card", _("Ảnh, số căn cước")
    LOGIN = "login", _("Tên đăng nhập, mật khẩu định danh điện tử")
    MONEY = "money", _("Tài khoản ngân hàng, tài chính")
    HEALTH = "health", _("Sức khỏe, đời sống riêng")
    ORIGIN = "origin", _("Dân tộc, tôn giáo, quan điểm")
    CRIME = "crime", _("Tội phạm, vi phạm")
    BIOMETRIC = "biometric", _("Sinh trắc học, di truyền")
    POSITION = "position", _("Vị trí của cá nhân")


MUST_TELL: Final = frozenset({DataKind.BIOMETRIC, DataKind.POSITION})
"""Of these each person concerned is told within the same hours (Art. 29)."""


class ReportWay(models.TextChoices):
    """How the competent body was told."""

    PORTAL = "portal", _("Cổng quốc gia về bảo vệ dữ liệu cá nhân")
    BODY = "body", _("Văn bản gửi cơ quan chuyên trách")


class BreachState(models.TextChoices):
    """Where a breach stands."""

    OPEN = "open", _("Chưa báo cáo")
    REPORTED = "reported", _("Đã báo cáo")
    CLOSED = "closed", _("Đã khép")


REPORT_WITHIN: Final = timedelta(hours=72)
"""By the clock, days off and nights included: no working calendar puts a breach off."""
MOST_PEOPLE: Final = 200_000_000
"""More than anybody keeps data of; what is typed above it is a slip."""
REMIND_HOURS: Final = 24
KEPT_MONTHS: Final = 60
"""What is written down of a breach is kept at least five years (Art. 29)."""


def report_due(found_at: datetime) -> datetime:
    """Return by when the competent body is told."""
    return found_at + REPORT_WITHIN


def must_tell(kinds: "list[str]") -> bool:
    """Tell whether the persons concerned must be told."""
    return any(kind in MUST_TELL for kind in kinds)

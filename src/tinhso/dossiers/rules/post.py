"""Results sent by the post or a hired service (118/2025 Art. 15, 22): who carries, how it went."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Carrier(models.TextChoices):
    """Who carries the results."""

    POST = "post", _("Bưu chính công ích")
    HIRED = "hired", _("Dịch vụ thuê")


class ItemState(models.TextChoices):
    """Where one result is; delivered and returned are ends of its way."""

    LISTED = "listed", _("Chưa giao cho bên chuyển")
    ON_WAY = "on_way", _("Đang chuyển")
    DELIVERED = "delivered", _("Đã phát")
    FAILED = "failed", _("Không phát được, đã chuyển hoàn")


OPEN_ITEMS: Final = frozenset({ItemState.LISTED, ItemState.ON_WAY})
"""Of these a dossier has one at most."""

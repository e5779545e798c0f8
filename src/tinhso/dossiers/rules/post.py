"""Results sent by the post or a hired service (118/2025 Art. 15, 22): who carries, how it went."""

from typing import Final, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.states import END_STATES


class Carrier(models.TextChoices):
    """Who carries the results."""

    POST = "post", _("Bưu chính công ích")
    HIRED = "hired", _("Dịch vụ thuê")


class ItemState(models.TextChoices):
    """Where one result is; all but the first two are ends of its way.

    A wrong result goes back to be made right at once (118/2025 Art. 23(1) counts its three working
    days from then), wherever its envelope is: one still at the desk leaves its list, one that is
    being carried is called back and may be noted as back, or as delivered all the same.
    """

    LISTED = "listed", _("Chưa giao cho bên chuyển")
    ON_WAY = "on_way", _("Đang chuyển")
    DELIVERED = "delivered", _("Đã phát")
    FAILED = "failed", _("Không phát được, đã chuyển hoàn")
    RECALLED = "recalled", _("Rút lại vì kết quả có sai sót")


LONGEST_ADDRESS: Final = 300

OPEN_ITEMS: Final = frozenset({ItemState.LISTED, ItemState.ON_WAY})
"""Of these a dossier has one at most."""


class Sendable(Protocol):
    """What these rules read of a dossier."""

    state: str
    electronic_only: bool

    @property
    def is_member(self) -> bool:
        """Whether it is one agency's part of a linked request."""


def may_wish_post(dossier: Sendable) -> bool:
    """Tell whether somebody may still choose to have the paper result sent: a linked one whole."""
    return not (dossier.state in END_STATES or dossier.electronic_only or dossier.is_member)

"""How a dossier reaches the desk that takes it in (118/2025 Art. 14(3), 15)."""

from collections.abc import Collection
from typing import Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.post import Carrier
from tinhso.dossiers.rules.process import TERM_CHANNEL
from tinhso.dossiers.rules.states import Channel, IntakePlace


class ArrivalWay(models.TextChoices):
    """What the officer says who takes it in; most people stand before him."""

    DESK = "desk", _("Trực tiếp tại quầy")
    POST = "post", _("Bưu chính công ích")
    HIRED = "hired", _("Dịch vụ thuê")
    MOBILE = "mobile", _("Tiếp nhận lưu động")
    ON_SITE = "on_site", _("Tiếp nhận tại hiện trường")


CARRIERS: Final[dict[str, Carrier]] = {
    ArrivalWay.POST: Carrier.POST,
    ArrivalWay.HIRED: Carrier.HIRED,
}
"""The ways on which somebody else brought it: for the law and the nation one channel."""
PLACES: Final[dict[str, IntakePlace]] = {
    ArrivalWay.MOBILE: IntakePlace.MOBILE,
    ArrivalWay.ON_SITE: IntakePlace.ON_SITE,
}
ONLY_ONLINE: Final = frozenset({TERM_CHANNEL[Channel.ONLINE]})


def channel_of(way: str) -> Channel:
    """Return the channel by which a way is counted, promised and paid."""
    return Channel.POST if way in CARRIERS else Channel.DESK


def place_of(way: str) -> IntakePlace:
    """Return where it is taken in: at the desk, also what the post brings."""
    return PLACES.get(way, IntakePlace.DESK)


def carrier_faults(way: str, *, carrier: str, tracking: str) -> dict[str, str]:
    """Say what is missing, by field, of the number or name by which a sending is found again."""
    faults = {}
    if way == ArrivalWay.POST and not tracking.strip():
        faults["tracking"] = gettext("Hãy ghi số bưu gửi trên bì thư.")
    if way == ArrivalWay.HIRED and not carrier.strip():
        faults["carrier"] = gettext("Hãy ghi tên đơn vị chuyển.")
    return faults


def ways_for(channels: Collection[str]) -> list[ArrivalWay]:
    """Return the ways a procedure takes, the desk first where it is one."""
    return [way for way in ArrivalWay if TERM_CHANNEL[channel_of(way)] in channels]


def is_online_only(channels: Collection[str]) -> bool:
    """Tell whether a procedure is taken in nowhere but on the system."""
    return frozenset(channels) == ONLY_ONLINE

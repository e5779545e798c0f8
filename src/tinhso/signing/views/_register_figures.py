"""Numbers of the register, each with the address of the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tinhso.signing.queries.register_acts import Acts
from tinhso.signing.rules import Coming


@dataclass(frozen=True)
class Figure:
    """One number, and the rows behind it."""

    label: str
    count: int
    url: str
    is_data: bool = False


ACT_WORDS: Final[dict[str, str | Promise]] = {
    "new": Coming.NEW.label,
    "renewed": Coming.RENEWED.label,
    "changed": Coming.CHANGED.label,
    "revoked": gettext_lazy("Thu hồi"),
    "recovered": gettext_lazy("Khôi phục thiết bị"),
    "expired": gettext_lazy("Hết hạn"),
}
NO_DEVICE: Final = gettext_lazy("Chưa ghi thiết bị")


def rows_url(**asks: object) -> str:
    """Return the address of the register's rows of which something is asked."""
    return f"{reverse('signing:register')}?{urlencode(asks, doseq=True)}"


def on_day(name: str, day: date, **asks: object) -> str:
    """Return the address of a list as it was on a day."""
    return f"{reverse(f'signing:{name}')}?{urlencode({'ngay': day.isoformat(), **asks})}"


def act_figures(acts: Acts, *, since: date, until: date, **asks: object) -> Sequence[Figure]:
    """Return each number of a period's acts with the address of its certificates."""

    def between(field: str) -> dict[str, object]:
        return {f"{field}_tu": since.isoformat(), f"{field}_den": until.isoformat()}

    rows: dict[str, dict[str, object]] = {
        "new": {**between("cap-ngay"), "cach-cap": Coming.NEW},
        "renewed": {**between("cap-ngay"), "cach-cap": Coming.RENEWED},
        "changed": {**between("cap-ngay"), "cach-cap": Coming.CHANGED},
        "revoked": {**between("thu-hoi"), "thay-the": "khong"},
        "recovered": between("khoi-phuc"),
        "expired": {**between("het-han"), "chua-thu-hoi": "co"},
    }
    return [
        Figure(str(words), getattr(acts, name), rows_url(**rows[name], **asks))
        for name, words in ACT_WORDS.items()
    ]

"""The days that journeys type: reckoned from today in Việt Nam, so that they never go stale."""

from datetime import date, timedelta

from django.utils import timezone


def typed(day: date) -> str:
    """Return a day as people type it."""
    return f"{day:%d/%m/%Y}"


def after(count: int) -> str:
    """Return the day so many days from now, as a date field holds it."""
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def ahead(count: int) -> str:
    """Return the day so many days from now, as people type it."""
    return typed(timezone.localdate() + timedelta(days=count))


def child() -> dict[str, str]:
    """Return when a child was born that is registered in time."""
    return {"tre_ngay_sinh": typed(timezone.localdate() - timedelta(days=3)), "tre_gioi_tinh": "nu"}


def building() -> dict[str, str]:
    """Return when a house is to be begun and finished."""
    return {
        "tg_khoi_cong": typed(timezone.localdate() + timedelta(days=45)),
        "tg_hoan_thanh": typed(timezone.localdate() + timedelta(days=225)),
    }

"""What the notices ask for."""

from enum import StrEnum


class NotificationPermission(StrEnum):
    """Acts of the officials who keep the notices."""

    MANAGE = "notifications.manage"

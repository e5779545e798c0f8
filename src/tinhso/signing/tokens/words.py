"""What the house and its helper process say to each other: one JSON object a line."""

from enum import StrEnum
from typing import Final

SERIAL_END: Final = ":"
"""Between the serial number of a device and the key's id on it, in a reference."""


class Trouble(StrEnum):
    """Why a device did not do what was asked."""

    WRONG_PIN = "wrong_pin"
    LOCKED = "locked"
    ABSENT = "absent"
    NO_KEY = "no_key"
    UNABLE = "unable"
    REMOVED = "removed"
    SILENT = "silent"
    BROKEN = "broken"


class PinState(StrEnum):
    """What a device says of the tries that are left; it never gives a number."""

    FINE = ""
    LOW = "low"
    LAST = "last"
    LOCKED = "locked"

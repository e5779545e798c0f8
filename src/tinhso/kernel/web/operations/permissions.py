"""What the people who run the house may do."""

from enum import StrEnum


class OperationsPermission(StrEnum):
    """Codes as role templates carry them; `OPEN_PAYLOAD` comes only by a timed grant."""

    VIEW = "operations.view"
    VIEW_AUDIT = "operations.view_audit"
    RUN_AGAIN = "operations.run_again"
    SEND_AGAIN = "operations.send_again"
    BACK_UP = "operations.back_up"
    OPEN_PAYLOAD = "operations.open_payload"

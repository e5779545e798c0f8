"""What may be done for the protection of personal data."""

from enum import StrEnum


class PrivacyPermission(StrEnum):
    """Codes as role templates carry them."""

    HANDLE_REQUESTS = "privacy.handle_requests"
    ENTER_REQUESTS = "privacy.enter_requests"
    HANDLE_BREACHES = "privacy.handle_breaches"

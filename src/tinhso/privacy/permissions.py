"""What may be done for the protection of personal data."""

from enum import StrEnum


class PrivacyPermission(StrEnum):
    """Codes as role templates carry them."""

    HANDLE_REQUESTS = "privacy.handle_requests"
    ENTER_REQUESTS = "privacy.enter_requests"
    HANDLE_BREACHES = "privacy.handle_breaches"
    HANDLE_AUTHORITIES = "privacy.handle_authorities"
    OVERSEE_AUTHORITIES = "privacy.oversee_authorities"
    SET_RETENTION = "privacy.set_retention"
    PROPOSE_DESTRUCTION = "privacy.propose_destruction"
    CONFIRM_DESTRUCTION = "privacy.confirm_destruction"

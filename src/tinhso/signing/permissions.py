"""What may be done with signatures."""

from enum import StrEnum


class SigningPermission(StrEnum):
    """Codes as role templates carry them."""

    SIGN_ITEM = "signing.sign_item"
    COSIGN_ITEM = "signing.cosign_item"
    SEAL_DOCUMENT = "signing.seal_document"
    SIGN_SCAN = "signing.sign_scan"
    USE_SERVICE = "signing.use_service"
    MANAGE_CERTIFICATES = "signing.manage_certificates"
    APPROVE_IMAGE = "signing.approve_image"
    ASK_CERTIFICATE = "signing.ask_certificate"

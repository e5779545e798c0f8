"""Who brings records in, and who vouches for them."""

from enum import StrEnum


class ImportPermission(StrEnum):
    """Permissions of imports."""

    IMPORT = "importing.import_records"
    SIGN_OFF = "importing.sign_off"

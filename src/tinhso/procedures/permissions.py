"""What one may be allowed to do in this room."""

from enum import StrEnum


class ProcedurePermission(StrEnum):
    """Permission codes of the catalogue."""

    VIEW_CATALOGUE = "procedures.view_catalogue"
    PUBLISH_VERSION = "procedures.publish_version"
    EDIT_PROCEDURE = "procedures.edit_procedure"

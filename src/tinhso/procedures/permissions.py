"""What one may be allowed to do in this room."""

from enum import StrEnum


class ProcedurePermission(StrEnum):
    """Permission codes of the catalogue."""

    VIEW_CATALOGUE = "procedures.view_catalogue"
    PUBLISH_VERSION = "procedures.publish_version"
    PAUSE_SERVICE = "procedures.pause_service"
    EDIT_PROCEDURE = "procedures.edit_procedure"

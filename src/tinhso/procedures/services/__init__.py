"""Every change of the catalogue."""

from tinhso.procedures.services.catalogue import (
    Imported,
    faults_of,
    import_catalogue,
    publish_version,
    rate_page,
    set_route,
)

__all__ = [
    "Imported",
    "faults_of",
    "import_catalogue",
    "publish_version",
    "rate_page",
    "set_route",
]

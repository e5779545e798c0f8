"""Every change of the catalogue."""

from tinhso.procedures.services.catalogue import (
    Imported,
    faults_of,
    import_catalogue,
    publish_version,
    rate_page,
    set_route,
)
from tinhso.procedures.services.drafts import (
    MISSHAPEN,
    DraftClosed,
    DraftNotSound,
    NothingToUndo,
    PartChanged,
    SecondPersonNeeded,
    abandon_draft,
    change_part,
    check_draft,
    publish_draft,
    rebase,
    settle_flag,
    start_draft,
    undo,
)

__all__ = [
    "MISSHAPEN",
    "DraftClosed",
    "DraftNotSound",
    "Imported",
    "NothingToUndo",
    "PartChanged",
    "SecondPersonNeeded",
    "abandon_draft",
    "change_part",
    "check_draft",
    "faults_of",
    "import_catalogue",
    "publish_draft",
    "publish_version",
    "rate_page",
    "rebase",
    "set_route",
    "settle_flag",
    "start_draft",
    "undo",
]

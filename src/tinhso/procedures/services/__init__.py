"""Every change of the catalogue."""

from tinhso.procedures.services.catalogue import (
    Imported,
    faults_of,
    import_catalogue,
    publish_version,
    rate_page,
    set_route,
)
from tinhso.procedures.services.demonstration import load_demonstration
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
from tinhso.procedures.services.pauses import PauseOver, announce_pause, end_pause

__all__ = [
    "MISSHAPEN",
    "DraftClosed",
    "DraftNotSound",
    "Imported",
    "NothingToUndo",
    "PartChanged",
    "PauseOver",
    "SecondPersonNeeded",
    "abandon_draft",
    "announce_pause",
    "change_part",
    "check_draft",
    "end_pause",
    "faults_of",
    "import_catalogue",
    "load_demonstration",
    "publish_draft",
    "publish_version",
    "rate_page",
    "rebase",
    "set_route",
    "settle_flag",
    "start_draft",
    "undo",
]

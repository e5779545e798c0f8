"""Every question others ask of dossiers, already scoped to the actor."""

from tinhso.dossiers.queries.annexes import annexes_of, result_annexes
from tinhso.dossiers.queries.applicant import (
    ApplicantPage,
    applicant_page,
    draft_of,
    drafts_of,
    filed_from,
    my_dossier,
    my_dossiers,
    my_paper,
)
from tinhso.dossiers.queries.board import (
    BoardRow,
    Output,
    RatingStatistics,
    board,
    output,
    rating_statistics,
)
from tinhso.dossiers.queries.desk import (
    PILES,
    desk_counts,
    desk_list,
    due_soon,
    inbox,
    inbox_counts,
    late,
    overseen,
    search,
)
from tinhso.dossiers.queries.given_papers import papers_to_sign
from tinhso.dossiers.queries.page import (
    DossierPage,
    dossier_by_code,
    dossier_of,
    dossier_page,
    moves_of,
    promise_for,
    visible_by_code,
)
from tinhso.dossiers.queries.public import Tracking
from tinhso.dossiers.queries.restricted import mark_restricted
from tinhso.dossiers.queries.sheets import book, control_sheet
from tinhso.dossiers.queries.timeline import lines_of, timeline_words

__all__ = [
    "PILES",
    "ApplicantPage",
    "BoardRow",
    "DossierPage",
    "Output",
    "RatingStatistics",
    "Tracking",
    "annexes_of",
    "applicant_page",
    "board",
    "book",
    "control_sheet",
    "desk_counts",
    "desk_list",
    "dossier_by_code",
    "dossier_of",
    "dossier_page",
    "draft_of",
    "drafts_of",
    "due_soon",
    "filed_from",
    "inbox",
    "inbox_counts",
    "late",
    "lines_of",
    "mark_restricted",
    "moves_of",
    "my_dossier",
    "my_dossiers",
    "my_paper",
    "output",
    "overseen",
    "papers_to_sign",
    "promise_for",
    "rating_statistics",
    "result_annexes",
    "search",
    "timeline_words",
    "visible_by_code",
]

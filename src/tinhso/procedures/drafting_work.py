"""What lies on the desk of those who write procedures: drafts that are not published yet."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.web.registry import WorkGroup, WorkItem
from tinhso.procedures import queries
from tinhso.procedures.models.drafts import DraftState, ProcedureDraft
from tinhso.procedures.permissions import ProcedurePermission

FEW: Final = 5
"""How many drafts the desk shows; all are behind its link."""
CAP: Final = 1000


def drafts_under_way(actor: Actor) -> Sequence[WorkGroup]:
    """Return the drafts whoever writes procedures has before him, the last changed first."""
    if not actor.may(ProcedurePermission.EDIT_PROCEDURE):
        return []
    open_drafts = queries.drafts(actor=actor).open()
    rows = list(open_drafts[:FEW])
    return [
        WorkGroup(
            key="procedures.drafts",
            title=_("Thủ tục đang soạn"),
            items=[_item(draft) for draft in rows],
            count=len(rows) if len(rows) < FEW else open_drafts[:CAP].count(),
            url="/quan-tri/thu-tuc/soan/",
            icon="pencil-square",
            empty=_("Chưa có bản thảo nào; bắt đầu từ trang của thủ tục hoặc từ trang trống."),
        )
    ]


def _item(draft: ProcedureDraft) -> WorkItem:
    checked = draft.state == DraftState.CHECKED
    return WorkItem(
        title=draft.name,
        url=f"/quan-tri/thu-tuc/soan/{draft.uid}/",
        detail=draft.code,
        state="done" if checked else "wait",
        state_label=draft.get_state_display(),
    )

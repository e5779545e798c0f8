"""What this room puts into the sockets of `procedures`: the acts of a process, open dossiers."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.states import LIVE
from tinhso.kernel.workflow.definition import MoveKind, Reason, StepKind
from tinhso.procedures.registry import ProcessAct, open_work, process_acts

_TASK: Final = frozenset({StepKind.TASK})
_SIGN: Final = frozenset({StepKind.SIGN})
_ASKED: Final = frozenset({StepKind.CONSULTATION})

ACTS: Final = {
    "assign": ProcessAct(label=_("Giao xử lý"), permission=P.ASSIGN, kinds=_TASK),
    "invite_field_check": ProcessAct(
        label=_("Hẹn kiểm tra thực địa"), permission=P.APPRAISE, kinds=_TASK
    ),
    "record_field_check": ProcessAct(
        label=_("Ghi kết quả kiểm tra"),
        permission=P.APPRAISE,
        kinds=frozenset({StepKind.FIELD_CHECK}),
    ),
    "consult": ProcessAct(label=_("Lấy ý kiến các cơ quan"), permission=P.APPRAISE, kinds=_TASK),
    "call_council": ProcessAct(
        label=_("Đưa ra hội đồng, cuộc họp"), permission=P.APPRAISE, kinds=_TASK
    ),
    "submit_for_signing": ProcessAct(label=_("Trình ký"), permission=P.APPRAISE, kinds=_TASK),
    "agree": ProcessAct(
        label=_("Đồng ý"), permission=P.ANSWER_CONSULTATION, kinds=_ASKED, reason=Reason.OPTIONAL
    ),
    "disagree": ProcessAct(
        label=_("Không đồng ý"),
        permission=P.ANSWER_CONSULTATION,
        kinds=_ASKED,
        reason=Reason.REQUIRED,
    ),
    "conditions": ProcessAct(
        label=_("Đồng ý kèm điều kiện"),
        permission=P.ANSWER_CONSULTATION,
        kinds=_ASKED,
        reason=Reason.REQUIRED,
    ),
    "sign": ProcessAct(label=_("Ký"), permission=P.SIGN, kinds=_SIGN),
    "return_for_rework": ProcessAct(
        label=_("Trả lại để sửa"),
        permission=P.SIGN,
        kinds=_SIGN,
        move=MoveKind.RETURN,
        reason=Reason.REQUIRED,
    ),
    "issue": ProcessAct(
        label=_("Cấp số và đóng dấu"),
        permission=P.ISSUE,
        kinds=frozenset({StepKind.NUMBER_AND_SEAL}),
    ),
    "return_result": ProcessAct(
        label=_("Trả kết quả"), permission=P.RETURN_RESULT, kinds=frozenset({StepKind.DESK})
    ),
}
"""The services of this room that a move of a process stands for, under their names."""


def open_dossiers(version_id: int) -> int:
    """Return how many dossiers are still open under a version; a number, so nobody is named."""
    return Dossier.objects.in_states(LIVE).filter(procedure_version_id=version_id).count()


def register() -> None:
    """Put them in."""
    for key, act in ACTS.items():
        process_acts.register(key, act)
    open_work.register("dossiers", open_dossiers)

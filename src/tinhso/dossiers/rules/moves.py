"""All moves of a dossier: who makes them, from where, to where, with which paper."""

from dataclasses import dataclass
from typing import Final

from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.states import (
    BEFORE_ACCEPTANCE,
    CLOCK_RUNS,
    IN_HAND,
    STOPPABLE,
    Form,
    Relation,
    S,
)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One act on a dossier: from where to where, who may, by which law, with which paper."""

    sources: frozenset[str]
    target: str | None
    """None: the state stays, or goes back to where it came from."""
    relation: Relation
    permission: P | None
    law: str
    form: Form | None = None
    told: bool = True
    """Whether the applicant reads it on his timeline."""


def _move(
    sources: "set[S] | frozenset[S]",
    target: S | None,
    relation: Relation,
    permission: P | None,
    law: str,
    *,
    form: Form | None = None,
    told: bool = True,
) -> Move:
    return Move(
        sources=frozenset(sources),
        target=target,
        relation=relation,
        permission=permission,
        law=law,
        form=form,
        told=told,
    )


R = Relation


APPRAISAL: Final = frozenset({S.ASSIGNED, S.APPRAISING, S.REWORK, S.DRAFTED})
"""Whoever appraises does what the appraisal still wants, a draft in hand or not."""

MOVES: Final[dict[str, Move]] = {
    "submit": _move(set(), S.SUBMITTED, R.APPLICANT, None, "118/2025 15"),
    "change_content": _move(
        {S.SUBMITTED, S.INTAKE_SUPPLEMENT}, None, R.APPLICANT, None, "118/2025 21"
    ),
    "ask_prepayment": _move({S.SUBMITTED}, S.PREPAY_WAIT, R.RECEIVING, P.RECEIVE, "118/2025 24"),
    "settle_prepayment": _move({S.PREPAY_WAIT}, S.SUBMITTED, R.RECEIVING, P.RECEIVE, "118/2025 24"),
    "request_intake_supplement": _move(
        {S.SUBMITTED},
        S.INTAKE_SUPPLEMENT,
        R.RECEIVING,
        P.RECEIVE,
        "118/2025 17(1)b, 17(2)a",
        form=Form.SUPPLEMENT,
    ),
    "answer_intake_supplement": _move(
        {S.INTAKE_SUPPLEMENT}, S.SUBMITTED, R.APPLICANT, None, "118/2025 17(2)"
    ),
    "withdraw": _move(BEFORE_ACCEPTANCE, S.WITHDRAWN, R.APPLICANT, None, "118/2025 21"),
    "refuse_intake": _move(
        BEFORE_ACCEPTANCE,
        S.REFUSED_INTAKE,
        R.RECEIVING,
        P.RECEIVE,
        "118/2025 17(1)c",
        form=Form.REFUSAL,
    ),
    "accept": _move(
        {S.SUBMITTED},
        S.RECEIVED,
        R.RECEIVING,
        P.RECEIVE,
        "118/2025 17(3), 28",
        form=Form.RECEIPT,
    ),
    "transfer": _move(
        {S.RECEIVED}, S.TRANSFERRED, R.RECEIVING, P.RECEIVE, "118/2025 18, 20", told=False
    ),
    "assign": _move({S.TRANSFERRED}, S.ASSIGNED, R.RESOLVING, P.ASSIGN, "118/2025 19(1)"),
    "reassign": _move(
        IN_HAND | {S.SUPPLEMENT, S.TAX_WAIT, S.FIN_OBLIGATION, S.DRAFTED, S.CORRECTING},
        None,
        R.RESOLVING,
        P.ASSIGN,
        "118/2025 19(1)",
    ),
    "take": _move(
        {S.TRANSFERRED}, S.ASSIGNED, R.RESOLVING, P.APPRAISE, "118/2025 19(1)", told=False
    ),
    "appraise": _move(
        {S.ASSIGNED, S.APPRAISING, S.REWORK, S.CORRECTING},
        S.APPRAISING,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 19(2)",
    ),
    "consult": _move(
        APPRAISAL | {S.CONSULTING},
        S.CONSULTING,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 19(4)",
    ),
    "call_council": _move(
        APPRAISAL | {S.CONSULTING},
        S.CONSULTING,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 19(2)",
    ),
    "finish_consultation": _move(
        {S.CONSULTING}, S.APPRAISING, R.RESOLVING, P.APPRAISE, "118/2025 19(4)", told=False
    ),
    "invite_field_check": _move(
        APPRAISAL | {S.FIELD_CHECK},
        S.FIELD_CHECK,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 19(2)",
    ),
    "record_field_check": _move(
        {S.FIELD_CHECK}, S.APPRAISING, R.RESOLVING, P.APPRAISE, "118/2025 19(2)"
    ),
    "request_supplement": _move(
        APPRAISAL,
        S.SUPPLEMENT,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 19(5)",
        form=Form.SUPPLEMENT,
    ),
    "answer_supplement": _move({S.SUPPLEMENT}, S.APPRAISING, R.APPLICANT, None, "118/2025 19(5)"),
    "close_unanswered": _move(
        {S.INTAKE_SUPPLEMENT, S.SUPPLEMENT},
        S.CLOSED,
        R.SYSTEM,
        P.RECEIVE,
        "118/2025 19(5)",
        form=Form.STOP,
    ),
    "ask_tax": _move(
        APPRAISAL,
        S.TAX_WAIT,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 24",
        form=Form.TAX_SLIP,
    ),
    "recall_tax": _move({S.TAX_WAIT}, S.APPRAISING, R.RESOLVING, P.APPRAISE, "118/2025 24"),
    "give_tax_notice": _move({S.TAX_WAIT}, S.FIN_OBLIGATION, R.TAX, P.DETERMINE_TAX, "118/2025 24"),
    "replace_tax_notice": _move({S.FIN_OBLIGATION}, None, R.TAX, P.DETERMINE_TAX, "118/2025 24"),
    "owe_nothing": _move({S.TAX_WAIT}, S.APPRAISING, R.TAX, P.DETERMINE_TAX, "118/2025 24"),
    "send_back_tax": _move(
        {S.TAX_WAIT}, S.APPRAISING, R.TAX, P.DETERMINE_TAX, "118/2025 24", told=False
    ),
    "extend_tax": _move(
        {S.TAX_WAIT}, None, R.TAX, P.DETERMINE_TAX, "118/2025 19(6)", form=Form.APOLOGY
    ),
    "ask_obligation": _move(APPRAISAL, S.FIN_OBLIGATION, R.RESOLVING, P.APPRAISE, "118/2025 24"),
    "settle_obligation": _move(
        {S.FIN_OBLIGATION}, S.APPRAISING, R.RESOLVING, P.APPRAISE, "118/2025 24"
    ),
    "pass_on_proof": _move({S.FIN_OBLIGATION}, S.APPRAISING, R.RECEIVING, P.RECEIVE, "118/2025 24"),
    "pay_duty": _move({S.FIN_OBLIGATION}, S.APPRAISING, R.APPLICANT, None, "118/2025 24"),
    "draft_result": _move(
        {S.ASSIGNED, S.APPRAISING, S.REWORK, S.DRAFTED, S.CORRECTING},
        S.DRAFTED,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 19(2)",
        told=False,
    ),
    "draft_refusal": _move(
        APPRAISAL,
        S.DRAFTED,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 19(3)",
        form=Form.REFUSAL,
        told=False,
    ),
    "submit_for_signing": _move(
        {S.DRAFTED},
        S.SUBMITTED_FOR_SIGN,
        R.RESOLVING,
        P.APPRAISE,
        "118/2025 22; 30/2020",
    ),
    "return_for_rework": _move(
        {S.SUBMITTED_FOR_SIGN}, S.REWORK, R.SIGNER, P.SIGN, "118/2025 19", told=False
    ),
    "sign": _move({S.SUBMITTED_FOR_SIGN}, S.SIGNED, R.SIGNER, P.SIGN, "118/2025 22; 30/2020"),
    "void_signature": _move(
        {S.SIGNED}, S.DRAFTED, R.CLERK, P.ISSUE, "30/2020 5; 68/2024 17", told=False
    ),
    "issue": _move({S.SIGNED}, S.ISSUED, R.CLERK, P.ISSUE, "118/2025 22; 30/2020"),
    "issue_refusal": _move({S.SIGNED}, S.REFUSED_RESULT, R.CLERK, P.ISSUE, "118/2025 19(3)"),
    "bring_to_desk": _move(
        {S.ISSUED, S.REFUSED_RESULT}, S.AT_DESK, R.RECEIVING, P.RETURN_RESULT, "118/2025 22"
    ),
    "return_result": _move(
        {S.ISSUED, S.REFUSED_RESULT, S.AT_DESK},
        S.RETURNED,
        R.RECEIVING,
        P.RETURN_RESULT,
        "118/2025 22",
    ),
    "download_result": _move(
        {S.ISSUED, S.REFUSED_RESULT, S.AT_DESK}, S.RETURNED, R.APPLICANT, None, "118/2025 22"
    ),
    "correct_result": _move(
        {S.ISSUED, S.AT_DESK, S.RETURNED},
        S.CORRECTING,
        R.RECEIVING,
        P.RECEIVE,
        "118/2025 23(1)",
    ),
    "extend": _move(CLOCK_RUNS, None, R.SIGNER, P.SIGN, "118/2025 19(6)", form=Form.APOLOGY),
    "undo_proactive": _move(
        BEFORE_ACCEPTANCE | STOPPABLE | {S.SIGNED, S.ISSUED, S.REFUSED_RESULT, S.AT_DESK},
        S.STOPPED,
        R.APPLICANT,
        None,
        "224/2026 16",
    ),
    "ask_stop": _move(STOPPABLE, None, R.APPLICANT, None, "118/2025 21; TT 03/2025 7"),
    "stop": _move(
        STOPPABLE,
        S.STOPPED,
        R.RECEIVING,
        P.RECEIVE,
        "118/2025 21; TT 03/2025 7",
        form=Form.STOP,
    ),
}


"""Every move there is. A service looks itself up here; nobody else sets `Dossier.state`."""


def moves_from(state: str) -> list[str]:
    """Return the codes of the moves possible in a state, in the order of the table."""
    return [code for code, move in MOVES.items() if state in move.sources]

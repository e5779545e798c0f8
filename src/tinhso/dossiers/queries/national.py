"""What is asked about the national portal: messages both ways, and how many dossiers it knows."""

from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet

from tinhso.dossiers.models import (
    Dossier,
    MessageState,
    NationalMessage,
    NationalRecord,
    NationalSending,
    SendingState,
)
from tinhso.dossiers.models.live import IsUnsynced
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.states import SyncState
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.db.folding import having
from tinhso.kernel.web.operations.permissions import OperationsPermission

MOST: Final = 10_000
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How the house and the portal stand to each other; each count stops at `MOST`."""

    waiting: int
    failed: int
    known: int
    refused: int
    not_taken: int


def figures(*, actor: Actor) -> Figures:
    """Count dossiers the portal does not know yet, and messages that did not get through."""
    require(actor, OperationsPermission.VIEW)
    return Figures(
        **_counts(
            waiting=Dossier.objects.filter(IsUnsynced([SyncState.WAITING])),
            failed=Dossier.objects.filter(IsUnsynced([SyncState.FAILED])),
            known=NationalRecord.objects.filter(is_known=True),
            refused=_refused(),
            not_taken=_not_taken(),
        )
    )


def not_through(*, actor: Actor) -> int:
    """Count the messages that did not get through, either way."""
    require(actor, OperationsPermission.VIEW)
    return sum(_counts(refused=_refused(), not_taken=_not_taken()).values())


def sendings(*, actor: Actor) -> "QuerySet[NationalSending]":
    """Return the messages to the portal, for operators: kinds, states and codes, no person."""
    require(actor, OperationsPermission.VIEW)
    return NationalSending.objects.select_related("dossier").only(
        "uid",
        "service",
        "is_update",
        "state",
        "attempts",
        "trouble",
        "code",
        "field",
        "reason",
        "body_hash",
        "begun_at",
        "tried_at",
        "dossier__code",
        "dossier__submission_number",
        "dossier__procedure_code",
    )


def sending_of(*, uid: UUID, actor: Actor) -> NationalSending:
    """Return one message to the portal, without what it said; `NotFound` when there is none."""
    return fetch(sendings(actor=actor), uid=uid)


def messages(*, actor: Actor) -> "QuerySet[NationalMessage]":
    """Return the messages of the portal, for operators, without what they say."""
    require(actor, OperationsPermission.VIEW)
    return NationalMessage.objects.select_related("dossier").defer(
        "body", "dossier__answers", "dossier__owner_name"
    )


def search_sendings(rows: "QuerySet[NationalSending]", text: str) -> "QuerySet[NationalSending]":
    """Find by the dossier's code or number, its number at the portal, or the field at fault."""
    return rows.filter(
        Q(dossier__code__startswith=text)
        | Q(dossier__submission_number__startswith=text)
        | Q(dossier__national__number__startswith=text)
        | having(text, "field")
    )


def search_messages(rows: "QuerySet[NationalMessage]", text: str) -> "QuerySet[NationalMessage]":
    """Find by the portal's number, the message's id, or the dossier's code or number here."""
    return rows.filter(
        Q(number__startswith=text)
        | Q(message_id__startswith=text)
        | Q(dossier__code__startswith=text)
        | Q(dossier__submission_number__startswith=text)
    )


def message_of(*, message_id: str, actor: Actor) -> NationalMessage:
    """Return one message to the portal that handed it in; `NotFound` when there is none."""
    require(actor, DossierPermission.HAND_IN)
    return fetch(NationalMessage.objects.select_related("dossier"), message_id=message_id)


def _refused() -> "QuerySet[NationalSending]":
    return NationalSending.objects.filter(state=SendingState.REFUSED)


def _not_taken() -> "QuerySet[NationalMessage]":
    return NationalMessage.objects.filter(state=MessageState.REFUSED)


def _counts(**rows: "QuerySet[Row]") -> dict[str, int]:
    """Count rows of several tables, each up to `MOST`, in one question."""
    parts: list[str] = []
    given: list[str | int] = []
    for found in rows.values():
        question, parameters = found.order_by().values("pk")[:MOST].query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({question}) AS found)")  # noqa: S608  # Django's words
        given += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return dict(zip(rows, cursor.fetchone(), strict=True))

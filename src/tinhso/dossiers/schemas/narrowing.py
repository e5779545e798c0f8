"""How a list or a board is narrowed by the machine API."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from ninja import Field, Schema

from tinhso.dossiers.schemas.texts import (
    Key,
    Line,
)
from tinhso.kernel.api import PageQuery


class DeskView(StrEnum):
    """Lists of the desk."""

    WAITING = "waiting"
    SUPPLEMENT = "supplement"
    STOP = "stop"
    TO_RETURN = "to_return"
    MINE = "mine"
    WATCHED = "watched"
    ALL = "all"


class InboxView(StrEnum):
    """Lists of those who resolve."""

    MINE = "mine"
    UNIT = "unit"
    CONSULTATIONS = "consultations"
    TO_SIGN = "to_sign"
    TO_ISSUE = "to_issue"
    ALL = "all"


class BoardView(StrEnum):
    """Lists behind a leader's figures."""

    LATE = "late"
    DUE_SOON = "due_soon"


class BoardBy(StrEnum):
    """How figures are grouped."""

    AGENCY = "agency"
    UNIT = "unit"
    PROCEDURE = "procedure"
    PERSON = "person"


class StatisticsBy(StrEnum):
    """How statistics are split."""

    AGENCY = "agency"
    LEVEL = "level"
    FIELD = "field"
    PROCEDURE = "procedure"
    UNIT = "unit"
    PERSON = "person"


class MineStage(StrEnum):
    """How far one's own dossier has come: it waits for him, is being resolved, is over."""

    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"


class MineQuery(PageQuery):
    """What narrows one's own list; empty asks for everything."""

    text: Line = ""
    stage: MineStage | None = None


class Filtered(PageQuery):
    """What narrows a list of officers; empty asks for everything."""

    text: Line = ""
    procedure_code: Key = ""
    state: Key = ""
    arrived_from: date | None = None
    arrived_until: date | None = None


class DeskQuery(Filtered):
    """Which list of the desk, narrowed how."""

    view: DeskView = DeskView.WAITING


class InboxQuery(Filtered):
    """Which list of those who resolve, narrowed how."""

    view: InboxView = InboxView.MINE


class BehindQuery(Filtered):
    """Which list behind the figures, narrowed how."""

    view: BoardView = BoardView.LATE


class BoardQuery(Schema):
    """How open work is grouped and which part of it."""

    by: BoardBy = BoardBy.AGENCY
    procedure_code: Key = ""


class SpanQuery(Schema):
    """Between two days, both counted."""

    start: date
    end: date


class PurposeQuery(Schema):
    """Why a dossier is opened; its people can read it."""

    purpose: Annotated[str, Field(min_length=1, max_length=200)] = "Giải quyết hồ sơ"

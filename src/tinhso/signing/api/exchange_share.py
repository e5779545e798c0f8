"""Machine API of what share of sent papers was signed, down to the papers."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router
from tinhso.organization.queries import AgencyLevel
from tinhso.signing.queries.exchange_share import (
    Asked,
    LevelLine,
    Sent,
    ShareLine,
    count_rows,
    sent_rows,
    share_report,
)

router = Router()


class ShareQuery(Schema):
    """The period, usually this quarter; agencies of which level, papers of which kind."""

    since: date | None = None
    until: date | None = None
    level: AgencyLevel | None = None
    kind: str = Field("", max_length=64)


class SentCountsOut(Schema):
    """How many papers left, with whose signatures; `share` of a hundred, none where none left."""

    papers: int
    personal: int
    sealed: int
    whole: int
    share: float | None


class SignedShareLineOut(Schema):
    """One agency and what it sent."""

    code: str
    name: str
    level: str
    sent: SentCountsOut


class SignedShareLevelOut(Schema):
    """Agencies of a level, or all: how many sent anything, how many signed all of it."""

    level: str
    sending: int
    whole: int
    silent: int
    share: float | None
    sent: SentCountsOut


class SignedShareOut(Schema):
    """What left in a period; `silent` are the codes of agencies that sent nothing."""

    since: date
    until: date
    lines: list[SignedShareLineOut]
    silent: list[str]
    levels: list[SignedShareLevelOut]
    total: SignedShareLevelOut


class PapersQuery(ShareQuery):
    """Which papers behind a number: of an agency's code, with or without signatures."""

    agency: str = Field("", max_length=40)
    which: Literal["", "personal", "sealed", "whole", "lacking"] = ""


class SentPaperOut(Schema):
    """One paper that left; its number and address only where its reader may open it."""

    kind: str
    title: str
    number: str
    url: str
    agency: str
    sent_at: datetime
    personal: bool
    sealed: bool
    whole: bool


class SentPapersOut(Schema):
    """The newest papers behind a number, and how many there are."""

    count: int
    papers: list[SentPaperOut]


@router.get("/exchange-share", response=SignedShareOut)
def read_share(request: HttpRequest, query: Query[ShareQuery]) -> SignedShareOut:
    """Tell what share of the papers that left each agency bore the signatures asked for."""
    since, until = _days(query)
    report = share_report(
        actor=actor_of(request), since=since, until=until, level=query.level or "", kind=query.kind
    )
    return SignedShareOut(
        since=report.since,
        until=report.until,
        lines=[_line(one) for one in report.lines],
        silent=[one.code for one in report.silent],
        levels=[_level(one) for one in report.levels],
        total=_level(report.total),
    )


@router.get("/exchange-share/papers", response=SentPapersOut)
def list_papers(request: HttpRequest, query: Query[PapersQuery]) -> SentPapersOut:
    """List the fifty newest papers behind a number."""
    since, until = _days(query)
    actor = actor_of(request)
    asked = Asked(
        since=since,
        until=until,
        kind=query.kind,
        level=query.level or "",
        code=query.agency,
        which=query.which,
    )
    rows, _rest = sent_rows(actor=actor, asked=asked)
    return SentPapersOut(
        count=count_rows(actor=actor, asked=asked),
        papers=[
            SentPaperOut(
                kind=row.kind,
                title=row.paper.title,
                number=row.paper.number,
                url=row.paper.url,
                agency=row.agency,
                sent_at=row.at,
                personal=row.personal,
                sealed=row.sealed,
                whole=row.whole,
            )
            for row in rows
        ],
    )


def _days(query: ShareQuery) -> tuple[date, date]:
    until = query.until or timezone.localdate()
    return query.since or date(until.year, (until.month - 1) // 3 * 3 + 1, 1), until


def _sent(sent: Sent) -> SentCountsOut:
    return SentCountsOut(
        papers=sent.papers,
        personal=sent.personal,
        sealed=sent.sealed,
        whole=sent.whole,
        share=sent.share,
    )


def _line(line: ShareLine) -> SignedShareLineOut:
    return SignedShareLineOut(
        code=line.code, name=line.name, level=line.level, sent=_sent(line.sent)
    )


def _level(line: LevelLine) -> SignedShareLevelOut:
    return SignedShareLevelOut(
        level=line.level,
        sending=line.sending,
        whole=line.whole,
        silent=line.silent,
        share=line.share,
        sent=_sent(line.sent),
    )

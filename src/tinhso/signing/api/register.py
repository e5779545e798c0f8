"""Machine API of the register of certificates: its rows and what the board counts."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router
from tinhso.organization.queries import AgencyLevel
from tinhso.signing import queries
from tinhso.signing.queries import register as asked
from tinhso.signing.queries.register_report import ReportLine, register_report
from tinhso.signing.rules import CertificateRole, DeviceKind

router = Router()


class RegisterQuery(Schema):
    """Which certificates: held on a day, of a kind of holder, of an agency's code."""

    on: date | None = None
    role: CertificateRole | None = None
    agency: str = Field("", max_length=32)
    limit: int = Field(50, ge=1, le=200)
    after: str = Field("", max_length=64, description="`serial` of the last row that was read")


class CertificateOut(Schema):
    """One certificate of the register."""

    uid: UUID
    role: CertificateRole
    name: str
    title: str
    agency: str
    agency_code: str
    serial: str
    called: str
    issuer: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None
    reason: str
    device_kind: DeviceKind | None
    device_serial: str


class RegisterBoardQuery(Schema):
    """The day certificates are counted on, and the period of acts; usually today and this year."""

    on: date | None = None
    since: date | None = None
    until: date | None = None


class RegisterAgencyOut(Schema):
    """What one agency holds on the day."""

    code: str
    name: str
    level: str
    agencies: int
    people: int
    devices: int


class RegisterBoardOut(Schema):
    """Who holds a certificate on a day, what happened in a period, who has none."""

    on: date
    since: date
    until: date
    people: int
    agencies: int
    devices: int
    by_device: dict[str, int]
    by_level: dict[str, dict[str, int]]
    by_agency: list[RegisterAgencyOut]
    new: int
    renewed: int
    changed: int
    revoked: int
    recovered: int
    expired: int
    agencies_without: int
    leaders_without: int


class ActsOut(Schema):
    """How many certificates had what done to them in a period."""

    new: int
    renewed: int
    changed: int
    revoked: int
    recovered: int
    expired: int


class ReportLineOut(Schema):
    """One agency of the report, or their sum, which has no code."""

    code: str
    name: str
    level: str
    acts: ActsOut
    people: int
    agencies: int
    devices: int
    tokens: int
    sims: int
    servers: int
    no_device: int
    agencies_without: int
    leaders_without: int


class RegisterReportOut(Schema):
    """What happened in a period agency by agency, and what each has as `on` ended."""

    since: date
    until: date
    on: date
    lines: list[ReportLineOut]
    total: ReportLineOut


class ReportQuery(Schema):
    """The period, usually this year, and of agencies of which level."""

    since: date | None = None
    until: date | None = None
    level: AgencyLevel | None = None


@router.get("/register", response=list[CertificateOut])
def list_register(request: HttpRequest, query: Query[RegisterQuery]) -> list[CertificateOut]:
    """List certificates of the caller's agency and those below, by serial number."""
    actor = actor_of(request)
    asked.require_reader(actor)
    rows = queries.registered(actor=actor)
    if query.on:
        rows = rows.filter(asked.held_on(query.on))
    if query.role:
        rows = rows.filter(role=query.role)
    if query.agency:
        rows = rows.filter(asked.of_agency(query.agency))
    rows = rows.filter(serial__gt=query.after).order_by("serial")
    return [
        CertificateOut(
            uid=row.uid,
            role=CertificateRole(row.role),
            name=row.name,
            title=row.title,
            agency=row.agency_name,
            agency_code=row.agency_code,
            serial=row.serial,
            called=row.called,
            issuer=row.issuer,
            not_before=row.not_before,
            not_after=row.not_after,
            revoked_at=row.revoked_at,
            reason=row.revocation_reason,
            device_kind=DeviceKind(row.device.kind) if row.device else None,
            device_serial=row.device.serial if row.device else "",
        )
        for row in rows[: query.limit]
    ]


@router.get("/register/board", response=RegisterBoardOut)
def read_register_board(request: HttpRequest, query: Query[RegisterBoardQuery]) -> RegisterBoardOut:
    """Count certificates held on a day by agency, level and device, and a period's acts."""
    today = timezone.localdate()
    until = query.until or today
    board = queries.register_board(
        actor=actor_of(request),
        on=query.on or today,
        since=query.since or until.replace(month=1, day=1),
        until=until,
    )
    return RegisterBoardOut(
        on=board.on,
        since=board.since,
        until=board.until,
        people=board.roles[CertificateRole.PERSON],
        agencies=board.roles[CertificateRole.AGENCY],
        devices=board.roles[CertificateRole.DEVICE],
        by_device=dict(board.devices),
        by_level={level: dict(counts) for level, counts in board.levels.items()},
        by_agency=[
            RegisterAgencyOut(
                code=line.code,
                name=line.name,
                level=line.level,
                agencies=line.sealing,
                people=line.people,
                devices=line.devices,
            )
            for line in board.agencies
        ],
        agencies_without=board.agencies_without,
        leaders_without=board.leaders_without,
        **asdict(board.acts),
    )


@router.get("/register/report", response=RegisterReportOut)
def read_register_report(request: HttpRequest, query: Query[ReportQuery]) -> RegisterReportOut:
    """Report a period agency by agency: issued, renewed, changed, revoked, recovered, expired."""
    until = query.until or timezone.localdate()
    report = register_report(
        actor=actor_of(request),
        since=query.since or until.replace(month=1, day=1),
        until=until,
        level=query.level or "",
    )
    return RegisterReportOut(
        since=report.since,
        until=report.until,
        on=report.on,
        lines=[_line(line) for line in report.lines],
        total=_line(report.total),
    )


def _line(line: ReportLine) -> ReportLineOut:
    return ReportLineOut(**asdict(line))

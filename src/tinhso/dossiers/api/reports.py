"""Periodic reports of Circular 09/2026: what is due, a form, sending it, what desks say."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path

from tinhso.dossiers import services
from tinhso.dossiers.api.boards import overseer
from tinhso.dossiers.api.duties import RowId
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.reports import (
    Report,
    forms_of,
    is_province,
    report,
    reporting_agency,
    sent_reports,
)
from tinhso.dossiers.rules.reports import Column, due_on, holds, periods_before
from tinhso.dossiers.schemas import figures as shapes
from tinhso.kernel import files
from tinhso.kernel.api import Router, idempotent
from tinhso.organization import queries as organization

router = Router()
ONE = "/reports/{code}/{length}/{year}/{number}"


def asked_of(request: HttpRequest, agency: UUID | None) -> int:
    """Return whose reports are asked for."""
    return reporting_agency(actor=overseer(request), uid=str(agency or ""))


@router.get("/reports", response=list[shapes.ReportLine])
def list_reports(request: HttpRequest, agency: UUID | None = None) -> list[shapes.ReportLine]:
    """List the reports of one's agency, or of one it went on for, the latest period first."""
    agency_id = asked_of(request, agency)
    end = organization.ended_on(agency_id)
    known = periods_before(timezone.localdate(), law=law_in_force())
    periods = [one for one in known if end is None or one.start < end]
    sent = sent_reports(agency_id=agency_id, periods=periods)
    province, forms = is_province(agency_id), forms_of(agency_id)
    lines = []
    for period in periods:
        for form in forms:
            if not holds(form, period):
                continue
            found = sent.get((form.code, f"{period.start}/{period.end}"))
            lines.append(
                shapes.ReportLine(
                    code=form.code,
                    length=period.length.value,
                    year=period.year,
                    number=period.number,
                    start=period.start,
                    end=period.end,
                    due_on=due_on(period, province=province),
                    sent_number=found.number if found is not None else "",
                )
            )
    return lines


def _columns(columns: Sequence[Column]) -> list[shapes.ReportColumn]:
    return [
        shapes.ReportColumn(number=one.number, words=str(one.words), formula=one.formula)
        for one in columns
    ]


def shown(found: Report) -> shapes.ReportOut:
    """Return a report as it was sent, or as it counts now."""
    sent = found.sent
    changes = {(row.part, row.key): change for row, change in found.differences}
    return shapes.ReportOut(
        mark=found.form.mark,
        law=found.form.law,
        start=found.period.start,
        end=found.period.end,
        due_on=due_on(found.period, province=is_province(found.agency_id)),
        counted_at=sent.counted_at if sent is not None else found.at,
        sent_number=sent.number if sent is not None else "",
        sent_at=sent.reported_at if sent is not None and sent.number else None,
        sent_by=sent.reported_by_name if sent is not None and sent.number else "",
        put_before=sent.reported_by_name if sent is not None and sent.item is not None else "",
        signed_at=sent.signed_at if sent is not None else None,
        file=files.file_url(sent.file) if sent is not None and sent.file is not None else None,
        returned_for=found.returned.return_reason if found.returned is not None else "",
        columns=_columns(found.form.columns),
        first_columns=_columns(found.form.first),
        rows=[
            shapes.ReportRowOut(
                part=row.part,
                key=row.key,
                name=row.name,
                values=list(row.values),
                change=changes.get((row.part, row.key), []),
            )
            for row in found.as_sent
        ],
    )


@router.get(ONE, response=shapes.ReportOut)
def read_report(
    request: HttpRequest, place: Path[shapes.ReportPlace], agency: UUID | None = None
) -> shapes.ReportOut:
    """Read a form as it was sent, with what differs now; a draft as it counts now."""
    asked = asked_of(request, agency)
    return shown(report(actor=overseer(request), agency_id=asked, **place.dict()))


@router.post(ONE, response=shapes.ReportOut)
def send_report(
    request: HttpRequest, place: Path[shapes.ReportPlace], agency: UUID | None = None
) -> shapes.ReportOut:
    """Send a report once its period is over; its figures stay from then on."""
    actor, asked = overseer(request), asked_of(request, agency)
    services.send_report(**place.dict(), actor=actor, agency_id=asked)
    return shown(report(actor=actor, agency_id=asked, **place.dict()))


@router.post(ONE + "/sign", response=shapes.ReportOut)
@idempotent
def put_before(
    request: HttpRequest,
    place: Path[shapes.ReportPlace],
    body: shapes.PutBeforeIn,
    agency: UUID | None = None,
) -> shapes.ReportOut:
    """Put a report before a leader to sign; the clerk's number and seal send it."""
    actor, asked = overseer(request), asked_of(request, agency)
    services.put_report_before(**place.dict(), signer=body.signer, actor=actor, agency_id=asked)
    return shown(report(actor=actor, agency_id=asked, **place.dict()))


@router.put("/desks/{unit_id}/facts", response={204: None})
def declare_desk(request: HttpRequest, unit_id: RowId, body: shapes.DeskFactsIn) -> None:
    """Say of a desk what the house cannot count."""
    services.declare_desk(unit_id=unit_id, actor=overseer(request), **body.dict())

"""The catalogue for machines: the same queries as the pages; nobody needs to sign in."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from tinhso.kernel.api import Router, anybody
from tinhso.procedures import draft_api, queries
from tinhso.procedures.models import ProcedureVersion

catalogue = Router()


class ProcedureLine(Schema):
    """One procedure in a list."""

    code: str
    name: str
    name_en: str
    field: str
    resolving_body: str
    levels: list[str]
    service_level: str
    can_be_filed: bool
    effective_from: date


class ComponentOut(Schema):
    """One paper of the dossier."""

    key: str
    name: str
    originals: int
    copies: int
    required: bool
    condition: str
    data_source: str


class TermOut(Schema):
    """How long it may take; null when the source does not say."""

    channel: str
    case: str
    value: int | None
    unit: str
    note: str


class ProcedureFeeOut(Schema):
    """What it costs in đồng; null is not known here, 0 is free."""

    channel: str
    case: str
    amount_vnd: int | None
    per: str
    note: str


class ProcedureOut(ProcedureLine):
    """One procedure whole."""

    version: int
    official_name: str
    effective_to: date | None
    applicants: list[str]
    channels: list[str]
    components: list[ComponentOut]
    terms: list[TermOut]
    fees: list[ProcedureFeeOut]
    results: list[str]
    laws: list[str]
    decision: str
    filed_at: str
    handled_in: str


def line_of(version: ProcedureVersion) -> dict[str, object]:
    """Return what a list says of a version."""
    return {
        "code": version.procedure.code,
        "name": version.name,
        "name_en": version.procedure.name_en,
        "field": version.procedure.field.name,
        "resolving_body": version.resolving_body,
        "levels": [level.value for level in version.levels],
        "service_level": version.service_level,
        "can_be_filed": version.can_be_filed,
        "effective_from": version.effective_from,
    }


class CatalogueQuery(Schema):
    """Words and filters; an empty one asks for everything."""

    q: str = Field("", max_length=200)
    field: str = Field("", max_length=40)
    level: str = Field("", max_length=16)
    life_event: str = Field("", max_length=40)
    body: str = Field("", max_length=32)


@catalogue.get("/", response=list[ProcedureLine], auth=anybody, operation_id="procedures_list")
def list_procedures(request: HttpRequest, asked: Query[CatalogueQuery]) -> list[dict[str, object]]:
    """Find procedures in force today by everyday words and filters, the best first."""
    wanted = queries.Asked(
        text=asked.q,
        field=asked.field,
        level=asked.level,
        life_event=asked.life_event,
        body=asked.body,
    )
    return [line_of(v) for v in queries.find(wanted, on=timezone.localdate()).versions]


class PauseOut(Schema):
    """A stretch in which dossiers are not taken in online; no codes: of every procedure."""

    codes: list[str]
    starts_at: datetime
    ends_at: datetime | None
    is_fault: bool
    reason: str


@catalogue.get("/pauses", response=list[PauseOut], auth=anybody, operation_id="procedures_pauses")
def list_pauses(request: HttpRequest, code: str = "") -> list[object]:
    """Tell what rests now and what will rest: announced for all, or for one procedure as well."""
    return list(queries.pauses_told(at=timezone.now(), code=code[:16]))


@catalogue.get("/{code}/", response=ProcedureOut, auth=anybody, operation_id="procedures_detail")
def get_procedure(request: HttpRequest, code: str, on: date | None = None) -> dict[str, object]:
    """Return one procedure as it stands today, or on a day."""
    day = on or timezone.localdate()
    version = queries.version_at(code=code, at=day)
    route = queries.route_at(code=code, at=day)
    return {
        **line_of(version),
        "version": version.number,
        "official_name": version.official_name,
        "effective_to": version.effective_to,
        "applicants": version.applicants,
        "channels": version.channels,
        "components": version.components,
        "terms": version.terms,
        "fees": version.fees,
        "results": [result.name for result in version.results],
        "laws": [law.number for law in version.laws],
        "decision": version.decision,
        "filed_at": route.filed_at.value,
        "handled_in": route.handled_in.value,
    }


# The drafts come first: "drafts" would otherwise be read as a procedure's code.
router = Router()
router.add_router("/drafts", draft_api.router)
router.add_router("", catalogue)

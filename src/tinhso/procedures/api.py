"""The catalogue for machines: the same queries as the pages; nobody needs to sign in."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field, JsonValue

from tinhso.kernel.api import Router, anybody
from tinhso.kernel.errors import NotFound
from tinhso.organization.queries import agency_infos
from tinhso.procedures import draft_api, queries, reading
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


class ListedReasonOut(Schema):
    """One reason of the procedure's own list, for which officers ask or refuse."""

    key: str
    text: str
    component: str
    law: str


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
    supplement_reasons: list[ListedReasonOut]
    refusal_reasons: list[ListedReasonOut]


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


class ServiceDeskOut(Schema):
    """One desk a person can walk to: where, its hours in words, and whether it is open now."""

    agency: UUID
    agency_name: str
    name: str
    address: str
    phone: str
    latitude: float | None
    longitude: float | None
    hours: str
    is_open: bool


@catalogue.get(
    "/desks", response=list[ServiceDeskOut], auth=anybody, operation_id="procedures_desks"
)
def list_desks(request: HttpRequest, q: str = "") -> list[ServiceDeskOut]:
    """Find desks by words of their name or address, marks or not; without words all of them."""
    lines = reading.desks_page(now=timezone.now(), text=q[:100]).lines
    agencies = agency_infos({line.desk.agency_id for line in lines})
    return [
        ServiceDeskOut(
            agency=UUID(agencies[line.desk.agency_id].uid),
            agency_name=line.desk.agency_name,
            name=line.desk.name,
            address=line.desk.address,
            phone=line.desk.phone,
            latitude=line.desk.latitude,
            longitude=line.desk.longitude,
            hours=line.hours,
            is_open=line.is_open,
        )
        for line in lines
    ]


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
        "fees": version.prices,
        "results": [result.name for result in version.results],
        "laws": [law.number for law in version.laws],
        "decision": version.decision,
        "filed_at": route.filed_at.value,
        "handled_in": route.handled_in.value,
        "supplement_reasons": version.supplement_reasons,
        "refusal_reasons": version.refusal_reasons,
    }


@catalogue.get(
    "/{code}/form/", response=dict[str, JsonValue], auth=anybody, operation_id="procedures_form"
)
def get_form(request: HttpRequest, code: str, on: date | None = None) -> dict[str, object]:
    """Return the JSON Schema of the answers a dossier of this procedure holds, by field key."""
    version = queries.version_at(code=code, at=on or timezone.localdate())
    form = queries.form_of(version=version)
    if form is None:
        raise NotFound
    return form.json_schema()


class EligibilityQuestionOut(Schema):
    """One question, what was answered (`yes`, `no` or empty), and where another answer leads."""

    key: str
    text: str
    answer: str
    is_right: bool
    otherwise: str
    leads_to: str


class EligibilityOut(Schema):
    """The questions, and the verdict once all are answered."""

    questions: list[EligibilityQuestionOut]
    is_complete: bool
    is_fit: bool


class EligibilityQuery(Schema):
    """The keys of the questions answered by yes and by no; nothing is kept."""

    yes: list[str] = Field([], max_length=50)
    no: list[str] = Field([], max_length=50)


@catalogue.get(
    "/{code}/eligibility/",
    response=EligibilityOut,
    auth=anybody,
    operation_id="procedures_eligibility",
)
def check_eligibility(
    request: HttpRequest, code: str, answered: Query[EligibilityQuery]
) -> EligibilityOut:
    """Answer "can I do this?": the questions without answers, the verdict with them."""
    today = timezone.localdate()
    version = queries.version_at(code=code, at=today)
    given = {**dict.fromkeys(answered.yes, "co"), **dict.fromkeys(answered.no, "khong")}
    found = reading.eligibility(version=version, answers=given, on=today)
    words = {"co": "yes", "khong": "no"}
    return EligibilityOut(
        questions=[
            EligibilityQuestionOut(
                key=one.question.key,
                text=one.question.text,
                answer=words.get(one.answer, ""),
                is_right=one.is_right,
                otherwise=one.question.otherwise,
                leads_to=one.question.leads_to,
            )
            for one in found.asked
        ],
        is_complete=found.is_complete,
        is_fit=found.is_fit,
    )


# The drafts come first: "drafts" would otherwise be read as a procedure's code.
router = Router()
router.add_router("/drafts", draft_api.router)
router.add_router("", catalogue)

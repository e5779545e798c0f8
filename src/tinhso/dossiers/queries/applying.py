"""What one who files is asked and offered: agencies, known data, papers he has here already."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tinhso.dossiers.models import Attachment, Dossier, Draft, Result, UnitDuty
from tinhso.dossiers.queries.validity import unusable, unusable_results
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import alphabetical
from tinhso.kernel.eforms import Json
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyInfo

if TYPE_CHECKING:
    from tinhso.identity.models import Person
    from tinhso.identity.rules import BirthDate
    from tinhso.procedures.models import ProcedureVersion
    from tinhso.procedures.parts import Component

LEVEL_OF_BODY = {"commune_committee": "commune", "commune_police": "commune"}
"""Which agencies a relation of `procedures` means; the others are those with the duty."""
PARTY_KIND = {"business": "business", "organisation": "organization"}
MOST_REUSED = 5


@dataclass(frozen=True, kw_only=True)
class ReusablePaper:
    """A paper or result the applicant has here already and need not hand in again."""

    kind: str
    pk: int
    uid: UUID
    title: str
    at: datetime


def agencies_for(*, version: "ProcedureVersion") -> list[AgencyInfo]:
    """Return the agencies that may resolve this procedure today, by name.

    What communes resolve, each of them does; what a department resolves, the agencies one of whose
    units has the duty for the procedure or its field.
    """
    agencies = organization.agencies_at()
    level = LEVEL_OF_BODY.get(version.resolving_body)
    if level is None:
        procedure = version.procedure
        duties = UnitDuty.objects.filter(
            Q(procedure_code=procedure.code) | Q(procedure_code="", field_key=procedure.field.key)
        )
        agencies = agencies.filter(agency_id__in=duties.values("agency_id"))
    else:
        agencies = agencies.filter(level=level)
    ids = list(agencies.values_list("agency_id", flat=True))
    return sorted(
        organization.agency_infos(ids).values(), key=lambda info: alphabetical(info.short_name)
    )


def helping_agencies() -> list[AgencyInfo]:
    """Return the agencies whose desks help people to file, by name."""
    ids = {desk.agency_id for desk in organization.desks()}
    return sorted(
        organization.agency_infos(ids).values(), key=lambda info: alphabetical(info.short_name)
    )


def home_agency(*, person: "Person", agencies: Iterable[AgencyInfo]) -> AgencyInfo | None:
    """Return the agency of the place where a person lives, when it is among those offered."""
    return _agency_of_place(person.address_code, agencies) if person.address_code else None


def agency_told(*, version: "ProcedureVersion", answers: Mapping[str, object]) -> AgencyInfo | None:
    """Return the agency of the place that the form's addresses name as the one that resolves.

    The procedure says which addresses tell it; the first that is filled does.
    """
    keys = version.settings_data.get("jurisdiction_fields")
    for key in keys if isinstance(keys, list) else []:
        told = answers.get(str(key))
        code = told.get("commune_code") if isinstance(told, Mapping) else None
        if code:
            return _agency_of_place(str(code), agencies_for(version=version))
    return None


def _agency_of_place(code: str, agencies: Iterable[AgencyInfo]) -> AgencyInfo | None:
    offered = {info.id: info for info in agencies}
    here = organization.agencies_at().filter(agency_id__in=offered, admin_unit__code=code)
    found = here.values_list("agency_id", flat=True).first()
    return offered.get(found) if found is not None else None


def myself(*, actor: Actor) -> "Person":
    """Return the signed-in person; `NotFound` for an account without one."""
    return fetch(identity.persons(actor=actor), pk=actor.person_id)


def party_of(person: "Person", *, is_tied: bool = True) -> dict[str, object]:
    """Return a person as a party of a draft; untied, only what a paper would show."""
    party: dict[str, object] = {
        "name": person.name,
        "kind": PARTY_KIND.get(person.kind, "citizen"),
        "birth": str(person.birth or ""),
    }
    if is_tied:
        party |= {
            "person_id": person.pk,
            "identity_number": person.number,
            "phone": person.phone,
            "email": person.email,
            "address": person.address,
        }
    return party


def answers_of(draft: Draft) -> dict[str, Json]:
    """Return what is typed in a draft so far, right or wrong."""
    typed: dict[str, Json] = json.loads(draft.answers or "{}")
    return typed


def known_about(person: "Person", *, prefix: str) -> dict[str, object]:
    """Return what the house knows of a person under the names forms ask for it by.

    Nothing that is known is asked for again (118/2025 Art. 5(1)i). Forms ask for the `applicant`
    and the `representative` as human beings: an enterprise lends them its places of contact, never
    its name and its tax code.
    """
    birth = person.birth
    known: dict[str, object] = {
        "name": person.name,
        "birth": _canonical(birth) if birth else "",
        "sex": person.sex,
        "identity_number": person.number,
        "nationality": person.nationality,
        "ethnicity": person.ethnicity,
        "phone": person.phone,
        "email": person.email,
        "tax_code": person.number if person.is_legal_entity else "",
        "address": _address(person),
    }
    if person.is_legal_entity and prefix != "business":
        known |= {"name": "", "identity_number": "", "tax_code": ""}
    return {f"{prefix}.{name}": value for name, value in known.items() if value}


def _canonical(birth: "BirthDate") -> str:
    parts = (f"{birth.year:04d}", birth.month, birth.day)
    return "-".join(str(p) if isinstance(p, str) else f"{p:02d}" for p in parts if p)


def _address(person: "Person") -> dict[str, str]:
    codes = organization.codes_of_commune(person.address_code) if person.address_code else None
    if codes is None:
        return {"old": person.old_address} if person.old_address else {}
    return {"province_code": codes[0], "commune_code": codes[1], "line": person.address}


def reusable_papers(
    *, actor: Actor, components: Iterable["Component"]
) -> dict[str, list[ReusablePaper]]:
    """Return, per component, what the applicant's own earlier dossiers hold of the same kind.

    A digitised paper is offered for the same component, a valid result where its code is the
    component's type of paper (118/2025 Art. 5(1)i, 22). Newest first, a few of each; what has run
    out or was put away is not offered.
    """
    wanted = {component.key: component.paper_type for component in components}
    types = {paper_type for paper_type in wanted.values() if paper_type}
    mine = Dossier.objects.visible_to(actor).filter(parties__person_id=actor.person_id or 0)
    found: dict[str, list[ReusablePaper]] = {key: [] for key in wanted}
    results = (
        Result.objects.filter(
            dossier__in=mine.values("pk"),
            result_code__in=types,
            sealed_at__isnull=False,
            withdrawn_at__isnull=True,
        )
        .select_related("dossier__procedure_version")
        .order_by("-sealed_at")[: MOST_REUSED * max(1, len(types))]
    )
    attachments = (
        Attachment.objects.filter(
            dossier__in=mine.values("pk"),
            component_key__in=wanted,
            file__isnull=False,
            superseded_at__isnull=True,
        )
        .select_related("dossier__procedure_version", "file")
        .order_by("-added_at")[: MOST_REUSED * max(1, len(wanted))]
    )
    today = timezone.localdate()
    gone_results = unusable_results(list(results), on=today)
    gone = unusable([row.pk for row in attachments], on=today)
    for result in results:
        if result.pk in gone_results:
            continue
        for key, paper_type in wanted.items():
            if paper_type == result.result_code and len(found[key]) < MOST_REUSED:
                found[key].append(_from_result(result))
    for attachment in attachments:
        if attachment.pk not in gone and len(found[attachment.component_key]) < MOST_REUSED:
            found[attachment.component_key].append(_from_attachment(attachment))
    return found


def _from_result(result: Result) -> ReusablePaper:
    version = result.dossier.procedure_version
    return ReusablePaper(
        kind="result",
        pk=result.pk,
        uid=result.uid,
        title=f"{version.name} {result.number}".strip(),
        at=result.sealed_at or result.drafted_at,
    )


def _from_attachment(attachment: Attachment) -> ReusablePaper:
    name = attachment.file.name if attachment.file else attachment.component_key
    return ReusablePaper(
        kind="attachment",
        pk=attachment.pk,
        uid=attachment.uid,
        title=name,
        at=attachment.added_at,
    )

"""What somebody hands in, as `submit` and `take_in` take it: answers and papers of his matter."""

from collections.abc import Mapping
from random import Random
from typing import TypedDict
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.demonstration.filling import fill
from tinhso.dossiers.demonstration.lives import BIRTH, PERMIT, Life
from tinhso.dossiers.demonstration.people import (
    Applicant,
    Place,
    birth_answers,
    permit_answers,
)
from tinhso.dossiers.models import PartyRole
from tinhso.dossiers.rules.arrival import ArrivalWay
from tinhso.dossiers.services import Answers, ArrivalInput, AttachmentInput, PartyInput
from tinhso.kernel.files.models import StoredFile
from tinhso.procedures import queries as procedures

Files = Mapping[str, list[StoredFile]]


class Matter(TypedDict):
    """What `submit` and `take_in` are given alike."""

    token: UUID
    procedure_code: str
    resolving_agency_id: int
    answers: Answers
    parties: list[PartyInput]
    attachments: list[AttachmentInput]


def matter_of(
    *,
    token: UUID,
    life: Life,
    agency_id: int,
    place: Place,
    who: Applicant,
    files: Files,
    chance: Random,
) -> Matter:
    """Return the complete matter of one life."""
    answers, keys = _answers(life, place, who, chance)
    owner = PartyInput(
        role=PartyRole.OWNER,
        name=who.name,
        kind=who.kind,
        person_id=who.person_id,
        identity_number=who.number,
        phone=who.phone,
        address=f"{place.name}, tỉnh Cao Bằng",
    )
    return Matter(
        token=token,
        procedure_code=life.procedure,
        resolving_agency_id=agency_id,
        answers=answers,
        parties=[owner],
        attachments=[a_paper(key, files=files, chance=chance) for key in keys],
    )


def a_letter(token: UUID) -> ArrivalInput:
    """Return how a dossier came that the post brought."""
    number = f"EE{token.int % 10**9:09d}VN"
    return ArrivalInput(way=ArrivalWay.POST, carrier="Bưu điện tỉnh Cao Bằng", tracking=number)


def a_paper(key: str, *, files: Files, chance: Random) -> AttachmentInput:
    """Return one paper for a component; a kind of its own where the demonstration has one."""
    return AttachmentInput(
        component_key=key, file=chance.choice(files.get(key) or files["giay_to_khac"])
    )


def _answers(
    life: Life, place: Place, who: Applicant, chance: Random
) -> tuple[Answers, tuple[str, ...]]:
    today = timezone.localdate()
    if life.procedure == BIRTH:
        answers = birth_answers(chance, who, place, on=today, electronic_only=life.electronic_only)
        return answers, ("giay_chung_sinh",)
    if life.procedure == PERMIT:
        return permit_answers(chance, who, place, on=today), ("giay_to_dat", "ban_ve")
    version = procedures.version_at(code=life.procedure, at=today)
    filled, papers = fill(version, chance, who, place, on=today, given=life.answers)
    return filled, tuple(papers)

"""Machine API of what a person's data is used for, and of his consents."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field

from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Answer, Asked, Router
from tinhso.privacy import services
from tinhso.privacy.queries.purposes import purposes_for
from tinhso.privacy.web import person_of

router = Router()


class PurposeOut(Answer):
    """One purpose: by which law, or since when by the caller's consent."""

    purpose: str
    label: str
    data: str
    law: str
    by_consent: bool
    consented_at: datetime | None


class WithdrawIn(Asked):
    """Which consent is taken back."""

    purpose: str = Field(max_length=40)


def _lines(actor: Actor) -> list[PurposeOut]:
    return [
        PurposeOut(
            purpose=line.code,
            label=str(line.purpose.label),
            data=str(line.purpose.data),
            law=line.purpose.law,
            by_consent=line.purpose.by_consent,
            consented_at=line.consent.given_at if line.consent is not None else None,
        )
        for line in purposes_for(actor=actor)
    ]


@router.get("/purposes", response=list[PurposeOut], summary="What my data is used for")
def list_purposes(request: HttpRequest) -> list[PurposeOut]:
    """List every purpose with its ground, those by consent last."""
    return _lines(person_of(request))


@router.post("/purposes/withdraw", response=list[PurposeOut], summary="Take a consent back")
def withdraw(request: HttpRequest, body: WithdrawIn) -> list[PurposeOut]:
    """Take one's consent back: the use stops at once."""
    actor = person_of(request)
    services.withdraw_consent(purpose=body.purpose, actor=actor)
    return _lines(actor)

"""Machine API of representation: who acts for whom, declared by people, checked at the desk."""

from collections.abc import Iterable
from datetime import date
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, File, Form, Query, Status
from ninja.files import UploadedFile

from tinhso.identity.models import Representation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries import representation, representations
from tinhso.identity.rules import RepresentationKind
from tinhso.identity.services import (
    declare_representation,
    end_representation,
    record_list_reading,
    refuse_representation,
    verify_representation,
)
from tinhso.identity.services.declaring import PROOF_USE
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Answer, Asked, Page, PageQuery, Router, idempotent
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.files import file_url
from tinhso.kernel.files.checks import Checked, check
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import file_uses

router = Router()
State = Literal["declared", "verified", "ended"]


class RepresentationOut(Answer):
    """One person acts for another; it gives sight once it is verified."""

    uid: UUID
    representative_name: str
    represented: UUID
    represented_name: str
    kind: str
    state: str
    """`declared`, `verified` or `ended`."""
    proof: str
    proof_url: str
    """Where the photograph of the proof opens; empty without one."""
    valid_from: date
    valid_to: date | None


class RepresentationsQuery(PageQuery):
    """Which, and how much."""

    state: State | None = None


class RepresentationIn(Asked):
    """For whom the caller acts, and the paper that proves it."""

    kind: Literal["child", "company", "other"]
    name: str = Field(max_length=250)
    number: str = Field("", max_length=32)
    birth: str = Field("", max_length=10)
    proof: str = Field("", max_length=250)
    valid_to: date | None = None


class RepresentationRefusalIn(Asked):
    """Why a declaration is turned down; the declarer reads it."""

    reason: str = Field(max_length=250)


def _shown(rows: Iterable[Representation]) -> list[RepresentationOut]:
    kept = list(rows)
    proofs = StoredFile.objects.filter(uid__in=[r.proof_file for r in kept if r.proof_file])
    urls = {proof.uid: file_url(proof) for proof in proofs}
    return [_one(row, urls.get(row.proof_file, "") if row.proof_file else "") for row in kept]


def _one(row: Representation, proof_url: str) -> RepresentationOut:
    return RepresentationOut(
        uid=row.uid,
        representative_name=row.representative.name,
        represented=row.represented.uid,
        represented_name=row.represented.name,
        kind=row.kind,
        state=row.state,
        proof=row.proof,
        proof_url=proof_url,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


@router.get(
    "/representations", response=Page[RepresentationOut], summary="Who acts for whom, as I may see"
)
def list_representations(
    request: HttpRequest, query: Query[RepresentationsQuery]
) -> Page[RepresentationOut]:
    """List one's own; for who checks them at the desk, all. The last declared come first."""
    actor = actor_of(request)
    rows = representations(actor=actor).select_related("representative", "represented")
    if query.state:
        rows = rows.filter(state=query.state)
    found = page_of(rows, order=("-id",), size=query.limit, cursor=query.cursor or "")
    if actor.may(IdentityPermission.VERIFY_REPRESENTATION):
        record_list_reading(
            actor=actor,
            list_name="identity.representations.api",
            filters={"state": query.state or ""},
            count=len(found.rows),
        )
    return Page(
        items=_shown(found.rows),
        next=found.next_cursor or None,
        previous=found.previous_cursor or None,
    )


@router.post(
    "/representations", response={201: RepresentationOut}, summary="Declare for whom I act"
)
@idempotent
def declare(
    request: HttpRequest,
    body: Form[RepresentationIn],
    proof_file: File[UploadedFile | None] = None,
) -> tuple[int, RepresentationOut]:
    """Say whom one acts for, with a photograph of the proof; it waits for the desk."""
    with transaction.atomic():
        row = declare_representation(
            kind=RepresentationKind(body.kind),
            name=body.name,
            number=body.number,
            birth=body.birth,
            proof=body.proof,
            proof_file=_checked(proof_file),
            valid_to=body.valid_to,
            actor=actor_of(request),
        )
    return 201, _shown([row])[0]


def _checked(upload: UploadedFile | None) -> Checked | None:
    if upload is None:
        return None
    taken = file_uses.get(PROOF_USE)
    return check(upload.read(taken.max_bytes + 1), upload.name or "", taken)


@router.delete("/representations/{uuid:uid}", response={204: None}, summary="End one")
def stop(request: HttpRequest, uid: UUID) -> Status[None]:
    """End a representation; either side may, and who verifies them."""
    end_representation(uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.post(
    "/representations/{uuid:uid}/verify",
    response=RepresentationOut,
    summary="Confirm a declared one",
)
def verify(request: HttpRequest, uid: UUID) -> RepresentationOut:
    """Confirm a declared representation after seeing its proof."""
    actor = actor_of(request)
    verify_representation(uid=uid, actor=actor)
    return _shown([representation(uid=str(uid), actor=actor)])[0]


@router.post(
    "/representations/{uuid:uid}/refuse", response=RepresentationOut, summary="Turn one down"
)
def refuse(request: HttpRequest, uid: UUID, body: RepresentationRefusalIn) -> RepresentationOut:
    """Turn a declared representation down with a reason."""
    actor = actor_of(request)
    refuse_representation(uid=uid, reason=body.reason, actor=actor)
    return _shown([representation(uid=str(uid), actor=actor)])[0]

"""What was looked at, as its person knows it: his dossiers, the files in them, his complaints."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from tinhso.dossiers.models import (
    Attachment,
    Consultation,
    Dossier,
    FieldCheck,
    NationalSending,
    Paper,
    Result,
    ResultAnnex,
)
from tinhso.dossiers.queries.applicant import own_dossiers
from tinhso.dossiers.queries.complaints import my_complaints
from tinhso.identity.registry import LookedAt
from tinhso.kernel.actors import Actor

Named = Mapping[UUID, LookedAt]
_HOLDERS: Final[tuple[tuple[type[Model], str, str], ...]] = (
    (Attachment, "file", "dossier"),
    (Paper, "file", "dossier"),
    (Result, "draft_file", "dossier"),
    (Result, "brought_file", "dossier"),
    (Result, "signed_file", "dossier"),
    (Result, "final_file", "dossier"),
    (Result, "receipt_signature", "dossier"),
    (ResultAnnex, "file", "result__dossier"),
    (ResultAnnex, "sealed_file", "result__dossier"),
    (Consultation, "file", "dossier"),
    (FieldCheck, "file", "dossier"),
)
"""Where a file of a dossier may stand, and the way from there to the dossier."""


def name_dossiers(actor: Actor, uids: Collection[UUID]) -> Named:
    """Name the dossiers that are the actor's own."""
    rows = own_dossiers(actor=actor).for_lists().filter(uid__in=uids)
    return {row.uid: _named(row) for row in rows}


def name_files(actor: Actor, uids: Collection[UUID]) -> Named:
    """Name the dossier in which each file stands, where it is the actor's own."""
    first, *others = (
        model._default_manager.filter(**{f"{field}__uid__in": uids})
        .order_by()
        .values_list(f"{field}__uid", f"{way}__uid")
        for model, field, way in _HOLDERS
    )
    return _through(dict(first.union(*others)), actor)


def name_sendings(actor: Actor, uids: Collection[UUID]) -> Named:
    """Name the dossier of which each message to the national portal tells."""
    rows = NationalSending.objects.filter(uid__in=uids)
    return _through(dict(rows.values_list("uid", "dossier__uid")), actor)


def name_complaints(actor: Actor, uids: Collection[UUID]) -> Named:
    """Name what the actor, or whom he represents, complained about."""
    return {
        row.uid: LookedAt(
            number=row.number,
            title=row.dossier.procedure_version.name,
            url=reverse("my_complaint", kwargs={"uid": row.uid}),
        )
        for row in my_complaints(actor=actor).filter(uid__in=uids)
    }


def _through(dossiers: Mapping[UUID, UUID], actor: Actor) -> Named:
    named = name_dossiers(actor, set(dossiers.values()))
    return {uid: named[dossier] for uid, dossier in dossiers.items() if dossier in named}


def _named(dossier: Dossier) -> LookedAt:
    return LookedAt(
        number=dossier.shown_number,
        title=dossier.matter,
        url=reverse("my_dossier", kwargs={"uid": dossier.uid}),
    )

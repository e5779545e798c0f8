"""A person's own papers: what he has here, until when it is valid, where it was used."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import models
from django.utils import timezone

from tinhso.dossiers.models import (
    Attachment,
    Dossier,
    DossierQuerySet,
    OwnPaper,
    Result,
    ResultKind,
)
from tinhso.dossiers.queries.validity import expiry_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound
from tinhso.procedures.queries import component_names

SOON: Final = timedelta(days=30)
"""How long before its last day a paper is said to run out soon; ours."""
MOST_SHOWN: Final = 200


@dataclass(frozen=True, kw_only=True)
class StoredPaper:
    """One paper a person has here."""

    uid: UUID
    is_result: bool
    title: str
    number: str
    file_uid: str
    source: Dossier
    at: datetime
    valid_until: date | None
    is_own_date: bool
    """Whether the day is what the person wrote; of a result it comes from its procedure."""
    used_in: Sequence[Dossier]
    removed_at: datetime | None
    on: date

    @property
    def has_run_out(self) -> bool:
        """Tell whether it is no longer valid."""
        return self.valid_until is not None and self.valid_until < self.on

    @property
    def runs_out_soon(self) -> bool:
        """Tell whether its last day is near."""
        if self.valid_until is None or self.has_run_out:
            return False
        return self.valid_until <= self.on + SOON


def own_papers(*, actor: Actor) -> list[StoredPaper]:
    """Return every paper of the actor's own dossiers, the newest first, those put away too."""
    mine = _mine(actor)
    attachments = list(_attachments(mine).order_by("-added_at", "-pk")[:MOST_SHOWN])
    results = list(_results(mine).order_by("-sealed_at", "-pk")[:MOST_SHOWN])
    return _stored(attachments, results, actor=actor, mine=mine)


def own_paper(*, uid: UUID, actor: Actor) -> StoredPaper:
    """Return one of them; raises `NotFound`."""
    mine = _mine(actor)
    attachments = list(_attachments(mine).filter(uid=uid))
    results = [] if attachments else list(_results(mine).filter(uid=uid))
    found = _stored(attachments, results, actor=actor, mine=mine)
    if not found:
        raise NotFound
    return found[0]


def source_of(*, uid: UUID, actor: Actor) -> Attachment | Result:
    """Return the paper or result itself; raises `NotFound`."""
    mine = _mine(actor)
    found = _attachments(mine).filter(uid=uid).first()
    return found if found is not None else fetch(_results(mine), uid=uid)


def _mine(actor: Actor) -> DossierQuerySet:
    if actor.person_id is None:
        raise NotFound
    return Dossier.objects.visible_to(actor).filter(parties__person_id=actor.person_id)


def _attachments(mine: DossierQuerySet) -> "models.QuerySet[Attachment]":
    rows = Attachment.objects.filter(
        dossier__in=mine.values("pk"),
        file__isnull=False,
        superseded_at__isnull=True,
        reused_attachment__isnull=True,
        reused_result__isnull=True,
    )
    return rows.select_related("file", "dossier__procedure_version")


def _results(mine: DossierQuerySet) -> "models.QuerySet[Result]":
    rows = Result.objects.filter(
        dossier__in=mine.values("pk"),
        kind=ResultKind.GRANT,
        sealed_at__isnull=False,
        final_file__isnull=False,
        withdrawn_at__isnull=True,
    )
    return rows.select_related("final_file", "dossier__procedure_version")


def _stored(
    attachments: Sequence[Attachment],
    results: Sequence[Result],
    *,
    actor: Actor,
    mine: DossierQuerySet,
) -> list[StoredPaper]:
    today = timezone.localdate()
    kept = OwnPaper.objects.filter(person_id=actor.person_id or 0)
    of_papers = {row.attachment_id: row for row in kept if row.attachment_id}
    of_results = {row.result_id: row for row in kept if row.result_id}
    used = Attachment.objects.filter(
        dossier__in=mine.values("pk"), superseded_at__isnull=True
    ).select_related("dossier__procedure_version")
    papers_in: dict[int | None, list[Dossier]] = defaultdict(list)
    results_in: dict[int | None, list[Dossier]] = defaultdict(list)
    for one in used.filter(reused_attachment__in=[row.pk for row in attachments]):
        papers_in[one.reused_attachment_id].append(one.dossier)
    for one in used.filter(reused_result__in=[row.pk for row in results]):
        results_in[one.reused_result_id].append(one.dossier)
    found = []
    for row in attachments:
        note = of_papers.get(row.pk)
        names = component_names(row.dossier.procedure_version)
        found.append(
            StoredPaper(
                uid=row.uid,
                is_result=False,
                title=names.get(row.component_key, row.component_key),
                number="",
                file_uid=str(row.file.uid) if row.file else "",
                source=row.dossier,
                at=row.added_at,
                valid_until=note.valid_until if note else None,
                is_own_date=True,
                used_in=papers_in[row.pk],
                removed_at=note.removed_at if note else None,
                on=today,
            )
        )
    for result in results:
        note = of_results.get(result.pk)
        version = result.dossier.procedure_version
        by_law = expiry_of(result, version)
        found.append(
            StoredPaper(
                uid=result.uid,
                is_result=True,
                title=version.name,
                number=result.number,
                file_uid=str(result.final_file.uid) if result.final_file else "",
                source=result.dossier,
                at=result.sealed_at or result.drafted_at,
                valid_until=by_law or (note.valid_until if note else None),
                is_own_date=by_law is None,
                used_in=results_in[result.pk],
                removed_at=note.removed_at if note else None,
                on=today,
            )
        )
    return sorted(found, key=lambda paper: paper.at, reverse=True)

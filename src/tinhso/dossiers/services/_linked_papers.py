"""What another agency's part gets: people, papers, the results it waited for."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from tinhso.dossiers.models import Attachment, Dossier, Result, ResultAnnex, ResultKind
from tinhso.dossiers.rules.states import DigitisedState
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._attachments import attachments_of
from tinhso.dossiers.services._people import parties_of, write_parties
from tinhso.dossiers.services.inputs import PartyInput
from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.writing import insert_many
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    from tinhso.kernel.files.models import StoredFile


def give_people_and_papers(
    member: Dossier, lead: Dossier, *, after: Iterable[str], at: datetime
) -> None:
    """Write who asks, the papers of the request, and the result of each part it comes `after`.

    Each agency sends its result to who needs it (118/2025 Art. 20(2)).
    """
    system = system_actor("dossiers.linked")
    people = [
        PartyInput(
            role=party.role,
            name=party.name,
            kind=party.kind,
            person_id=party.person_id,
            identity_number=party.identity_number,
            phone=party.phone,
            email=party.email,
            address=party.address,
            birth=party.birth,
            proof=party.proof,
        )
        for party in parties_of(lead)
    ]
    write_parties(member, people, actor=system)
    papers = [
        Attachment(
            dossier=member,
            component_key=paper.component_key,
            file_id=paper.file_id,
            digitised=DigitisedState.REUSED_COMPONENT if paper.file_id else paper.digitised,
            is_original_shown=paper.is_original_shown,
            reused_attachment=paper if paper.file_id else None,
            added_at=at,
        )
        for paper in attachments_of(lead)
    ]
    for result in _granted(lead, after):
        papers += _as_papers(result, member, at=at)
    insert_many(papers)
    member.new_attachments = papers


def pass_again(part: Dossier, lead: Dossier, *, at: datetime) -> None:
    """Put a result that was made right in the place of the wrong one, wherever it was sent."""
    key = procedures.result_key(part=part.part)
    sent = Attachment.objects.filter(
        dossier__lead=lead, component_key=key, superseded_at__isnull=True
    )
    got = Dossier.objects.filter(pk__in=sent.values("dossier_id")).order_by("pk")
    results = _granted(lead, [part.part])
    for member in got if results else ():
        if member.is_over:
            continue
        sent.filter(dossier=member).update(superseded_at=at)
        insert_many([row for result in results for row in _as_papers(result, member, at=at)])
        named = procedures.linked_part(version=part.procedure_version, key=part.part)
        values = {"part": named.name if named is not None else part.part}
        actor = system_actor("dossiers.linked")
        _core.tell("part_result_again", member, actor=actor, at=at, values=values, is_told=False)


def _granted(lead: Dossier, parts: Iterable[str]) -> list[Result]:
    """Return the sealed results in force of some parts of a request."""
    rows = Result.objects.filter(
        Q(dossier=lead) | Q(dossier__lead=lead),
        dossier__part__in=list(parts),
        kind=ResultKind.GRANT,
        sealed_at__isnull=False,
        withdrawn_at__isnull=True,
        final_file__isnull=False,
    )
    sealed = ResultAnnex.objects.filter(sealed_file__isnull=False)
    return list(
        rows.select_related("dossier", "final_file")
        .prefetch_related(Prefetch("annexes", sealed.select_related("sealed_file")))
        .order_by("pk")
    )


def _as_papers(result: Result, member: Dossier, *, at: datetime) -> list[Attachment]:
    files: list[StoredFile | None] = [result.final_file]
    files += [annex.sealed_file for annex in result.annexes.all()]
    return [
        Attachment(
            dossier=member,
            component_key=procedures.result_key(part=result.dossier.part),
            file=file,
            digitised=DigitisedState.REUSED_RESULT,
            reused_result=result,
            added_at=at,
        )
        for file in files
    ]

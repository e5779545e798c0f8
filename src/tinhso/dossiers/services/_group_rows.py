"""What the services of lists share: the draft, its rows looked through, the papers of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.dossiers.models import (
    GroupFiling,
    GroupPaper,
    GroupRow,
    PartyKind,
    PartyRole,
    RowPaper,
)
from tinhso.dossiers.queries import applying
from tinhso.dossiers.queries.groups import known_of, proof_of, spec_of
from tinhso.dossiers.rules.answers import as_json, plain
from tinhso.dossiers.rules.groups import (
    WHOLE_ROW,
    GroupState,
    SheetColumn,
    answers_of_row,
    by_column,
    columns_of,
    means_yes,
)
from tinhso.dossiers.rules.represented_rows import (
    BY_ANOTHER,
    is_for_another,
    represented_in,
    unfit_for_another,
)
from tinhso.dossiers.rules.row_papers import line_of, marks_of
from tinhso.dossiers.rules.states import Channel
from tinhso.dossiers.services._content import look_through
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.inputs import AttachmentInput, PartyInput
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.eforms import FormSpec, Json


class Look:
    """What all rows of a list share: form, papers, owner, what is known of him."""

    def __init__(self, group: GroupFiling, actor: Actor) -> None:
        """Read it once."""
        self.version = group.procedure_version
        self.spec: FormSpec = spec_of(self.version)
        self.columns: list[SheetColumn] = columns_of(self.spec)
        person = applying.myself(actor=actor)
        self.known = known_of(person, self.spec)
        self.of_nobody = known_of(None, self.spec)
        self.owner = PartyInput(
            role=PartyRole.OWNER,
            name=person.name,
            kind=applying.PARTY_KIND.get(person.kind, "business"),
            person_id=person.pk,
            identity_number=person.number,
            phone=person.phone,
            email=person.email,
            address=person.address,
        )
        self.proof = proof_of(self.version)
        papers: list[GroupPaper] = list(group.papers.select_related("file"))
        self.shared = {one.component_key: one.file for one in papers}
        self.own: dict[int, list[RowPaper]] = defaultdict(list)
        for paper in group.row_papers.filter(line__isnull=False).select_related("file"):
            self.own[paper.line or 0].append(paper)

    def answers(self, texts: Mapping[str, str]) -> dict[str, Json]:
        """Return a row as its form would have been typed.

        Of whom a row is filed for only what it says itself is known.
        """
        known = self.of_nobody if means_yes(texts.get(BY_ANOTHER, "")) else self.known
        return answers_of_row(spec=self.spec, texts=texts, known=known)

    def parties(self, texts: Mapping[str, str]) -> list[PartyInput]:
        """Return whose dossier a row becomes: the company's own, or of whom it names.

        Who is named is not tied to a known person: the desk looks at the proof.
        """
        values = plain(self.spec.clean(self.answers(texts), at=timezone.now()).values)
        if not is_for_another(values):
            return [self.owner]
        whom = represented_in(self.spec, values)
        proof = f"{self.proof.name if self.proof else ''} {whom.proof}".strip()
        represented = PartyInput(
            role=PartyRole.OWNER,
            name=whom.name,
            kind=PartyKind.BUSINESS if whom.is_business else PartyKind.CITIZEN,
            identity_number=whom.identity_number,
            birth=whom.birth,
            phone=whom.phone,
            email=whom.email,
            address=whom.address,
        )
        return [represented, replace(self.owner, role=PartyRole.REPRESENTATIVE, proof=proof)]

    def papers(self, line: int) -> list[AttachmentInput]:
        """Return the papers of a row: its own, and the common ones it has none of its own for."""
        own = self.own.get(line, [])
        kinds = {one.component_key for one in own}
        shared = [(key, file) for key, file in self.shared.items() if key not in kinds]
        both = [*shared, *((one.component_key, one.file) for one in own)]
        return [AttachmentInput(component_key=key, file=file) for key, file in both]

    def errors(self, texts: Mapping[str, str], line: int) -> dict[str, str]:
        """Return what is wrong with a row, by column."""
        papers = self.papers(line)
        values, _spec, unfit = look_through(
            version=self.version,
            answers=self.answers(texts),
            attachments=papers,
            channel=Channel.ONLINE,
            at=timezone.now(),
        )
        proof = self.proof.key if self.proof else ""
        unfit = {
            **unfit_for_another(
                self.spec,
                plain(values),
                own_number=self.owner.identity_number,
                proof=self.proof,
                has_proof=any(paper.component_key == proof for paper in papers),
            ),
            **unfit,
        }
        return by_column(unfit, self.columns)


def put_row(
    row: GroupRow,
    look: Look,
    texts: Mapping[str, str],
    *,
    twin: int | None = None,
) -> None:
    """Keep a row as it was typed, with what is wrong in it in each language of the house."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            errors = look.errors(texts, row.line)
            for key in row.merged:
                errors[key] = _("Ô này bị gộp với ô khác; hãy bỏ gộp rồi điền từng ô.")
            if twin is not None:
                errors[WHOLE_ROW] = _("Dòng này giống hệt dòng %(n)s.") % {"n": twin}
        if errors:
            said[language] = errors
    row.texts = as_json(dict(texts))
    row.errors = as_json(said)
    row.is_sound = not said


def twin_of(group: GroupFiling, row: GroupRow, same: str) -> int | None:
    """Return the line of another row that says the same."""
    others = group.rows.exclude(pk=row.pk)
    return next((one.line for one in others if one.texts == same), None)


def draft_of(uid: UUID, actor: Actor) -> GroupFiling:
    """Return the locked list of the actor's own that was not handed in."""
    rows = GroupFiling.objects.visible_to(actor).select_for_update(of=("self",))
    group = fetch(rows, uid=uid)
    if group.state != GroupState.DRAFT:
        raise WrongState(_("Danh sách này đã nộp."))
    return group


def place_anew(group: GroupFiling, rows: Mapping[int, Iterable[str]]) -> None:
    """Find for each paper its row among other rows; those that fit none are kept apart."""
    marks = marks_of(rows)
    papers = list(group.row_papers.all())
    for paper in papers:
        paper.line = line_of(paper.name, marks)
    RowPaper.objects.bulk_update(papers, ["line"], batch_size=200)

"""What the services of lists share: the draft, its rows looked through, the papers of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.dossiers.models import GroupFiling, GroupPaper, GroupRow, PartyRole, RowPaper
from tinhso.dossiers.queries import applying
from tinhso.dossiers.queries.groups import known_of, spec_of
from tinhso.dossiers.rules.answers import as_json
from tinhso.dossiers.rules.groups import (
    WHOLE_ROW,
    GroupState,
    SheetColumn,
    answers_of_row,
    by_column,
    columns_of,
)
from tinhso.dossiers.rules.row_papers import line_of, marks_of
from tinhso.dossiers.rules.states import Channel
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.filing import look_through
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
        papers: list[GroupPaper] = list(group.papers.select_related("file"))
        self.shared = {one.component_key: one.file for one in papers}
        self.own: dict[int, list[RowPaper]] = defaultdict(list)
        for paper in group.row_papers.filter(line__isnull=False).select_related("file"):
            self.own[paper.line or 0].append(paper)

    def answers(self, texts: Mapping[str, str]) -> dict[str, Json]:
        """Return a row as its form would have been typed."""
        return answers_of_row(spec=self.spec, texts=texts, known=self.known)

    def papers(self, line: int) -> list[AttachmentInput]:
        """Return the papers of a row: its own, and the common ones it has none of its own for."""
        own = self.own.get(line, [])
        kinds = {one.component_key for one in own}
        shared = [(key, file) for key, file in self.shared.items() if key not in kinds]
        both = [*shared, *((one.component_key, one.file) for one in own)]
        return [AttachmentInput(component_key=key, file=file) for key, file in both]

    def errors(self, texts: Mapping[str, str], line: int) -> dict[str, str]:
        """Return what is wrong with a row, by column."""
        _values, _spec, unfit = look_through(
            version=self.version,
            answers=self.answers(texts),
            attachments=self.papers(line),
            channel=Channel.ONLINE,
            at=timezone.now(),
        )
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

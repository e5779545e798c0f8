"""Papers of single rows of a list: many at once or in an archive, each to its row by its name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.dossiers.models import GroupFiling, RowPaper
from tinhso.dossiers.rules.answers import FORM_COMPONENTS, from_json
from tinhso.dossiers.rules.row_papers import line_of, marks_of
from tinhso.dossiers.services._group_rows import Look, draft_of, put_row, twin_of
from tinhso.kernel import files as store
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.archives import files_in

MOST_PAPERS: Final = 1000
"""So many papers of single rows in one list; the limit is ours."""
MOST_BYTES: Final = 100 * 1024 * 1024
"""What one archive may weigh; the limit is ours."""
ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, kw_only=True)
class PapersPut:
    """What became of the files that were sent."""

    placed: int
    unplaced: list[str]
    """Kept, but their names fit no row."""
    refused: list[str]
    """Not kept, a sentence each."""


@one_act()
def put_row_papers(
    *, uid: UUID, component_key: str, sent: Iterable[tuple[str, bytes]], actor: Actor
) -> PapersPut:
    """Keep papers of single rows, and put each to the row its name tells; archives are unpacked.

    A file that may not be kept stops no other. The same name again takes the older one's place.
    """
    group = draft_of(uid, actor)
    wanted = {one.key for one in group.procedure_version.components} - FORM_COMPONENTS
    if component_key not in wanted:
        raise Invalid(fields={"component_key": _("Thủ tục này không có giấy tờ đó.")})
    marks = marks_of(_texts_of(group))
    put: list[RowPaper] = []
    refused: list[str] = []
    for name, content in _unfolded(sent, refused):
        if group.row_papers.count() >= MOST_PAPERS:
            said = _("Mỗi danh sách nhiều nhất %(n)s tệp riêng của từng dòng.")
            raise Invalid(fields={"file": told(said, n=MOST_PAPERS)})
        try:
            with transaction.atomic():
                file = store.store(
                    content=content,
                    name=name,
                    use="dossiers.component",
                    actor=actor,
                    owner_class="personal",
                )
        except Invalid as refusal:
            refused.append(str(refusal.message))
            continue
        line = line_of(name, marks)
        paper, _made = group.row_papers.update_or_create(
            component_key=component_key, name=name, defaults={"file": file, "line": line}
        )
        put.append(paper)
    if not put and not refused:
        raise Invalid(fields={"file": _("Hãy chọn tệp để gửi.")})
    _look_again(group, {paper.line for paper in put}, actor)
    record("dossiers.row_papers_put", actor=actor, target=group, files=len(put))
    unplaced = [paper.name for paper in put if paper.line is None]
    return PapersPut(placed=len(put) - len(unplaced), unplaced=unplaced, refused=refused)


@one_act()
def place_row_paper(*, uid: UUID, paper_uid: UUID, line: int, actor: Actor) -> RowPaper:
    """Say to which row a paper belongs."""
    group = draft_of(uid, actor)
    paper = fetch(group.row_papers.select_for_update(of=("self",)), uid=paper_uid)
    if not group.rows.filter(line=line).exists():
        raise Invalid(fields={"line": _("Danh sách không có dòng này.")})
    before, paper.line = paper.line, line
    paper.save(update_fields=["line"])
    _look_again(group, {before, line}, actor)
    record("dossiers.row_paper_placed", actor=actor, target=group, line=line)
    return paper


@one_act()
def drop_row_paper(*, uid: UUID, paper_uid: UUID, actor: Actor) -> None:
    """Take a paper of a single row out of the list."""
    group = draft_of(uid, actor)
    paper = fetch(group.row_papers.select_for_update(of=("self",)), uid=paper_uid)
    paper.delete()
    _look_again(group, {paper.line}, actor)
    record("dossiers.row_paper_dropped", actor=actor, target=group)


def _unfolded(sent: Iterable[tuple[str, bytes]], refused: list[str]) -> Iterator[tuple[str, bytes]]:
    for name, content in sent:
        if not (name.lower().endswith(".zip") and content.startswith(ZIP)):
            yield nfc(name)[-200:], content
            continue
        if len(content) > MOST_BYTES:
            refused.append(told(_("Tệp nén “%(name)s” quá lớn; hãy chia nhỏ."), name=name))
            continue
        try:
            for inner, unpacked in files_in(content, name):
                yield nfc(inner)[-200:], unpacked
        except Invalid as refusal:
            refused.append(str(refusal.message))


def _texts_of(group: GroupFiling) -> dict[int, Sequence[str]]:
    rows = group.rows.all()
    return {row.line: [str(text) for text in from_json(row.texts).values()] for row in rows}


def _look_again(group: GroupFiling, lines: set[int | None], actor: Actor) -> None:
    """Check the rows anew whose papers changed."""
    look = Look(group, actor)
    for row in group.rows.filter(line__in=[line for line in lines if line is not None]):
        texts = {key: str(text) for key, text in from_json(row.texts).items()}
        put_row(row, look, texts, twin=twin_of(group, row, row.texts))
        row.save(update_fields=["texts", "errors", "is_sound"])

"""The draft of a result as a Word file, for agencies that still pass one around."""

import io
from uuid import UUID

from django.utils import timezone
from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from tinhso.dossiers.models import Dossier, Result, ResultKind
from tinhso.dossiers.queries.page import dossier_of
from tinhso.dossiers.rules.answers import from_json, plain
from tinhso.dossiers.services.drafting import draft_fields
from tinhso.dossiers.services.errors import NothingToSign
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.errors import NotFound
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def draft_as_word(*, uid: UUID, actor: Actor) -> bytes:
    """Return the draft in hand as .docx, with the very data of the PDF; the PDF is what is signed.

    `NothingToSign` while there is no draft; only officials who see the dossier get it.
    """
    dossier = dossier_of(uid=uid, actor=actor)
    if actor.kind is not ActorKind.OFFICIAL:
        raise NotFound
    result = dossier.results.filter(withdrawn_at__isnull=True).order_by("-pk").first()
    if result is None:
        raise NothingToSign
    written = _written(dossier, result)
    record("dossiers.draft_taken_as_word", actor=actor, target=dossier)
    return written


def _written(dossier: Dossier, result: Result) -> bytes:
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    data = from_json(result.data)
    head = paper.add_table(rows=1, cols=2)
    _lines(head.cell(0, 0), [organization.agency_name(dossier.resolving_agency_id).upper()])
    _lines(head.cell(0, 1), MOTTO)
    is_refusal = result.kind == ResultKind.REFUSAL
    kinds = dossier.procedure_version.results
    name = "Thông báo không giải quyết" if is_refusal else (kinds[0].name if kinds else "")
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(f"\n{name.upper()}").bold = True
    paper.add_paragraph(f"{dossier.procedure_version.name} ({dossier.shown_number})")
    if is_refusal:
        paper.add_paragraph(str(data.get("reason", "")))
    else:
        _content(paper, dossier, result, data)
    foot = paper.add_paragraph(f"\nNgày {timezone.localdate():%d/%m/%Y}\n\n\n")
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _content(paper: Word, dossier: Dossier, result: Result, data: dict[str, object]) -> None:
    """Write what the applicant said, then what the officer adds."""
    spec = procedures.form_of(version=dossier.procedure_version)
    answers = data.get("answers")
    if spec is not None and isinstance(answers, dict):
        for section in spec.summary(plain(answers)):
            paper.add_paragraph().add_run(section.title).bold = True
            for row in section.rows:
                if row.text:
                    paper.add_paragraph(f"{row.label}: {row.text}")
    kinds = dossier.procedure_version.results
    template = kinds[0].template if kinds else ""
    for one in draft_fields(dossier, template=template, last=result):
        if not one.from_form and one.value:
            paper.add_paragraph(f"{one.label}: {one.value}")


def _lines(cell: object, lines: "tuple[str, ...] | list[str]") -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()  # type: ignore[attr-defined]  # python-docx has no public type of a cell
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True

"""A paper dossier was lost or damaged: the apology, and the dossier made anew from what is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from uuid import UUID

import pikepdf
from django.utils import timezone
from PIL import Image

from tinhso.dossiers.models import Attachment, Dossier, Incident
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.answers import from_json, in_one_line, plain
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._attachments import attachments_of
from tinhso.dossiers.services._papers import base_data, make_paper
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.papers import in_vietnamese
from tinhso.procedures import queries as procedures
from tinhso.procedures.queries import component_names

COVER: Final = "dossiers/rebuilt_cover.typ"
PDF: Final = "application/pdf"
WHAT: Final[Mapping[str, str]] = {"lost": "mất", "damaged": "hư hỏng"}
"""How a paper says what happened; papers are Vietnamese."""


@dataclass(frozen=True, kw_only=True)
class Remains:
    """What the house has of a dossier whose paper is gone, and what must be issued again."""

    kept: list[str]
    owed: list[str]


def remains_of(dossier: Dossier) -> Remains:
    """Return what can be rebuilt: papers with an electronic copy, and those without one."""
    names = component_names(dossier.procedure_version)
    kept: list[str] = []
    owed: list[str] = []
    for paper in attachments_of(dossier):
        name = names.get(paper.component_key, paper.component_key)
        (kept if paper.file_id is not None else owed).append(name)
    return Remains(kept=kept, owed=owed)


def apologise_for_loss(dossier: Dossier, incident: Incident, *, actor: Actor) -> None:
    """Make the letter that the head of the agency signs: what happened and what is done."""
    remains = remains_of(dossier)
    make_paper(
        dossier,
        Form.LOSS,
        actor=actor,
        at=incident.found_at,
        more={
            "what": WHAT[incident.kind],
            "happened_with": incident.happened_with,
            "account": incident.account,
            "remedy": incident.remedy,
            "kept": remains.kept,
            "owed": remains.owed,
            "has_result": dossier.finished_at is not None,
            "is_late": dossier.due_at is not None and dossier.due_at < incident.found_at,
            "officer": "",
        },
    )


@one_act()
def rebuilt_dossier(*, uid: UUID, actor: Actor) -> bytes:
    """Return the dossier made anew after its last loss: cover, form, each paper as it is here.

    Who looked and that it was made anew is kept; without a loss there is nothing to rebuild.
    """
    dossier = _core.load(uid=uid, actor=actor)
    _core.permit(
        actor,
        DossierPermission.RECEIVE,
        unit_id=dossier.receiving_unit_id,
        agency_id=dossier.receiving_agency_id,
    )
    incident = dossier.incidents.order_by("-pk").first()
    if incident is None:
        raise NotFound
    papers = [one for one in attachments_of(dossier) if one.file is not None]
    sheets = {paper.pk: _sheets(paper) for paper in papers}
    names = component_names(dossier.procedure_version)
    now = timezone.now()
    cover = setting.render(
        COVER,
        {
            **base_data(dossier, at=now),
            "what": WHAT[incident.kind],
            "kept": [names.get(p.component_key, p.component_key) for p in papers if sheets[p.pk]],
            "apart": [
                names.get(p.component_key, p.component_key) for p in papers if not sheets[p.pk]
            ],
            "owed": remains_of(dossier).owed,
            "answers": answers_of(dossier),
        },
    )
    incident.rebuilt_at = now
    incident.save(update_fields=["rebuilt_at"])
    _core.tell("rebuilt", dossier, actor=actor, at=now)
    _core.audit("rebuilt", dossier, actor=actor)
    return _joined([cover, *(sheet for sheet in sheets.values() if sheet)])


@in_vietnamese
def answers_of(dossier: Dossier) -> list[dict[str, str]]:
    """Return what the form says, as lines of the cover."""
    spec = procedures.form_of(version=dossier.procedure_version)
    if spec is None:
        return []
    sections = spec.summary(plain(from_json(dossier.answers)))
    return [
        {"label": str(line.label), "value": in_one_line(line)}
        for section in sections
        for line in section.rows
    ]


def _sheets(paper: Attachment) -> bytes:
    """Return a paper as PDF; nothing for what is neither a PDF nor a picture."""
    stored: StoredFile | None = paper.file
    if stored is None:
        return b""
    content = files.open_file(stored)
    if stored.content_type == PDF:
        return content
    if not stored.content_type.startswith("image/"):
        return b""
    target = BytesIO()
    with Image.open(BytesIO(content)) as picture:
        picture.convert("RGB").save(target, "PDF", resolution=150)
    return target.getvalue()


def _joined(parts: list[bytes]) -> bytes:
    """Return one file of all pages; the marks of signatures stay as pictures, none of it signs."""
    target = BytesIO()
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(BytesIO(part)) as one:
                one.flatten_annotations("print")
                whole.add_pages_from(one, forms="strip")
        whole.save(target)
    return target.getvalue()

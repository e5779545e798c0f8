"""One linked request as its parts: whose each is, until when, how far it is, who was late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import Dossier, DossierSight, Paper
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.states import WITH_RESULT, DossierState, Form, ResultClass
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.sight import seen_by_keys
from tinhso.procedures import queries as procedures

WORDS: Final = {
    "next": _("Chưa bắt đầu"),
    "run": _("Đang làm"),
    "late": _("Đang chậm"),
    "soon": _("Chờ người nộp"),
    "done": _("Đã có kết quả"),
    "refused": _("Không được giải quyết"),
    "dropped": _("Không làm"),
}
"""How a part stands, in words."""
COLOURS: Final = {"next": "wait", "refused": "stopped", "dropped": "stopped"}
"""The house's colour of a standing, where it is called otherwise."""


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """One agency's part, as everybody who sees the request reads it."""

    key: str
    name: str
    agency: str
    hours: int
    after: tuple[str, ...]
    due_at: datetime | None
    finished_at: datetime | None
    standing: str
    is_this: bool
    was_late: bool
    uid: UUID | None
    number: str
    url: str
    apology_url: str

    @property
    def words(self) -> Promise:
        """Return its standing in words."""
        return WORDS[self.standing]

    @property
    def colour(self) -> str:
        """Return the state in whose colour it is shown."""
        return COLOURS.get(self.standing, self.standing)

    @property
    def left(self) -> datetime | None:
        """Return until when it is to be done, while its clock runs."""
        return self.due_at if self.standing in {"run", "late"} else None


def parts_of(
    dossier: Dossier, *, actor: Actor, page: str, paper: str, at: datetime | None = None
) -> list[PartLine]:
    """Return the parts of the request a dossier belongs to; empty when it is not linked.

    `page` and `paper` name the addresses of a part's page and papers for this reader, who follows
    only to what he sees.
    """
    if not dossier.part:
        return []
    lead = dossier.lead or dossier
    apologies = Paper.objects.filter(form=Form.APOLOGY).order_by("pk")
    members = lead.members.prefetch_related(Prefetch("papers", apologies, to_attr="apologies"))
    rows = {member.part: member for member in members}
    seen = set(
        seen_by_keys(lead.members.all(), DossierSight, actor.sight_keys).values_list(
            "pk", flat=True
        )
    )
    rows[lead.part] = lead
    seen.add(lead.pk)
    told = as_promised(lead)
    names = {key: str(row.get("name", key)) for key, row in told.items()}
    return [
        _line(
            key,
            row,
            rows.get(key),
            lead=lead,
            names=names,
            is_this=key == dossier.part,
            addresses=(page, paper) if (found := rows.get(key)) and found.pk in seen else ("", ""),
            at=at or timezone.now(),
        )
        for key, row in told.items()
    ]


def as_promised(lead: Dossier) -> dict[str, dict[str, object]]:
    """Return the parts as the receipt names them; before acceptance, as the procedure does."""
    receipt = lead.papers.filter(form=Form.RECEIPT).order_by("-issue").first()
    printed = from_json(receipt.data).get("parts") if receipt is not None else None
    if isinstance(printed, list):
        return {str(row["key"]): row for row in printed}
    parts = procedures.linked_parts(version=lead.procedure_version)
    names = {part.key: part.name for part in parts}
    return {
        part.key: {
            "name": part.name,
            "hours": part.working_hours,
            "after": [names.get(key, key) for key in part.after],
        }
        for part in parts
    }


def _line(
    key: str,
    row: dict[str, object],
    part: Dossier | None,
    *,
    lead: Dossier,
    names: dict[str, str],
    is_this: bool,
    addresses: tuple[str, str],
    at: datetime,
) -> PartLine:
    due = part.due_at if part is not None else None
    if part is lead and row.get("due_at") and not lead.extension_count:
        due = datetime.fromisoformat(str(row["due_at"]))
    hours, after = row.get("hours"), row.get("after")
    page, paper = addresses
    letters: list[Paper] = getattr(part, "apologies", [])
    return PartLine(
        key=key,
        name=names[key],
        agency=str(row.get("agency", "")),
        hours=hours if isinstance(hours, int) else 0,
        after=tuple(map(str, after)) if isinstance(after, list) else (),
        due_at=due,
        finished_at=part.finished_at if part is not None else None,
        standing=_standing(part, lead, due, at),
        is_this=is_this,
        was_late=part is not None and part.result_class == ResultClass.LATE,
        uid=part.uid if part is not None and page else None,
        number=part.shown_number if part is not None and part is not lead else "",
        url=reverse(page, kwargs={"uid": part.uid}) if part is not None and page else "",
        apology_url=(
            reverse(paper, kwargs={"uid": part.uid, "paper_uid": letters[-1].uid})
            if part is not None and paper and letters
            else ""
        ),
    )


def _standing(part: Dossier | None, lead: Dossier, due: datetime | None, at: datetime) -> str:
    if part is None:
        is_under_way = lead.accepted_at is None or lead.awaits_parts
        return "next" if is_under_way and not lead.is_over else "dropped"
    if part.accepted_at is None:
        return "next"
    if part.state == DossierState.REFUSED_RESULT:
        return "refused"
    if part.state in WITH_RESULT or part.state == DossierState.RETURNED:
        return "done"
    if part.is_over:
        return "dropped"
    if part.has_wait:
        return "soon"
    is_late = part.clock_runs and due is not None and due < at
    return "late" if is_late else "run"

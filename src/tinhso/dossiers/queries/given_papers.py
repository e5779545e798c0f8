"""The forms an applicant is given: whether they are signed, and who may sign them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from tinhso.dossiers.models import Dossier, Paper, of_seen
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.page import may
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.rules.states import APPLICANT_FORMS, SLIPS, Form, Relation
from tinhso.kernel.actors import Actor

SIGNED_BY: Final[dict[str, tuple[tuple[P, Relation], ...]]] = {
    "receiver": ((P.RECEIVE, Relation.RECEIVING),),
    "guide": (
        (P.RECEIVE, Relation.RECEIVING),
        (P.APPRAISE, Relation.RESOLVING),
        (P.OVERRIDE_SUPPLEMENT, Relation.RECEIVING),
        (P.OVERRIDE_SUPPLEMENT, Relation.RESOLVING),
    ),
    "head": ((P.SIGN, Relation.RESOLVING),),
}
"""What whoever signs a form must hold, by the role the form names."""
WAITING_DAYS: Final = 14
MOST_WAITING: Final = 50


@dataclass(frozen=True, kw_only=True)
class OfficialPaper:
    """One form of the one-stop desk: what it is called, where it opens, whether it is signed."""

    paper: Paper
    title: str
    url: str
    sign_url: str
    """Where the actor signs it; empty when it is signed or not his to sign."""


def is_signer(*, paper: Paper, dossier: Dossier, actor: Actor) -> bool:
    """Tell whether the form names this officer: who made it, or any of the desk for the house's.

    A form the house made by itself carries no name yet; one made again keeps the name it had.
    """
    held = SIGNED_BY.get(paper.signer_role, ())  # of the national portal: nobody here
    if not any(may(actor, permission, relation, dossier) for permission, relation in held):
        return False
    named = str(from_json(paper.data).get("officer", ""))
    return not named or paper.made_by == actor.id or named == actor.name


def official_papers(
    *, dossier: Dossier, papers: Iterable[Paper], actor: Actor
) -> list[OfficialPaper]:
    """Return the forms made for a dossier, the oldest first, each only as it was made last."""
    rows = list(papers)
    replaced = {paper.replaces_id for paper in rows}
    return [
        OfficialPaper(
            paper=paper,
            title=paper.full_title,
            url=reverse("desk_paper", kwargs={"uid": dossier.uid, "paper_uid": paper.uid}),
            sign_url=(
                reverse("desk_sign_paper", kwargs={"uid": dossier.uid, "paper_uid": paper.uid})
                if not paper.is_signed and is_signer(paper=paper, dossier=dossier, actor=actor)
                else ""
            ),
        )
        for paper in rows
        if paper.pk not in replaced
    ]


def papers_to_sign(*, actor: Actor) -> list[Paper]:
    """Return the forms the actor made lately and has not signed, the newest first."""
    if actor.id is None:
        return []
    again = Paper.objects.filter(replaces=OuterRef("pk"))
    since = timezone.now() - timedelta(days=WAITING_DAYS)
    rows = Paper.objects.filter(
        made_by=actor.id,
        signed_at__isnull=True,
        made_at__gte=since,
        form__in=APPLICANT_FORMS | SLIPS | {Form.CONTROL_SHEET},
    )
    rows = of_seen(rows.filter(~Exists(again)), actor)
    found = rows.select_related("dossier").order_by("-made_at", "-pk")[:MOST_WAITING]
    return [row for row in found if is_signer(paper=row, dossier=row.dossier, actor=actor)]

"""A person keeps his papers: writes down until when one is valid, puts it away, takes it back."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Attachment, OwnPaper, Result
from tinhso.dossiers.queries.paper_store import SOON, source_of
from tinhso.dossiers.queries.validity import expiry_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.notifications.services import notify
from tinhso.procedures.queries import component_names

LINK = "/giay-to-cua-toi/"


@one_act()
def set_validity(*, uid: UUID, valid_until: date | None, actor: Actor) -> OwnPaper:
    """Keep until when a paper is valid; of a result whose procedure says so it cannot be chosen."""
    source = source_of(uid=uid, actor=actor)
    if isinstance(source, Result) and expiry_of(source, source.dossier.procedure_version):
        raise Invalid(fields={"valid_until": _("Hạn của kết quả này do thủ tục quy định.")})
    given = source.sealed_at if isinstance(source, Result) else None
    if valid_until is not None and given and valid_until < timezone.localdate(given):
        raise Invalid(fields={"valid_until": _("Ngày hết hạn phải sau ngày cấp.")})
    kept = _kept(source, actor)
    kept.valid_until = valid_until
    kept.save(update_fields=["valid_until"])
    record("dossiers.paper_validity_set", actor=actor, target=kept)
    return kept


@one_act()
def put_paper_away(*, uid: UUID, actor: Actor) -> OwnPaper:
    """Offer a paper no longer for new dossiers; those that have it keep it."""
    kept = _kept(source_of(uid=uid, actor=actor), actor)
    if kept.removed_at is None:
        kept.removed_at = timezone.now()
        kept.save(update_fields=["removed_at"])
        record("dossiers.paper_put_away", actor=actor, target=kept)
    return kept


@one_act()
def take_paper_back(*, uid: UUID, actor: Actor) -> OwnPaper:
    """Offer a paper again that was put away."""
    kept = _kept(source_of(uid=uid, actor=actor), actor)
    if kept.removed_at is not None:
        kept.removed_at = None
        kept.save(update_fields=["removed_at"])
        record("dossiers.paper_taken_back", actor=actor, target=kept)
    return kept


@one_act()
def warn_of_papers(*, on: date) -> int:
    """Tell people of papers whose last day is near, once for each day written down."""
    rows = OwnPaper.objects.select_for_update(of=("self",)).filter(
        removed_at__isnull=True, valid_until__gte=on, valid_until__lte=on + SOON
    )
    told = 0
    for row in rows.order_by("pk"):
        if row.warned_for == row.valid_until:
            continue
        notify(
            person_id=row.person_id,
            kind="dossiers.paper_expiring",
            values={"name": _name(row), "on": row.valid_until or on},
            link=LINK,
            key=f"{row.pk}:{row.valid_until}",
        )
        row.warned_for = row.valid_until
        row.save(update_fields=["warned_for"])
        told += 1
    return told


def _kept(source: Attachment | Result, actor: Actor) -> OwnPaper:
    if actor.person_id is None:
        raise NotFound
    of = {"result": source} if isinstance(source, Result) else {"attachment": source}
    row, _made = OwnPaper.objects.get_or_create(person_id=actor.person_id, **of)
    return row


def _name(row: OwnPaper) -> str:
    if row.attachment is not None:
        names = component_names(row.attachment.dossier.procedure_version)
        return names.get(row.attachment.component_key, row.attachment.component_key)
    return row.result.dossier.procedure_version.name if row.result is not None else ""

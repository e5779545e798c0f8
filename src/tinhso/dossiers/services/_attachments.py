"""Papers of a dossier: newly given, shown at the desk, or used again."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Attachment, Dossier, DossierQuerySet, Result
from tinhso.dossiers.queries.validity import last_day_of
from tinhso.dossiers.rules.states import DigitisedState
from tinhso.dossiers.services.errors import PaperRunOut
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.reading import read
from tinhso.kernel.db.writing import fresh, insert_many, insert_unread
from tinhso.kernel.errors.sentences import told


def add_attachments(
    dossier: Dossier,
    given: Iterable[AttachmentInput],
    *,
    actor: Actor,
    at: datetime,
    is_new: bool = False,
) -> list[Attachment]:
    """Put papers to a dossier; those of the same component that stood there are superseded.

    A dossier that `is_new` has none yet.

    A paper used again must stand in a dossier the actor sees: `NotFound` otherwise.
    """
    given = list(given)
    keys = {paper.component_key for paper in given}
    if keys and not is_new:
        Attachment.objects.filter(
            dossier=dossier, component_key__in=keys, superseded_at__isnull=True
        ).update(superseded_at=at)
        dossier.new_attachments = None
    rows = [_attachment(dossier, paper, actor=actor, at=at) for paper in given]
    if is_new and not dossier.part:
        insert_unread(rows)
    else:  # another agency's part of a linked request names those of the request
        insert_many(rows)
    if is_new:
        dossier.new_attachments = rows
    return rows


def attachments_of(dossier: Dossier) -> list[Attachment]:
    """Return the papers that count: those this act wrote with it, else as they stand."""
    if dossier.new_attachments is not None:
        return dossier.new_attachments
    return read(Attachment, dossier=dossier.pk, superseded_at=None)


def _attachment(
    dossier: Dossier, paper: AttachmentInput, *, actor: Actor, at: datetime
) -> Attachment:
    row = fresh(
        Attachment,
        dossier_id=dossier.pk,
        component_key=paper.component_key,
        is_original_shown=paper.is_original_shown,
        added_by=actor.id,
        added_at=at,
        digitised=DigitisedState.DIGITISED if paper.file else DigitisedState.NOT_DIGITISED,
    )
    row.file = paper.file
    if paper.reused_attachment_uid is not None:
        source = fetch(
            Attachment.objects.filter(dossier__in=_visible(actor), file__isnull=False),
            uid=paper.reused_attachment_uid,
        )
        refuse_run_out(source)
        row.file, row.reused_attachment = source.file, source
        row.digitised = DigitisedState.REUSED_COMPONENT
    elif paper.reused_result_uid is not None:
        result = fetch(
            Result.objects.filter(dossier__in=_visible(actor), final_file__isnull=False),
            uid=paper.reused_result_uid,
        )
        refuse_run_out(result)
        row.file, row.reused_result = result.final_file, result
        row.digitised = DigitisedState.REUSED_RESULT
    return row


def refuse_run_out(source: Attachment | Result) -> None:
    """Refuse a paper whose last day is past; the sentence names it."""
    last = last_day_of(source)
    if last is not None and last < timezone.localdate():
        said = _("Giấy tờ này hết hạn ngày %(day)s; hãy nộp giấy mới.")
        raise PaperRunOut(told(said, day=f"{last:%d/%m/%Y}"))


def _visible(actor: Actor) -> DossierQuerySet:
    return Dossier.objects.visible_to(actor).only("pk")

"""Files that somebody had signed by themselves and asks to be kept, longer than their batch is.

Nothing is kept unless he says so; each tells until which day, and he deletes it before as he likes.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, NotFound
from tinhso.kernel.files.checks import Checked
from tinhso.signing.models import BatchFile, OwnFile, SigningBatch
from tinhso.signing.rules import NEEDS_KEY, account_of

OWN_USE: Final = "signing.own_file"
AT_ONCE: Final = 500


@transaction.atomic
def keep_own_file(*, batch_uid: UUID, file_uid: UUID, actor: Actor) -> OwnFile:
    """Keep what was signed or sealed of one file for who asked for it; asked twice, kept once."""
    me = account_of(actor)
    batch = fetch(
        SigningBatch.objects.visible_to(actor).select_related("certificate"), uid=batch_uid
    )
    if me not in {batch.asked_by, batch.account_uid}:
        raise NotFound
    row = fetch(BatchFile.objects.filter(batch=batch).select_related("result__blob"), uid=file_uid)
    known = OwnFile.objects.filter(account_uid=me, made_from=row.uid).first()
    if known is not None:
        return known
    if row.result is None or row.done_at is None or batch.act not in NEEDS_KEY:
        raise Conflict(_("Chỉ giữ được tệp đã ký hoặc đã đóng dấu."))
    content = files.open_file(row.result)
    stored = files.store(
        content=Checked(content, row.result.name, row.result.content_type),
        name=row.result.name,
        use=OWN_USE,
        actor=actor,
    )
    kept = OwnFile.objects.create(
        account_uid=me,
        title=row.result.name[:200],
        act=batch.act,
        format=batch.format,
        serial=batch.certificate.serial if batch.certificate is not None else "",
        made_from=row.uid,
        file=stored,
        signed_at=row.done_at,
        kept_at=timezone.now(),
        kept_until=kept_until(),
    )
    audit.record("signing.own_file_kept", actor=actor, target=kept)
    return kept


def kept_until() -> date:
    """Return until which day a file is kept that somebody asks to be kept today."""
    days: int = settings.TINHSO_SIGNED_FILES_DAYS
    return timezone.localdate() + timedelta(days=days)


@transaction.atomic
def delete_own_file(*, uid: UUID, actor: Actor) -> None:
    """Delete a file that its owner kept; the log of his key's uses stays."""
    rows = OwnFile.objects.visible_to(actor).select_for_update(of=("self",))
    _delete(fetch(rows.select_related("file"), uid=uid), actor)


def sweep_own_files(*, on: date) -> int:
    """Delete kept files whose day is over."""
    actor = system_actor("signing.sweep_own_files")
    over = OwnFile.objects.filter(kept_until__lt=on).order_by("kept_until", "pk")
    ids = list(over.values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        with transaction.atomic():
            row = OwnFile.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is not None:
                _delete(row, actor)
    return len(ids)


def _delete(row: OwnFile, actor: Actor) -> None:
    stored = row.file
    audit.record("signing.own_file_deleted", actor=actor, target=row)
    row.delete()
    files.discard(stored, actor=actor)

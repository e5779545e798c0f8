"""Annexes of a result in files of their own: added to the draft, read and signed with it."""

from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import ResultAnnex
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import NothingToSign
from tinhso.dossiers.services.results import open_result
from tinhso.dossiers.services.work import in_hand
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.checks import Checked
from tinhso.signing import services as signing

ANNEX_USE: Final = "dossiers.annex"
MOST_ANNEXES: Final = 10


@one_act()
def add_annex(
    *,
    uid: UUID,
    actor: Actor,
    title: str,
    content: bytes | Checked,
    name: str,
    version: int | None = None,
) -> ResultAnnex:
    """Put a file beside the draft of a result; it is numbered, dated and signed with it.

    Refused at `file` when it takes no signature that readers would rely on.
    """
    dossier = _core.begin("draft_result", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    result = open_result(dossier)
    if result is None:
        raise NothingToSign
    if not title.strip():
        unnamed = _("Hãy ghi tên phụ lục.")
        raise Invalid(unnamed, fields={"title": unnamed})
    if ResultAnnex.objects.filter(result=result).count() >= MOST_ANNEXES:
        full = _("Mỗi kết quả có nhiều nhất %(most)d phụ lục.") % {"most": MOST_ANNEXES}
        raise Invalid(full, fields={"file": full})
    stored = files.store(
        content=content, name=name, use=ANNEX_USE, actor=actor, owner_class="personal"
    )
    try:
        signing.require_signable(files.open_file(stored), name=stored.name)
    except signing.FileUnsignable as refusal:
        said = str(refusal.message)
        raise Invalid(said, fields={"file": said}) from None
    row = ResultAnnex.objects.create(
        result=result,
        title=nfc(title.strip()),
        file=stored,
        added_by=actor.id,
        added_at=timezone.now(),
    )
    _core.audit("add_annex", dossier, actor=actor, annex=str(row.uid))
    return row


@one_act()
def remove_annex(*, uid: UUID, annex_uid: UUID, actor: Actor) -> None:
    """Take a file away from the draft again."""
    dossier = _core.begin("draft_result", uid=uid, actor=actor)
    in_hand(dossier, actor)
    result = open_result(dossier)
    row = fetch(ResultAnnex.objects.filter(result=result), uid=annex_uid)
    _core.audit("remove_annex", dossier, actor=actor, annex=str(row.uid))
    row.delete()

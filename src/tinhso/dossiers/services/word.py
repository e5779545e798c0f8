"""The draft of a result as a Word file, for agencies that still pass one around."""

from uuid import UUID

from tinhso.dossiers.queries.page import dossier_of
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.services._result_papers import template_of
from tinhso.dossiers.services.errors import NothingToSign
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.errors import NotFound

WHAT_COUNTS = "bản có giá trị là bản PDF được ký số."


def draft_as_word(*, uid: UUID, actor: Actor) -> bytes:
    """Return the draft in hand as .docx: the words of the PDF; the PDF is what is signed.

    `NothingToSign` while there is no draft; only officials who see the dossier get it, and not
    where the draft was brought as a file.
    """
    from tinhso.kernel.papers.word import as_word

    dossier = dossier_of(uid=uid, actor=actor)
    if actor.kind is not ActorKind.OFFICIAL:
        raise NotFound
    result = dossier.results.filter(withdrawn_at__isnull=True).order_by("-pk").first()
    if result is None:
        raise NothingToSign
    if result.brought_file_id is not None:
        raise NotFound
    written = as_word(
        template_of(dossier, result),
        from_json(result.data),
        note=f"Dự thảo của hồ sơ {dossier.shown_number}; {WHAT_COUNTS}",
    )
    record("dossiers.draft_taken_as_word", actor=actor, target=dossier)
    return written

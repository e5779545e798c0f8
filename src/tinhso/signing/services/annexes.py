"""Annexes in files of their own: signed by the agency when the paper they belong to is sealed.

Decree 30/2020, Appendix I: no picture of a seal; top right on the first page of each file stand the
document's number and symbol and the time of signing. They are signed before the paper itself, so
that a sealed paper has them all; each is kept in a transaction of its own, and what was left behind
is done when the paper is sealed again.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.jobs import enqueue
from tinhso.signing.models import Certificate, SealAct, SealedAnnex
from tinhso.signing.pdf.sealing import Look
from tinhso.signing.rules import UseSource
from tinhso.signing.services.key_uses import KeyAct, key_act
from tinhso.signing.services.plans import LaidPdf
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.services.signatures import lay_pdf, seal_pdf
from tinhso.signing.services.text_marks import mark_in_corner, moment_in_mark

ANNEX_FIELD = "CoQuanPhuLuc"


def annexes_left(act: SealAct) -> list[StoredFile]:
    """Return the annexes of a paper that the agency has not signed yet, as they were added."""
    done = act.annexes.values("source")
    rows = act.item.attachments.exclude(pk__in=done).select_related("blob")
    return list(rows.order_by("pk"))


def annex_title(act: SealAct, source: StoredFile) -> str:
    """Return how the signature of an annex is called in the log of uses of keys."""
    return f"{act.number_text} {source.name}"


def seal_annexes(act: SealAct, *, certificate: Certificate, actor: Actor) -> None:
    """Sign what is left of a paper's annexes with the agency's key that is in this house."""
    for source in annexes_left(act):
        content = files.open_file(source)
        look = _look(act, content)
        with key_act(
            source=UseSource.JOB if actor.kind is ActorKind.SYSTEM else UseSource.SEAL,
            actor=actor,
            title=annex_title(act, source),
            sha256=files.sha256_of(source),
            item_uid=act.item.uid,
        ) as used:
            sealed = seal_pdf(
                content,
                certificate=certificate,
                field=ANNEX_FIELD,
                fresh=True,
                rectangle=look.rectangle,
                spot=look.spot,
                picture=look.picture,
            )
            commit_annex(act, source, sealed, certificate=certificate, used=used, actor=actor)


def lay_annex(act: SealAct, source: StoredFile, *, certificate: Certificate) -> LaidPdf:
    """Lay an annex out for the agency's signature, whose value comes from elsewhere."""
    content = files.open_file(source)
    return lay_pdf(
        content,
        certificate=certificate,
        field=ANNEX_FIELD,
        fresh=True,
        look=_look(act, content),
        name=source.name,
    )


def _look(act: SealAct, content: bytes) -> Look:
    lines = (act.number_text, moment_in_mark(timezone.localtime()))
    mark = mark_in_corner(content, lines=lines)
    return Look(picture=mark.picture, rectangle=mark.rectangle, spot=mark.spot)


@transaction.atomic(durable=True)
def commit_annex(
    act: SealAct,
    source: StoredFile,
    sealed: bytes,
    *,
    certificate: Certificate,
    used: KeyAct,
    actor: Actor,
) -> None:
    """Keep a signed annex, once."""
    locked = SealAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if locked.annexes.filter(source=source).exists():
        used.discard()
        return
    stored = files.store(
        content=sealed,
        name=source.name,
        use=SIGNED_USE,
        actor=actor,
        owner_class=source.owner_class,
    )
    SealedAnnex.objects.create(act=locked, source=source, file=stored)
    used.keep()
    audit.record(
        "signing.annex_sealed",
        actor=actor,
        target=locked,
        sha256=files.sha256_of(stored),
        certificate=certificate.serial,
    )
    if settings.TINHSO_KEEP_SIGNED or settings.TINHSO_SIGNING_LEVEL == "B-LTA":
        enqueue("signing.keep", key=f"keep:{stored.uid}", file_uid=str(stored.uid))

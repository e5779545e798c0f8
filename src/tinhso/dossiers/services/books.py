"""A desk's book made a paper: numbered when issued, signed by who issued it, in his shift."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tinhso.dossiers.models import IssuedBook
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.books import issued_book
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.queries.sheets import book_of
from tinhso.dossiers.rules.answers import as_json, from_json
from tinhso.dossiers.rules.clocks import form_set
from tinhso.dossiers.rules.form_sets import layout_of
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services._papers import local_text
from tinhso.dossiers.services.errors import NotYours
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.numbering.services import give_number
from tinhso.kernel.papers import in_vietnamese
from tinhso.signing import services as signing


@one_act()
def issue_book(*, start: date, end: date, actor: Actor) -> IssuedBook:
    """Fix the book of the actor's own desk between two days and give it its number.

    `Invalid` at `end` where the days hold more dossiers than one book prints. `sign_book` follows.
    """
    if actor.agency_id is None or actor.unit_id is None:
        raise NotFound
    require(actor, DossierPermission.RECEIVE, unit_id=actor.unit_id)
    lines = _lines(actor.agency_id, actor.unit_id, start, end, actor)
    now = timezone.now()
    row = IssuedBook(
        agency_id=actor.agency_id,
        unit_id=actor.unit_id,
        start=start,
        end=end,
        form_set=form_set(end, law=law_in_force()),
        data=as_json({**lines, "officer": actor.name}),
        made_at=now,
        made_by=actor.id,
        made_by_name=actor.name,
    )
    row.number = give_number(
        register=f"dossiers.form_{Form.BOOK.value}",
        agency_id=actor.agency_id,
        on=timezone.localdate(now),
        actor=actor,
    ).text
    row.save()
    record("dossiers.book_issued", actor=actor, target=row, number=row.number)
    return row


def book_pdf(*, uid: UUID, actor: Actor) -> bytes:
    """Return an issued book as it was issued: signed once it is, else saying that it is not."""
    row = issued_book(uid=uid, actor=actor)
    record("dossiers.book_read", actor=actor, target=row)
    return files.open_file(row.file) if row.file is not None else _render(row)


def sign_book(*, uid: UUID, actor: Actor) -> IssuedBook:
    """Sign a book one issued, within one's confirmed shift; one signed already stays as it is.

    The signature is made outside any transaction.
    """
    row = issued_book(uid=uid, actor=actor)
    if row.made_by != actor.id:
        raise NotYours
    if row.signed_at is not None:
        return row
    row.signed_at = timezone.now()
    title = _called(row)
    content = signing.sign_as_officer(
        content=_render(row),
        actor=actor,
        title=f"{title} ({row.number})",
        reason=title,
        field="CanBoMotCua",
    )
    with transaction.atomic():
        kept = IssuedBook.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if kept.signed_at is not None:
            return kept
        kept.file, kept.signed_at = _stored(content, kept, actor), row.signed_at
        kept.save(update_fields=["file", "signed_at"])
        record("dossiers.book_signed", actor=actor, target=kept, number=kept.number)
    return kept


def sign_new_book(row: IssuedBook, *, actor: Actor) -> IssuedBook:
    """Sign a book just issued if the actor's shift is open; else it waits and stands unsigned."""
    if not signing.may_sign_now(actor=actor):
        return row
    return sign_book(uid=row.uid, actor=actor)


@in_vietnamese
def _called(row: IssuedBook) -> str:
    """Return the name of the book as it stands in its file and in the log of the key."""
    return row.title


@in_vietnamese
def _lines(agency_id: int, unit_id: int, start: date, end: date, actor: Actor) -> dict[str, object]:
    return book_of(actor=actor, agency_id=agency_id, unit_id=unit_id, start=start, end=end)


def _render(row: IssuedBook) -> bytes:
    page = reverse("issued_book", kwargs={"uid": row.uid})
    data = {
        **from_json(row.data),
        "number": row.number,
        "is_signed": row.signed_at is not None,
        "signed_at": local_text(row.signed_at),
        "qr": setting.qr_svg(f"{settings.TINHSO_BASE_URL.rstrip('/')}{page}"),
    }
    return setting.render(layout_of(Form.BOOK, row.form_set), data, created_at=row.made_at)


def _stored(content: bytes, row: IssuedBook, actor: Actor) -> StoredFile:
    return files.store(
        content=content,
        name=f"so-theo-doi-{row.start}-{row.end}.pdf",
        use="dossiers.paper",
        actor=actor,
        owner_class="personal",
    )

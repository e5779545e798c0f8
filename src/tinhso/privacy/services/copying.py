"""The copy of everything the house holds of a person: one signed file, kept for some days.

It is a PDF that people read, with the same as JSON and every file attached, sealed by the agency:
one signature covers them all, and anybody checks it at /kiem-tra-chu-ky/.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pikepdf
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.identity.services import AccessWhat, record_access
from tinhso.kernel import files, papers
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.registry.holdings import HeldRecord, holders
from tinhso.organization.queries import agency
from tinhso.privacy.models import DataCopy, DataRequest
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.queries import data_request, own_request
from tinhso.privacy.rules import CopyState, IdentityCheck, RequestState, delete_after
from tinhso.privacy.services.steps import end, step
from tinhso.signing.services import seal_as_agency

USE = "privacy.copy"
BY = system_actor("privacy.copy")


def make_copy(*, uid: UUID) -> None:
    """Make the copy a request asks for; one that was made is left as it is.

    It is put together outside a transaction, so that progress is seen, and kept in one at the end.
    """
    request = DataRequest.objects.select_related("person").get(uid=uid)
    copy = DataCopy.objects.get(request=request)
    if copy.state != CopyState.MAKING:
        return
    with translation.override("vi"):
        content = _sealed(request, copy)
    _keep(request, content)


def _sealed(request: DataRequest, copy: DataCopy) -> bytes:
    sections = [(str(holder.title), list(holder.held(request.person_id))) for _r, holder in holders]
    total = sum(len(records) for _title, records in sections)
    DataCopy.objects.filter(pk=copy.pk).update(total=total, done=0)
    owner = agency(request.agency_id)
    made_at = timezone.localtime()
    plain = papers.render(
        "privacy/copy.typ",
        {
            "agency": owner.name,
            "number": request.number,
            "date": made_at.date().isoformat(),
            "person": request.person.name,
            "sections": [
                {"title": title, "records": [_printed(one) for one in records]}
                for title, records in sections
            ],
        },
        standard=None,
    )
    with pikepdf.open(io.BytesIO(plain)) as book:
        _attach(book, "du-lieu.json", _machine(request, sections, made_at), "application/json")
        for done, (name, stored) in enumerate(_files(sections, copy), start=1):
            mime = stored.content_type
            _attach(book, f"{done:03d} {name}", files.open_file(stored), mime)
        out = io.BytesIO()
        book.save(out)
    reason = _("Bản sao dữ liệu cá nhân theo yêu cầu %(number)s") % {"number": request.number}
    return seal_as_agency(out.getvalue(), agency_id=request.agency_id, reason=reason, actor=BY)


def _attach(book: pikepdf.Pdf, name: str, content: bytes, mime: str) -> None:
    book.attachments[name] = pikepdf.AttachedFileSpec(
        book,
        content,
        filename=name,
        mime_type=mime,
        description="",
        creation_date="",
        mod_date="",
    )


def _files(
    sections: list[tuple[str, list[HeldRecord]]], copy: DataCopy
) -> Iterator[tuple[str, StoredFile]]:
    """Give each file held, and keep how far the copy is."""
    done = 0
    for _title, records in sections:
        for one in records:
            rows = StoredFile.objects.with_blob().filter(uid__in=list(one.files))
            for stored in rows.order_by("pk"):
                yield stored.name, stored
            done += 1
            DataCopy.objects.filter(pk=copy.pk).update(done=done)


def _printed(one: HeldRecord) -> dict[str, object]:
    since = f"{timezone.localtime(one.since):%d/%m/%Y %H:%M}" if one.since else ""
    return {
        "label": str(one.label),
        "since": since,
        "fields": [[str(label), value] for label, value in one.fields if value],
        "files": len(one.files),
    }


def _machine(
    request: DataRequest, sections: list[tuple[str, list[HeldRecord]]], made_at: datetime
) -> bytes:
    said = {
        "request": str(request.uid),
        "number": request.number,
        "made_at": made_at.isoformat(),
        "person": str(request.person.uid),
        "sections": [
            {
                "title": title,
                "records": [
                    {
                        "kind": one.kind,
                        "reference": one.reference,
                        "label": str(one.label),
                        "since": one.since.isoformat() if one.since else None,
                        "fields": {str(label): value for label, value in one.fields},
                        "files": [str(uid) for uid in one.files],
                    }
                    for one in records
                ],
            }
            for title, records in sections
        ],
    }
    return canonical_json(said).encode()


@transaction.atomic
def _keep(request: DataRequest, content: bytes) -> None:
    rows = DataRequest.objects.select_for_update(of=("self",))
    locked = rows.get(pk=request.pk)
    copy = DataCopy.objects.get(request=locked)
    if copy.state != CopyState.MAKING or locked.state != RequestState.ACCEPTED:
        return
    stored = files.store(
        content=content,
        name=f"du-lieu-{locked.number.replace('/', '-')}.pdf",
        use=USE,
        actor=BY,
        owner_class="personal",
    )
    copy.file, copy.sha256 = stored, files.sha256_of(stored)
    copy.state, copy.made_at = CopyState.READY, timezone.now()
    copy.delete_at = delete_after(copy.made_at, settings.TINHSO_DATA_COPY_DAYS)
    copy.save()
    step(locked, "copied", actor=BY)
    record("privacy.copy_made", actor=BY, target=locked, size=stored.size)
    end(locked, RequestState.FULFILLED, actor=BY)


@transaction.atomic
def open_own_copy(*, uid: UUID, actor: Actor) -> StoredFile:
    """Return one's own copy for download; the page has proved who is at the keyboard."""
    return _opened(own_request(uid=uid, actor=actor), actor)


@transaction.atomic
def open_copy(*, uid: UUID, actor: Actor) -> StoredFile:
    """Return a copy to hand over to who asked at the desk or by post, and let him read that."""
    require(actor, P.HANDLE_REQUESTS)
    request = data_request(uid=uid, actor=actor)
    by_account = request.identity_check == IdentityCheck.ACCOUNT
    if by_account or request.agency_id != actor.agency_id:
        raise NotFound
    record_access(
        actor=actor,
        person_ids=[request.person_id],
        object_kind="privacy.request",
        object_uid=str(request.uid),
        what=AccessWhat.EXPORTED,
        purpose=_("Giao bản sao dữ liệu theo yêu cầu của chính người đó"),
    )
    return _opened(request, actor)


def _opened(request: DataRequest, actor: Actor) -> StoredFile:
    copy = fetch(DataCopy.objects.select_related("file__blob"), request=request)
    if copy.file is None:
        raise NotFound
    copy.downloaded_at = timezone.now()
    copy.save(update_fields=["downloaded_at"])
    record("privacy.copy_downloaded", actor=actor, target=request)
    return copy.file


def forget_copies() -> int:
    """Delete the copies whose days are over, each in a transaction of its own."""
    due = DataCopy.objects.filter(state=CopyState.READY, delete_at__lte=timezone.now())
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        with transaction.atomic():
            rows = DataCopy.objects.select_for_update(of=("self",)).select_related("request")
            copy = rows.filter(pk=pk, state=CopyState.READY).first()
            if copy is None or copy.file_id is None:
                continue
            stored = StoredFile.objects.get(pk=copy.file_id)
            copy.file, copy.state = None, CopyState.DELETED
            copy.save(update_fields=["file", "state"])
            files.discard(stored, actor=BY)
            step(copy.request, "copy_deleted", actor=BY)
    return len(ids)

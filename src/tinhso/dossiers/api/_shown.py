"""Rows as the schemas of the API show them."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from tinhso.dossiers import queries
from tinhso.dossiers.models import (
    Arrival,
    Attachment,
    Consultation,
    Dossier,
    DossierQuerySet,
    Draft,
    DraftFile,
    FieldCheck,
    IssuedBook,
    Message,
    Paper,
    Party,
    Result,
    SupplementRequest,
)
from tinhso.dossiers.queries import ApplicantPage, DossierPage, applying, paged
from tinhso.dossiers.queries.parts import PartLine
from tinhso.dossiers.queries.post import arrival_of
from tinhso.dossiers.queries.timeline import TimelineLine
from tinhso.dossiers.rules.answers import from_json, plain
from tinhso.dossiers.rules.clocks import is_late
from tinhso.dossiers.rules.states import NATIONAL_STATE
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import drafts
from tinhso.identity.services import record_list_reading
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.api import Page, PageQuery
from tinhso.kernel.eforms import Json
from tinhso.kernel.files.models import StoredFile
from tinhso.procedures import queries as procedures


def line_fields(said: Mapping[str, Any], *, owner: str, now: datetime) -> dict[str, object]:
    """Return what every list says of a dossier, from the values named in `paged.LINE`."""
    return {
        "uid": said["uid"],
        "number": said["code"] or said["submission_number"],
        "procedure_code": said["procedure_code"],
        "procedure": said["procedure_version__name"],
        "owner": owner,
        "state": said["state"],
        "national_state": NATIONAL_STATE[said["state"]],
        "arrived_at": said["arrived_at"],
        "answer_due_at": said["answer_due_at"],
        "accepted_at": said["accepted_at"],
        "due_at": said["due_at"],
        "is_late": said["correction_due_at"] is None
        and is_late(said["state"], said["due_at"], at=now),
        "correction_due_at": said["correction_due_at"],
        "assignee_name": said["assignee_name"],
        "step": said["step_key"],
        "step_due_at": said["step_due_at"],
        "version": said["version"],
    }


def whole_fields(dossier: Dossier) -> dict[str, object]:
    """Return the line of a dossier that is read whole, with its owner's name."""
    return line_fields(paged.line_of(dossier), owner=dossier.owner_name, now=timezone.now())


def line(dossier: Dossier) -> out.DossierLine:
    """Return a dossier as an officer's list shows it: the owner masked."""
    said = paged.line_of(dossier)
    fields = line_fields(said, owner=dossier.owner_masked, now=timezone.now())
    return out.DossierLine.model_validate(fields)


def own_line(dossier: Dossier) -> out.DossierLine:
    """Return a dossier as its applicant's list shows it."""
    return out.DossierLine.model_validate(whole_fields(dossier))


def officers_page(
    rows: Callable[[], DossierQuerySet],
    query: PageQuery,
    *,
    actor: Actor,
    list_name: str,
    keys: frozenset[str] | None,
    order: tuple[str, ...],
    known: Hashable = None,
) -> Page[out.DossierLine]:
    """Return one page of an officer's masked list, and keep that he looked, by which filters."""
    page = page_of_lines(rows, query, keys=keys, order=order, known=known)
    asked = sorted(query.model_fields_set - set(PageQuery.model_fields))
    record_list_reading(
        actor=actor,
        list_name=list_name,
        filters=dict.fromkeys(asked, "1"),
        count=len(page.items),
    )
    return page


def page_of_lines(
    rows: Callable[[], DossierQuerySet],
    query: PageQuery,
    *,
    keys: frozenset[str] | None,
    order: tuple[str, ...],
    owner: str = "owner_masked",
    known: Hashable = None,
) -> Page[out.DossierLine]:
    """Return one page of a list, in an order that goes by key; `keys` are those that see it.

    Without keys the rows are few, and found by an index of their own. `known` as `paged.page` says.
    """
    found = paged.page(
        rows,
        keys=keys,
        order=order,
        size=query.limit,
        cursor=query.cursor or "",
        owner=owner,
        known=known,
    )
    now = timezone.now()
    return Page[out.DossierLine].model_validate(
        {
            "items": [line_fields(said, owner=said[owner], now=now) for said in found.rows],
            "next": found.next_cursor or None,
            "previous": found.previous_cursor or None,
        }
    )


def file_out(stored: StoredFile) -> out.FileOut:
    """Return a file's name and address."""
    return out.FileOut(name=stored.name, file=files.file_url(stored))


def draft_fields(draft: Draft) -> dict[str, object]:
    """Return what the list of drafts says of one."""
    return {
        "uid": draft.uid,
        "procedure_code": draft.procedure_version.procedure.code,
        "procedure": draft.procedure_version.name,
        "version": draft.version,
        "saved_at": draft.saved_at,
    }


def draft_line(draft: Draft) -> drafts.DraftLine:
    """Return a draft as the list shows it."""
    return drafts.DraftLine.model_validate(draft_fields(draft))


def draft_file(row: DraftFile) -> drafts.DraftFileOut:
    """Return a paper of a draft."""
    return drafts.DraftFileOut(
        uid=row.uid,
        component_key=row.component_key,
        name=row.file.name,
        file=files.file_url(row.file),
    )


def draft_out(draft: Draft, *, agency: str, errors: Mapping[str, str]) -> drafts.DraftOut:
    """Return a draft whole."""
    return drafts.DraftOut.model_validate(
        {
            **draft_fields(draft),
            "step": draft.step,
            "agency": agency,
            "answers": applying.answers_of(draft),
            "files": [draft_file(row) for row in draft.files.select_related("file")],
            "errors": dict(errors),
        }
    )


def _timeline(lines: Iterable[TimelineLine]) -> list[out.TimelineOut]:
    return [
        out.TimelineOut(title=one.title, state=one.state, at=one.at, by=one.by) for one in lines
    ]


def _supplement(row: SupplementRequest) -> out.SupplementOut:
    return out.SupplementOut(
        uid=row.uid,
        items=[
            out.SupplementItemOut(
                text=item["text"],
                component_key=item.get("component", ""),
                field_key=item.get("field", ""),
            )
            for item in row.items
        ],
        note=row.note,
        asked_at=row.asked_at,
        notice_due_at=row.notice_due_at,
        close_at=row.close_at,
        answered_at=row.answered_at,
    )


def _check(row: FieldCheck) -> out.FieldCheckOut:
    return out.FieldCheckOut(
        uid=row.uid,
        at=row.at,
        place=row.place,
        people=row.people,
        content=row.content,
        reply=row.reply,
        wished_at=row.wished_at,
        outcome=row.outcome,
    )


def result_out(row: Result) -> out.ResultOut:
    """Return a sealed result."""
    return out.ResultOut(
        uid=row.uid,
        kind=row.kind,
        number=row.number,
        sealed_at=row.sealed_at,
        is_valid=row.sealed_at is not None and row.withdrawn_at is None,
        corrects=row.corrects.uid if row.corrects is not None else None,
    )


def message_out(row: Message) -> out.MessageOut:
    """Return one message."""
    return out.MessageOut(
        uid=row.uid,
        from_applicant=row.from_applicant,
        text=row.text,
        by_name=row.by_name,
        at=row.at,
    )


def mine_out(page: ApplicantPage) -> out.MineOut:
    """Return one of the caller's own dossiers."""
    dossier = page.dossier
    return out.MineOut.model_validate(
        {
            **whole_fields(dossier),
            "resolving_agency": page.resolving.name,
            "accepted_by_name": dossier.accepted_by_name,
            "contact": out.ContactOut(
                name=page.contact.name, unit=page.contact.unit, phone=page.contact.phone
            ),
            "reckoning": page.reckoning,
            "timeline": _timeline(page.timeline),
            "supplement": _supplement(page.supplement) if page.supplement else None,
            "field_check": _check(page.field_check) if page.field_check else None,
            "results": [result_out(row) for row in page.results],
            "messages": [message_out(row) for row in page.messages],
            "moves": sorted(page.moves),
            "waits_for_stop": page.waits_for_stop,
            "stop_refusal": page.stop_refusal,
            "may_rate": page.may_rate,
            "parts": _parts(page.parts),
        }
    )


def _parts(lines: Iterable[PartLine]) -> list[out.PartOut]:
    return [out.PartOut.model_validate(line, from_attributes=True) for line in lines]


def paper_out(row: Paper) -> out.PaperOut:
    """Return one official form."""
    return out.PaperOut(
        uid=row.uid,
        form=row.form,
        form_set=row.form_set,
        title=row.full_title,
        issue=row.issue,
        number=row.number,
        signed_at=row.signed_at,
    )


def book_out(row: IssuedBook) -> out.BookOut:
    """Return one issued book."""
    return out.BookOut.model_validate(row, from_attributes=True)


def attachment_out(row: Attachment) -> out.AttachmentOut:
    """Return one paper of a dossier."""
    return out.AttachmentOut(
        uid=row.uid,
        component_key=row.component_key,
        name=row.file.name if row.file else "",
        file=files.file_url(row.file) if row.file else None,
        is_original_shown=row.is_original_shown,
        checked_as=row.checked_as,
        signed_at=row.scan_signed_at,
        sealed_at=row.sealed_at,
    )


def _party(row: Party) -> out.PartyOut:
    return out.PartyOut(
        role=row.role,
        kind=row.kind,
        name=row.name,
        identity_masked=row.identity_masked,
        phone=row.phone,
        address=row.address,
        proof=row.proof,
    )


def consultation_out(row: Consultation, *, agency: str) -> out.ConsultationOut:
    """Return one agency that was asked."""
    return out.ConsultationOut(
        uid=row.uid,
        agency=agency,
        question=row.question,
        due_at=row.due_at,
        opinion=row.opinion,
        answer=row.answer,
        answered_at=row.answered_at,
        silent_at=row.silent_at,
    )


def _arrival(row: Arrival | None) -> out.ArrivalOut | None:
    if row is None:
        return None
    return out.ArrivalOut(kind=row.kind, carrier=row.carrier, tracking=row.tracking)


def _masked_answers(dossier: Dossier) -> dict[str, Json]:
    """Return what was typed, identity numbers masked; `unmask` reads them in full."""
    answers = plain(from_json(dossier.answers))
    spec = procedures.form_of(version=dossier.procedure_version)
    return answers if spec is None else spec.masked(answers)


def dossier_out(page: DossierPage) -> out.DossierOut:
    """Return one dossier whole, as officers read it."""
    dossier = page.dossier
    names = page.agency_names
    return out.DossierOut.model_validate(
        {
            **whole_fields(dossier),
            "channel": dossier.channel,
            "intake_place": dossier.intake_place,
            "arrival": _arrival(arrival_of(dossier)),
            "receiving_agency": names.get(dossier.receiving_agency_id, ""),
            "resolving_agency": names.get(dossier.resolving_agency_id, ""),
            "support_agency": names.get(dossier.support_agency_id or 0, ""),
            "monitoring_unit": page.unit_names.get(dossier.monitoring_unit_id or 0, ""),
            "answers": _masked_answers(dossier),
            "parties": [_party(row) for row in page.parties],
            "attachments": [attachment_out(row) for row in page.attachments],
            "supplements": [_supplement(row) for row in page.supplements],
            "consultations": [
                consultation_out(row, agency=names.get(row.agency_id, ""))
                for row in page.consultations
            ],
            "field_checks": [_check(row) for row in page.field_checks],
            "results": [result_out(row) for row in page.results],
            "to_mend": page.being_mended.fault if page.being_mended is not None else "",
            "messages": [message_out(row) for row in page.messages],
            "notes": [
                out.NoteOut(kind=row.kind, text=row.text, by_name=row.by_name, at=row.at)
                for row in page.notes
            ],
            "links": [
                out.LinkOut(uid=row.other.uid, number=row.other.shown_number, reason=row.reason)
                for row in page.links
            ],
            "hidden_links": page.hidden_links,
            "timeline": _timeline(queries.lines_of(page.timeline)),
            "moves": page.moves,
            "parts": _parts(page.parts),
        }
    )

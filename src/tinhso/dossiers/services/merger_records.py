"""The hand-over record as a paper: set, signed at the receiving agency, numbered and sealed."""

from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.dossiers.models import MergerRecord
from tinhso.dossiers.queries.merger_records import (
    lines_of,
    may_put_before,
    record_of,
    records,
    signers,
)
from tinhso.dossiers.services._papers import local_text
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record as keep
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of
from tinhso.signing import services as signing

KIND = "dossiers.merger_record"


def record_pdf(*, uid: UUID, actor: Actor) -> bytes:
    """Return the record as it stands: sealed once it is, else as it would be signed."""
    found = record_of(uid=uid, actor=actor)
    keep("dossiers.merger_record_read", actor=actor, target=found)
    if found.file is not None:
        return files.open_file(found.file)
    return setting.render("dossiers/merger_record.typ", _content(found, signer=""))


@one_act()
def put_record_before(*, uid: UUID, signer: UUID, actor: Actor) -> MergerRecord:
    """Put the record before a leader of the receiving agency; its clerk numbers and seals it."""
    rows = MergerRecord.objects.filter(pk__in=records(actor=actor).values("pk"))
    found = fetch(rows.select_for_update(of=("self",)), uid=uid)
    if found.item is not None:
        raise WrongState(_("Biên bản này đã trình ký."))
    if not may_put_before(found, actor):
        raise NotPermitted
    line = next((one for one in signers(found) if one.uid == signer), None)
    if line is None:
        raise Invalid(fields={"signer": _("Hãy chọn một lãnh đạo của cơ quan nhận.")})
    paper = setting.render_with_boxes(
        "dossiers/merger_record.typ", _content(found, signer=line.name)
    )
    draft = files.store(
        content=signing.prepare_for_signing(paper),
        name="bien-ban-ban-giao.pdf",
        use="signing.draft",
        actor=actor,
        owner_class="personal",
    )
    giver = organization.agency_name(found.from_agency_id, found.on)
    item = signing.request_signature(
        kind=KIND,
        reference=str(found.uid),
        file=draft,
        title=f"Biên bản bàn giao hồ sơ của {giver}",
        for_account=signer,
        agency_id=found.to_agency_id,
        drafted_by=actor.name,
        link=f"/lam-viec/ban-giao-ho-so/{found.uid}/",
        actor=actor,
    )
    found.item = item.uid
    found.save(update_fields=["item"])

    keep("dossiers.merger_record_put_before", actor=actor, target=found)
    return found


def mark_record_returned(*, uid: UUID) -> None:
    """Let a record that was sent back be put before somebody again."""
    MergerRecord.objects.filter(uid=uid).update(item=None)


def mark_record_sealed(*, uid: UUID, file: StoredFile, number: str) -> None:
    """Keep the sealed paper and its number."""
    MergerRecord.objects.filter(uid=uid).update(file=file, number=number)


@in_vietnamese
def _content(record: MergerRecord, *, signer: str) -> dict[str, object]:
    taker = organization.agency(record.to_agency_id, record.on)
    eve = record.on.fromordinal(record.on.toordinal() - 1)
    giver = organization.agency(record.from_agency_id, eve)
    lines = lines_of(record)
    places = organization.unit_names({x.paper_unit_id for x in lines if x.paper_unit_id}, record.on)
    return {
        "parent": organization.agency(taker.parent_id, record.on).name if taker.parent_id else "",
        "agency": taker.name,
        "agency_code": taker.code,
        "place": place_of(taker.name),
        "giver": giver.name,
        "giver_code": giver.code,
        "basis": record.basis,
        "on": record.on.isoformat(),
        "count": len(lines),
        "signer": signer,
        "besides": [
            {"room": line.title["vi"], "what": line.label["vi"], "count": line.count}
            for line in organization.handed_on(act=record.act, agency_id=record.from_agency_id)
        ],
        "rows": [
            {
                "n": n,
                "code": line.dossier.shown_number,
                "procedure": line.dossier.procedure_version.name,
                "owner": line.dossier.owner_masked,
                "state": str(line.get_state_display()),
                "due": local_text(line.due_at),
                "place": places.get(line.paper_unit_id or 0, ""),
            }
            for n, line in enumerate(lines, start=1)
        ],
    }

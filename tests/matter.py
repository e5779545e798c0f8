"""Another's dossier, with something behind every address that leads to it."""

from dataclasses import dataclass, field
from io import BytesIO
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from tests.cast import Cast
from tinhso.dossiers import services
from tinhso.dossiers.demonstration.money import tell_transfer
from tinhso.dossiers.models import (
    BankCall,
    CouncilSitting,
    Dossier,
    FeeSettlement,
    GroupFiling,
    IssuedBook,
    MergerRecord,
    ProactiveOffer,
    ResultAnnex,
    StatementLine,
    TaxSlip,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.appointments import days_for, slots
from tinhso.dossiers.rules.queueing import TicketSource
from tinhso.dossiers.services import ConsultInput, waiting
from tinhso.dossiers.services.post import Sending
from tinhso.dossiers.testing import PERMIT, World, id_of, resolved, tiny_pdf, visited
from tinhso.identity.testing import CompanyFactory
from tinhso.kernel.actors import system_actor
from tinhso.kernel.events.testing import deliver_all, follow_all
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.procedures import services as procedures
from tinhso.procedures.drafting import contents
from tinhso.procedures.models import DraftOrigin
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.testing import newest_version
from tinhso.signing import services as signing
from tinhso.signing.models import CertificateProposal, Confirmation, OwnFile, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.testing import a_batch, an_image, certificate_for


@dataclass
class Matter:
    """Another's dossier, with something behind every address."""

    cast: Cast
    uid: UUID
    draft: UUID
    secrets: list[str]
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def grown(cast: Cast) -> Matter:
    world = cast.world
    draft = services.start_draft(
        procedure_code="1.013225", actor=world.citizen, resolving_agency_id=world.here.agency.pk
    )
    stored = SimpleUploadedFile("rieng.pdf", tiny_pdf(), content_type="application/pdf")
    put = cast.citizen.post(
        f"/api/v1/dossiers/drafts/{draft.uid}/files", {"component_key": "ban_ve", "file": stored}
    ).json()
    dossier = resolved(world)
    other = visited(world)
    asked = services.consult(
        uid=other.uid,
        actor=world.here.specialist,
        parties=[ConsultInput(agency_id=world.here.agency.pk, question="Có vướng không?")],
    )
    procedure = procedures.start_draft(
        content=contents.of_version(newest_version(PERMIT)),
        origin=DraftOrigin.VERSION,
        actor=make_actor(ProcedurePermission.EDIT_PROCEDURE),
    )
    duty = services.divide(
        agency_id=world.here.agency.pk,
        unit_id=world.here.division.pk,
        procedure_code=PERMIT,
        actor=world.here.official(
            P.DIVIDE_WORK, unit=world.here.leadership, name="Người phân việc"
        ),
    )
    money = _money_of(world, dossier)
    deliver_all()
    follow_all()
    result = dossier.results.get()
    complaint = str(
        services.complain(uid=dossier.uid, about="late", text="Chậm.", actor=world.citizen).uid
    )
    paper = dossier.papers.order_by("pk").first()
    item = SigningItem.objects.get(uid=str(result.signing_item))
    assert paper is not None
    services.pdf_of(paper)
    paper.refresh_from_db()
    batch = a_batch(world.here.leader)
    assert result.draft_file is not None
    own_file = OwnFile.objects.create(
        account_uid=id_of(world.here.leader),
        title="Tờ trình.pdf",
        act="sign",
        made_from=batch.files.get().uid,
        file=result.draft_file,
        signed_at=timezone.now(),
        kept_at=timezone.now(),
        kept_until=timezone.localdate(),
    )
    made_paper = services.convert_result(uid=dossier.uid, actor=world.here.clerk_of_desk)
    annex = ResultAnnex.objects.create(
        result=result, title="Mặt bằng", file=result.draft_file, added_at=timezone.now()
    )
    image = an_image(world.here.leader)
    kept = [
        image.file,
        *(a.file for a in dossier.attachments.select_related("file")),
        batch.files.get().source,
        paper.file,
        result.draft_file,
        result.signed_file,
        result.final_file,
    ]
    return Matter(
        cast=cast,
        uid=dossier.uid,
        draft=draft.uid,
        secrets=[
            str(dossier.code),
            dossier.submission_number,
            str(dossier.uid),
            "Triệu Văn Páo",
            "004085001234",
        ],
        values={
            "check_uid": str(dossier.field_checks.get().uid),
            "result_uid": str(result.uid),
            "paper_uid": str(paper.uid),
            "consultation_uid": str(asked[0].uid),
            "file_uid": put["uid"],
            "attachment_uid": str(dossier.attachments.order_by("pk")[0].uid),
            "item": str(item.uid),
            "batch": str(batch.uid),
            "own_file": str(own_file.uid),
            "client": str(uuid4()),
            "confirmation": str(Confirmation.objects.latest("pk").uid),
            "notification": str(
                Notification.objects.filter(account_uid=str(world.citizen.id)).latest("pk").uid
            ),
            "code": str(dossier.code),
            "procedure_draft": str(procedure.uid),
            "duty_id": str(duty.pk),
            "unit_id": str(world.here.desk.pk),
            "merger_record": str(_handed_over(world, dossier).uid),
            "council": str(_before_council(world, other)),
            "offer": str(_foreseen(world, dossier).uid),
            "group": str(_listed(world, dossier)),
            "line": "4",
            "complaint": complaint,
            "complaint_uid": complaint,
            **money,
            "image": str(image.uid),
            "annex_uid": str(annex.uid),
            "conversion_uid": str(made_paper.uid),
            **_at_tax_office(world, dossier, result.draft_file),
            **_certificate_asked_for(world),
            **_on_a_list(world, dossier),
            "book": str(_issued_book(world).uid),
            **_waiting_at(world),
        },
        files=[str(one.uid) for one in kept if one is not None]
        + [put["file"].strip("/").rpartition("/")[2]],
    )


def _issued_book(world: World) -> IssuedBook:
    """Issue the book of the desk for the day."""
    today = timezone.localdate()
    return services.issue_book(start=today, end=today, actor=world.here.clerk_of_desk)


def _on_a_list(world: World, dossier: Dossier) -> dict[str, str]:
    """Put the result on a list for the post."""
    made = services.list_for_post(
        actor=world.here.clerk_of_desk,
        kind="post",
        carrier="Bưu cục",
        items=[Sending(dossier=dossier.uid, tracking="EA000000001VN")],
    )
    return {"list_uid": str(made.uid), "item_uid": str(made.items.get().uid)}


def _foreseen(world: World, dossier: Dossier) -> ProactiveOffer:
    """Keep that the house reminded the person of what runs out."""
    return ProactiveOffer.objects.create(
        person=world.person,
        person_masked="T. V. P.",
        procedure_version=dossier.procedure_version,
        procedure_code=dossier.procedure_code,
        agency_id=world.here.agency.pk,
        cause="expiry",
        source=dossier.results.get(),
        level=1,
        asked_level=1,
        state="reminded",
        offered_at=timezone.now(),
    )


def _certificate_asked_for(world: World) -> dict[str, str]:
    """Ask for a certificate's revocation, and keep a form that is due for another."""
    agency = world.here.agency.pk
    held, due = (certificate_for(account_uid=uuid4(), agency_id=agency) for _n in range(2))
    asked = signing.requests.draft_request(
        kind="revoke",
        certificates=[held.uid],
        agency_id=agency,
        actor=make_actor(SigningPermission.MANAGE_CERTIFICATES),
    )
    proposal = CertificateProposal.objects.create(
        certificate=due, agency_id=agency, cause="left", form="05", raised_at=timezone.now()
    )
    return {
        "certificate": str(held.uid),
        "certificate_request": str(asked.uid),
        "request_line": str(asked.lines.get().uid),
        "proposal": str(proposal.uid),
    }


def _handed_over(world: World, dossier: Dossier) -> MergerRecord:
    """Keep the line of a hand-over after a merger."""
    record = MergerRecord.objects.create(
        act=dossier.uid,
        from_agency=world.here.agency,
        to_agency=world.here.agency,
        on=timezone.localdate(),
        basis="NQ 01/2026",
        made_at=timezone.now(),
    )
    record.lines.create(dossier=dossier, state=dossier.state, version=dossier.version)
    return record


def _before_council(world: World, dossier: Dossier) -> UUID:
    """Let a council be called over a dossier."""
    sitting = CouncilSitting.objects.create(
        agency=world.here.agency,
        unit=world.here.division,
        procedure_version=dossier.procedure_version,
        procedure_code=dossier.procedure_code,
        name="Ban chỉ đạo",
        at=timezone.now(),
        place="Trụ sở",
        called_by=uuid4(),
        called_at=timezone.now(),
    )
    return sitting.uid


def _at_tax_office(world: World, dossier: Dossier, file: StoredFile) -> dict[str, str]:
    """Keep that a tax agency was asked, and gave a notice."""
    now = timezone.now()
    slip = TaxSlip.objects.create(
        dossier=dossier,
        agency=world.here.agency,
        unit=world.here.office,
        has_land_use_fee=False,
        content="Tính lệ phí.",
        hours=24,
        asked_by=uuid4(),
        asked_at=now,
        due_at=now,
    )
    notice = slip.notices.create(
        number="118/TB",
        issued_on=timezone.localdate(),
        pay_by=timezone.localdate(),
        amounts={"le_phi_truoc_ba": 1},
        total=1,
        notice_file=file,
        voucher_file=file,
        sent_by=uuid4(),
        sent_at=now,
    )
    return {"slip_uid": str(slip.uid), "notice_uid": str(notice.uid)}


def _listed(world: World, dossier: Dossier) -> UUID:
    """Let a company begin a list to file at once, with a row, and one that is a dossier."""
    group = GroupFiling.objects.create(
        person=CompanyFactory.create(),
        account=uuid4(),
        procedure_version=newest_version(PERMIT),
        agency=world.here.agency,
        made_at=timezone.now(),
    )
    group.rows.create(line=4, texts="{}")
    group.rows.create(line=5, texts="{}", dossier=dossier)
    return group.uid


def _money_of(world: World, dossier: Dossier) -> dict[str, str]:
    """Let the desk set and take a fee, and find a difference in the bank's statement."""
    desk = world.here.clerk_of_desk
    services.set_fee(uid=dossier.uid, actor=desk, amount_vnd=75_000, legal_basis="NQ 01/2026")
    payment = services.collect(uid=dossier.uid, actor=desk)
    assert payment.shift is not None
    services.set_account(
        actor=system_actor("tests"),
        agency_id=world.here.agency.pk,
        provider="demo",
        bank_name="Ngân hàng trình diễn",
        bank_bin="970400",
        account_number="9000000001",
        holder="UBND xã",
        effective_from=timezone.localdate(),
    )
    tell_transfer(payment.charge, key="FT2")
    book = Workbook()
    assert book.active is not None
    book.active.append(list(services.STATEMENT_COLUMNS))
    book.active.append(["FT1", 5_000, "ung ho"])
    services.upload_statement(
        actor=world.here.official(P.RECONCILE, unit=world.here.desk, name="Người đối soát"),
        day=timezone.localdate(),
        content=_saved(book),
    )
    settled = FeeSettlement.objects.create(
        collector=world.here.agency,
        year=2026,
        month=1,
        sums={"by_method": {"post": 5_000}, "count": 1},
        net_vnd=5_000,
        made_at=timezone.now(),
    )
    return {
        "settlement": str(settled.uid),
        "payment_uid": str(payment.uid),
        "drawer": str(payment.shift.uid),
        "difference": str(StatementLine.objects.get().uid),
        "bank_call": str(BankCall.objects.get().uid),
    }


def _waiting_at(world: World) -> dict[str, str]:
    """Let the desk have a counter, somebody who was not there when called, and an hour to come."""
    head = world.here.official(P.DIVIDE_WORK, unit=world.here.leadership, name="Người chia việc")
    queue = waiting.set_queue(
        actor=head,
        letter="A",
        name="Xây dựng",
        field_keys=[newest_version(PERMIT).procedure.field.key],
        slot_capacity=1,
    )
    counter = waiting.set_counter(actor=head, number=1, queues=[queue.uid])
    waiting.sit_at(counter_uid=counter.uid, actor=world.here.clerk_of_desk)
    waiting.take_ticket(
        token=uuid4(), queue_uid=queue.uid, actor=make_actor(), source=TicketSource.KIOSK
    )
    waiting.call_next(actor=world.here.clerk_of_desk)
    skipped = waiting.skip_ticket(actor=world.here.clerk_of_desk)
    day = days_for(agency_id=world.here.agency.pk, at=timezone.now())[1]
    appointment = waiting.book(
        agency_id=world.here.agency.pk,
        procedure_code=PERMIT,
        starts_at=slots(queue=queue, day=day, at=timezone.now())[0].at,
        actor=world.citizen,
    )
    return {
        "queue": str(queue.uid),
        "counter": str(counter.uid),
        "skipped": str(skipped.uid),
        "appointment": str(appointment.uid),
    }


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()

"""The official forms: content fixed in the act, PDF when wanted, made again after a correction."""

import io
from datetime import date, timedelta
from unicodedata import normalize

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Paper
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries import sheets
from tinhso.dossiers.queries.sheets import book, control_sheet
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.scans import prepare_scan
from tinhso.dossiers.testing import (
    World,
    accepted,
    assigned,
    browser_of,
    id_of,
    resolved,
    submitted,
)
from tinhso.dossiers.tests.desking import one
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.errors import NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages
from tinhso.organization.queries import agency_name, unit_names
from tinhso.signing import services as signing
from tinhso.signing.services.confirming import ShiftNeeded
from tinhso.signing.testing import certificate_for


def test_receipt_is_set_once_and_says_it_is_unsigned(world: World) -> None:
    paper = accepted(world).papers.get(form="01")

    first = services.pdf_of(paper)
    second = services.pdf_of(type(paper).objects.select_related("file").get(pk=paper.pk))

    assert first.startswith(b"%PDF-1")
    assert first == second
    assert paper.is_signed is False
    assert paper.signer_role == "receiver"


def test_receipt_is_issued_again_after_a_name_was_mended(world: World) -> None:
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    services.mend_party(uid=dossier.uid, role="owner", actor=desk, name="Triệu Văn Páu")

    again = services.reissue_paper(uid=dossier.uid, form=Form.RECEIPT, actor=desk)

    dossier.refresh_from_db()
    first = dossier.papers.get(issue=1)
    assert (again.issue, again.replaces_id) == (2, first.pk)
    assert "Triệu Văn Páu" in again.data
    assert "Triệu Văn Páo" in first.data
    assert dossier.owner_name == "Triệu Văn Páu"
    assert services.pdf_of(again).startswith(b"%PDF-1")


def test_control_sheet_and_book_are_grown_from_what_happened(world: World) -> None:
    dossier = resolved(world)
    desk = world.here.clerk_of_desk

    sheet = words_of(control_sheet(uid=dossier.uid, actor=desk))
    kept = words_of(november(world))

    lines = list(dossier.hand_overs.all())
    units = unit_names({pk for one in lines for pk in (one.from_unit_id, one.to_unit_id) if pk})
    assert len(lines) == 6
    here = world.here
    assert [(line.given_by_name, line.received_by_name) for line in lines[3:]] == [
        (here.specialist.name, here.leader.name),
        (here.leader.name, here.clerk.name),
        (here.clerk.name, ""),
    ]
    assert [line.to_unit_id for line in lines[3:]] == [
        here.leadership.pk,
        here.office.pk,
        here.desk.pk,
    ]
    for line in lines:
        at = f"{timezone.localtime(line.at):%H giờ %M phút, ngày %d/%m/%Y}"
        outcome = {"": "", "early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}
        row = (
            f"1. Giao: {units.get(line.from_unit_id or 0, 'Người nộp')}"
            f" 2. Nhận: {units[line.to_unit_id]} {at}"
            f" {line.given_by_name if line.from_unit_id else dossier.owner_name}"
            f" {line.received_by_name} {outcome[line.outcome]}"
        )
        assert squeezed(row) in squeezed(sheet), (row, sheet)
    assert {line.outcome for line in lines} != {""}
    for part in (str(dossier.code), dossier.owner_name, dossier.procedure_version.name):
        assert squeezed(part) in squeezed(kept)


def test_a_control_sheet_before_acceptance_says_that_nothing_was_handed_over(world: World) -> None:
    sheet = words_of(control_sheet(uid=submitted(world).uid, actor=world.here.clerk_of_desk))

    assert squeezed("chưa có lần giao, nhận nào") in squeezed(sheet)
    assert squeezed("Người giao / Người nhận") not in squeezed(sheet)


def test_a_control_sheet_of_another_agencys_dossier_says_whose_its_units_are(world: World) -> None:
    dossier = accepted(world, taken_in_by=world.there)
    line = dossier.hand_overs.last()
    assert line is not None

    sheet = words_of(control_sheet(uid=dossier.uid, actor=world.there.clerk_of_desk))

    unit = unit_names([line.to_unit_id])[line.to_unit_id]
    assert squeezed(f"2. Nhận: {unit}, {agency_name(world.here.agency.pk)}") in squeezed(sheet)


def test_an_issued_control_sheet_is_numbered_signed_and_stays_as_it_was(world: World) -> None:
    dossier = accepted(world)
    desk, browser = world.here.clerk_of_desk, browser_of(world.here.clerk_of_desk)
    opened_shift(desk)

    first = browser.post(one(dossier, "lap-phieu-kiem-soat/"))
    paper = dossier.papers.get(form="06")
    before = words_of(services.pdf_of(paper))
    services.assign(uid=dossier.uid, actor=world.here.leader, assignee=id_of(world.here.specialist))
    by_machine = browser.post(f"/api/v1/dossiers/{dossier.uid}/control-sheet")
    services.sign_new_papers(actor=desk)

    assert (first.status_code, by_machine.status_code) == (302, 201)
    second = dossier.papers.get(form="06", issue=2)
    assert (paper.number, second.number) == ("1/PKS-TTPVHCC", "2/PKS-TTPVHCC")
    assert second.replaces_id == paper.pk
    for row in (paper, second):
        row.refresh_from_db()
        assert (row.is_signed, row.signed_by) == (True, desk.id)
        report = signing.verify_pdf(services.pdf_of(row))
        assert report.verdict == "valid"
    log = browser.get("/tai-khoan/chu-ky-so/nhat-ky/").content.decode()
    assert f"{second.full_title} ({dossier.code})" in log
    after = words_of(services.pdf_of(second))
    assert "Số: 1/PKS-TTPVHCC" in before
    assert "NGƯỜI LẬP PHIẾU" in before
    assert "Đã ký số" in before
    assert world.here.specialist.name not in before
    assert world.here.specialist.name in after
    assert "PKS" not in words_of(control_sheet(uid=dossier.uid, actor=desk))


def test_no_control_sheet_is_issued_before_acceptance(world: World) -> None:
    dossier = submitted(world)

    with pytest.raises(WrongState):
        services.issue_control_sheet(uid=dossier.uid, actor=world.here.clerk_of_desk)

    assert not dossier.papers.filter(form="06").exists()


def opened_shift(actor: Actor) -> None:
    certificate_for(account_uid=actor.id, name=actor.name)
    asked = signing.start_shift_confirmation(actor=actor)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=actor)


def test_a_book_is_printed_whole_or_a_shorter_period_is_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = accepted(world), accepted(world)
    both = squeezed(words_of(november(world)))
    desk = browser_of(world.here.clerk_of_desk)
    of_all = browser_of(
        world.here.official(P.RECEIVE, P.OVERSEE, unit=world.here.desk, sees_agency=True)
    )
    monkeypatch.setattr(sheets, "MOST_IN_BOOK", 1)

    on_page = desk.get("/lam-viec/mot-cua/so/", {"start": "2026-11-01", "end": "2026-11-30"})
    in_list = of_all.get("/lam-viec/so/in/", {"tu": "2026-11-01", "den": "2026-11-30"})
    by_machine = desk.get(
        "/api/v1/dossiers/desk/book", {"start": "2026-11-01", "end": "2026-11-30"}
    )

    assert squeezed(str(first.code)) in both
    assert squeezed(str(second.code)) in both
    for answer in (on_page, in_list, by_machine):
        assert answer.status_code == 422
        assert "Hãy chọn khoảng ngày ngắn hơn." in answer.content.decode()


def november(world: World) -> bytes:
    return book(
        actor=world.here.clerk_of_desk,
        agency_id=world.here.agency.pk,
        unit_id=world.here.desk.pk,
        start=date(2026, 11, 1),
        end=date(2026, 11, 30),
    )


def words_of(pdf: bytes) -> str:
    return normalize("NFC", " ".join(text_of_pages(pdf)))


def squeezed(words: str) -> str:
    """Return words without the breaks that a narrow column puts between and within them."""
    return "".join(words.replace("\u200b", "").split()).replace("\u00ad", "")


def test_result_bytes_never_change_after_the_seal(world: World) -> None:
    result = resolved(world).results.get()
    assert result.final_file is not None
    assert result.signed_file is not None

    sealed = files.open_file(result.final_file)
    personal = files.open_file(result.signed_file)

    assert sealed.startswith(personal)


def test_receipt_is_signed_by_the_officer_who_took_the_dossier_in(world: World) -> None:
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    paper = dossier.papers.get(form="01")
    with pytest.raises(ShiftNeeded):
        services.sign_paper(uid=dossier.uid, paper_uid=paper.uid, actor=desk)
    certificate_for(account_uid=desk.id, name=desk.name)
    asked = signing.start_shift_confirmation(actor=desk)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=desk)

    signed = services.sign_paper(uid=dossier.uid, paper_uid=paper.uid, actor=desk)

    assert (signed.is_signed, signed.signed_by) == (True, desk.id)
    assert signed.file is not None
    assert b"/ByteRange" in files.open_file(signed.file)
    with pytest.raises(NotPermitted):
        services.sign_paper(uid=dossier.uid, paper_uid=paper.uid, actor=world.here.specialist)


def test_scan_is_signed_by_the_officer(world: World) -> None:
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    certificate_for(account_uid=desk.id, name=desk.name)
    asked = signing.start_shift_confirmation(actor=desk)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=desk)
    row = dossier.attachments.get(component_key="ban_ve")

    signed = services.sign_scan(uid=dossier.uid, attachment_uid=row.uid, actor=desk)

    assert signed.scan_signed_by == desk.id
    assert signed.file_id != row.file_id


def test_a_photograph_and_a_scanners_loose_file_are_signed_too(world: World) -> None:
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    certificate_for(account_uid=desk.id, name=desk.name)
    asked = signing.start_shift_confirmation(actor=desk)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=desk)
    picture = Image.new("RGB", (300, 400), "#fdfdf8")

    for name, kind in (("anh.jpg", "JPEG"), ("may-quet.pdf", "PDF")):
        content = io.BytesIO()
        picture.save(content, kind)
        stored = files.store(
            content=content.getvalue(), name=name, use="dossiers.component", actor=desk
        )
        row = services.attach(
            uid=dossier.uid,
            attachment=services.AttachmentInput(component_key="ban_ve", file=stored),
            actor=desk,
        )
        signed = services.sign_scan(uid=dossier.uid, attachment_uid=row.uid, actor=desk)
        assert signed.file is not None
        report = signing.verify_pdf(files.open_file(signed.file))
        assert [one.field_name for one in report.signatures] == ["CanBoSoHoa"]
        assert report.verdict == "valid"


def test_a_scan_says_in_words_who_made_it_electronic_and_when_below_the_signature(
    world: World,
) -> None:
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    on_shift(desk)
    row = dossier.attachments.get(component_key="ban_ve")

    prepared = prepare_scan(row, actor=desk)
    again = prepare_scan(prepared, actor=desk)
    signed = services.sign_scan(uid=dossier.uid, attachment_uid=row.uid, actor=desk)

    assert (prepared.file_id != row.file_id, again.file_id) == (True, prepared.file_id)
    assert signed.file is not None
    content = files.open_file(signed.file)
    words = text_of_pages(content)[0]
    assert words.count("Bản điện tử chuyển từ bản giấy") == 1
    assert f"{desk.name}, {agency_name(desk.agency_id or 0)}" in " ".join(words.split())
    assert f"{timezone.localdate():%d/%m/%Y}" in words
    assert signing.verify_pdf(content).verdict == "valid"


def on_shift(actor: Actor) -> None:
    """Give an officer a certificate and open his shift."""
    certificate_for(account_uid=actor.id, name=actor.name)
    asked = signing.start_shift_confirmation(actor=actor)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=actor)


def test_within_a_shift_a_receipt_is_signed_as_it_is_made_and_the_applicant_gets_that(
    world: World,
) -> None:
    dossier = submitted(world)
    desk = world.here.clerk_of_desk
    on_shift(desk)

    answer = browser_of(desk).post(
        f"/lam-viec/mot-cua/{dossier.uid}/tiep-nhan/",
        {"check_data": "ok", "check_signatures": "ok", "check_components": "ok"},
    )

    assert answer.status_code == 302
    paper = dossier.papers.get(form="01")
    assert (paper.is_signed, paper.signed_by) == (True, desk.id)
    given = queries.my_paper(uid=dossier.uid, paper_uid=paper.uid, actor=world.citizen)
    report = signing.verify_pdf(services.pdf_of(given))
    assert [(one.field_name, one.signer) for one in report.signatures] == [
        ("CanBoMotCua", desk.name)
    ]
    assert report.verdict == "valid"


def test_what_was_made_without_a_shift_waits_and_is_signed_at_one_press(world: World) -> None:
    dossiers = [accepted(world), accepted(world)]
    desk = world.here.clerk_of_desk
    browser = browser_of(desk)
    page = f"/lam-viec/mot-cua/{dossiers[0].uid}/"

    offered = browser.get(page).content.decode()
    before = [paper.uid for paper in queries.papers_to_sign(actor=desk)]
    early = browser.post("/lam-viec/mot-cua/ca-ky/giay/")
    assert "Chưa ký; mở ca ký" in offered
    assert len(before) == 2
    assert early.status_code == 302
    assert not Paper.objects.filter(signed_at__isnull=False).exists()
    on_shift(desk)
    shown = browser.get("/lam-viec/mot-cua/ca-ky/").content.decode()
    browser.post("/lam-viec/mot-cua/ca-ky/giay/")

    assert str(dossiers[1].code) in shown
    assert queries.papers_to_sign(actor=desk) == []
    assert Paper.objects.filter(signed_by=desk.id).count() == 2


def test_each_form_is_signed_by_whom_it_names(world: World) -> None:
    dossier = assigned(world)
    specialist, leader, desk = world.here.specialist, world.here.leader, world.here.clerk_of_desk
    services.request_supplement(
        uid=dossier.uid, actor=specialist, items=[services.SupplementItem(text="Bản vẽ móng")]
    )
    guide = dossier.papers.get(form="02")

    for other in (desk, leader):
        with pytest.raises(services.NotYours):
            services.sign_paper(uid=dossier.uid, paper_uid=guide.uid, actor=other)
    with pytest.raises(NotPermitted):
        services.sign_paper(uid=dossier.uid, paper_uid=guide.uid, actor=world.here.clerk)
    with pytest.raises(NotFound):
        services.sign_paper(uid=dossier.uid, paper_uid=guide.uid, actor=world.there.clerk_of_desk)
    assert [paper.pk for paper in queries.papers_to_sign(actor=specialist)] == [guide.pk]
    on_shift(specialist)
    assert services.sign_new_papers(uid=dossier.uid, actor=specialist) == 1


def test_an_apology_is_signed_by_the_head(world: World) -> None:
    dossier = assigned(world)
    leader = world.here.leader
    asked = signing.start_shift_confirmation(actor=leader)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=leader)

    answer = browser_of(leader).post(
        f"/lam-viec/ho-so/{dossier.uid}/gia-han/",
        {"reason": "Mưa lũ.", "due_at": "2026-12-04T16:00"},
    )

    assert answer.status_code == 302
    assert dossier.papers.get(form="04").signed_by == leader.id


def test_a_notice_the_house_made_is_signed_by_any_officer_of_the_desk(
    world: World, clock: time_machine.Traveller
) -> None:
    dossier = submitted(world)
    desk = world.here.clerk_of_desk
    services.request_supplement(
        uid=dossier.uid, actor=desk, items=[services.SupplementItem(text="Bản vẽ móng")]
    )
    clock.shift(timedelta(days=16))
    services.close_unanswered(uid=dossier.uid, actor=system_actor("dossiers.close_unanswered"))
    notice = dossier.papers.get(form="05")
    on_shift(desk)

    signed = services.sign_paper(uid=dossier.uid, paper_uid=notice.uid, actor=desk)

    assert (signed.signed_by, signed.made_by) == (desk.id, None)
    assert f'"officer":"{desk.name}"' in signed.data

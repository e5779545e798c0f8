"""Papers the desk prints beside the forms: a complaint's receipt, a lost dossier made anew."""

from datetime import timedelta
from io import BytesIO
from unicodedata import normalize

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Complaint, Dossier
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.services.complaint_receipts import complaint_receipt
from tinhso.dossiers.services.rebuilding import answers_of, rebuilt_dossier, remains_of
from tinhso.dossiers.testing import World, accepted, browser_of, resolved
from tinhso.dossiers.tests.desking import one
from tinhso.dossiers.tests.sealing import a_signed_scan
from tinhso.identity.testing import CitizenFactory
from tinhso.kernel.errors import NotFound, NotPermitted
from tinhso.kernel.files.previews import text_of_pages


def complained(world: World, dossier: Dossier) -> Complaint:
    """Let the desk write down what a walk-in person says."""
    return services.complain(
        uid=dossier.uid, about="late", text="Chậm ba ngày.", actor=world.here.clerk_of_desk
    )


def words_of(pdf: bytes) -> str:
    """Return what a paper says, on one line."""
    return normalize("NFC", " ".join(" ".join(text_of_pages(pdf)).split()))


def citizen_at(world: World) -> Client:
    """Return the citizen's browser."""
    CitizenFactory.create(uid=world.citizen.id, person=world.person)
    return browser_of(world.citizen)


def lost(world: World, dossier: Dossier) -> None:
    """Let the desk find that the paper is gone."""
    services.record_incident(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        kind="lost",
        happened_with="Quầy 3",
        account="Không thấy khi bàn giao.",
        remedy="Lập lại trong ngày.",
    )


def test_the_officer_who_wrote_a_complaint_down_prints_its_receipt(world: World) -> None:
    dossier = accepted(world)
    complaint = complained(world, dossier)
    browser = browser_of(world.here.clerk_of_desk)
    paper = one(dossier, f"phan-anh/{complaint.uid}/giay-xac-nhan.pdf")

    assert paper in browser.get(one(dossier)).content.decode()
    assert browser.get(paper).content.startswith(b"%PDF")
    own = citizen_at(world).get(f"/phan-anh/{complaint.uid}/giay-xac-nhan.pdf")
    assert own.content.startswith(b"%PDF")


def test_nobody_else_prints_it(world: World) -> None:
    complaint = complained(world, accepted(world))

    for actor in (world.here.specialist, world.here.leader, world.stranger):
        with pytest.raises(NotFound):
            complaint_receipt(uid=complaint.uid, actor=actor)


def test_a_lost_dossier_is_apologised_for_on_a_paper_of_its_head(world: World) -> None:
    dossier = accepted(world)

    lost(world, dossier)

    paper = dossier.papers.get(form="XM")
    said = from_json(paper.data)
    assert (paper.number, paper.signer_role) == ("1/TXL-TTPVHCC", "head")
    assert len(said["kept"]) == 2  # type: ignore[arg-type]  # a list in this paper
    assert said["owed"] == []
    assert services.pdf_of(paper).startswith(b"%PDF")
    page = citizen_at(world).get(f"/ho-so/{dossier.uid}/").content.decode()
    assert "Thư xin lỗi làm mất, hư hỏng hồ sơ" in page


def test_a_letter_of_a_late_dossier_promises_no_day_gone_by(world: World) -> None:
    dossier = accepted(world)
    assert dossier.due_at is not None

    with time_machine.travel(dossier.due_at + timedelta(days=1)):
        lost(world, dossier)

    paper = dossier.papers.get(form="XM")
    assert from_json(paper.data)["is_late"] is True
    assert services.pdf_of(paper).startswith(b"%PDF")


def test_a_letter_after_the_result_promises_no_other_day(world: World) -> None:
    dossier = resolved(world)
    assert dossier.due_at is not None

    with time_machine.travel(dossier.due_at + timedelta(days=1)):
        lost(world, dossier)

    said = words_of(services.pdf_of(dossier.papers.get(form="XM")))
    assert "Kết quả giải quyết đã có" in said
    assert "ngày trả mới" not in said


def test_the_page_of_an_act_that_is_done_says_so_once(world: World, desk: Client) -> None:
    dossier = accepted(world)
    what = {"kind": "lost", "happened_with": "Quầy 3", "account": "Không thấy khi bàn giao."}

    page = desk.post(one(dossier, "su-co/"), what, follow=True).content.decode()

    assert page.count("Đã ghi nhận sự cố; người nộp được xin lỗi.") == 1


def test_the_rows_of_a_group_stand_in_the_dossier_made_anew(world: World) -> None:
    dossier = accepted(world)

    said = {line["label"]: line["value"] for line in answers_of(dossier)}

    assert said["Các tầng"] == "Tầng 1, 86 m²; Tầng 2, 80 m²"


def test_it_is_made_anew_from_what_the_house_has(world: World) -> None:
    dossier = accepted(world)
    dossier.attachments.filter(component_key="ban_ve").update(file=None)
    lost(world, dossier)
    kept, owed = remains_of(dossier).kept, remains_of(dossier).owed

    made = browser_of(world.here.clerk_of_desk).get(one(dossier, "lap-lai.pdf")).content

    assert (len(kept), len(owed)) == (1, 1)
    with pikepdf.open(BytesIO(made)) as whole:
        assert len(whole.pages) >= 2
    incident = dossier.incidents.get()
    assert incident.rebuilt_at is not None
    assert dossier.timeline.filter(code="rebuilt").count() == 1


def test_signed_scans_are_made_anew_with_their_marks_but_sign_nothing(world: World) -> None:
    seal = a_signed_scan(world)
    services.seal_scan(uid=seal.uid, actor=world.here.clerk)
    lost(world, seal.dossier)

    made = rebuilt_dossier(uid=seal.dossier.uid, actor=world.here.clerk_of_desk)

    with pikepdf.open(BytesIO(made)) as whole:
        assert "/AcroForm" not in whole.Root
        assert [page for page in whole.pages if "/Annots" in page] == []
    with pypdfium2.PdfDocument(made) as whole:
        assert "SAO Y" in "".join(page.get_textpage().get_text_range() for page in whole)


def test_without_a_loss_or_the_desk_nothing_is_made_anew(world: World) -> None:
    dossier = accepted(world)
    with pytest.raises(NotFound):
        rebuilt_dossier(uid=dossier.uid, actor=world.here.clerk_of_desk)
    lost(world, dossier)

    with pytest.raises(NotPermitted):
        rebuilt_dossier(uid=dossier.uid, actor=world.here.specialist)
    with pytest.raises(NotFound):
        rebuilt_dossier(uid=dossier.uid, actor=world.there.clerk_of_desk)

"""Scans an officer put to dossiers, signed all at once with his own key."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from tinhso.dossiers import services
from tinhso.dossiers.models import Attachment, Dossier, ScanSeal
from tinhso.dossiers.queries.scans import count_unsigned, unsigned_scans
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.testing import World, accepted, tiny_pdf
from tinhso.dossiers.tests.working import signed_in
from tinhso.kernel import files
from tinhso.kernel.testing import plan_of
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing
from tinhso.signing.testing import certificate_for

PAGE = "/lam-viec/ban-quet-cho-ky/"


def a_photograph() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 1200), (240, 240, 238)).save(out, "JPEG")
    return out.getvalue()


def scanned(world: World, dossier: Dossier, content: bytes, name: str) -> Attachment:
    """Put a scan to a dossier as its desk does; no shift is open, so that it stays unsigned."""
    desk = world.here.clerk_of_desk
    stored = files.store(
        content=content, name=name, use="dossiers.component", actor=desk, owner_class="personal"
    )
    return services.attach(
        uid=dossier.uid,
        attachment=AttachmentInput(component_key="ban_ve", file=stored),
        actor=desk,
    )


@pytest.fixture
def two(world: World) -> list[Attachment]:
    """A PDF and a photograph that the desk scanned into a dossier, and its officer can sign."""
    desk = world.here.clerk_of_desk
    certificate_for(account_uid=desk.id, name=desk.name)
    first = scanned(world, accepted(world), tiny_pdf(), "ban-ve.pdf")
    return [first, scanned(world, accepted(world), a_photograph(), "anh.jpg")]


def signed_all(world: World) -> list[signing.Outcome]:
    desk = world.here.clerk_of_desk
    asked = signing.start_scans_confirmation(actor=desk)
    return signing.sign_scans(confirmation_uid=asked.uid, code=asked.secret, actor=desk)


def test_all_that_wait_are_signed_and_wait_for_the_seal(
    world: World, two: list[Attachment]
) -> None:
    outcomes = signed_all(world)

    assert [one.signed for one in outcomes] == [True, True]
    for row in two:
        row.refresh_from_db()
        assert row.scan_signed_by == world.here.clerk_of_desk.id
        assert row.file is not None
        assert row.file.name.endswith(".pdf")
        report = signing.verify_pdf(files.open_file(row.file))
        assert [one.field_name for one in report.signatures] == ["CanBoSoHoa"]
        assert ScanSeal.objects.get(attachment=row).sealed_at is None
    assert not unsigned_scans(actor=world.here.clerk_of_desk).exists()


def test_what_takes_no_signature_waits_and_says_why(world: World, two: list[Attachment]) -> None:
    signed_all(world)
    done = two[0]
    done.refresh_from_db()
    assert done.file is not None
    twice = scanned(world, accepted(world), files.open_file(done.file), "da-ky.pdf")
    other = scanned(world, accepted(world), tiny_pdf(), "khac.pdf")

    outcomes = signed_all(world)

    assert sorted(one.signed for one in outcomes) == [False, True]
    twice.refresh_from_db()
    other.refresh_from_db()
    assert other.scan_signed_at is not None
    assert twice.scan_signed_at is None
    assert twice.scan_trouble
    listed = signed_in(world.here.clerk_of_desk).get(PAGE).content.decode()
    assert "Lần trước chưa ký được" in listed


def test_the_desk_says_how_many_wait_and_leads_there(world: World, two: list[Attachment]) -> None:
    browser = signed_in(world.here.clerk_of_desk)

    desk = browser.get("/lam-viec/mot-cua/").content.decode()
    listed = browser.get(PAGE).content.decode()
    place = browser.post(PAGE)["Location"]
    (shown,) = signing_queries.codes_on_telephone(actor=world.here.clerk_of_desk)
    done = browser.post(place, {"code": shown.secret})

    assert "2 bản quét chờ bạn ký" in desk
    assert PAGE in desk
    assert listed.count("Chờ ký") == 2
    assert done["Location"] == PAGE
    assert "chờ bạn ký" not in browser.get("/lam-viec/mot-cua/").content.decode()


def test_nobody_signs_what_another_scanned(world: World, two: list[Attachment]) -> None:
    other = world.here.specialist

    assert not unsigned_scans(actor=other).exists()
    assert Client().get(PAGE).status_code in {302, 401}


def test_they_are_counted_from_what_the_officer_scanned_however_many_dossiers_he_sees(
    world: World, two: list[Attachment]
) -> None:
    desk = world.here.clerk_of_desk

    plan = plan_of(unsigned_scans(actor=desk))

    assert "dossiers_scan_unsigned" in plan
    assert "LIST SUBQUERY" not in plan
    assert count_unsigned(actor=desk) == len(two)
    assert count_unsigned(actor=desk, most=1) == 1


def test_an_original_under_a_seal_is_left_out_once_and_waits_no_longer(
    world: World, two: list[Attachment]
) -> None:
    desk = world.here.clerk_of_desk
    own = certificate_for(account_uid=uuid4(), name="Lò Văn Tám")
    agency = certificate_for(agency_id=world.there.agency.pk)
    personal = signing.sign_pdf(tiny_pdf(), certificate=own)
    sealed = signing.seal_pdf(personal, certificate=agency, visible=False)
    original = scanned(world, accepted(world), sealed, "giay-phep.pdf")

    outcomes = {one.item_uid: one for one in signed_all(world)}

    original.refresh_from_db()
    assert outcomes[original.uid].signed is False
    assert "bản gốc điện tử" in outcomes[original.uid].message
    assert (original.is_sealed_original, original.scan_signed_at) == (True, None)
    assert [outcomes[row.uid].signed for row in two] == [True, True]
    assert not unsigned_scans(actor=desk).exists()

"""The agency's seal on a scan: over a valid personal signature, by the clerk or by the house."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tinhso.dossiers import jobs, services
from tinhso.dossiers.models import ScanSeal, ScanSealing
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.scans import title_of_scan, unsigned_scans
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.testing import World, accepted, browser_of, id_of, tiny_pdf
from tinhso.dossiers.tests.sealing import a_signed_scan
from tinhso.kernel import files
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotFound, NotPermitted
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries import agency_certificate, certificate_of
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/dong-dau-so-hoa/"
SETTING = f"{LIST}tu-dong/"


def content_of(seal: ScanSeal) -> bytes:
    assert seal.attachment.file is not None
    return files.open_file(seal.attachment.file)


def test_the_clerk_seals_what_the_officer_signed(world: World) -> None:
    seal = a_signed_scan(world)
    before = content_of(seal)

    services.seal_scan(uid=seal.uid, actor=world.here.clerk)
    services.seal_scan(uid=seal.uid, actor=world.here.clerk)

    seal = ScanSeal.objects.get()
    sealed = content_of(seal)
    report = signing.verify_pdf(sealed)
    assert sealed.startswith(before)
    assert [found.field_name for found in report.signatures] == ["CanBoSoHoa", "CoQuanSoHoa"]
    assert report.verdict == "valid"
    assert seal.agency == world.here.agency
    assert AuditEntry.objects.filter(action="dossiers.scan_sealed").count() == 1
    log = browser_of(world.here.clerk).get("/lam-viec/dong-dau/nhat-ky/").content.decode()
    assert title_of_scan(seal.attachment) in log


def test_a_scan_whose_signature_does_not_hold_is_not_sealed(world: World) -> None:
    seal = a_signed_scan(world)
    _ = world.here.clerk
    seal.attachment.scan_signed_by = uuid4()
    seal.attachment.save()

    with pytest.raises(signing.NotSignedBelow):
        services.seal_scan(uid=seal.uid, actor=world.here.clerk)

    seal.refresh_from_db()
    assert (seal.asked_at, seal.sealed_at) == (None, None)


def test_without_the_key_the_wish_waits_and_is_tried_again(world: World) -> None:
    seal = a_signed_scan(world)
    clerk = world.here.clerk
    key = agency_certificate(agency_id=world.here.agency.pk)
    assert key is not None
    signing.revoke_certificate(certificate_uid=key.uid, reason="superseded", actor=SETUP)

    asked = services.seal_scan(uid=seal.uid, actor=clerk)
    jobs.seal_scans()
    waiting = browser_of(clerk).get(f"{LIST}?tinh-trang=asked").content.decode()
    certificate_for(agency_id=world.here.agency.pk)
    jobs.seal_scans()

    assert asked.sealed_at is None
    assert "Chờ khóa của cơ quan" in waiting
    assert seal.dossier.shown_number in waiting
    seal.refresh_from_db()
    assert seal.sealed_at is not None


def test_only_the_clerk_of_the_resolving_agency_seals(world: World) -> None:
    seal = a_signed_scan(world)
    elsewhere = world.there.official(
        P.ISSUE, SigningPermission.SEAL_DOCUMENT, unit=world.there.office, sees_agency=True
    )

    with pytest.raises(NotPermitted):
        services.seal_scan(uid=seal.uid, actor=world.here.leader)
    with pytest.raises(NotPermitted):
        services.seal_scan(uid=seal.uid, actor=world.here.official(P.ISSUE, unit=world.here.desk))
    with pytest.raises(NotFound):
        services.seal_scan(uid=seal.uid, actor=elsewhere)

    page = f"/lam-viec/ho-so/{seal.dossier.uid}/dong-dau-so-hoa/"
    assert browser_of(elsewhere).post(page).status_code == 404
    assert browser_of(world.here.specialist).get(LIST).status_code == 404
    seal.refresh_from_db()
    assert seal.asked_at is None


def test_the_page_of_the_dossier_shows_and_seals_all_at_once(world: World) -> None:
    seal = a_signed_scan(world)
    browser = browser_of(world.here.clerk)
    page = f"/lam-viec/ho-so/{seal.dossier.uid}/"
    before = browser.get(page).content.decode()

    after = browser.post(f"{page}dong-dau-so-hoa/", follow=True).content.decode()

    assert "bản quét đã ký, chờ dấu cơ quan" in before
    assert "Đã đóng dấu 1 bản số hóa." in after
    assert "bản quét đã ký, đóng dấu" in after
    assert f"{page}dong-dau-so-hoa/" not in after


def test_the_list_seals_many_and_costs_the_same_for_more(world: World) -> None:
    clerk, first = world.here.clerk, a_signed_scan(world)
    browser = browser_of(clerk)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    second = a_signed_scan(world)
    with CaptureQueriesContext(connection) as more:
        shown = browser.get(LIST).content.decode()

    chosen = {"viec": "seal", "chon": [str(first.uid), str(second.uid)]}
    browser.post(f"{LIST}viec/", chosen)

    assert first.dossier.shown_number in shown
    assert len(more) == len(few)
    assert not ScanSeal.objects.filter(sealed_at=None).exists()
    left = browser.get(f"{LIST}?tinh-trang=waiting").content.decode()
    assert first.dossier.shown_number not in left


def test_the_servers_key_seals_from_its_day_on(world: World) -> None:
    _ = world.here.clerk
    leader = world.here.official(P.SET_SEALING, unit=world.here.leadership)
    browser = browser_of(leader)
    today = timezone.localdate()
    basis = "Quyết định trình diễn"
    late = {"effective_from": today - timedelta(days=1), "is_automatic": "yes"}

    refused = browser.post(SETTING, {**late, "legal_basis": basis})
    browser.post(SETTING, {"effective_from": today, "is_automatic": "yes", "legal_basis": basis})
    page = browser.get(SETTING).content.decode()
    seal = a_signed_scan(world)
    run_waiting_jobs("dossiers.seal_scan")

    assert (refused.status_code, basis in refused.content.decode()) == (422, True)
    assert basis in page
    seal.refresh_from_db()
    assert seal.sealed_at is not None
    assert seal.asked_by is None


def test_nobody_else_says_who_seals(world: World) -> None:
    today = timezone.localdate()

    with pytest.raises(NotPermitted):
        services.set_scan_sealing(
            actor=world.here.clerk, effective_from=today, is_automatic=True, legal_basis="QĐ"
        )

    assert browser_of(world.here.clerk).get(SETTING).status_code == 404
    assert not ScanSealing.objects.exists()


def test_machines_list_and_seal(world: World) -> None:
    seal = a_signed_scan(world)
    browser = browser_of(world.here.clerk)
    one = f"/api/v1/dossiers/{seal.dossier.uid}/attachments/{seal.attachment.uid}/seal"

    listed = browser.get("/api/v1/dossiers/scan-seals?standing=waiting").json()
    sealed = browser.post(one, content_type="application/json", HTTP_IDEMPOTENCY_KEY=str(uuid4()))
    left = browser.get("/api/v1/dossiers/scan-seals?standing=waiting").json()

    assert [line["component_key"] for line in listed["items"]] == ["ban_ve"]
    assert json.loads(sealed.content)["sealed_at"]
    assert left["items"] == []


def test_an_original_that_an_agency_sealed_stays_as_it_came(world: World) -> None:
    first = a_signed_scan(world)
    signed = first.attachment
    assert signed.file is not None
    agency = certificate_for(agency_id=world.here.agency.pk)
    original = signing.seal_pdf(files.open_file(signed.file), certificate=agency, visible=False)
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    stored = files.store(
        content=original,
        name="giay-phep.pdf",
        use="dossiers.component",
        actor=desk,
        owner_class="personal",
    )
    given = AttachmentInput(component_key="ban_ve", file=stored)
    row = services.attach(uid=dossier.uid, attachment=given, actor=desk)

    services.sign_taken(uid=dossier.uid, attachment_uid=row.uid, actor=desk)

    row.refresh_from_db()
    assert row.file == stored
    assert row.scan_signed_at is None
    assert row.is_sealed_original
    assert not unsigned_scans(actor=desk).exists()
    page = browser_of(desk).get(f"/lam-viec/mot-cua/{dossier.uid}/").content.decode()
    assert "bản gốc điện tử, đã có dấu của cơ quan" in page
    with pytest.raises(signing.FileUnsignable):
        services.sign_scan(uid=dossier.uid, attachment_uid=row.uid, actor=desk)


@pytest.mark.parametrize("is_revoked", [True, False])
def test_a_scan_over_a_lost_key_is_scanned_and_signed_anew(world: World, is_revoked: bool) -> None:
    seal, desk = a_signed_scan(world), world.here.clerk_of_desk
    lost = certificate_of(account_uid=id_of(desk))
    assert lost is not None
    if is_revoked:
        signing.revoke_certificate(certificate_uid=lost.uid, reason="key_compromise", actor=SETUP)
    else:
        lost.agency_id = world.here.agency.pk
        lost.save(update_fields=["agency_id"])
        device = signing.give_device(
            certificate_uid=lost.uid, kind="token", serial="T-88", actor=SETUP
        )
        device.state = "lost"
        device.save(update_fields=["state"])

    with pytest.raises(signing.NotSignedBelow) as refused:
        services.seal_scan(uid=seal.uid, actor=world.here.clerk)

    assert "quét lại" in str(refused.value.message)
    certificate_for(account_uid=desk.id, name=desk.name)
    stored = files.store(
        content=tiny_pdf(),
        name="quet-lai.pdf",
        use="dossiers.component",
        actor=desk,
        owner_class="personal",
    )
    given = AttachmentInput(component_key="ban_ve", file=stored)
    row = services.attach(uid=seal.dossier.uid, attachment=given, actor=desk)
    services.sign_scan(uid=seal.dossier.uid, attachment_uid=row.uid, actor=desk)
    again = services.seal_attachment(
        uid=seal.dossier.uid, attachment_uid=row.uid, actor=world.here.clerk
    )
    assert again.sealed_at is not None
    assert not ScanSeal.objects.get(pk=seal.pk).sealed_at

"""Operators issue and revoke; everybody else finds no such pages."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from cryptography import x509
from django.test import Client

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.errors import Invalid
from tinhso.organization import queries as organization
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Certificate, TrustAnchor
from tinhso.signing.rules import CertificateRole
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db
PLACE = "/quan-tri/chung-thu-so/"


def signed_in(*permissions: str) -> Client:
    account = OfficialFactory.create()
    unit = UnitFactory.create()
    if permissions:
        give_role(account, *permissions, agency_id=unit.agency_id, unit_id=unit.pk)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def operator() -> Client:
    return signed_in("signing.manage_certificates", "identity.view_accounts")


def test_an_official_gets_a_certificate_by_his_login(operator: Client) -> None:
    officer = OfficialFactory.create(login="be.thu", name="Bế Thị Thu")
    unit = UnitFactory.create()
    give_role(officer, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)

    done = operator.post(f"{PLACE}cap/", {"role": "person", "holder": "be.thu", "years": "2"})

    made = queries.certificate_of(account_uid=officer.uid)
    assert made is not None
    assert done["Location"] == f"{PLACE}{made.uid}/"
    assert (made.name, made.agency_id) == ("Bế Thị Thu", unit.agency_id)
    assert "Bế Thị Thu" in operator.get(PLACE).content.decode()


def test_an_agency_gets_a_certificate_by_its_code(operator: Client) -> None:
    agency = UnitFactory.create().agency
    period = organization.agency(agency.pk)

    operator.post(f"{PLACE}cap/", {"role": "agency", "holder": period.code, "years": "3"})

    made = queries.agency_certificate(agency_id=agency.pk)
    assert made is not None
    assert made.name == period.name


@pytest.mark.parametrize("role", ["person", "agency"])
def test_an_unknown_holder_is_said_at_the_field(operator: Client, role: str) -> None:
    answer = operator.post(f"{PLACE}cap/", {"role": role, "holder": "khong-co", "years": "3"})

    assert answer.status_code == 422
    assert "khong-co" in answer.content.decode()
    assert not Certificate.objects.exists()


def test_a_revoked_certificate_signs_no_more(operator: Client) -> None:
    account = OfficialFactory.create()
    certificate = certificate_for(account_uid=account.uid)

    none = operator.post(f"{PLACE}{certificate.uid}/", {})
    done = operator.post(f"{PLACE}{certificate.uid}/", {"reason": "device_lost"})

    assert (none.status_code, done.status_code) == (422, 302)
    assert queries.certificate_of(account_uid=account.uid) is None
    assert "Mất hoặc hỏng thiết bị" in operator.get(f"{PLACE}{certificate.uid}/").content.decode()


def test_certificates_running_out_stand_in_a_view_of_their_own(operator: Client) -> None:
    soon = certificate_for(account_uid=OfficialFactory.create().uid, name="Người Sắp Hết")
    certificate_for(account_uid=OfficialFactory.create().uid, name="Người Còn Lâu")
    soon.not_after = soon.not_before + queries.SOON / 2
    soon.save(update_fields=["not_after"])

    page = operator.get(PLACE, {"tinh-trang": "soon"}).content.decode()

    assert "Người Sắp Hết" in page
    assert "Người Còn Lâu" not in page


def test_a_root_is_trusted_and_no_longer(operator: Client, tmp_path: object) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tinhso.signing import pki

    root = pki.pem(services.ensure_authority().root.certificate).encode()

    wrong = operator.post(
        f"{PLACE}goc-tin-cay/", {"certificate": SimpleUploadedFile("a.pem", b"-----BEGIN sai")}
    )
    operator.post(f"{PLACE}goc-tin-cay/", {"certificate": SimpleUploadedFile("a.pem", root)})
    anchor = TrustAnchor.objects.get()
    listed = operator.get(f"{PLACE}goc-tin-cay/").content.decode()
    operator.post(f"{PLACE}goc-tin-cay/{anchor.fingerprint}/bo/")

    assert wrong.status_code == 422
    assert anchor.fingerprint in listed
    assert not TrustAnchor.objects.exists()


def test_a_certificate_holds_five_years_at_most() -> None:
    with pytest.raises(Invalid) as refused:
        certificate_for(account_uid=uuid4(), years=6)

    assert "years" in refused.value.fields
    assert not Certificate.objects.exists()


def test_others_are_refused_and_nothing_changes() -> None:
    stranger = signed_in("signing.sign_item")
    certificate = certificate_for(account_uid=OfficialFactory.create().uid)

    answers = [
        stranger.get(PLACE),
        stranger.post(f"{PLACE}cap/", {"role": "person", "holder": "x", "years": "1"}),
        stranger.post(f"{PLACE}{certificate.uid}/", {"reason": "left"}),
        stranger.get(f"{PLACE}goc-tin-cay/"),
        stranger.post(f"{PLACE}goc-tin-cay/abc/bo/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_one_sees_ones_own_certificate_only() -> None:
    account = OfficialFactory.create()
    certificate_for(account_uid=account.uid, name="Chính Tôi")
    certificate_for(account_uid=OfficialFactory.create().uid, name="Người Khác")
    client = Client()
    client.force_login(account)

    page = client.get("/tai-khoan/chu-ky-so/").content.decode()

    assert "Chính Tôi" in page
    assert "Người Khác" not in page
    assert Certificate.objects.filter(role=CertificateRole.PERSON).count() == 2


def test_lists_of_revoked_ones_are_signed_once_an_hour_and_after_each_revocation() -> None:
    at = datetime(2027, 3, 1, 8, 10, tzinfo=UTC)
    with time_machine.travel(at - timedelta(hours=1), tick=False):
        certificate = certificate_for(agency_id=71)

    with time_machine.travel(at, tick=False):
        first, again = services.revocation_lists(), services.revocation_lists()
        services.revoke_certificate(
            certificate_uid=certificate.uid, reason="key_compromise", actor=SETUP
        )
        revoked = services.revocation_list()
    with time_machine.travel(at + timedelta(hours=1), tick=False):
        later = services.revocation_list()

    assert first is again
    before, now, then = (x509.load_der_x509_crl(one) for one in (first[0], revoked, later))
    serial = int(certificate.serial, 16)
    assert before.get_revoked_certificate_by_serial_number(serial) is None
    assert now.get_revoked_certificate_by_serial_number(serial) is not None
    assert before.last_update_utc == at.replace(minute=0) < now.last_update_utc == at
    assert then.last_update_utc == at.replace(hour=9, minute=0)
    numbers = [
        one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        for one in (before, now, then)
    ]
    assert numbers == sorted(set(numbers))

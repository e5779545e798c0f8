"""Signed files are given the evidence that a later check needs, while it can still be had."""

import io
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.checking.report import Reason, TimeSource, Verdict
from tinhso.signing.formats.cades import sign_detached
from tinhso.signing.formats.signer import Evidence
from tinhso.signing.formats.xades import sign_enveloped
from tinhso.signing.models import Certificate
from tinhso.signing.pdf.sealing import Look, add_signature
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.tests.outside_authority import OutsideAuthority, der, keep_root_list

pytestmark = pytest.mark.django_db

XML = b"<a>1</a>"
OUTSIDE = {"": XML}


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


def made(person: Certificate, form: Format) -> bytes:
    content = a_pdf() if form is Format.PADES else XML
    given = Given(name="tep.xml", content=content)
    return services.sign_file(file=given, certificate=person, form=form).content


@pytest.mark.parametrize(
    "form", [Format.PADES, Format.CADES, Format.XADES_ENVELOPED, Format.ASIC_E]
)
@pytest.mark.parametrize("level", ["B-T", "B-LT"])
def test_a_signature_given_a_time_stamp_outlives_its_key(
    person: Certificate, form: Format, level: str
) -> None:
    signed = made(person, form)

    extended = services.extend(content=signed, level=level, outside=OUTSIDE, actor=SETUP)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        services.revoke_certificate(
            certificate_uid=person.uid, reason="key_compromise", actor=SETUP
        )
        (before,) = services.verify(signed, outside=OUTSIDE).signatures
        (after,) = services.verify(extended, outside=OUTSIDE).signatures

    assert (before.verdict, before.time_source) == (Verdict.UNKNOWN, TimeSource.CLAIMED)
    assert (after.verdict, after.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)


def test_a_pdf_is_archived_behind_the_file_as_it_was(person: Certificate) -> None:
    signed = made(person, Format.PADES)

    kept = services.extend(content=signed, level="B-LTA", actor=SETUP)
    again = services.extend(content=kept, level="B-LTA", actor=SETUP)

    assert kept.startswith(signed)
    assert again.startswith(kept)
    assert b"/DSS" in kept
    for pdf in (kept, again):
        report = services.verify(pdf)
        assert report.verdict == Verdict.VALID, report.signatures
    assert again.count(b"/DocTimeStamp") > kept.count(b"/DocTimeStamp") > 0


def test_what_is_not_valid_is_not_extended(person: Certificate) -> None:
    signed = made(person, Format.XADES_ENVELOPED)

    with pytest.raises(services.NotExtendable):
        services.extend(content=signed.replace(b"<a>1", b"<a>2"), level="B-T", actor=SETUP)
    with pytest.raises(Invalid):
        services.extend(content=signed, level="B-LTA", actor=SETUP)
    with pytest.raises(Invalid):
        services.extend(content=signed, level="B-B", actor=SETUP)


def test_only_a_clerk_extends_and_the_act_is_kept(person: Certificate) -> None:
    signed = made(person, Format.CADES)
    clerk = make_actor(SigningPermission.SEAL_DOCUMENT, agency_id=71)

    with pytest.raises(NotPermitted):
        services.extend(content=signed, level="B-T", outside=OUTSIDE, actor=make_actor())
    assert not AuditEntry.objects.filter(action="signing.extended").exists()
    services.extend(content=signed, level="B-T", outside=OUTSIDE, actor=clerk)

    entry = AuditEntry.objects.get(action="signing.extended")
    assert entry.data == {"sha256": sha256(signed).hexdigest(), "level": "B-T"}


def test_a_clerks_program_extends_by_the_api(client: Client, person: Certificate) -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.seal_document", agency_id=unit.agency_id, unit_id=unit.pk)
    client.force_login(account)
    signed = made(person, Format.XADES_ENVELOPED)
    given = {"file": SimpleUploadedFile("a.xml", signed), "level": "B-LT"}

    answered = client.post("/api/v1/signing/extend", given)
    stranger = Client().post("/api/v1/signing/extend", {**given, "file": io.BytesIO(signed)})

    (found,) = services.verify(answered.content).signatures
    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    assert stranger.status_code == 401


@pytest.mark.parametrize("form", ["pdf", "xml", "p7s"])
def test_what_another_authority_answered_goes_into_the_file(
    settings: Settings, form: str, tmp_path: Path
) -> None:
    outside = OutsideAuthority()
    keep_root_list(outside.root, settings, tmp_path)
    settings.TINHSO_REVOCATION_URLS = [outside.url]
    settings.TINHSO_REVOCATION_SECONDS = 60.0
    services.add_trust_anchor(certificate=der(outside.root.certificate), actor=SETUP)
    signed = _by(outside, form)

    extended = services.extend(content=signed, level="B-LT", outside=OUTSIDE, actor=SETUP)

    outside.close()
    (before,) = services.verify(signed, outside=OUTSIDE).signatures
    (after,) = services.verify(extended, outside=OUTSIDE).signatures
    assert before.reasons == (Reason.REVOCATION_UNKNOWN,)
    assert after.verdict is Verdict.VALID
    assert set(outside.asked) == {"ocsp"}


def _by(outside: OutsideAuthority, form: str) -> bytes:
    now = timezone.now()
    if form == "xml":
        return sign_enveloped(XML, outside.key, Evidence(), at=now)
    if form == "p7s":
        return sign_detached(XML, outside.key, Evidence(), at=now)
    return add_signature(
        a_pdf(), outside.key, field_name="Ky", look=Look(), evidence=Evidence(), holder="Ngoài"
    )

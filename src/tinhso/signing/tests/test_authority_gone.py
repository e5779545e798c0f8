"""Facts 4.4 to their end: the signer, his authority and its lists are gone, the paper is kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from tinhso.kernel import files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import jobs, pki, services
from tinhso.signing.checking.report import CheckName, Outcome, Reason, TimeSource, Verdict
from tinhso.signing.models import AuthorityKey, Certificate, KeptFile
from tinhso.signing.services.authority import ensure_authority
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.services.verification import forget_trust
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.wording import worded

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def signer() -> Certificate:
    return certificate_for(account_uid=uuid4())


@pytest.fixture
def received(signer: Certificate) -> StoredFile:
    content = services.sign_pdf(a_pdf("công văn"), certificate=signer)
    return files.store(content=content, name="van-ban.pdf", use=SIGNED_USE, actor=SETUP)


def authority_goes(*, is_root_trusted: bool = True) -> None:
    """Let the authority end: its keys and its lists are gone, its root at most is still trusted."""
    root = pki.pem(ensure_authority().root.certificate).encode()
    AuthorityKey.objects.all().delete()
    if is_root_trusted:
        services.add_trust_anchor(certificate=root, actor=SETUP)
    forget_trust()


def test_what_was_kept_outlives_its_authority(received: StoredFile) -> None:
    kept = services.keep_for_long(file=received, actor=SETUP)

    authority_goes()

    (bare,) = services.verify(files.open_file(received)).signatures
    assert (bare.verdict, bare.reasons) == (Verdict.UNKNOWN, (Reason.REVOCATION_UNKNOWN,))
    assert services.verify(files.open_file(kept.copy)).verdict is Verdict.VALID
    with time_machine.travel(kept.ends_at - timedelta(days=1)):
        assert services.verify(files.open_file(kept.copy)).verdict is Verdict.VALID


def test_it_is_renewed_by_another_authoritys_time_stamps(received: StoredFile) -> None:
    kept = services.keep_for_long(file=received, actor=SETUP)
    ended = kept.ends_at
    authority_goes()

    with time_machine.travel(kept.renew_at + timedelta(hours=1)):
        jobs.renew_kept_files()

    kept = KeptFile.objects.get()
    assert (kept.renewed, kept.trouble) == (1, "")
    with time_machine.travel(ended + YEAR):
        report = services.verify(files.open_file(kept.copy))
        assert report.verdict is Verdict.VALID
        assert services.verify(files.open_file(received)).verdict is Verdict.UNKNOWN


def test_a_path_that_leads_to_no_trusted_root_is_not_enough_known(received: StoredFile) -> None:
    kept = services.keep_for_long(file=received, actor=SETUP)

    authority_goes(is_root_trusted=False)

    for file in (received, kept.copy):
        found = services.verify(files.open_file(file)).signatures[0]
        checks = {check.name: check.outcome for check in found.checks}
        assert found.verdict is Verdict.UNKNOWN
        assert Reason.ISSUER_UNKNOWN in found.reasons
        assert checks[CheckName.CHAIN] is Outcome.UNKNOWN
        assert checks[CheckName.INTEGRITY] is Outcome.PASSED


def test_the_readers_clock_decides_nothing_and_a_claimed_time_is_told_as_claimed(
    received: StoredFile,
) -> None:
    content, now = files.open_file(received), timezone.now()

    with time_machine.travel(now + 4 * YEAR):
        report = services.verify(content)

    (late,) = report.signatures
    assert late.time_source is TimeSource.CLAIMED
    assert late.signed_at is not None
    assert abs(late.signed_at - now) < timedelta(minutes=1)
    assert Reason.CERTIFICATE_EXPIRED not in late.reasons
    (said,) = worded(report).signatures
    assert any("người ký" in note for note in said.notes)

"""Signed papers are kept with their evidence, which is renewed before it ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tinhso.kernel import files
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotFound, NotPermitted
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import permit_opening
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.jobs import definitions
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.testing import make_actor
from tinhso.signing import jobs, plugins, queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import KeptFile
from tinhso.signing.pdf.extending import archive_ends
from tinhso.signing.services import keeping
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.testing import (
    SETUP,
    a_clerk,
    a_leader,
    a_signed_item,
    certificate_for,
)

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)


def stored(content: bytes) -> StoredFile:
    return files.store(content=content, name="van-ban.pdf", use=SIGNED_USE, actor=SETUP)


@pytest.fixture
def received() -> StoredFile:
    signer = certificate_for(account_uid=uuid4())
    return stored(services.sign_pdf(a_pdf("công văn"), certificate=signer))


def test_a_received_paper_is_kept_once_under_an_archive_time_stamp(received: StoredFile) -> None:
    clerk = make_actor("signing.seal_document", agency_id=71)

    kept = services.keep_for_long(file=received, actor=clerk)
    again = services.keep_for_long(file=received, actor=clerk)

    copy = files.open_file(kept.copy)
    assert again.pk == kept.pk
    assert copy.startswith(files.open_file(received))
    assert services.verify(copy).verdict == Verdict.VALID
    assert kept.ends_at == archive_ends(copy)
    assert kept.renew_at == kept.ends_at - keeping.RENEW_BEFORE > timezone.now() + 3 * YEAR
    assert queries.kept_copy(source=received) == kept.copy
    assert AuditEntry.objects.filter(action="signing.kept").count() == 1


def test_what_is_not_plainly_valid_or_no_pdf_is_not_kept(received: StoredFile) -> None:
    broken = stored(
        files.open_file(received).replace(b"/MediaBox [ 0 0 420", b"/MediaBox [ 0 0 421")
    )

    with pytest.raises(NotPermitted):
        services.keep_for_long(file=received, actor=make_actor())
    with pytest.raises(services.NotExtendable):
        services.keep_for_long(file=broken, actor=SETUP)
    with pytest.raises(services.NotExtendable):
        services.keep_for_long(file=stored(a_pdf("chưa ký")), actor=SETUP)

    assert not KeptFile.objects.exists()


def test_evidence_is_renewed_before_it_ends_though_the_signer_and_his_key_are_gone(
    received: StoredFile,
) -> None:
    kept = services.keep_for_long(file=received, actor=SETUP)
    first, ends = kept.copy, kept.ends_at

    with time_machine.travel(kept.renew_at - timedelta(days=1)):
        jobs.renew_kept_files()
        early = KeptFile.objects.get()
    with time_machine.travel(kept.renew_at + timedelta(hours=1)):
        jobs.renew_kept_files()
        jobs.renew_kept_files()
        kept.refresh_from_db()
        report = services.verify(files.open_file(kept.copy))

    assert early.renewed == 0
    assert (kept.renewed, kept.trouble) == (1, "")
    assert kept.ends_at > ends + 3 * YEAR
    assert files.open_file(kept.copy).startswith(files.open_file(first))
    assert report.verdict == Verdict.VALID
    with time_machine.travel(ends + YEAR):
        assert services.verify(files.open_file(kept.copy)).verdict == Verdict.VALID


def test_what_cannot_be_renewed_is_named_to_the_operator(
    received: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = services.keep_for_long(file=received, actor=SETUP)
    monkeypatch.setattr(keeping, "renew_pdf", lambda pdf, _evidence: pdf)

    with time_machine.travel(kept.renew_at + timedelta(hours=1)):
        assert list(plugins.look_at_kept()) == []
        assert services.renew_kept(actor=SETUP) == 0
        (concern,) = plugins.look_at_kept()

    kept.refresh_from_db()
    assert (kept.renewed, kept.trouble) == (0, "signing.not_extendable")
    assert (concern.code, concern.values["count"]) == ("signing.not_renewed", 1)


def test_all_that_fall_due_at_once_are_renewed_before_they_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signer = certificate_for(account_uid=uuid4())
    for number in range(4):
        paper = stored(services.sign_pdf(a_pdf(f"công văn {number}"), certificate=signer))
        services.keep_for_long(file=paper, actor=SETUP)
    monkeypatch.setattr(keeping, "PORTION", 1)
    due = KeptFile.objects.order_by("-renew_at").first()
    assert due is not None

    with time_machine.travel(due.renew_at + timedelta(hours=1)):
        assert services.renew_kept(actor=SETUP) == 1
    with time_machine.travel(due.ends_at - timedelta(days=61)):
        assert services.renew_kept(actor=SETUP) == 3


def test_one_that_cannot_be_renewed_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = certificate_for(account_uid=uuid4())
    first, second = (
        services.keep_for_long(
            file=stored(services.sign_pdf(a_pdf(text), certificate=signer)), actor=SETUP
        )
        for text in ("một", "hai")
    )
    KeptFile.objects.filter(pk=first.pk).update(
        trouble="signing.not_extendable", renew_at=second.renew_at - timedelta(days=9)
    )
    monkeypatch.setattr(keeping, "PORTION", 1)

    with time_machine.travel(second.renew_at + timedelta(hours=1)):
        services.renew_kept(actor=SETUP)

    assert [row.renewed for row in KeptFile.objects.order_by("pk")] == [0, 1]


def test_a_copy_is_open_to_whom_the_paper_is_open() -> None:
    leader, stranger = a_leader(), a_leader(agency_id=72)
    paper = a_signed_item(leader).signed_file
    assert paper is not None
    kept = services.keep_for_long(file=paper, actor=SETUP)

    assert kept.copy != paper
    assert permit_opening(kept.copy, actor=leader) == permit_opening(paper, actor=leader)
    with pytest.raises(NotFound):
        permit_opening(kept.copy, actor=stranger)


@pytest.mark.django_db(transaction=True)
def test_a_paper_issued_at_the_level_of_archives_is_kept(settings: Settings) -> None:
    settings.TINHSO_SIGNING_LEVEL = "B-LTA"
    item = a_signed_item(a_leader())

    act = services.number_and_seal(item_uid=item.uid, actor=a_clerk())
    job = Job.objects.get(name="signing.keep")
    definitions.get("signing.keep").run(**job.arguments)

    kept = KeptFile.objects.get()
    assert kept.source == kept.copy == act.sealed_file
    assert kept.renew_at > timezone.now() + 3 * YEAR

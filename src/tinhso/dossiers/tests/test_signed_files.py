"""Signed papers of a dossier are checked and kept behind the back of who takes it in."""

from pytest_django import Settings

from tinhso.dossiers.testing import World, accepted
from tinhso.dossiers.tests.sealing import a_signed_scan
from tinhso.kernel.events.testing import follow_all
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.signing import queries as signing


def waiting() -> int:
    return Job.objects.filter(name="signing.receive").count()


def test_papers_are_checked_when_the_dossier_is_received(world: World, settings: Settings) -> None:
    settings.TINHSO_KEEP_SIGNED = True
    dossier = accepted(world)
    papers = dossier.attachments.filter(file__isnull=False).count()
    assert waiting() == 0

    follow_all()

    assert waiting() == papers > 0


def test_a_scan_is_kept_as_its_officer_signed_it(world: World, settings: Settings) -> None:
    settings.TINHSO_KEEP_SIGNED = True

    seal = a_signed_scan(world)
    run_waiting_jobs("signing.receive")

    assert seal.attachment.file is not None
    assert signing.received(file_uid=seal.attachment.file.uid).verdict == "valid"


def test_where_nothing_is_kept_no_work_is_asked_for(world: World) -> None:
    a_signed_scan(world)

    follow_all()

    assert waiting() == 0

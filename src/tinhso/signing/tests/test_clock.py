"""No time-stamp while the clock cannot be trusted; whoever runs the house sees why."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tinhso.kernel.audit.sealing import seal
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.numbering.models import OfficialNumber
from tinhso.kernel.registry.counting import exposition
from tinhso.kernel.registry.readiness import Standing
from tinhso.signing import clock, plugins, readiness, services
from tinhso.signing.checking.report import TimeSource
from tinhso.signing.models import SealAct
from tinhso.signing.pdf import sealing
from tinhso.signing.pdf.updates import Odd
from tinhso.signing.registry import Clock, ClockTrouble, ClockWord, clocks
from tinhso.signing.services.clock import ClockNotTrusted, forget_clock
from tinhso.signing.testing import a_clerk, a_leader, a_signed_item, certificate_for
from tinhso.signing.tests.test_certificates import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/quan-tri/chung-thu-so/dich-vu/"
KEPT = ClockWord(None, 0.02)
LOOSE = ClockWord(ClockTrouble.UNSYNCHRONISED, 16.0)


class Told(Clock):
    """A clock that says what the test lets it say."""

    said = KEPT

    def word(self) -> ClockWord:
        return self.said


PLUG = Told()


@pytest.fixture
def told(settings: Settings) -> Iterator[Told]:
    if "told" not in clocks:
        clocks.register("told", PLUG)
    PLUG.said = KEPT
    settings.TINHSO_CLOCK = "told"
    forget_clock()
    yield PLUG
    forget_clock()


def refusals() -> float:
    name = "tinhso_time_stamps_refused_total "
    (line,) = (line for line in exposition().splitlines() if line.startswith(name))
    return float(line.removeprefix(name))


def test_a_kept_clock_stamps(told: Told, settings: Settings) -> None:
    settings.TINHSO_SIGNING_LEVEL = "B-T"

    signed = services.sign_pdf(a_pdf("a"), certificate=certificate_for(account_uid=uuid4()))

    (found,) = services.verify(signed).signatures
    assert found.time_source is TimeSource.TIME_STAMP


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (LOOSE, ClockTrouble.UNSYNCHRONISED),
        (ClockWord(ClockTrouble.UNREADABLE), ClockTrouble.UNREADABLE),
        (ClockWord(None, 1.5), ClockTrouble.INEXACT),
    ],
)
def test_a_clock_that_cannot_be_trusted_stamps_nothing(
    told: Told, settings: Settings, said: ClockWord, trouble: ClockTrouble
) -> None:
    certificate = certificate_for(account_uid=uuid4())
    settings.TINHSO_SIGNING_LEVEL = "B-T"
    told.said, before = said, refusals()

    with pytest.raises(services.ClockNotTrusted):
        services.sign_pdf(a_pdf("a"), certificate=certificate)

    assert services.clock_standing().trouble is trouble
    assert refusals() == before + 1


def test_without_a_stamp_is_signed_as_before(told: Told) -> None:
    told.said = LOOSE

    signed = services.sign_pdf(a_pdf("a"), certificate=certificate_for(account_uid=uuid4()))

    (found,) = services.verify(signed).signatures
    assert found.time_source is TimeSource.CLAIMED


def test_a_watched_clock_is_looked_at_when_the_general_library_signs_too(
    told: Told, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> bytes:
        raise Odd("for this test")

    settings.TINHSO_SIGNING_LEVEL = "B-LT"
    monkeypatch.setattr(sealing, "sign_quickly", refuse)
    certificate = certificate_for(account_uid=uuid4())
    forget_clock()

    signed = services.sign_pdf(a_pdf("a"), certificate=certificate)
    told.said = LOOSE
    forget_clock()
    with pytest.raises(ClockNotTrusted):
        services.sign_pdf(a_pdf("a"), certificate=certificate)

    assert services.verify(signed).signatures[0].time_source == TimeSource.TIME_STAMP


def test_a_clock_behind_the_trails_last_seal_went_back(told: Told) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        certificate_for(account_uid=uuid4())
        assert seal()

    assert services.clock_standing().trouble is ClockTrouble.WENT_BACK


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_to_a_paper_whose_seal_could_not_be_stamped(
    told: Told, settings: Settings
) -> None:
    item, clerk = a_signed_item(a_leader()), a_clerk()
    settings.TINHSO_SIGNING_LEVEL = "B-T"
    told.said = LOOSE

    with pytest.raises(services.ClockNotTrusted):
        services.number_and_seal(item_uid=item.uid, actor=clerk)

    assert not SealAct.objects.exists()
    assert not OfficialNumber.objects.exists()


def test_operators_see_it_everywhere_they_look(told: Told) -> None:
    operator = signed_in("signing.manage_certificates")
    told.said = LOOSE

    page = operator.get(PAGE).content.decode()
    (concern,) = plugins.look_at_clock()
    gauges = {name: value for name, _help, value in plugins.clock_gauges()}
    line = next(one for one in readiness.lines() if one.url == PAGE)

    assert "Đang ngừng đóng dấu thời gian" in page
    assert "không được dịch vụ giờ" in page
    assert concern.code == "signing.clock_unsynchronised"
    assert gauges == {"tinhso_clock_trusted": 0.0, "tinhso_clock_error_seconds": 16.0}
    assert line.standing is Standing.TODO


def test_the_page_is_for_who_issues_certificates() -> None:
    assert signed_in("signing.seal_document").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_the_kernel_itself_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    read = clock.read_kernel()
    assert read is not None
    is_kept, most = read
    word = clock.SystemClock().word()
    assert (word.trouble is None) is is_kept
    assert word.error_seconds is not None
    assert most >= 0

    monkeypatch.setattr(clock, "read_kernel", lambda: None)
    assert clock.SystemClock().word().trouble is ClockTrouble.UNREADABLE

"""What is wrong with the house is told to operators once, and shown until it is well."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone, translation

from tinhso.kernel.actors import ANONYMOUS, Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotPermitted, SignInNeeded
from tinhso.kernel.jobs.models import Worker
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.notifications.queries import inbox_page
from tinhso.kernel.notifications.testing import reachable
from tinhso.kernel.registry import operations as sockets
from tinhso.kernel.registry.operations import Concern, ConcernWords, concern_words, word_concern
from tinhso.kernel.testing import make_actor, vietnamese_left_behind
from tinhso.kernel.web.jobs import look_round_the_house
from tinhso.kernel.web.models import HouseLook
from tinhso.kernel.web.operations import looking
from tinhso.kernel.web.operations.permissions import OperationsPermission

pytestmark = pytest.mark.django_db

LOW = Concern(code="config.disk", values={"free": 4000, "home": "/srv/tinhso"}, is_error=False)
LOWER = Concern(code="config.disk", values={"free": 3000, "home": "/srv/tinhso"}, is_error=False)
FULL = Concern(code="config.disk", values={"free": 90, "home": "/srv/tinhso"})
CLOCK = Concern(code="config.clock_back", values={"sealed": "2026-11-28 10:00:00"})


class House:
    """Stands in for the socket of looks round: says what a test wants found."""

    def __init__(self) -> None:
        """Begin well."""
        self.found: list[Concern] = []
        self.looks = 0

    def __iter__(self) -> Iterator[tuple[str, sockets.Look]]:
        return iter([("test", self._look)])

    def _look(self) -> list[Concern]:
        self.looks += 1
        return self.found


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    stand_in = House()
    monkeypatch.setattr(sockets, "looks_round", stand_in)
    return stand_in


@pytest.fixture
def _somebody_works() -> None:
    now = timezone.now()
    Worker.objects.create(name="harbour:1", started_at=now, seen_at=now)


def operator(**named: object) -> Actor:
    return make_actor(OperationsPermission.VIEW, **named)  # type: ignore[arg-type]  # passed on


def seen(actor: Actor, name: str = "operators", method: str = "get") -> HttpResponse:
    """Call a page as an actor."""
    request: HttpRequest = getattr(RequestFactory(), method)(reverse(name))
    request.actor = actor  # type: ignore[attr-defined]  # set by identity's middleware
    request.session = {}  # type: ignore[assignment]  # for messages
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # by its middleware
    response: HttpResponse = resolve(reverse(name)).func(request)
    return response


def told(house: House, *found: Concern) -> int:
    """Let the job meet these; returns how many notices there are now."""
    house.found = list(found)
    look_round_the_house()
    return Notification.objects.count()


def test_operators_are_told_once_until_it_was_well(house: House) -> None:
    first, second = uuid4(), uuid4()
    with reachable(holders=[first, second]):
        assert told(house) == 0
        assert told(house, LOW) == 2
        assert told(house, LOWER) == 2
        assert told(house) == 2
        assert told(house, LOW) == 4

    line = inbox_page(actor=operator(actor_id=first)).rows[0]
    assert (line.title, line.link) == ("Hệ thống có điều cần xem", "/quan-tri/")


def test_what_grows_worse_or_comes_beside_is_told_again(house: House) -> None:
    with reachable(holders=[uuid4()]):
        assert told(house, LOW) == 1
        assert told(house, FULL) == 2
        assert told(house, FULL, CLOCK) == 3
        assert told(house, CLOCK) == 3


@pytest.mark.usefixtures("_somebody_works")
def test_the_page_names_each_thing_and_what_to_do(house: House) -> None:
    house.found = [LOW, CLOCK]
    looking.look()

    said = seen(operator()).content.decode()

    assert "Ổ đĩa của /srv/tinhso chỉ còn 4000 MB." in said
    assert "Bật đồng bộ giờ (NTP)" in said
    assert said.index("Sai, cần xử lý") < said.index("Nên xem")
    assert "Xem lần cuối" in said
    assert house.looks == 1


@pytest.mark.usefixtures("_somebody_works")
def test_the_page_speaks_english(house: House) -> None:
    house.found = [LOW, CLOCK]
    looking.look()

    with translation.override("en"):
        said = seen(operator()).content.decode()

    assert "Only 4000 MB are free where /srv/tinhso is." in said
    assert vietnamese_left_behind(said.split("<main", 1)[1].split("</main", 1)[0]) == []


@pytest.mark.usefixtures("_somebody_works")
def test_when_all_is_well_nothing_is_shown(house: House) -> None:
    looking.look()

    assert 'id="can-xem"' not in seen(operator()).content.decode()


def test_that_nobody_works_is_seen_though_no_job_can_find_it(house: House) -> None:
    said = seen(operator()).content.decode()

    assert "Không có tiến trình nào làm việc nền." in said
    assert house.looks == 0


@pytest.mark.usefixtures("_somebody_works")
def test_an_operator_looks_again_and_sees_that_it_is_well(house: House) -> None:
    house.found = [FULL]
    looking.look()
    house.found = []

    answer = seen(operator(), "operations_look", "post")

    assert (answer.status_code, answer["Location"]) == (302, "/quan-tri/")
    assert HouseLook.objects.get().concerns == []
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == ("operations.looked", {"count": 0})
    assert 'id="can-xem"' not in seen(operator()).content.decode()


def test_others_neither_look_nor_see(house: House) -> None:
    with pytest.raises(SignInNeeded):
        seen(ANONYMOUS, "operations_look", "post")
    with pytest.raises(NotPermitted):
        seen(make_actor("web.set_brand"), "operations_look", "post")
    assert house.looks == 0

    house.found = [FULL]
    looking.look()
    assert "90 MB" not in seen(make_actor("web.set_brand")).content.decode()


def test_looking_is_no_link_to_follow(client: Client) -> None:
    assert client.get(reverse("operations_look")).status_code == 405


def test_every_sentence_fits_its_values_in_both_languages() -> None:
    names = (
        "address count day ends error failures first free home id message name path position sealed"
        " seconds token"
    )
    values = dict.fromkeys(names.split(), 7)
    for language in ("vi", "en"):
        with translation.override(language):
            for code, words in concern_words:
                said = word_concern(Concern(code=code, values=values))
                assert said.sentence
                assert said.remedy
                assert "%(" not in said.sentence + said.remedy
                assert isinstance(words, ConcernWords)


def test_a_concern_of_another_version_is_named_by_its_code() -> None:
    assert word_concern(Concern(code="moats.dry")).sentence == "moats.dry"

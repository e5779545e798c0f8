"""Shells, desk, palette, switches: what people see and in which language."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.registry import Registry
from tinhso.kernel.testing import make_actor, vietnamese_left_behind
from tinhso.kernel.web import queries
from tinhso.kernel.web.registry import (
    Command,
    Landing,
    NavItem,
    PaletteProvider,
    WorkGroup,
    WorkItem,
)
from tinhso.kernel.web.tests.conftest import SignIn

pytestmark = pytest.mark.django_db
KEEPER = ("web.see_gallery", "web.set_brand")
PAGES = (
    "/quan-tri/",
    "/quan-tri/mau/",
    "/quan-tri/mau/cong/",
    "/quan-tri/nhan-dien/",
    "/lam-viec/",
    "/lenh/",
    "/lenh/?q=zzzz",
    "/phim-tat/",
    "/thu/danh-sach/",
    "/khong-co/",
    *(f"/quan-tri/mau/loi-{code}/" for code in (400, 403, 409, 413, 500, 503)),
)


@pytest.mark.parametrize("address", PAGES)
def test_english_pages_leave_no_vietnamese_behind(as_actor: SignIn, address: str) -> None:
    keeper = as_actor(make_actor(*KEEPER, agency_id=7))
    keeper.cookies["django_language"] = "en"

    answer = keeper.get(address)

    assert vietnamese_left_behind(answer.content.decode()) == []
    assert '<html lang="en"' in answer.content.decode()


def test_the_helper_finds_words_and_spoken_attributes() -> None:
    page = '<p lang="vi">Nông <b>Thị</b></p><p>Hồ sơ</p><img alt="Ảnh"><input placeholder="Tìm">'

    assert vietnamese_left_behind(page) == ["Hồ sơ", "Ảnh", "Tìm"]


def test_the_language_changes_and_the_page_stays(official: Client) -> None:
    answer = official.post("/ngon-ngu/", {"language": "en", "next": "/thu/danh-sach/?loai=a"})

    assert answer["Location"] == "/thu/danh-sach/?loai=a"
    assert "My work" in official.get("/lam-viec/").content.decode()


def test_a_switch_never_leads_to_another_site(official: Client) -> None:
    answer = official.post("/giao-dien/", {"theme": "dark", "next": "https://evil.example/"})

    assert answer["Location"] == "/"
    assert 'data-theme="dark"' in official.get("/lam-viec/").content.decode()


def test_the_desk_is_for_officials_alone(as_actor: SignIn, client: Client) -> None:
    assert client.get("/lam-viec/").status_code == 302
    citizen = as_actor(make_actor(kind=ActorKind.CITIZEN))
    assert citizen.get("/lam-viec/").status_code == 404


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> dict[str, "Registry[object]"]:
    """Give the queries sockets of the test's own."""
    fresh: dict[str, Registry[object]] = {}
    for name in ("work_items", "palette", "navigation", "landings"):
        fresh[name] = Registry(name)
        monkeypatch.setattr(queries, name, fresh[name])
    return fresh


def test_what_must_be_answered_first_stands_first(sockets: "dict[str, Registry[object]]") -> None:
    now = timezone.now()

    def group(key: str, due_in: int | None, count: int = 1) -> WorkGroup:
        due = None if due_in is None else now + timedelta(hours=due_in)
        items = [WorkItem(title=key, url="/", due_at=due)]
        return WorkGroup(key=key, title=key, items=items, count=count, url="/")

    plugs = [group("later", 9), group("late", -3), group("none", None), group("empty", -9, 0)]
    sockets["work_items"].register("a", lambda actor: plugs)

    assert [g.key for g in queries.work_groups(make_actor())] == ["late", "later", "none", "empty"]


def test_the_palette_is_an_officials_page(as_actor: SignIn) -> None:
    citizen = as_actor(make_actor(kind=ActorKind.CITIZEN))

    answer = citizen.get("/lenh/", {"q": "a"})

    assert answer.status_code == 404
    assert 'class="public-head"' in answer.content.decode()


def test_the_palette_finds_places_without_marks(sockets: "dict[str, Registry[object]]") -> None:
    def find(actor: Actor, words: str, limit: int) -> list[Command]:
        return [Command(label=f"H14-{words}", url="/ho-so/1/", data=True)][:limit]

    sockets["palette"].register("dossiers", PaletteProvider(title="Hồ sơ", search=find))
    sockets["navigation"].register("desk", NavItem(label="Một cửa", url="/mot-cua/", icon="list"))

    blocks = queries.palette_blocks(make_actor(), "mot cua")

    assert [[c.url for c in b.commands] for b in blocks] == [["/ho-so/1/"], ["/mot-cua/"]]


def test_one_lands_where_one_belongs(sockets: "dict[str, Registry[object]]") -> None:
    sockets["landings"].register(
        "leader", Landing(url="/cho-ky/", fits=lambda actor: actor.may("signing.sign"), order=1)
    )

    assert queries.landing_for(make_actor("signing.sign")) == "/cho-ky/"
    assert queries.landing_for(make_actor()) == "/lam-viec/"
    assert queries.landing_for(make_actor(kind=ActorKind.CITIZEN)) == "/"


def test_the_gallery_is_not_for_everybody(official: Client) -> None:
    assert official.get("/quan-tri/mau/").status_code == 403


def test_shortcuts_are_switched_off(official: Client) -> None:
    official.post("/phim-tat/", {"shortcuts": "off"})

    assert 'data-keys="off"' in official.get("/lam-viec/").content.decode()


def test_a_public_page_is_light(client: Client) -> None:
    """First load of a public page under 300 kB: its own bytes and all it names, unpacked."""
    page = client.get("/thu/cong/").content.decode()
    names = [part.split('"')[0] for part in page.split("/static/")[1:]]
    modules = ["forms.js", "keys.js", "autosave.js", "kept.js", "network.js", "upload.js"]
    fonts = [f"vendor/fonts/be-vietnam-pro-{s}-{w}.woff2" for s, w in FONTS]
    wanted = {*names, *(f"kernel/{m}" for m in modules), *fonts}
    total = len(page.encode())
    for name in wanted:
        found = finders.find(name)
        assert found is not None, name
        total += Path(found).stat().st_size

    assert total < 300_000


FONTS = [(s, w) for s in ("latin", "vietnamese") for w in (400, 500, 600)]


def test_whom_nothing_waits_for_is_led_to_his_places(
    as_actor: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "work_items", Registry("work items"))

    keeper = as_actor(make_actor(*KEEPER, agency_id=7)).get("/lam-viec/").content.decode()
    nobody = as_actor(make_actor(agency_id=7)).get("/lam-viec/").content.decode()

    assert '<a class="card" href="/quan-tri/mau/">' in keeper
    assert "mở một mục dưới đây" in keeper
    assert '<a class="card" href="/quan-tri/' not in nobody
    assert '<a class="card" href="/lam-viec/"' not in keeper

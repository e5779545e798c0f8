"""Two installations: people file at the demonstration national portal, the house resolves.

Both run as processes of their own, as `make run` starts them. Whatever goes wrong between them,
nothing is lost, nothing has its effect twice, and what was refused is shown, mended, sent again.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from tinhso.config.tests.house import House, new_house
from tools.postgresql import free_port
from tools.waiting import HANGING

pytestmark = pytest.mark.own_processes

MARITAL = "1.004873"


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait until something holds; its value is returned."""
    ends_at = time.monotonic() + HANGING
    while not (value := true()):
        assert time.monotonic() < ends_at, f"waited too long: {what}"
        threading.Event().wait(0.3)
    return value


@dataclass
class Person:
    """Somebody signed in at the house, through its own pages and API."""

    house: str
    browser: requests.Session = field(default_factory=requests.Session)

    def sign_in(self, login: str) -> "Person":
        """Sign in as people do."""
        self.browser.get(f"{self.house}/dang-nhap/", timeout=30)
        answer = self._send("/dang-nhap/", data={"login": login, "password": "tinhso-demo"})
        assert answer.status_code == 200
        assert self.get("/api/v1/identity/me")["kind"] == "official"
        return self

    def _send(self, path: str, **given: Any) -> requests.Response:
        token = self.browser.cookies.get("csrftoken") or ""
        return self.browser.post(
            f"{self.house}{path}",
            headers={"X-CSRFToken": token, "Referer": f"{self.house}/"},
            timeout=60,
            **given,
        )

    def get(self, path: str) -> Any:
        """Read from the API."""
        answer = self.browser.get(f"{self.house}{path}", timeout=60)
        assert answer.status_code == 200, (path, answer.text[:500])
        return answer.json()

    def page(self, path: str) -> str:
        """Read a page."""
        answer = self.browser.get(f"{self.house}{path}", timeout=60)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(self, path: str, body: object = None) -> Any:
        """Act through the API."""
        answer = self._send(path, json=body or {})
        assert answer.status_code in {200, 201}, (path, answer.text[:800])
        return answer.json()

    def submit(self, path: str, **fields: str) -> requests.Response:
        """Send a form of a page."""
        return self._send(path, data=fields)


@dataclass
class Portal:
    """The demonstration portal as a person's browser sees it."""

    url: str

    def memory(self, what: str) -> Any:
        """Return what the portal knows."""
        return requests.get(f"{self.url}/may/{what}", timeout=30).json()

    def act(self, path: str, **fields: str) -> str:
        """Send a form of its pages; returns where it leads."""
        answer = requests.post(f"{self.url}{path}", data=fields, timeout=30, allow_redirects=False)
        assert answer.status_code == 303, path
        return answer.headers["Location"]

    def fail_next(self, *kinds: str) -> None:
        """Order faults."""
        self.act("/dieu-khien/", loi=" ".join(kinds))

    def file(self, agency: str, **changes: str) -> str:
        """File what the form offers; returns the portal's number."""
        form = requests.get(f"{self.url}/nop/{MARITAL}", timeout=30).text
        fields = dict(re.findall(r'<input id="([^"]+)" name="[^"]+" value="([^"]*)"', form))
        for name, options in re.findall(r'<select id="([^"]+)"[^>]*>(.*?)</select>', form):
            chosen = re.search(r'value="([^"]*)" selected', options)
            fields[name] = chosen.group(1) if chosen else ""
        fields |= {"MaCoQuanXuLy": agency, **changes}
        return self.act(f"/nop/{MARITAL}", **fields).rsplit("/", 1)[1]

    def states(self, number: str) -> list[str]:
        """Return the states it was told of, each once, in their order."""
        told: list[str] = []
        for step in self.memory(number)["progress"]:
            if not told or told[-1] != step["TrangThai"]:
                told.append(step["TrangThai"])
        return told


@dataclass
class Two:
    """The house and the portal, running."""

    house: House
    url: str
    portal: Portal


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    port = free_port()
    home: Path = tmp_path_factory.mktemp("two")
    with new_house(home) as house:
        run = house.start(
            "tinhso.config.cli",
            "run",
            TINHSO_PORT=str(port),
            TINHSO_BASE_URL=f"http://127.0.0.1:{port}",
            TINHSO_DEMO_NATIONAL="true",
            TINHSO_NATIONAL_TIMEOUT="2",
            TINHSO_API_RATE="6000/m",
        )
        drain: list[str] = []
        reader = threading.Thread(target=lambda: drain.extend(run.stdout or ()), daemon=True)
        reader.start()
        url, portal = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 2000}"
        try:
            until(lambda: _answers(f"{url}/healthz"), "the house")
            until(lambda: _answers(f"{portal}/may/calls"), "the portal")
            yield Two(house, url, Portal(portal))
        finally:
            run.terminate()
            run.wait(timeout=HANGING)
            reader.join(timeout=10)
            if run.stdout is not None:
                run.stdout.close()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def _agency(two: Two) -> str:
    rows = two.house.sql(
        "SELECT code_new FROM organization_agencyperiod WHERE name = ? AND valid_to IS NULL",
        "Ủy ban nhân dân xã Đông Khê",
    )
    return str(rows[0][0])


def _at_desk(two: Two, number: str) -> str:
    """Wait until what was filed there lies here; returns the dossier's uid."""
    rows = until(
        lambda: two.house.sql(
            "SELECT d.uid FROM dossiers_dossier d JOIN dossiers_nationalrecord r"
            " ON r.dossier_id = d.id WHERE r.number = ?",
            number,
        ),
        f"{number} at the desk",
    )
    assert len(rows) == 1
    uid = str(rows[0][0])
    return uid if "-" in uid else f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"


def test_what_is_filed_there_is_resolved_here_whatever_goes_wrong_between(two: Two) -> None:
    portal = two.portal
    portal.fail_next("repeat")
    number = portal.file(_agency(two))
    uid = _at_desk(two, number)
    until(lambda: portal.states(number) == ["1"], "state 1")
    desk = Person(two.url).sign_in("motcua")

    portal.fail_next("timeout", "500")
    shown = desk.get(f"/api/v1/dossiers/{uid}")
    assert shown["state"] == "submitted"
    desk.post(
        f"/api/v1/dossiers/{uid}/supplements",
        {"items": [{"text": "Ghi lại số điện thoại", "field_key": "nyc_dien_thoai"}]},
    )
    until(lambda: portal.states(number) == ["1", "5"], "state 5 after a time-out and a 500")

    portal.act(f"/ho-so/{number}/BoSungHoSo", truong="nyc_dien_thoai", gia_tri="0987654321")
    until(lambda: portal.states(number) == ["1", "5", "1"], "state 1 again")
    portal.fail_next("late", "nonsense")
    code = desk.post(f"/api/v1/dossiers/{uid}/accept", {})["number"]
    until(lambda: portal.states(number)[-2:] == ["2", "4"], "states 2 and 4")

    portal.act(f"/ho-so/{number}/ThongBaoDung", ly_do="Người nộp đề nghị")
    until(lambda: portal.states(number)[-1] == "8", "state 8")

    assert portal.states(number) == ["1", "5", "1", "2", "4", "8"]
    steps = portal.memory(number)["progress"]
    assert len({str(step) for step in steps}) == len(steps)
    messages = two.house.sql(
        "SELECT kind, state, deliveries, attempts FROM dossiers_nationalmessage"
        " WHERE number = ? ORDER BY id",
        number,
    )
    assert [tuple(row) for row in messages] == [
        ("NopHoSo", "done", 3, 1),
        ("BoSungHoSo", "done", 1, 1),
        ("ThongBaoDung", "done", 1, 1),
    ]
    known = portal.memory(number)
    assert known["record"]["ThongTinKhac"] == code
    assert known["record"]["TrangThaiHoSo"] == "8"
    until(
        lambda: [m["state"] for m in portal.memory(number)["messages"]] == ["done"] * 3,
        "the portal knows that its messages had their effect",
    )
    (synced,) = two.house.sql(
        "SELECT sync_state FROM dossiers_dossier d JOIN dossiers_nationalrecord r"
        " ON r.dossier_id = d.id WHERE r.number = ?",
        number,
    )[0]
    assert synced == "synced"


def _sign(leader: Person, uid: str) -> None:
    """Read what lies in the leader's queue of a dossier and sign it with his telephone's code."""
    items = leader.get("/api/v1/signing/items?limit=100")["items"]
    item = next(one["uid"] for one in items if uid in one["link"])
    leader.post(f"/api/v1/signing/items/{item}/open")
    asked = leader.post("/api/v1/signing/confirmations", {"items": [item]})["uid"]
    telephone = leader.page("/dien-thoai-thu/")
    shown = re.search(r'class="[^"]*phone-code[^"]*"[^>]*>\s*(\d+)', telephone)
    assert shown is not None
    code = {"code": shown.group(1)}
    (done,) = leader.post(f"/api/v1/signing/confirmations/{asked}/sign", code)
    assert done["signed"]


def test_what_is_filed_there_comes_to_its_result_here_and_the_portal_holds_it(two: Two) -> None:
    portal = two.portal
    number = portal.file(_agency(two))
    uid = _at_desk(two, number)
    one = f"/api/v1/dossiers/{uid}"
    desk, specialist, leader, clerk = (
        Person(two.url).sign_in(login) for login in ("motcua", "chuyenvien", "lanhdao", "vanthu")
    )

    desk.post(f"{one}/accept", {})
    specialist.post(f"{one}/take")
    specialist.post(f"{one}/draft")
    signer = {"signer": leader.get("/api/v1/identity/me")["uid"]}
    specialist.post(f"{one}/submit-for-signing", signer)
    _sign(leader, uid)
    clerk.post(f"{one}/issue")
    until(lambda: portal.states(number)[-1:] == ["9"], "state 9 with the result")
    desk.post(f"{one}/return", {"received_by": "Người nộp", "identity_checked": True})
    until(lambda: portal.states(number)[-1:] == ["10"], "state 10")

    assert portal.states(number) == ["1", "2", "4", "9", "10"]
    known = portal.memory(number)["record"]
    assert known["TrangThaiHoSo"] == "10"
    assert known["NgayTra"]


def test_what_was_refused_is_listed_mended_and_sent_again(two: Two) -> None:
    operator = Person(two.url).sign_in("quantri")
    field_page = "/quan-tri/cong-quoc-gia/truong/DongBoHoSoMC/SoDienThoai/"
    given = {"effective_from": date.today().isoformat(), "decision": "Thử", "codes": ""}  # noqa: DTZ011
    wrong = operator.submit(field_page, source="", fixed="hỏi quầy", **given)
    assert wrong.status_code == 200
    number = two.portal.file(_agency(two))
    _at_desk(two, number)

    page = until(
        lambda: (
            text
            if number in (text := operator.page("/quan-tri/cong-quoc-gia/?trang-thai=refused"))
            or "SoDienThoai" in text
            else ""
        ),
        "the refusal on the list",
    )
    assert "không đúng định dạng" in page
    assert "hỏi quầy" not in page
    assert two.portal.states(number) == []

    operator.submit(field_page, source="owner.phone", fixed="", **given)
    (row,) = two.house.sql(
        "SELECT s.id FROM dossiers_nationalsending s WHERE s.state = ?", "refused"
    )
    operator.page("/quan-tri/cong-quoc-gia/")
    operator.submit("/quan-tri/cong-quoc-gia/viec/", viec="send", chon=str(row[0]))

    until(lambda: two.portal.states(number) == ["1"], "state 1 after mending")
    assert two.house.sql(
        "SELECT COUNT(*) FROM dossiers_nationalsending WHERE state = ?", "refused"
    ) == [(0,)]

"""`tinhso bench dossiers`: what the daily acts cost, asked over HTTP by ordinary accounts."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from random import Random
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.case import Case
from tinhso.dossiers.demonstration.cast import Cast, gather
from tinhso.dossiers.demonstration.lives import BIRTH, FRESH, Life
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.models import Dossier
from tinhso.identity import services as identity
from tinhso.kernel.actors import system_actor
from tinhso.kernel.registry.operations import Measure, Say
from tinhso.organization import queries as organization
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor

API: Final = "/api/v1/dossiers"
WARM_UP: Final = 2
UNITS: Final = 500
ACTOR: Final = system_actor("dossiers.bench")
WALK_IN: Final = Life(share=0, procedure=BIRTH, acts=(("walk_in", 0),), rest=FRESH)
ONLINE: Final = Life(
    share=0, procedure=BIRTH, acts=(("file", 0), ("x", 0)), rest=FRESH, online=True
)


class Wrong(RuntimeError):
    """A measured request was refused: its figure would say nothing."""


class Bench:
    """Accounts signed in, and matters for them to act on."""

    def __init__(self) -> None:
        """Find the demonstration's people and sign them in."""
        self.cast: Cast = gather()
        self.files = pool()
        self.office = self.cast.offices[0]
        self.clients = {
            login: _client(login)
            for login in ("motcua", "chuyenvien", "lanhdao", "vanthu", "congdan")
        }
        self.chance = Random(1)  # noqa: S311  invented people
        agency = organization.agency(self.office.agency_id)
        self.agency_uid = str(agency.uid)

    def case(self, life: Life) -> Case:
        """Return a new matter of the first office."""
        token = uuid4()
        while True:
            case = Case.open(
                token=token,
                life=life,
                number=1,
                cast=self.cast,
                files=self.files,
                chance=self.chance,
            )
            if case.office is self.office and case.agency_id == self.office.agency_id:
                return case

    # each returns what is measured; what leads there is not

    def create(self) -> Callable[[], object]:
        """A walk-in dossier taken in over the API."""
        matter = self.case(WALK_IN)._matter()
        body = {
            "token": str(matter["token"]),
            "procedure_code": matter["procedure_code"],
            "resolving_agency": self.agency_uid,
            "answers": matter["answers"],
            "parties": [
                {
                    "role": party.role,
                    "name": party.name,
                    "identity_number": party.identity_number,
                    "phone": party.phone,
                    "address": party.address,
                }
                for party in matter["parties"]
            ],
            "papers": [{"component_key": paper.component_key} for paper in matter["attachments"]],
        }
        return lambda: self.post("motcua", "/take-in", body)

    def submit(self) -> Callable[[], object]:
        """A draft handed in by the citizen over the API."""
        matter = self.case(ONLINE)._matter()
        actor = self._citizen
        draft = services.start_draft(
            procedure_code=BIRTH, actor=actor, resolving_agency_id=self.office.agency_id
        )
        parties = {"owner": {"name": actor.name, "person_id": actor.person_id}}
        draft = services.save_draft(
            uid=draft.uid,
            version=draft.version,
            actor=actor,
            answers=matter["answers"],
            parties=parties,
        )
        for paper in matter["attachments"]:
            services.add_draft_file(
                uid=draft.uid, component_key=paper.component_key, actor=actor, file=paper.file
            )
        token = str(uuid4())
        path = f"/drafts/{draft.uid}/submit"
        return lambda: self.post("congdan", path, {}, key=token)

    def accept(self) -> Callable[[], object]:
        """An online dossier accepted at the desk over the API."""
        case = self.case(ONLINE)
        case.do("file")
        return lambda: self.post("motcua", f"/{case.uid}/accept", {})

    def take(self) -> Callable[[], object]:
        """A dossier moved into a specialist's hands over the API."""
        case = self.case(WALK_IN)
        case.do("walk_in")
        return lambda: self.post("chuyenvien", f"/{case.uid}/take", {})

    def sign(self) -> Callable[[], object]:
        """A result signed by the leader over the API, its code given."""
        case = self.case(WALK_IN)
        for act in ("walk_in", "take", "draft", "submit"):
            case.do(act)
        leader, item = self.office.leader, case._item
        signing.open_item(item_uid=item, actor=leader)
        asked = signing.start_confirmation(item_uids=[item], actor=leader)
        codes = {row.uid: row.secret for row in signing_queries.codes_on_telephone(actor=leader)}
        path = f"/api/v1/signing/confirmations/{asked.uid}/sign"
        return lambda: self.post("lanhdao", path, {"code": codes[asked.uid]})

    def track(self) -> Callable[[], object]:
        """Anybody's look at how far a dossier is, over the API."""
        dossier = Dossier.objects.filter(code__isnull=False, parties__role="owner").latest("pk")
        phone = dossier.parties.get(role="owner").phone
        body = {"code": dossier.code, "second_item": phone}
        return lambda: self.post("congdan", "/tracking", body)

    @property
    def _citizen(self) -> "Actor":
        found = next(one for one in self.cast.applicants if one.actor and one.actor.id)
        if found.actor is None:
            raise LookupError("congdan")
        return found.actor

    def post(self, login: str, path: str, body: object, *, key: str = "") -> object:
        """Ask one account's client to post, and insist that it was done."""
        address = path if path.startswith("/api") else API + path
        headers = {"Idempotency-Key": key} if key else None
        answer = self.clients[login].post(
            address, json.dumps(body), content_type="application/json", headers=headers
        )
        return insist(answer, address)

    def get(self, login: str, path: str) -> object:
        """Ask one account's client to get, and insist that it was answered."""
        return insist(self.clients[login].get(path), path)


def insist(answer: HttpResponseBase, address: str) -> bytes:
    """Return the content of an answer that is one."""
    content = b"".join(answer)
    if answer.status_code >= 400:
        raise Wrong(f"{address}: {answer.status_code} {content[:300]!r}")
    return content


def bench(rounds: int, say: Say) -> Iterable[Measure]:
    """Measure the daily acts, then lists, boards and pages with how many queries each asks."""
    if os.environ.get("TINHSO_PRODUCTION"):
        raise ImproperlyConfigured("The bench writes invented dossiers: not in production.")
    house = Bench()
    written = min(rounds, 50)
    acts: dict[str, Callable[[], Callable[[], object]]] = {
        "create by API (walk-in, accepted)": house.create,
        "submit by citizen": house.submit,
        "accept": house.accept,
        "move (take)": house.take,
        "sign": house.sign,
    }
    for name, prepare in acts.items():
        yield _measured(name, prepare, written if name != "sign" else min(rounds, 20))
    yield _measured("public tracking", house.track, written)
    yield _reading("catalogue search", house, "congdan", "/dich-vu-cong/?q=khai+sinh", rounds)
    yield from _lists(house, rounds)


def _lists(house: Bench, rounds: int) -> Iterator[Measure]:
    """Measure what people look at, as an officer of one unit, a leader, and one of 500 units."""
    newest = Dossier.objects.order_by("-pk").first()
    uid = newest.uid if newest is not None else UUID(int=0)
    yield _reading(
        "API list of 100, desk", house, "motcua", f"{API}/desk?view=all&limit=100", rounds
    )
    yield _reading(
        "API list of 100, inbox", house, "chuyenvien", f"{API}/inbox?view=all&limit=100", rounds
    )
    for name, login, path in (
        ("page: desk", "motcua", "/lam-viec/mot-cua/"),
        ("page: desk, search by name", "motcua", "/lam-viec/mot-cua/?q=N%C3%B4ng"),
        ("page: inbox", "chuyenvien", "/lam-viec/ho-so/"),
        ("page: my desk", "chuyenvien", "/lam-viec/"),
        ("page: board of the commune", "lanhdao", "/lam-viec/dieu-hanh/"),
        ("API board of the commune", "lanhdao", f"{API}/board"),
        ("page: dossier with timeline", "motcua", f"/lam-viec/mot-cua/{uid}/"),
        ("page: my dossiers", "congdan", "/ho-so/"),
    ):
        yield _reading(name, house, login, path, rounds)
    with _officer_of_many_units() as client:
        house.clients["many"] = client
        first = f"{API}/desk?view=all&limit=100"
        deep = first + f"&procedure_code={BIRTH}&state=returned&arrived_until=2025-12-31"
        last = _last_page(client, first)
        for name, path in (
            ("500 units: list of 100", first),
            ("500 units: deepest filter", deep),
            ("500 units: far page", last),
            ("500 units: search by name", first + "&text=N%C3%B4ng"),
            ("500 units: counts", f"{API}/desk/counts"),
        ):
            yield _reading(name, house, "many", path, rounds)


def _last_page(client: Client, first: str, *, pages: int = 20) -> str:
    """Return the address of a page far down the list."""
    path = first
    for _n in range(pages):
        answer = json.loads(insist(client.get(path), path))
        cursor = answer.get("next_cursor") or answer.get("next")
        if not cursor:
            break
        path = f"{first}&cursor={cursor}"
    return path


@contextmanager
def _officer_of_many_units() -> Iterator[Client]:
    """Sign in an officer who works in 500 units, and forget him afterwards."""
    with transaction.atomic():
        account = identity.open_account(
            data=identity.AccountData(login=f"bench-{uuid4().hex[:8]}", name="Cán bộ đo tải"),
            actor=ACTOR,
            is_demonstration=True,
        )
        units = [
            (period.agency_id, row.unit_id)
            for period in organization.agencies_at()
            for row in organization.units_of(period.agency_id)
        ][:UNITS]
        for agency_id, unit_id in units:
            identity.assign_role(
                account_uid=account.uid,
                role_code="desk",
                agency_id=agency_id,
                unit_id=unit_id,
                actor=ACTOR,
            )
        yield _client(account.login)
        transaction.set_rollback(True)


def _client(login: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(login=login))
    return client


def _measured(name: str, prepare: Callable[[], Callable[[], object]], rounds: int) -> Measure:
    told = Measure(name)
    for number in range(rounds + WARM_UP):
        act = prepare()
        wall, cpu = perf_counter(), process_time()
        act()
        if number >= WARM_UP:
            told.cpu_ms.append((process_time() - cpu) * 1000)
            told.wall_ms.append((perf_counter() - wall) * 1000)
    return told


def _reading(name: str, house: Bench, login: str, path: str, rounds: int) -> Measure:
    """Measure pages, the first time cold; the number of queries stands behind the name."""
    with CaptureQueriesContext(connection) as asked:
        begun = perf_counter()
        house.get(login, path)
        cold = (perf_counter() - begun) * 1000
        queries = len(asked)  # the log is emptied by the next request
    told = _measured(name, lambda: lambda: house.get(login, path), max(rounds // 4, 5))
    label = f"{name} ({queries} q, cold {cold:.0f})"
    return Measure(label, told.cpu_ms, told.wall_ms)

"""`tinhso bench dossiers`: what the daily acts cost, asked over HTTP by ordinary accounts.

The acts are committed, as in daily work, so the dossiers they make stay: they are invented like all
of the demonstration, and the name of who asks begins with `MARK`.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.case import Case
from tinhso.dossiers.demonstration.cast import Cast, gather
from tinhso.dossiers.demonstration.lives import BIRTH, FRESH, Life
from tinhso.dossiers.demonstration.looking import API, looked_at
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.demonstration.timing import client_of, insist
from tinhso.dossiers.models import Dossier
from tinhso.kernel.registry.measuring import (
    BARE_INSERT,
    BARE_LIST,
    Act,
    Bare,
    Measure,
    measured,
)
from tinhso.organization import queries as organization
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor

MARK: Final = "Đo Tải"
"""How the name of whoever asks for a dossier of the bench begins."""
WALK_IN: Final = Life(share=0, procedure=BIRTH, acts=(("walk_in", 0),), rest=FRESH)
ONLINE: Final = Life(
    share=0, procedure=BIRTH, acts=(("file", 0), ("x", 0)), rest=FRESH, online=True
)


BESIDE: Final = ("quantri", "doanhnghiep")
"""Who only looks: an operator, and a company that reads who looked at its data."""


class Bench:
    """Accounts signed in, and matters for them to act on."""

    def __init__(self) -> None:
        """Find the demonstration's people and sign them in."""
        self.cast: Cast = gather()
        self.files = pool()
        self.office = self.cast.offices[0]
        self.clients = {
            login: client_of(login)
            for login in ("motcua", "chuyenvien", "lanhdao", "vanthu", "congdan", *BESIDE)
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
                name = f"{MARK} {case.applicant.name}"
                case.applicant = replace(case.applicant, name=name)
                return case

    # each returns what is measured; what leads there is not

    def create(self) -> Act:
        """A walk-in dossier taken in over the API."""
        body = self.walk_in()
        return lambda: self.post("motcua", "/take-in", body)

    def walk_in(self) -> dict[str, object]:
        """Return what the desk types for somebody who came with his papers."""
        matter = self.case(WALK_IN)._matter()
        return {
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

    def submit(self) -> Act:
        """A draft handed in by the citizen over the API."""
        matter = self.case(ONLINE)._matter()
        actor = self._citizen
        draft = services.start_draft(
            procedure_code=BIRTH, actor=actor, resolving_agency_id=self.office.agency_id
        )
        parties = {"owner": {"name": f"{MARK} {actor.name}", "person_id": actor.person_id}}
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

    def accept(self) -> Act:
        """An online dossier accepted at the desk over the API."""
        case = self.case(ONLINE)
        case.do("file")
        return lambda: self.post("motcua", f"/{case.uid}/accept", {})

    def take(self) -> Act:
        """A dossier moved into a specialist's hands over the API."""
        case = self.case(WALK_IN)
        case.do("walk_in")
        return lambda: self.post("chuyenvien", f"/{case.uid}/take", {})

    def sign(self) -> Act:
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

    def track(self) -> Act:
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


def bench(rounds: int, bare: Bare) -> Iterable[Measure]:
    """Measure the daily acts, then what people look at with how many queries each asks."""
    if os.environ.get("TINHSO_PRODUCTION"):
        raise ImproperlyConfigured("The bench writes invented dossiers: not in production.")
    house = Bench()
    written = min(rounds, 50)
    acts: dict[str, Callable[[], Act]] = {
        "create by API (walk-in, accepted)": house.create,
        "submit by citizen": house.submit,
        "accept": house.accept,
        "move (take)": house.take,
        "sign": house.sign,
    }
    for name, prepare in acts.items():
        times = written if name != "sign" else min(rounds, 20)
        yield measured(name, prepare, times, beside=partial(bare, BARE_INSERT))
    yield measured("public tracking", house.track, written, beside=partial(bare, BARE_LIST))
    yield from looked_at(house.clients, rounds, bare)

"""Each of the 53 procedures is filed and resolved by the API alone, as machines do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import API, Cast, get, post
from tinhso.dossiers.models import Dossier, UnitDuty
from tinhso.dossiers.testing import World, sample_of, tiny_pdf
from tinhso.dossiers.testing.walking import process_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.eforms import Json
from tinhso.procedures import queries as procedures
from tinhso.procedures.testing import CODES
from tinhso.signing.models import Confirmation

pytestmark = pytest.mark.django_db

SIGNING: Final = "/api/v1/signing"
MONDAY: Final = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
KNOWN: dict[str, dict[str, Json]] = {"1.001193": {"tre_ngay_sinh": "2026-11-05"}}
"""What the rules across a form's fields want; the rest the form says itself."""


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay-to.pdf", tiny_pdf(), content_type="application/pdf")


@dataclass
class Machines:
    """The programs of those who handle a dossier; each calls as the person it works for."""

    cast: Cast

    def file(self) -> str:
        """File with sound answers and all papers: online, else at the desk; return the uid."""
        version = self.cast.world.version
        sample = sample_of(version, **KNOWN.get(version.procedure.code, {}))
        papers = [one.component_key for one in sample["attachments"]]
        if "online" in version.channels:
            return self._submit(sample["answers"], papers)
        return self._take_in(sample["answers"], papers)

    def _submit(self, answers: dict[str, Json], papers: list[str]) -> str:
        world, citizen = self.cast.world, self.cast.citizen
        asked = {"procedure_code": world.version.procedure.code, "agency": world.here.agency.uid}
        draft = told(citizen, "/drafts", asked)
        saved = citizen.put(
            f"{API}/drafts/{draft['uid']}",
            {"version": draft["version"], "answers": answers},
            content_type="application/json",
        )
        assert saved.json()["errors"] == {}
        for key in papers:
            sent = {"component_key": key, "file": paper()}
            assert citizen.post(f"{API}/drafts/{draft['uid']}/files", sent).status_code == 201
        return str(told(citizen, f"/drafts/{draft['uid']}/submit")["uid"])

    def _take_in(self, answers: dict[str, Json], papers: list[str]) -> str:
        world = self.cast.world
        owner = {
            "role": "owner",
            "name": world.person.name,
            "identity_number": "004085001234",
            "phone": "0912345678",
            "address": "Xóm Nà Pồng, xã Đông Khê",
        }
        taken = told(
            self.cast.desk,
            "/take-in",
            {
                "token": uuid4(),
                "procedure_code": world.version.procedure.code,
                "resolving_agency": world.here.agency.uid,
                "answers": answers,
                "parties": [owner],
                "papers": [{"component_key": key} for key in papers],
            },
        )
        return str(taken["uid"])

    def resolve(self, dossier: Dossier) -> None:
        """Lead a dossier through its own process, its members with it, by the first way forward."""
        if dossier.accepted_at is None:
            told(self.cast.desk, f"/{dossier.uid}/accept")
        dossier.refresh_from_db()
        process = process_of(dossier)
        while process is not None and dossier.step_key:
            step = process.steps[dossier.step_key]
            act = next(move.key for move in step.moves if move.kind == "forward")
            if act == "return_result":
                if dossier.is_member:
                    return
                for member in dossier.members.all():
                    self.resolve(member)
            if step.role == "specialist" and dossier.assignee is None:
                told(self.cast.specialist, f"/{dossier.uid}/take")
            self._acts()[act](dossier)
            dossier.refresh_from_db()

    def _acts(self) -> dict[str, Callable[[Dossier], object]]:
        """Return what each move of a process is called at, by its key."""
        here = self.cast.world.here
        officer, leader = self.cast.specialist, self.cast.leader
        tomorrow = timezone.now() + timedelta(days=1)
        return {
            "assign": lambda d: told(leader, f"/{d.uid}/assign", {"assignee": here.specialist.id}),
            "take": lambda d: told(officer, f"/{d.uid}/take"),
            "invite_field_check": lambda d: told(
                officer, f"/{d.uid}/field-checks", {"at": tomorrow, "place": "Tại nơi đề nghị"}
            ),
            "record_field_check": self._visit,
            "consult": self._consult,
            "call_council": self._call_council,
            "agree": self._agree,
            "submit_for_signing": self._draft,
            "sign": lambda _dossier: self._sign(leader, here.leader),
            "issue": lambda d: told(self.cast.clerk, f"/{d.uid}/issue"),
            "return_result": lambda d: told(
                self.cast.desk,
                f"/{d.uid}/return",
                {"received_by": self.cast.world.person.name, "identity_checked": True},
            ),
        }

    def _visit(self, dossier: Dossier) -> None:
        check = dossier.field_checks.latest("pk").uid
        found = {"outcome": "met", "findings": "Đúng hiện trạng."}
        told(self.cast.specialist, f"/{dossier.uid}/field-checks/{check}/findings", found)

    def _consult(self, dossier: Dossier) -> None:
        party = {"agency": self.cast.world.there.agency.uid, "question": "Đề nghị cho ý kiến."}
        told(self.cast.specialist, f"/{dossier.uid}/consultations", {"parties": [party]})

    def _agree(self, dossier: Dossier) -> None:
        asked = dossier.consultations.latest("pk")
        if asked.is_council:
            self._decide()
            return
        answer = {"opinion": "agree", "answer": "Thống nhất."}
        told(self.cast.neighbour, f"/consultations/{asked.uid}/answer", answer)

    def _call_council(self, dossier: Dossier) -> None:
        call = {
            "at": timezone.now() + timedelta(hours=1),
            "place": "Nhà văn hóa xóm Nà Pồng",
            "chair": self.cast.world.here.leader.id,
            "seats": [{"name": "Hoàng Thị Lan", "title": "Trưởng xóm"}],
        }
        body = {"question": "Đề nghị hội đồng cho ý kiến.", "call": call}
        told(self.cast.specialist, f"/{dossier.uid}/council", body)

    def _decide(self) -> None:
        officer, here = self.cast.specialist, self.cast.world.here
        line = told(officer, "/councils", by="get")["items"][0]
        sitting = told(officer, f"/councils/{line['uid']}", by="get")
        seats = [seat["uid"] for seat in sitting["seats"]]
        votes = [
            {"case": case["uid"], "votes": dict.fromkeys(seats, "for")} for case in sitting["cases"]
        ]
        after = datetime.fromisoformat(sitting["at"]) + timedelta(minutes=1)
        with time_machine.travel(after, tick=False):
            minutes = {"attended": seats, "cases": votes, "minutes": "Các thành viên thống nhất."}
            told(officer, f"/councils/{line['uid']}/minutes", minutes)
        self._sign(officer, here.specialist)
        self._sign(self.cast.leader, here.leader)

    def _draft(self, dossier: Dossier) -> None:
        told(self.cast.specialist, f"/{dossier.uid}/draft")
        signer = {"signer": self.cast.world.here.leader.id}
        told(self.cast.specialist, f"/{dossier.uid}/submit-for-signing", signer)

    def _sign(self, client: Client, signer: Actor) -> None:
        """Let a program read and sign what waits, with the code of its owner's telephone."""
        item = client.get(f"{SIGNING}/items").json()["items"][0]["uid"]
        client.post(f"{SIGNING}/items/{item}/open", {}, content_type="application/json")
        asked = client.post(
            f"{SIGNING}/confirmations", {"items": [item]}, content_type="application/json"
        ).json()
        code = Confirmation.objects.get(uid=asked["uid"], account_uid=str(signer.id)).secret
        (done,) = client.post(
            f"{SIGNING}/confirmations/{asked['uid']}/sign",
            {"code": code},
            content_type="application/json",
        ).json()
        assert done["signed"], done


def told(client: Client, address: str, body: object = None, *, by: str = "post") -> dict[str, Any]:
    """Return what the API answers to a sound question."""
    status, said = get(client, address) if by == "get" else post(client, address, body)
    assert status in {200, 201}, (address, said)
    return dict(said)


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.mark.parametrize("code", CODES)
def test_it_is_filed_and_resolved(code: str) -> None:
    machines = Machines(Cast(World.make(code)))
    world = machines.cast.world
    UnitDuty.objects.create(agency=world.here.agency, procedure_code=code, unit=world.here.division)

    dossier = Dossier.objects.get(uid=machines.file())
    machines.resolve(dossier)

    dossier.refresh_from_db()
    result = dossier.results.get()
    kind = procedures.result_for(version=world.version, case=dossier.case)
    assert kind is not None
    number = kind.number_format.replace("{number}", "1").replace("{year}", "2026")
    assert (dossier.state, dossier.national_state) == ("returned", 10)
    assert (result.number, result.result_code) == (number, kind.code)
    assert dossier.answers != "{}"
    assert dossier.due_at is None or dossier.due_at > datetime(2026, 11, 16, tzinfo=UTC)

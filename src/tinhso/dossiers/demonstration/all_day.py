"""What is asked of the dossiers all day, for `tinhso load`: by a desk, a specialist, a citizen.

Each act that the house answered as done is written down, so that at the end the database is asked
whether it holds every one of them, once, under numbers without a gap.
"""

import json
import os
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from tinhso.dossiers.demonstration.lives import BIRTH
from tinhso.dossiers.demonstration.looking import API, DESK, INBOX
from tinhso.dossiers.demonstration.measuring import ONLINE, Bench
from tinhso.dossiers.models import Dossier, InternalNote, TimelineEntry
from tinhso.kernel import files
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.numbering.models import Counter, OfficialNumber
from tinhso.kernel.registry.loading import Ask, Told, Walk

DESK_OFFICER: Final = "motcua"
SPECIALIST: Final = "chuyenvien"
CITIZEN: Final = "congdan"
LEADER: Final = "lanhdao"
NOTE: Final = "Đã xem hồ sơ; đủ căn cứ để thẩm định."
READS: Final = (
    ("page: my work", DESK_OFFICER, "/lam-viec/"),
    ("page: desk", DESK_OFFICER, DESK),
    ("page: inbox", SPECIALIST, INBOX),
    ("page: board", LEADER, "/lam-viec/dieu-hanh/"),
    ("page: my dossiers", CITIZEN, "/ho-so/"),
    ("page: catalogue search", CITIZEN, "/dich-vu-cong/?q=khai+sinh"),
    ("API: desk, list of 100", DESK_OFFICER, f"{API}/desk?view=all&limit=100"),
    ("API: inbox, list of 100", SPECIALIST, f"{API}/inbox?view=all&limit=100"),
    ("API: desk, counts", DESK_OFFICER, f"{API}/desk/counts"),
)
BATCH: Final = 500
CLOCKS: Final = timedelta(seconds=2)


class AllDay:
    """Matters made ready, and what became of them by the answers of the house."""

    password = "tinhso-demo"  # noqa: S105  # printed at every start of the demonstration
    logins: Sequence[str] = (DESK_OFFICER, SPECIALIST, CITIZEN, LEADER)

    def __init__(self) -> None:
        """Find the demonstration's people; nothing is asked yet."""
        if os.environ.get("TINHSO_PRODUCTION"):
            raise ImproperlyConfigured("A load run writes invented dossiers: not in production.")
        self._bench = Bench()
        self._chance = Random(2)  # noqa: S311  which page is opened next
        self._began = timezone.now()
        self._done: Tally[tuple[str, str]] = Tally()
        self._unknown: Tally[tuple[str, str]] = Tally()
        self._taken: list[str] = []

    def read(self) -> Ask:
        """Return one of the pages and lists that are opened all day, or a dossier."""
        if self._taken and self._chance.random() < 0.2:
            path = f"{DESK}{self._chance.choice(self._taken)}/"
            return Ask(name="page: dossier", login=DESK_OFFICER, path=path)
        name, login, path = self._chance.choice(READS)
        return Ask(name=name, login=login, path=path)

    def walks(self, count: int) -> list[Walk]:
        """Make so many matters ready: two of three come to the desk, the others by themselves."""
        return [self._online() if number % 3 == 2 else self._walk_in() for number in range(count)]

    # ------------------------------------------------------------------ what is asked

    def _walk_in(self) -> Walk:
        body = self._bench.walk_in()
        return self._asked_at_desk(body)

    def _asked_at_desk(self, body: Mapping[str, object]) -> Walk:
        told = yield Ask(name="take in", login=DESK_OFFICER, path=f"{API}/take-in", body=body)
        if not told.is_done:
            return
        uid = told.body["uid"]
        self._note(uid, told, "submit", "accept")
        yield from self._worked_on(uid)

    def _worked_on(self, uid: str) -> Walk:
        told = yield self._post("take", SPECIALIST, f"/{uid}/take", {})
        self._note(uid, told, "take")
        self._taken.append(uid)
        told = yield self._post("note", SPECIALIST, f"/{uid}/notes", {"text": NOTE})
        self._note(uid, told, "note")
        missing = {"text": "Bản chụp đủ bốn góc", "component_key": "giay_chung_sinh"}
        asked = {"items": [missing], "note": NOTE}
        told = yield self._post("ask for a supplement", SPECIALIST, f"/{uid}/supplements", asked)
        self._note(uid, told, "request_supplement")
        if not told.is_done:
            return
        told = yield Ask(
            name="bring a supplement",
            login=DESK_OFFICER,
            path=f"{API}/{uid}/supplement",
            form=(("component_keys", "giay_chung_sinh"),),
        )
        self._note(uid, told, "answer_supplement")

    def _online(self) -> Walk:
        matter = self._bench.case(ONLINE)._matter()
        answers = json.loads(json.dumps(dict(matter["answers"]), default=str))
        papers = [
            (paper.component_key, files.open_file(paper.file))
            for paper in matter["attachments"]
            if paper.file is not None
        ]
        return self._asked_by_citizen(answers, papers)

    def _asked_by_citizen(
        self, answers: Mapping[str, Any], papers: Iterable[tuple[str, bytes]]
    ) -> Walk:
        start = {"procedure_code": BIRTH, "agency": self._bench.agency_uid}
        draft = yield self._post("begin a draft", CITIZEN, "/drafts", start)
        if not draft.is_done:
            return
        path = f"{API}/drafts/{draft.body['uid']}"
        saved = {"version": draft.body["version"], "answers": answers}
        told = yield Ask(name="save a draft", login=CITIZEN, path=path, body=saved, method="PUT")
        for key, content in papers:
            told = yield Ask(
                name="add a paper",
                login=CITIZEN,
                path=f"{path}/files",
                form=(("component_key", key),),
                file=("file", f"{key}.jpg", content),
            )
        told = yield Ask(name="hand in", login=CITIZEN, path=f"{path}/submit", body={})
        if not told.is_done:
            return
        uid = told.body["uid"]
        self._note(uid, told, "submit")
        told = yield self._post("accept", DESK_OFFICER, f"/{uid}/accept", {})
        self._note(uid, told, "accept")
        if told.is_done:
            yield from self._worked_on(uid)

    @staticmethod
    def _post(name: str, login: str, path: str, body: object) -> Ask:
        return Ask(name=name, login=login, path=API + path, body=body)

    def _note(self, uid: str, told: Told, *acts: str) -> None:
        """Write down what is done by the answer, or may be done where there was none."""
        book = self._done if told.is_done else self._unknown if not told.status else Tally()
        book.update((uid, act) for act in acts)

    # ------------------------------------------------------------------ whether it is true

    def prove(self) -> Iterator[str]:
        """Yield what was answered as done and is not there or twice, and numbers out of line."""
        uids = sorted({uid for uid, _act in self._done})
        for start in range(0, len(uids), BATCH):
            yield from self._prove_acts(uids[start : start + BATCH])
        yield from numbers_out_of_line(since=self._began - CLOCKS)

    def _prove_acts(self, uids: list[str]) -> Iterator[str]:
        pks = {str(pk): str(uid) for pk, uid in _dossiers(uids)}
        yield from (f"{uid} was made and is not there" for uid in set(uids) - set(pks.values()))
        found: Tally[tuple[str, str]] = Tally()
        lines = TimelineEntry.objects.filter(dossier_id__in=pks)
        found.update((pks[str(pk)], code) for pk, code in lines.values_list("dossier_id", "code"))
        notes = InternalNote.objects.filter(dossier_id__in=pks)
        found.update((pks[str(pk)], "note") for pk in notes.values_list("dossier_id", flat=True))
        kept = AuditEntry.objects.filter(
            target_type=Dossier._meta.label_lower, target_id__in=pks, action="dossiers.accept"
        )
        audited = Tally(pks[pk] for pk in kept.values_list("target_id", flat=True))
        for (uid, act), times in sorted(self._done.items()):
            if uid not in pks.values():
                continue
            most = times + self._unknown[uid, act]
            if not times <= found[uid, act] <= most:
                yield f"{uid}: {act} was done {times} times and is there {found[uid, act]} times"
            if act == "accept" and audited[uid] != times:
                yield f"{uid}: {audited[uid]} audit entries of its acceptance"


def numbers_out_of_line(*, since: datetime) -> Iterator[str]:
    """Yield each register that gave numbers since then with a gap, one twice, or not the last."""
    given: dict[tuple[str, int, str], list[int]] = {}
    rows = OfficialNumber.objects.filter(given_at__gte=since).iterator()
    for row in rows:
        given.setdefault((row.register, row.agency_id, row.period), []).append(row.number)
    for (register, agency_id, period), numbers in given.items():
        name = f"{register} of agency {agency_id} in {period}"
        if len(set(numbers)) != len(numbers):
            yield f"{name}: a number was given twice"
        if max(numbers) - min(numbers) + 1 != len(set(numbers)):
            yield f"{name}: {len(set(numbers))} numbers from {min(numbers)} to {max(numbers)}"
        last = Counter.objects.get(register=register, agency_id=agency_id, period=period).last
        if last != max(numbers):
            yield f"{name}: the counter says {last}, the last number is {max(numbers)}"


def _dossiers(uids: list[str]) -> Iterable[tuple[int, object]]:
    return Dossier.objects.filter(uid__in=uids).values_list("pk", "uid")

"""Many more dossiers than could be grown: pressed from grown ones, in bounded memory.

Each row is what the services wrote for a grown dossier with other keys, numbers, people, agencies
and weeks, so that whatever the services write, the loader writes too. What it leaves out is said
in `docs/performance.md`: one audit entry stands for a batch, and no events are published.
"""

import re
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from itertools import count
from random import Random
from typing import Final
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.demonstration.growing import without_waiting_for_the_disk
from tinhso.dossiers.demonstration.pressing import (
    TABLES,
    Fill,
    PressedRow,
    Row,
    Template,
    columns,
    fill,
    insert_rows,
    newest_key,
)
from tinhso.dossiers.demonstration.signed_scans import sign_scans_of
from tinhso.dossiers.demonstration.stand_ins import (
    Commune,
    Person,
    by_agency,
    communes,
    invented_person,
    put_person,
)
from tinhso.dossiers.models import BoardCount, Charge, Dossier
from tinhso.dossiers.models.board import NOBODY
from tinhso.dossiers.rules.blind import blind_words
from tinhso.dossiers.rules.codes import dossier_code
from tinhso.dossiers.rules.states import DossierState as S
from tinhso.dossiers.services._search import ENTITY, hashed
from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.errors import Conflict
from tinhso.kernel.numbering.models import Counter, OfficialNumber
from tinhso.kernel.numbering.rules import NumberPeriod, period_key
from tinhso.kernel.search.services import index_many

ACTOR: Final = system_actor("dossiers.demonstration")
SIZES: Final = {"small": 2_000, "province": 1_000_000}
BATCH: Final = 1_000
DOSSIER: Final = "dossiers.Dossier"
OPEN_SHARE: Final = 0.04
"""How many are still open: they stand in this week, the others in the weeks before."""
FIRST_DAY: Final = date(2025, 7, 7)
"""The communes of the demonstration stand since July 2025."""
PEOPLE: Final = 5_000
LEAST_KINDS: Final = 6
"""A small week is pressed from so few grown dossiers: moving each by its weeks costs the most."""
FINISHED: Final = frozenset({S.RETURNED, S.CLOSED, S.STOPPED})
OPEN: Final = frozenset({S.TRANSFERRED, S.ASSIGNED, S.APPRAISING, S.FIELD_CHECK, S.SUPPLEMENT})

Slot = tuple[date, int, int, str, UUID, str]
BOARD_KEY: Final = ("day", "agency_id", "unit_id", "procedure_code", "person", "kind")


class NothingToPressFrom(Conflict):
    """The loader copies grown dossiers; an installation without them has none to copy."""

    code = "dossiers.nothing_to_press_from"


def load(rows: int, say: Callable[[str], None], *, seed: int = 2026) -> int:
    """Write so many dossiers more; returns how many. Memory stays bounded by a batch."""
    templates = _templates()
    chance = Random(seed)  # noqa: S311  invented people, no secrets
    press = Press(templates, chance)
    still_open = round(rows * OPEN_SHARE)
    weeks = max((timezone.localdate() - FIRST_DAY).days // 7 - 8, 1)
    with without_waiting_for_the_disk():
        done = _press_all(press, rows, still_open, weeks, say)
    press.finish()
    return done


def _press_all(
    press: "Press", rows: int, still_open: int, weeks: int, say: Callable[[str], None]
) -> int:
    """Press week after week, the oldest first, so that numbers follow the days."""
    done = 0
    for week in range(weeks, -1, -1):
        wanted = still_open if week == 0 else (rows - still_open) // weeks
        if week == 1:
            wanted += (rows - still_open) % weeks
        while wanted:
            size = min(wanted, BATCH)
            press.batch(size, week=week)
            wanted -= size
            done += size
            if done % (20 * BATCH) < size:
                say(f"{done}/{rows}")
    return done


def _templates() -> list[Template]:
    """Return grown dossiers of communes' own visitors that wait for no signature and no money.

    Their scans are signed first, as they are by the end of a day.

    What is paid for is left out, births with copies among it: a receipt is a gapless number of the
    collector's own book, a payment a line of a shift, a day's reconciliation and a settlement.
    Pressed beside them, each of those would no longer tell the same; births without copies, that
    owe nothing, are pressed.
    """
    here = [commune.agency_id for commune in communes()]
    rows = Dossier.objects.filter(state__in=FINISHED | OPEN, resolving_agency_id__in=here)
    rows = (
        rows.filter(boundary_free=False, part="")
        .exclude(code=None)
        .exclude(pk__in=Charge.objects.values("dossier_id"))
        .exclude(sights__key__startswith="p:")
        .select_related("procedure_version")
    )
    chosen = list(rows.order_by("pk")[:60])
    sign_scans_of(chosen)
    found = [Template.of(row) for row in chosen]
    if not found:
        raise NothingToPressFrom(_("Hãy nuôi các hồ sơ trình diễn trước khi nạp thêm."))
    return found


class Press:
    """Presses batch after batch and keeps keys, numbers and sums going."""

    def __init__(self, templates: list[Template], chance: Random) -> None:
        """Read where keys and numbers stand."""
        self.chance = chance
        self.finished = [t for t in templates if t.dossier.state in FINISHED]
        self.open = [t for t in templates if t.dossier.state in OPEN]
        self.keys = [count(newest_key(model) + 1) for model in TABLES]
        self.counters: dict[tuple[str, int, str], int] = {
            (row.register, row.agency_id, row.period): row.last for row in Counter.objects.all()
        }
        self._counted: set[tuple[str, int, str]] = set()
        self.people = [invented_person(chance) for _n in range(PEOPLE)]
        self.communes = communes()
        self.numbers = {t.dossier.pk: _numbers(t.dossier) for t in templates}
        self._pressed: dict[tuple[int, int], list[PressedRow]] = {}
        self._week = -1

    def batch(self, size: int, *, week: int) -> None:
        """Write one batch of one week in one transaction."""
        if week != self._week:
            self._pressed.clear()
            self._week = week
        pool = (self.finished if week else self.open) or self.open or self.finished
        rows: defaultdict[int, list[Row]] = defaultdict(list)
        numbers: list[OfficialNumber] = []
        words: list[tuple[int, str]] = []
        board: Tally[Slot] = Tally()
        few = self.chance.sample(pool, min(len(pool), max(LEAST_KINDS, size // 6)))
        for _n in range(size):
            template = self.chance.choice(few)
            self._one(template, week, rows, numbers, words, board)
        with transaction.atomic():
            for table in sorted(rows):
                insert_rows(TABLES[table], rows[table])
            OfficialNumber.objects.bulk_create(numbers, batch_size=BATCH)
            index_many(ENTITY, words)
            self._write_counters()
            _add_to_board(board)
            record("dossiers.demonstration_loaded", actor=ACTOR, dossiers=size)

    def _one(
        self,
        template: Template,
        week: int,
        rows: defaultdict[int, list[Row]],
        numbers: list[OfficialNumber],
        words: list[tuple[int, str]],
        board: Tally[Slot],
    ) -> None:
        old = template.dossier
        by = timedelta(weeks=week)
        pressed = self._pressed.get((old.pk, week))
        if pressed is None:
            pressed = self._pressed[old.pk, week] = template.pressed(by)
        commune = self.chance.choice(self.communes)
        here = self.communes_by_agency[old.resolving_agency_id]
        person = self.chance.choice(self.people)
        agencies = {here.agency_id: commune.agency_id}
        units = dict(zip(here.units, commune.units, strict=True))
        first = len(rows[0])
        given, lines = self._give(template, by, commune, agencies)
        says = partial(_say, given | _told(template, person))
        for table, cells in fill(
            pressed,
            keys=self.keys,
            with_=Fill(agencies=agencies, units=units, says=says),
        ):
            if table == 0 or TABLES[table]._meta.model_name == "party":
                put_person(TABLES[table], cells, person)
            rows[table].append(cells)
        key = int(str(rows[0][first][0]))
        for line in lines:
            line.target_id = str(key) if line.target == DOSSIER else ""
            line.target = line.target if line.target == DOSSIER else ""
        numbers += lines
        code, submitted = given.get(old.code or "", ""), given[old.submission_number]
        plain = [code, submitted, old.procedure_code, old.procedure_version.name]
        words.append((key, " ".join([*plain, *blind_words([person.name, *plain], hashed=_hashed)])))
        for kind, at, who in _counted(old):
            board[
                timezone.localdate(at - by),
                agencies.get(old.resolving_agency_id, old.resolving_agency_id),
                units.get(old.resolving_unit_id, old.resolving_unit_id),
                old.procedure_code,
                who or NOBODY,
                kind,
            ] += 1

    @property
    def communes_by_agency(self) -> dict[int, Commune]:
        """The communes by their agency."""
        return by_agency(tuple(self.communes))

    def _give(
        self, template: Template, by: timedelta, commune: Commune, agencies: dict[int, int]
    ) -> tuple[dict[str, str], list[OfficialNumber]]:
        """Give each number the template was given, from the counters of the other agency."""
        said: dict[str, str] = {}
        lines: list[OfficialNumber] = []
        for row in self.numbers[template.dossier.pk]:
            on = row.on - by
            agency_id = agencies.get(row.agency_id, row.agency_id)
            daily = row.register == "dossiers.dossier"
            period = period_key(NumberPeriod.DAY if daily else NumberPeriod.YEAR, on)
            slot = (row.register, agency_id, period)
            n = self.counters[slot] = self.counters.get(slot, 0) + 1
            self._counted.add(slot)
            if daily:
                text = dossier_code(agency_code=commune.code, on=on, number=n)
            elif row.register == "dossiers.submission":
                text = f"{on:%y%m}-{n:05d}"
            else:
                text = re.sub(r"^\d+", str(n), row.text).replace(f"/{row.on.year}/", f"/{on.year}/")
            said[row.text] = text
            given_at = row.given_at - by
            line = OfficialNumber(
                register=row.register,
                agency_id=agency_id,
                period=period,
                number=n,
                text=text,
                on=on,
                given_at=given_at,
                given_by=row.given_by,
                target=row.target,
            )
            lines.append(line)
        return said, lines

    def _write_counters(self) -> None:
        Counter.objects.bulk_create(
            [
                Counter(
                    register=slot[0], agency_id=slot[1], period=slot[2], last=self.counters[slot]
                )
                for slot in sorted(self._counted)
            ],
            update_conflicts=True,
            unique_fields=["register", "agency_id", "period"],
            update_fields=["last"],
        )
        self._counted.clear()

    def finish(self) -> None:
        """Let the database go on with its keys where the loader stopped."""
        resets = connection.ops.sequence_reset_sql(no_style(), list(TABLES))
        with connection.cursor() as cursor:
            for statement in resets:
                cursor.execute(statement)
            cursor.execute("ANALYZE")


_hashed = lru_cache(maxsize=50_000)(hashed)


def _say(changes: dict[str, str], text: str) -> str:
    for old, new in changes.items():
        if old in text:
            text = text.replace(old, new)
    return text


def _told(template: Template, person: Person) -> dict[str, str]:
    owner = _owner(template.dossier.pk)
    return {owner[0]: person.name, owner[1]: person.number, owner[2]: person.phone}


@lru_cache(maxsize=256)
def _owner(dossier_id: int) -> tuple[str, str, str]:
    party = Dossier.objects.get(pk=dossier_id).parties.get(role="owner")
    return party.name, party.identity_number, party.phone


def _numbers(dossier: Dossier) -> list[OfficialNumber]:
    """Return what was numbered for a dossier: itself, its forms, its results."""
    own = OfficialNumber.objects.filter(target=DOSSIER, target_id=str(dossier.pk))
    results = OfficialNumber.objects.filter(
        agency_id=dossier.resolving_agency_id,
        text__in=[row.number for row in dossier.results.all() if row.number],
        target="signing.SealAct",
    )
    return [*own.order_by("pk"), *results.order_by("pk")]


def _counted(dossier: Dossier) -> Iterator[tuple[str, datetime, UUID | None]]:
    """Yield what the board counts of a dossier: what, when, whose."""
    yield "submitted", dossier.arrived_at, None
    if dossier.accepted_at is not None:
        yield "received", dossier.accepted_at, None
    if dossier.finished_at is not None and dossier.result_class:
        yield f"done_{dossier.result_class}", dossier.finished_at, dossier.assignee
    if dossier.returned_at is not None:
        yield "returned", dossier.returned_at, None


def _add_to_board(board: Tally[Slot]) -> None:
    """Add to the counts what the projection would have counted."""
    table = connection.ops.quote_name(BoardCount._meta.db_table)
    columns_named = ", ".join([*BOARD_KEY, "count"])
    sql = (
        f"INSERT INTO {table} ({columns_named}) VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608  # names of our own model
        f" ON CONFLICT ({', '.join(BOARD_KEY)})"
        f" DO UPDATE SET count = {table}.count + excluded.count"
    )
    fields = [column for column in columns(BoardCount) if column.name in BOARD_KEY]
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [
                [*(f.get_db_prep_save(v, connection) for f, v in zip(fields, slot, strict=True)), n]
                for slot, n in board.items()
            ],
        )

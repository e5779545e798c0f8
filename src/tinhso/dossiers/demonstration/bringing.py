"""`tinhso bench imports`: what an old system's dossiers cost to look through and to bring in.

A round is a batch of 500 rows: `--rounds 400` is a sheet of 200,000. What comes in stays, invented
like all of the demonstration; its old codes begin with `MARK`.
"""

import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import BinaryIO, Final

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from tinhso.dossiers.demonstration.people import FAMILIES, MEN
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.rules.bringing import CLOSED_COLUMNS
from tinhso.kernel.actors import system_actor
from tinhso.kernel.importing.services import check_sheet, start, write, write_sheet
from tinhso.kernel.importing.services.passing import BATCH
from tinhso.kernel.registry.measuring import BARE_ROWS, Bare, Measure
from tinhso.organization import queries as organization
from tinhso.procedures import queries as procedures

KIND: Final = "dossiers.closed"
MARK: Final = "DO-TAI"
BESIDE: Final = 20
"""After so many batches the bare inserts have their turn, so that both meet the same minutes."""
MIB: Final = 1024 * 1024
_STATUS: Final = Path("/proc/self/status")
_DAY: Final = datetime(2024, 1, 2, 8)  # noqa: DTZ001  a sheet knows no zone


class _Timed:
    """Hears of each batch, and takes its time."""

    def __init__(self, name: str, bare: Bare) -> None:
        """Begin now."""
        self.told = Measure(name, bare=Measure(""))
        self.bare = bare
        self.begun = self.wall = perf_counter()
        self.cpu = process_time()
        self.aside = 0.0
        self.own = _own()

    def __call__(self, _done: int, _total: int) -> None:
        """Keep what the batch took; the bare inserts are no part of it."""
        wall, cpu = perf_counter(), process_time()
        self.told.cpu_ms.append((cpu - self.cpu) * 1000)
        self.told.wall_ms.append((wall - self.wall) * 1000)
        self.own = max(self.own, _own())
        if len(self.told.cpu_ms) % BESIDE == 1 and self.told.bare is not None:
            self.told.bare.add(self.bare(BARE_ROWS, 1))
        self.wall, self.cpu = perf_counter(), process_time()
        self.aside += self.wall - wall

    def ended(self, rows: int) -> Measure:
        """Say how many rows a second that was, and what memory it took at most."""
        took = perf_counter() - self.begun - self.aside
        cpu = sum(self.told.cpu_ms) / rows
        speed = f"{rows / took:,.0f} rows/s, {cpu:.2f} ms CPU/row"
        note = f"{speed}, own memory at most {self.own:.0f} MB"
        return replace(self.told, note=note)


def bench(rounds: int, bare: Bare) -> Iterable[Measure]:
    """Measure a sheet's dry run, the bringing in, and bringing the same sheet in once more."""
    if os.environ.get("TINHSO_PRODUCTION"):
        raise ImproperlyConfigured("The bench writes invented dossiers: not in production.")
    rows = rounds * BATCH
    before = _own()
    with tempfile.TemporaryFile() as sheet:
        wall, cpu = perf_counter(), process_time()
        _write_sheet(sheet, rows)
        yield Measure(
            "sheet written, nothing imported yet",
            [(process_time() - cpu) * 1000],
            [(perf_counter() - wall) * 1000],
            note=f"{rows:,} rows, {sheet.tell() / MIB:.1f} MB; own memory before {before:.0f} MB",
        )
        yield from _passes(sheet, rows, "", bare)
        yield from _passes(sheet, rows, ", known", bare)


def _passes(sheet: BinaryIO, rows: int, again: str, bare: Bare) -> Iterator[Measure]:
    actor = system_actor("importing.bench")
    sheet.seek(0)
    run = start(
        kind=KIND,
        source=MARK,
        content=sheet,
        name="do-tai.xlsx",
        actor=actor,
        is_queued=False,
    )
    look, come_in = partial(check_sheet, uid=run.uid), partial(write_sheet, uid=run.uid)
    yield _passed(f"look through {BATCH} rows{again}", look, rows, bare)
    write(uid=run.uid, actor=actor, is_queued=False)
    yield _passed(f"bring in {BATCH} rows{again}", come_in, rows, bare)


def _passed(name: str, go: Callable[..., object], rows: int, bare: Bare) -> Measure:
    timed = _Timed(name, bare)
    go(say=timed)
    return timed.ended(rows)


def _own() -> float:
    """Return what memory of its own this process has, in megabytes, without mapped files.

    SQLite maps the database file; those pages are the system's, which takes them back at need.
    """
    try:
        lines = _STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (MIB if sys.platform == "darwin" else 1024)
    return int(next(line for line in lines if line.startswith("RssAnon:")).split()[1]) / 1024


def _write_sheet(out: BinaryIO, rows: int) -> None:
    """Write a sheet of dossiers that were returned, under codes this house has not yet."""
    import xlsxwriter

    chance = Random(20261116)  # noqa: S311  invented people
    first = Dossier.objects.filter(code__startswith=f"{MARK}-").count()
    today = timezone.localdate()
    with_desk = {desk.agency_id for desk in organization.desks()}
    agencies = sorted(info.code for info in organization.agency_infos(with_desk).values())
    known = list(procedures.versions_in_force(on=today).values_list("procedure__code", flat=True))
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    heads = [column.key for column in CLOSED_COLUMNS]
    sheet.write_row(0, 0, heads)
    for line in range(1, rows + 1):
        row = _row(chance, f"{MARK}-{first + line:08d}", chance.choice(known))
        row["ma_co_quan"] = chance.choice(agencies)
        for place, head in enumerate(heads):
            if head in row:
                sheet.write_string(line, place, row[head])
    book.close()


def _row(chance: Random, code: str, procedure: str) -> dict[str, str]:
    arrived = _DAY + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
    ended = arrived + timedelta(days=chance.randrange(1, 20))
    return {
        "ma_ho_so": code,
        "ma_thu_tuc": procedure,
        "kenh": chance.choice(("truc-tiep", "truc-tuyen", "buu-chinh")),
        "ngay_nop": f"{arrived:%d/%m/%Y %H:%M}",
        "ngay_tiep_nhan": f"{arrived + timedelta(minutes=20):%d/%m/%Y %H:%M}",
        "han_tra": f"{arrived + timedelta(days=15):%d/%m/%Y}",
        "ket_cuc": chance.choice(("da-tra", "da-tra", "da-tra", "dung", "dong")),
        "ngay_xong": f"{ended:%d/%m/%Y %H:%M}",
        "so_ket_qua": f"{chance.randrange(1, 900)}/QĐ-UBND",
        "chu_ho_so": f"{chance.choice(FAMILIES)} {chance.choice(MEN)}",
        "so_dinh_danh": f"0040{chance.randrange(70, 99)}99{chance.randrange(10_000):04d}",
        "dien_thoai": f"09{chance.randrange(10**8):08d}",
        "dia_chi": f"Thôn {chance.randrange(1, 20)}",
        "ghi_chu": "Chuyển từ hệ thống cũ.",
    }

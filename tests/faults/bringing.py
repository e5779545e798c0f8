"""An import and a reconciliation whose process is killed in the middle, in a house of its own.

    python -m tests.faults.bringing     prints what stood after each death, and at the end

Run by `test_killed_runs.py`; a child is killed as `acts.killed_at` does it.
"""

import json
import sys
from typing import TYPE_CHECKING

from tests.faults.acts import killed_at
from tinhso.kernel.loading import load

if TYPE_CHECKING:
    from tinhso.dossiers.testing import World

ROWS, BATCH = 8, 3


def import_killed(world: "World") -> dict[str, object]:
    """Bring eight dossiers in, three at a time, and die at each place where it hurts."""
    from tinhso.dossiers.models import Dossier, DossierSight, Party, TimelineEntry
    from tinhso.dossiers.services.bringing import writing
    from tinhso.dossiers.tests.bringing import CLOSED, an_operator, closed_row
    from tinhso.kernel.events.models import PublishedEvent
    from tinhso.kernel.importing import queries
    from tinhso.kernel.importing.models import ImportedRow, ImportRun
    from tinhso.kernel.importing.registry import import_kinds
    from tinhso.kernel.importing.services import check_sheet, passing, start, write, write_sheet
    from tinhso.kernel.importing.testing import SOURCE, sheet_of

    vars(passing)["BATCH"] = BATCH
    operator = an_operator()
    content = sheet_of(CLOSED, [closed_row(world, number) for number in range(1, ROWS + 1)])
    run = start(kind=CLOSED, source=SOURCE, content=content, name="cu.xlsx", actor=operator)
    kinds = (Dossier, Party, DossierSight, TimelineEntry, ImportedRow)
    before = [kind._default_manager.count() for kind in kinds]
    seen: dict[str, object] = {}

    def stood(name: str) -> None:
        run.refresh_from_db()
        made = [kind._default_manager.count() for kind in kinds]
        rows = [now - then for now, then in zip(made, before, strict=True)]
        done = run.row_count if run.state == "checking" else run.good_count
        seen[name] = {"state": run.state, "done": done, "rows": rows}

    killed_at(passing, "update", lambda: check_sheet(uid=run.uid), call=3)
    stood("looking, before a batch is kept")
    check_sheet(uid=run.uid)
    stood("looked through")
    write(uid=run.uid, actor=operator, is_queued=False)
    for name, number, module, point in (
        ("first batch, its sight written", 1, writing, "_write_trace"),
        ("first batch, its search written", 1, writing, "publish"),
        ("second batch, its rows not yet known", 5, passing, "digest_of"),
        ("second batch, its place not yet kept", 2, passing, "update"),
        ("last batch kept, not yet counted", 1, import_kinds.get(CLOSED), "totals"),
    ):
        killed_at(module, point, lambda: write_sheet(uid=run.uid), call=number)
        stood(name)
    run = write_sheet(uid=run.uid)
    stood("brought in")
    told = PublishedEvent.objects.filter(type__endswith="DossiersBroughtIn").count()
    return {
        "seen": seen,
        "written": run.written_count,
        "differences": len(queries.differences(ImportRun.objects.get(pk=run.pk))),
        "told": told,
    }


def reconciliation_killed(world: "World") -> dict[str, object]:
    """Compare a day's statement and die before, within and after its lines."""
    from django.utils import timezone

    from tinhso.dossiers import services
    from tinhso.dossiers.models import BankStatement, Charge, Payment, StatementLine
    from tinhso.dossiers.permissions import DossierPermission as P
    from tinhso.dossiers.services import banking as banking_service
    from tinhso.dossiers.services import reconciling
    from tinhso.dossiers.testing import sample_of, submitted
    from tinhso.dossiers.tests import banking
    from tinhso.dossiers.tests.test_reconciling import sheet
    from tinhso.kernel.audit.models import AuditEntry

    banking.account_for(world.here)
    cashier = world.here.official(P.RECEIVE, P.RECONCILE, unit=world.here.desk)
    seen: dict[str, object] = {}

    def stood(name: str) -> None:
        seen[name] = {
            "payments": Payment.objects.count(),
            "statements": BankStatement.objects.count(),
            "lines": sorted(StatementLine.objects.values_list("outcome", flat=True)),
            "compared": AuditEntry.objects.filter(action="dossiers.statement_compared").count(),
        }

    charge = Charge.objects.get(dossier=submitted(world, **sample_of(world.version)))
    message = banking.transferred(charge)
    killed_at(banking_service, "record", lambda: banking.tell(message))
    stood("the bank's call")
    banking.tell(message)
    banking.tell(message)
    stood("the bank's call, repeated")
    payment = Payment.objects.get()
    content = sheet((payment.bank_reference, payment.amount_vnd, ""), ("FTX", 5000, "ung ho"))
    today = timezone.localdate()

    def upload() -> object:
        return services.upload_statement(actor=cashier, day=today, content=content)

    for number, point in ((1, "_write"), (2, "_write"), (1, "_clear_other_days"), (2, "record")):
        killed_at(reconciling, point, upload, call=number)
        stood(f"{point} {number}")
    upload()
    stood("compared")
    killed_at(reconciling, "_clear_other_days", upload)
    stood("again, killed")
    upload()
    stood("again")
    return seen


def main() -> None:
    """Kill both and print what was seen as one line of JSON."""
    load()
    from tinhso.dossiers.testing import World

    world = World.make("1.004363")
    answer = {
        "import": import_killed(world),
        "reconciliation": reconciliation_killed(world),
    }
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()

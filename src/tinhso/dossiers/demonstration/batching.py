"""Many files at once in the demonstration: clerks stamp notices, leaders look through results."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from django.utils import timezone

from tinhso.dossiers.demonstration.cast import Office, gather
from tinhso.dossiers.demonstration.growing import without_waiting_for_the_disk
from tinhso.dossiers.demonstration.papers import paper_of
from tinhso.dossiers.models import Result
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing
from tinhso.signing.services import BatchAct, WantedBatch

NOTICES: Final = (
    ("Thông báo lịch trực một cửa", ("Từ thứ Hai đến thứ Sáu", "Sáng thứ Bảy nhận kết quả")),
    ("Thông báo thu phí không dùng tiền mặt", ("Quét mã ở quầy hoặc chuyển khoản",)),
)
AGO: Final = timedelta(hours=5)
LOOKED_THROUGH: Final = 1
Given = Sequence[tuple[str, bytes]]


def work_in_batches(say: Callable[[str], None]) -> None:
    """Let each commune's clerk and leader have a batch behind them, once."""
    done = 0
    with without_waiting_for_the_disk(), clock_set_to(timezone.now() - AGO):
        for office in gather().offices:
            if not signing_queries.batches(actor=office.clerk).exists():
                done += _batch(office.clerk, BatchAct.STAMP, "Thông báo tháng này", _notices())
                done += _batch(office.leader, BatchAct.VERIFY, "Kết quả tuần này", _results(office))
    say(f"{done} lô tệp")


def _notices() -> Given:
    return [
        (f"thong-bao-{number}.pdf", paper_of(title, lines, number))
        for number, (title, lines) in enumerate(NOTICES, start=1)
    ]


def _results(office: Office) -> Given:
    rows = Result.objects.filter(
        dossier__resolving_agency_id=office.agency_id, final_file__isnull=False
    )
    newest = rows.select_related("final_file").order_by("-pk")[:LOOKED_THROUGH]
    return [
        (f"ket-qua-{row.pk}.pdf", files.open_file(row.final_file))
        for row in newest
        if row.final_file
    ]


def _batch(actor: Actor, act: BatchAct, title: str, given: Given) -> int:
    """Ask for one act over some files and let it be done."""
    if not given:
        return 0
    kept = [
        signing.give_file(content=content, name=name, actor=actor).uid for name, content in given
    ]
    batch = signing.open_batch(wanted=WantedBatch(act=act, title=title), given=kept, actor=actor)
    signing.work_off(batch_uid=batch.uid)
    return 1

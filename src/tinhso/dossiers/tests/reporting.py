"""A report of the year 2026 on its way to signature, for the tests of reports."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from tinhso.dossiers import services
from tinhso.dossiers.models import PeriodReport
from tinhso.dossiers.testing import World, id_of
from tinhso.kernel.actors import Actor
from tinhso.signing import services as signing

YEAR = "/lam-viec/thong-ke/bao-cao/07a/nam/2026/1/"
AFTER = datetime(2026, 12, 16, 9, tzinfo=ZoneInfo(settings.TIME_ZONE))


def put_before(world: World, *, signer: UUID | None = None) -> PeriodReport:
    """Put the commune's year before its leader, or before another."""
    leader = world.here.leader
    return services.put_report_before(
        code="07a",
        length="nam",
        year=2026,
        number=1,
        signer=signer or id_of(leader),
        actor=leader,
    )


def sign(row: PeriodReport, leader: Actor) -> None:
    assert row.item is not None
    signing.open_item(item_uid=row.item, actor=leader)
    asked = signing.start_confirmation(item_uids=[row.item], actor=leader)
    signing.sign_items(
        item_uids=[row.item], confirmation_uid=asked.uid, code=asked.secret, actor=leader
    )

"""The look round the house: kept for the page, and told to operators once."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.jobs.plugins import silent_workers
from tinhso.kernel.notifications.queries import accounts_with
from tinhso.kernel.notifications.registry import Kind, notification_kinds
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.registry.operations import Concern, WordedConcern, look_round, word_concern
from tinhso.kernel.web.models import HouseLook
from tinhso.kernel.web.operations.permissions import OperationsPermission

CONCERNS: Final = Kind(
    code="operations.concerns",
    label=_("Cảnh báo vận hành"),
    audience="official",
    title={"vi": "Hệ thống có điều cần xem", "en": "The house needs a look"},
    body={
        "vi": "Số điều mới cần xem: %(count)s. Trang Quản trị nói từng điều và cách xử lý.",
        "en": "New things to look at: %(count)s. The operators' page names each and what to do.",
    },
    values=("count",),
    samples={"count": "1"},
)


@dataclass(frozen=True)
class LookShown:
    """What the operators' page shows of the last look, in the reader's language."""

    looked_at: datetime | None
    concerns: list[WordedConcern]


def look() -> int:
    """Look round, keep what was found, and tell operators what was not there before."""
    return _keep(look_round())


def look_again(*, actor: Actor) -> int:
    """Look round for an operator who does not want to wait; returns how many things remain."""
    require(actor, OperationsPermission.VIEW)
    found = look()
    record("operations.looked", actor=actor, count=found)
    return found


def last_look(*, actor: Actor) -> LookShown:
    """Return what the last look found; whether anybody works in the background is asked anew."""
    require(actor, OperationsPermission.VIEW)
    kept = HouseLook.objects.first()
    found = [Concern(**row) for row in kept.concerns] if kept else []
    found = [concern for concern in found if concern.code != "jobs.no_worker"]
    found += silent_workers()
    found.sort(key=lambda concern: not concern.is_error)
    return LookShown(kept.looked_at if kept else None, [word_concern(one) for one in found])


@transaction.atomic
def _keep(found: list[Concern]) -> int:
    HouseLook.objects.bulk_create([HouseLook(pk=1)], ignore_conflicts=True)
    kept = HouseLook.objects.select_for_update().get(pk=1)
    before = {Concern(**row).key for row in kept.concerns}
    kept.looked_at = timezone.now()
    kept.concerns = [asdict(concern) for concern in found]
    kept.save(update_fields=["looked_at", "concerns"])
    new = [concern for concern in found if concern.key not in before]
    if new:
        _tell(len(new))
    return len(found)


def _tell(count: int) -> None:
    for uid in accounts_with(OperationsPermission.VIEW):
        notify(kind=CONCERNS.code, values={"count": count}, account_uid=uid, link="/quan-tri/")


notification_kinds.register(CONCERNS.code, CONCERNS)

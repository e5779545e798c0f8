"""A council called over a dossier, and how it decides."""

from datetime import timedelta
from uuid import UUID

import time_machine
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import CouncilSitting, Dossier, UnitDuty
from tinhso.dossiers.queries.council import sitting_page
from tinhso.dossiers.services.council import CouncilCall, SeatInput, call_council
from tinhso.dossiers.services.council_minutes import hold_sitting
from tinhso.dossiers.testing.growing import filed, sample_of
from tinhso.dossiers.testing.world import Commune, World, id_of
from tinhso.kernel.actors import Actor
from tinhso.procedures.testing import newest_version
from tinhso.signing import services as signing
from tinhso.signing.queries import item_of
from tinhso.signing.testing import confirmed

QUESTION = "Kết quả rà soát: thu nhập dưới chuẩn, thiếu hụt ba chỉ số."
POOR = "1.011607"
"""The procedure whose process has a council: households that are poor."""


def summed_up(world: World) -> Dossier:
    """Return a household's dossier whose visit is recorded: the next step is the council."""
    version = newest_version(POOR)
    UnitDuty.objects.get_or_create(
        agency=world.here.agency, procedure_code=POOR, unit=world.here.division
    )
    dossier = filed(world, **sample_of(version))
    here = world.here
    services.assign(uid=dossier.uid, assignee=id_of(here.specialist), actor=here.leader)
    check = services.invite_field_check(
        uid=dossier.uid,
        actor=here.specialist,
        at=timezone.now() + timedelta(hours=2),
        place="Tại nhà",
    )
    services.record_field_check(
        uid=dossier.uid,
        check_uid=check.uid,
        actor=here.specialist,
        outcome="met",
        findings="Đúng hiện trạng.",
    )
    dossier.refresh_from_db()
    return dossier


def before_council(office: Commune, dossier: Dossier) -> CouncilSitting:
    """Put a dossier before a new sitting of tomorrow, with two people of the village."""
    return call_council(
        uid=dossier.uid,
        actor=office.specialist,
        question=QUESTION,
        call=CouncilCall(
            at=timezone.now() + timedelta(hours=1),
            place="Nhà văn hóa xóm Nà Pồng",
            chair=id_of(office.leader),
            seats=[
                SeatInput(name="Hoàng Thị Lan", title="Trưởng xóm"),
                SeatInput(name="Nông Văn Sơn", title="Đại diện hộ dân"),
            ],
        ),
    )


def held(
    office: Commune, sitting: CouncilSitting, *, vote: str = "for", conditions: str = ""
) -> CouncilSitting:
    """Write down a sitting, after its hour, at which everybody came and voted alike."""
    page = sitting_page(uid=sitting.uid, actor=office.specialist)
    seats = [seat.uid for seat in page.seats]
    later = max(timezone.now(), sitting.at + timedelta(minutes=1))
    with time_machine.travel(later, tick=False):
        return hold_sitting(
            uid=sitting.uid,
            actor=office.specialist,
            attended=frozenset(seats),
            votes={line.case.uid: dict.fromkeys(seats, vote) for line in page.open_cases},
            minutes="Trưởng xóm trình bày. Các thành viên thống nhất.",
            conditions={line.case.uid: conditions for line in page.open_cases},
        )


def sign_minutes(office: Commune, sitting_uid: UUID) -> None:
    """Let the secretary, then the chair read and sign the minutes."""
    for actor in (office.specialist, office.leader):
        sign_minutes_as(actor, sitting_uid)


def sign_minutes_as(actor: Actor, sitting_uid: UUID) -> None:
    """Let one before whom the minutes lie read and sign them."""
    item = item_of(kind="dossiers.council_minutes", reference=str(sitting_uid))
    assert item is not None  # noqa: S101  # for the type checker
    signing.open_item(item_uid=item.uid, actor=actor)
    confirmation, code = confirmed(actor, item)
    (outcome,) = signing.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=actor
    )
    assert outcome.signed, outcome.message  # noqa: S101  # tests begin where this holds


def decide(office: Commune, dossier: Dossier, *, vote: str = "for", conditions: str = "") -> None:
    """Hold the sitting a dossier waits for, and let its chair sign."""
    sitting = CouncilSitting.objects.get(cases__consultation__dossier=dossier)
    held(office, sitting, vote=vote, conditions=conditions)
    sign_minutes(office, sitting.uid)
    dossier.refresh_from_db()

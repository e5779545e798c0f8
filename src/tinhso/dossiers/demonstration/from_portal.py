"""What the national portal handed in to the demonstration: one filing, and two that do not fit."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.demonstration.cast import Office, gather
from tinhso.dossiers.demonstration.growing import without_waiting_for_the_disk
from tinhso.dossiers.demonstration.lives import SINGLE, Life
from tinhso.dossiers.demonstration.matters import matter_of
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.demonstration.people import a_visitor
from tinhso.dossiers.models import MessageKind, NationalMessage
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.services import national
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization import queries as organization

PORTAL: Final = Actor(
    kind=ActorKind.SYSTEM,
    name="dossiers.demonstration",
    permissions={DossierPermission.HAND_IN: EVERYWHERE},
)
AGO: Final = timedelta(hours=6)
BETWEEN: Final = timedelta(minutes=40)


def hand_in(say: Callable[[str], None]) -> None:
    """Let the portal's messages arrive, once."""
    if NationalMessage.objects.exists():
        return
    office = gather().offices[0]
    with (
        without_waiting_for_the_disk(),
        clock_set_to(timezone.now() - AGO) as clock,
    ):
        for number, (kind, body) in enumerate(_messages(office), start=1):
            kept = national.keep_message(
                message_id=f"MINHHOA-{number:04d}", kind=kind, body=body, actor=PORTAL
            )
            clock.move_to(clock.now() + timedelta(seconds=3))
            national.take_message(message_uid=kept.uid)
            clock.move_to(clock.now() + BETWEEN)
    say(f"{NationalMessage.objects.count()} gói tin của Cổng quốc gia")


def _messages(office: Office) -> list[tuple[MessageKind, dict[str, object]]]:
    """Return a filing for this agency, one for an agency nobody has, and a withdrawal of nothing.

    Without its papers: those would have to be fetched from the portal.
    """
    chance = Random("from the portal")  # noqa: S311  invented people, no secrets
    who = a_visitor(chance)
    matter = matter_of(
        token=UUID(int=0),
        life=Life(share=1, procedure=SINGLE, acts=(), rest=(0, 0)),
        agency_id=office.agency_id,
        place=office.place,
        who=who,
        files=pool(),
        chance=chance,
    )
    filing: dict[str, object] = {
        "MaHoSo": "G22.99.98-MINHHOA-0001",
        "MaTTHC": SINGLE,
        "MaCoQuanXuLy": organization.agency(office.agency_id).code,
        "KenhThucHien": "2",
        "LoaiDoiTuong": "1",
        "ChuHoSo": who.name,
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": who.number}],
        "SoDienThoai": who.phone,
        "DiaChi": f"{office.place.name}, tỉnh Cao Bằng",
        "NgayNopHoSo": f"{timezone.localtime():%Y%m%d%H%M%S}",
        "DuLieuEForm": matter["answers"],
    }
    nobody = {**filing, "MaHoSo": "G22.99.98-MINHHOA-0002", "MaCoQuanXuLy": "H14.99.99"}
    nothing: dict[str, object] = {
        "MaHoSo": "G22.99.98-MINHHOA-0003",
        "LyDo": "Tôi nộp nhầm (minh họa).",
    }
    return [
        (MessageKind.FILING, filing),
        (MessageKind.FILING, nobody),
        (MessageKind.WITHDRAWAL, nothing),
    ]

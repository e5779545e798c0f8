"""Two small communes of the demonstration joined their neighbour, with dossiers still open.

The sheet of one is signed and sealed at the receiving committee; that of the other waits to be put
before its leader. No such resolution exists: its number says that it is an example.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final
from uuid import uuid5

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.cast import Cast, Office, agency_named, gather
from tinhso.dossiers.demonstration.growing import TOKENS, without_waiting_for_the_disk
from tinhso.dossiers.demonstration.linked import sign_item
from tinhso.dossiers.demonstration.lives import BIRTH, PERMIT, Life
from tinhso.dossiers.demonstration.matters import Files, matter_of
from tinhso.dossiers.demonstration.papers import pool
from tinhso.dossiers.demonstration.people import Place, a_visitor
from tinhso.dossiers.models import MergerRecord
from tinhso.dossiers.services import Checks
from tinhso.dossiers.services.merger_records import put_record_before
from tinhso.identity import queries as identity
from tinhso.kernel.actors import Actor
from tinhso.organization import services as organizing
from tinhso.signing import services as signing

JOINING: Final = (
    ("UBND xã Canh Tân", Place(code="01789", name="Xã Canh Tân")),
    ("UBND xã Kim Đồng", Place(code="01792", name="Xã Kim Đồng")),
)
PLANNER: Final = "quantri"
CONFIRMER: Final = "bandieuhanh"
CHECKED: Final = Checks(data="ok", signatures="no_data", components="ok")


def join(say: Callable[[str], None]) -> None:
    """Let two communes join the first office's, once."""
    found = [(agency_named(name), place) for name, place in JOINING]
    joining = [(agency.id, place) for agency, place in found if agency is not None]
    if MergerRecord.objects.exists() or not joining:
        return
    cast, files = gather(), pool()
    taker = cast.offices[0]
    with without_waiting_for_the_disk():
        for agency_id, place in joining:
            for code in (BIRTH, PERMIT):
                _take_in(taker, agency_id, place, code, cast, files)
        _merge([agency_id for agency_id, _place in joining], taker)
        _hand_over(taker)
    say(f"{MergerRecord.objects.count()} biên bản bàn giao hồ sơ")


def _take_in(
    taker: Office, agency_id: int, place: Place, code: str, cast: Cast, files: Files
) -> None:
    """Somebody of the small commune hands in at the neighbour's desk."""
    token = uuid5(TOKENS, f"joining-{agency_id}-{code}")
    chance = Random(f"joining-{agency_id}-{code}")  # noqa: S311  invented people, no secrets
    matter = matter_of(
        token=token,
        life=Life(share=1, procedure=code, acts=(), rest=(0, 0)),
        agency_id=agency_id,
        place=place,
        who=a_visitor(chance),
        files=files,
        chance=chance,
    )
    services.take_in(
        **matter,
        actor=taker.desk[0],
        receiving_agency_id=taker.agency_id,
        checks=CHECKED,
        has_paper=False,
    )


def _merge(agency_ids: list[int], taker: Office) -> None:
    """Plan it, let the second person confirm, carry it out."""
    today = timezone.localdate()
    merger = organizing.plan_merger(
        data=organizing.MergerData(
            kind="into",
            in_force_on=today,
            basis_number="01/NQ-MINHHOA (số liệu minh họa)",
            basis_on=today - timedelta(days=30),
            basis_issuer="HĐND tỉnh Cao Bằng (minh họa)",
            agency_ids=agency_ids,
            receiving_ids=[taker.agency_id],
        ),
        actor=_official(PLANNER),
    )
    organizing.confirm_merger(uid=merger.uid, actor=_official(CONFIRMER))
    organizing.carry_out(uid=merger.uid)


def _hand_over(taker: Office) -> None:
    """The clerk puts the first record before the leader, who signs; he numbers and seals it."""
    clerk, leader = _now(taker.clerk), _now(taker.leader)
    first = MergerRecord.objects.earliest("pk")
    if leader.id is None:
        return
    put = put_record_before(uid=first.uid, signer=leader.id, actor=clerk)
    if put.item is None:
        raise LookupError(str(first.uid))
    sign_item(put.item, leader=leader)
    signing.number_and_seal(item_uid=put.item, actor=clerk)


def _now(actor: Actor) -> Actor:
    """Return who an official is after the merger: he sees what his agency took over."""
    if actor.id is None:
        raise LookupError(actor.name)
    return identity.actor_of_account(actor.id)


def _official(login: str) -> Actor:
    uid = identity.account_by_login(login)
    if uid is None:
        raise LookupError(login)
    return identity.actor_of_account(uid)

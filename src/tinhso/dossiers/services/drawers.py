"""The officer's drawer: opened with the first cash, counted at the end of the shift (B.1)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import CashShift
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.fees import drawer_page, drawers_of
from tinhso.dossiers.rules.fees import DENOMINATIONS, MOST_VND, counted
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import DrawerOpen
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.notifications.services import notify
from tinhso.organization import queries as organization

MOST_PIECES = 100_000


@one_act()
def open_cash_shift(*, actor: Actor, opening_vnd: int = 0) -> CashShift:
    """Open one's drawer with the change that lies in it; one is open at a time."""
    unit_id = _own_unit(actor)
    require(actor, DossierPermission.RECEIVE, unit_id=unit_id)
    if not 0 <= opening_vnd <= MOST_VND:
        raise Invalid(fields={"opening_vnd": _("Hãy ghi số tiền bằng đồng, từ 0 trở lên.")})
    row, made = _get_or_open(
        unit_id=unit_id, actor=actor, at=timezone.now(), opening_vnd=opening_vnd
    )
    if not made:
        raise DrawerOpen
    record("dossiers.drawer_opened", actor=actor, target=row, opening=opening_vnd)
    return row


def open_drawer(*, unit_id: int, actor: Actor, at: datetime) -> CashShift:
    """Return the officer's open drawer at a desk, opened now when he has none."""
    row, made = _get_or_open(unit_id=unit_id, actor=actor, at=at, opening_vnd=0)
    if made:
        record("dossiers.drawer_opened", actor=actor, target=row, opening=0)
    return row


@one_act()
def close_cash_shift(
    *, uid: UUID, actor: Actor, pieces: Mapping[int, int], reason: str = ""
) -> CashShift:
    """Count the drawer: what must be in it, what is, and why the two differ.

    A difference without an explanation is refused; the figure is named, so that the officer can
    count again. Where he cannot (ill, gone, his place merged), who reconciles his desk counts in
    his place, says why, and he is told.
    """
    shift = fetch(drawers_of(actor=actor).select_for_update(of=("self",)), uid=uid)
    is_own = shift.officer == _core.who(actor)
    if shift.closed_at is not None:
        return shift
    if not is_own and not nfc(reason):
        raise Invalid(
            fields={"reason": _("Hãy ghi vì sao người thu không tự đếm và đóng ca.")},
        )
    if any(
        note not in DENOMINATIONS or not 0 <= number <= MOST_PIECES
        for note, number in pieces.items()
    ):
        raise Invalid(fields={"pieces": _("Số tờ phải là số từ 0 trở lên.")})
    shift.expected_vnd = expected_in(shift)
    shift.counted_vnd = counted(pieces)
    shift.pieces = {str(note): number for note, number in pieces.items() if number}
    shift.reason = nfc(reason)
    shift.closed_at = timezone.now()
    if shift.difference_vnd and not shift.reason:
        raise Invalid(
            fields={
                "reason": _("Tiền đếm được lệch với sổ. Hãy đếm lại, hoặc ghi vì sao lệch."),
            }
        )
    if not is_own:
        shift.stand_in, shift.stand_in_name = _core.who(actor), actor.name
    shift.save()
    record(
        "dossiers.drawer_counted",
        actor=actor,
        target=shift,
        expected=shift.expected_vnd,
        counted=shift.counted_vnd,
        in_place=not is_own,
    )
    if not is_own:
        notify(
            account_uid=shift.officer,
            kind="dossiers.drawer_counted_for",
            values={"name": actor.name, "at": shift.opened_at},
            link=f"/lam-viec/ca-thu/{shift.uid}/",
            key=str(shift.uid),
        )
    return shift


def expected_in(shift: CashShift) -> int:
    """Return what must lie in a drawer: its opening, what was taken in, less what was given back.

    A payment that was refunded later stays money taken in; the refund counts in the drawer it
    left.
    """
    return drawer_page(shift).expected_vnd


def count_sheet(shift: CashShift) -> bytes:
    """Return the counted drawer as a sheet of A5 to sign; the caller has asked for sight."""
    if shift.closed_at is None or shift.expected_vnd is None:
        raise NotFound
    page = drawer_page(shift)
    desk = organization.unit(shift.unit_id)
    data: dict[str, object] = {
        "agency": organization.agency_name(desk.agency_id),
        "desk": desk.name,
        "officer": shift.officer_name,
        "opened_at": _core.iso(timezone.localtime(shift.opened_at)),
        "closed_at": _core.iso(timezone.localtime(shift.closed_at)),
        "opening": shift.opening_vnd,
        "taken": page.taken_vnd,
        "taken_count": len(page.payments),
        "back": page.back_vnd,
        "back_count": len(page.refunds),
        "pieces": [
            [note, shift.pieces[str(note)]] for note in DENOMINATIONS if str(note) in shift.pieces
        ],
        "expected": shift.expected_vnd,
        "counted": shift.counted_vnd,
        "difference": shift.difference_vnd,
        "reason": shift.reason,
        "stand_in": shift.stand_in_name,
    }
    return setting.render("dossiers/drawer.typ", data, paper="a5", created_at=shift.closed_at)


def _own_unit(actor: Actor) -> int:
    if actor.unit_id is None:
        raise NotFound
    return actor.unit_id


def _get_or_open(
    *, unit_id: int, actor: Actor, at: datetime, opening_vnd: int
) -> tuple[CashShift, bool]:
    mine = CashShift.objects.filter(
        unit_id=unit_id, officer=_core.who(actor), closed_at__isnull=True
    )
    # locked, so that a drawer is not counted while money goes into it
    found = mine.select_for_update(of=("self",)).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return (
                CashShift.objects.create(
                    unit_id=unit_id,
                    officer=_core.who(actor),
                    officer_name=actor.name,
                    opened_at=at,
                    opening_vnd=opening_vnd,
                ),
                True,
            )
    except IntegrityError:
        return mine.select_for_update(of=("self",)).get(), False

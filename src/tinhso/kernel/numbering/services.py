"""Giving, voiding and starting official numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.cursors import cursor
from tinhso.kernel.db.keeping import kept
from tinhso.kernel.db.writing import fresh, insert, insert_many, key_ahead
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.numbering.events import NumberGiven, NumberVoided
from tinhso.kernel.numbering.models import (
    Counter,
    EarlierNumber,
    NumberFormat,
    OfficialNumber,
    RegisterStart,
)
from tinhso.kernel.numbering.permissions import NumberingPermission
from tinhso.kernel.numbering.queries import has_begun
from tinhso.kernel.numbering.registry import registers
from tinhso.kernel.numbering.rules import NumberPeriod, format_number, period_key

_COUNT_ON: Final = (
    "INSERT INTO numbering_counter (register, agency_id, period, first, last)"
    " VALUES (%s, %s, %s, 1, 1)"
    " ON CONFLICT (register, agency_id, period)"
    " DO UPDATE SET last = numbering_counter.last + 1"
)


class RegisterBegun(DomainError):
    """A register that has given numbers cannot be started elsewhere."""

    code = "numbering.register_begun"


class FormatBegun(DomainError):
    """A look is dated for a coming day, and taken back before it: given numbers stay as given."""

    code = "numbering.format_begun"


class AlreadyVoided(DomainError):
    """A number is voided once."""

    code = "numbering.already_voided"


@one_act()
def give_number(
    *,
    register: str,
    agency_id: int,
    on: date,
    actor: Actor,
    format: str | None = None,
    period: NumberPeriod | None = None,
    values: Mapping[str, str] | None = None,
    target: models.Model | None = None,
) -> OfficialNumber:
    """Give the next number of a register; call it last, in the transaction of the act itself.

    `format` and `period` left out come from the agency's dated `NumberFormat`, then from the
    register's plug in `registers`. The counter row stays locked until the caller's commit; a
    rollback gives the number back. The caller has asked for the permission of his own act.
    """
    plug = registers.find(register)
    pattern = format or _dated_format(register, agency_id, on) or (plug.format if plug else "")
    kind = period or (plug.period if plug else NumberPeriod.YEAR)
    key = period_key(kind, on)
    n, row_key = _next(register, agency_id, key)
    given = insert(
        fresh(
            OfficialNumber,
            id=row_key,
            register=register,
            agency_id=agency_id,
            period=key,
            number=n,
            text=format_number(pattern, n=n, on=on, values=values),
            on=on,
            given_at=timezone.now(),
            given_by=actor.id,
            target=target._meta.label if target else "",
            target_id=str(target.pk) if target else "",
        )
    )
    record("numbering.number_given", actor=actor, target=given, register=register, number=n)
    publish(
        NumberGiven(
            number_id=given.pk,
            register=register,
            agency_id=agency_id,
            on=on.isoformat(),
            number=n,
            number_text=given.text,
            target=given.target,
            target_id=given.target_id,
        )
    )
    return given


@one_act()
def void_number(*, number_id: int, reason: str, actor: Actor) -> OfficialNumber:
    """Mark a number as standing for nothing any more; it is kept and never given again."""
    given = fetch(
        OfficialNumber.objects.visible_to(actor).select_for_update(of=("self",)), pk=number_id
    )
    _require_over(actor, NumberingPermission.VOID_NUMBER, given.agency_id)
    if given.is_voided:
        raise AlreadyVoided(told(_("Số %(number)s đã được hủy trước đó."), number=given.text))
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi lý do hủy số.")})

    given.voided_at = timezone.now()
    given.voided_by = actor.id
    given.void_reason = reason.strip()
    given.save(update_fields=["voided_at", "voided_by", "void_reason"])

    record("numbering.number_voided", actor=actor, target=given, register=given.register)
    publish(
        NumberVoided(
            number_id=given.pk,
            register=given.register,
            agency_id=given.agency_id,
            number=given.number,
            number_text=given.text,
        )
    )
    return given


@one_act()
def date_format(
    *, register: str, effective_from: date, format: str, actor: Actor, agency_id: int = 0
) -> NumberFormat:
    """Let numbers of a register look otherwise from a coming day on; agency 0 is every agency.

    The count goes on as it stands. The caller has asked for the permission of his own act.
    """
    if effective_from <= timezone.localdate():
        raise FormatBegun
    format_number(format, n=1, on=effective_from, values={"agency": "H00"})
    row = NumberFormat(
        register=register, agency_id=agency_id, effective_from=effective_from, format=format
    )
    row.save()
    record("numbering.format_dated", actor=actor, target=row, register=register, format=format)
    return row


@one_act()
def undate_format(*, register: str, effective_from: date, actor: Actor, agency_id: int = 0) -> None:
    """Take a look back before its day; the caller has asked for the permission of his own act."""
    if effective_from <= timezone.localdate():
        raise FormatBegun
    row = fetch(
        NumberFormat.objects.select_for_update(of=("self",)),
        register=register,
        agency_id=agency_id,
        effective_from=effective_from,
    )
    record("numbering.format_taken_back", actor=actor, target=row, register=register)
    row.delete()


@one_act()
def start_register(
    *,
    register: str,
    agency_id: int,
    period: str,
    last: int,
    actor: Actor,
    reason: str,
    never_back: bool = False,
) -> Counter:
    """Let a register go on from a number given elsewhere, as when an agency moves in mid-year.

    `last` is the last number given before; the next one will be `last + 1`. Refused once this
    register has given a number in the period. Who and why is kept. With `never_back` a later start
    that was set before stays.
    """
    _require_over(actor, NumberingPermission.MANAGE_REGISTERS, agency_id)
    if last < 0:
        raise Invalid(fields={"last": _("Số đã cấp cuối cùng không thể nhỏ hơn 0.")})
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao sổ bắt đầu từ số này.")})
    counter, made = Counter.objects.select_for_update(of=("self",)).get_or_create(
        register=register,
        agency_id=agency_id,
        period=period,
        defaults={"first": last + 1, "last": last},
    )
    if not made:
        if counter.last >= counter.first:
            raise RegisterBegun(
                told(
                    _("Sổ đã cấp số %(last)d trong kỳ này nên không đặt lại số đầu được."),
                    last=counter.last,
                )
            )
        if never_back and last <= counter.last:
            return counter
        counter.first, counter.last = last + 1, last
        counter.save(update_fields=["first", "last"])
    insert(
        RegisterStart(
            counter=counter,
            last=last,
            reason=reason.strip()[:300],
            at=timezone.now(),
            by=actor.id,
            by_name=actor.name,
        )
    )
    record("numbering.register_started", actor=actor, target=counter, register=register, last=last)
    return counter


@one_act()
def keep_earlier(rows: Sequence[EarlierNumber], *, reason: str, actor: Actor) -> None:
    """Keep what an earlier system numbered, and let each register go on behind its last number.

    One that has given numbers of its own goes on as it does: what comes then lies before them.
    """
    insert_many(list(rows))
    last: dict[tuple[str, int, str], int] = {}
    for row in rows:
        key = (row.register, row.agency_id, row.period)
        last[key] = max(last.get(key, 0), row.number)
    for (register, agency_id, period), number in sorted(last.items()):
        if not has_begun(register=register, agency_id=agency_id, period=period):
            start_register(
                register=register,
                agency_id=agency_id,
                period=period,
                last=number,
                actor=actor,
                reason=reason,
                never_back=True,
            )


def _next(register: str, agency_id: int, period: str) -> tuple[int, int | None]:
    """Count on and lock the counter row until the commit, in one statement.

    Beside the number stands the key of its row, where the database gives one ahead.
    """
    with cursor() as asking:
        asking.execute(
            f"{_COUNT_ON} RETURNING last, {key_ahead(OfficialNumber)}",
            [register, agency_id, period],
        )
        last, row_key = asking.fetchone()
    return int(last), row_key


@kept("numbering")
def _dated_format(register: str, agency_id: int, on: date) -> str | None:
    return (
        NumberFormat.objects.filter(
            Q(agency_id=agency_id) | Q(agency_id=0), register=register, effective_from__lte=on
        )
        .order_by("-agency_id", "-effective_from")
        .values_list("format", flat=True)
        .first()
    )


def _require_over(actor: Actor, permission: str, agency_id: int) -> None:
    """Ask for the permission of an agency: one's own agency, or everywhere."""
    require(actor, permission, unit_id=None if actor.agency_id == agency_id else 0)

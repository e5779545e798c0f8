"""The tax agency answers: a notice with amounts, nothing owed, or what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.events import DossierMoved
from tinhso.dossiers.models import Dossier, Obligation, TaxNotice, TaxSlip
from tinhso.dossiers.rules.tax import TaxOutcome, amount_faults, date_faults
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.services.tax_asking import close, go_on, taken_up
from tinhso.dossiers.services.tax_paying import charge_notice
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.procedures import queries as procedures


@dataclass(frozen=True, kw_only=True)
class NoticeInput:
    """What a tax officer writes on a notice, with the signed notice and the payment voucher."""

    number: str
    issued_on: date
    pay_by: date
    amounts: Mapping[str, int]
    notice_file: StoredFile | None
    voucher_file: StoredFile | None


@one_act()
def give_tax_notice(*, slip_uid: UUID, actor: Actor, notice: NoticeInput) -> TaxNotice:
    """Send the notice: the applicant is told, and the time stands still until proof of payment."""
    dossier, slip = taken_up(slip_uid, actor, "give_tax_notice")
    given = _checked(dossier, slip, notice, actor=actor)
    now = given.sent_at
    close(slip, TaxOutcome.NOTICE, actor=actor, at=now)
    given.save()
    charge_notice(dossier, given, actor=actor, at=now)
    Obligation.objects.create(
        dossier=dossier,
        document=_named(given),
        tax_notice=given,
        asked_by=_core.who(actor),
        asked_at=now,
    )
    dossier.has_wait = True
    dossier.paused_at = now
    dossier.payment_state = "due"
    _told(dossier, given, "give_tax_notice", actor=actor)
    return given


@one_act()
def replace_tax_notice(
    *, notice_uid: UUID, actor: Actor, notice: NoticeInput, reason: str
) -> TaxNotice:
    """Put a right notice in the place of a wrong one before it is paid; the old one is kept."""
    wrong = fetch(TaxNotice.objects.select_related("slip"), uid=notice_uid)
    dossier, slip = taken_up(wrong.slip.uid, actor, "replace_tax_notice")
    owed = Obligation.objects.filter(dossier=dossier, settled_at__isnull=True).first()
    if owed is None or owed.tax_notice_id != wrong.pk:
        raise WrongState(_("Thông báo này đã được thay hoặc đã nộp tiền."))
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao thay thông báo.")})
    given = _checked(dossier, slip, notice, actor=actor)
    given.replaces, given.reason = wrong, reason.strip()
    given.save()
    charge_notice(dossier, given, actor=actor, at=given.sent_at)
    owed.tax_notice, owed.document = given, _named(given)
    owed.save(update_fields=["tax_notice", "document"])
    _told(dossier, given, "replace_tax_notice", actor=actor)
    return given


@one_act()
def owe_nothing(*, slip_uid: UUID, actor: Actor, reason: str) -> TaxSlip:
    """Answer that nothing is owed, or that it is exempt, and why; the appraisal goes on."""
    dossier, slip = taken_up(slip_uid, actor, "owe_nothing")
    if not reason.strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao không phải nộp hoặc được miễn.")})
    now = timezone.now()
    close(slip, TaxOutcome.NOTHING, actor=actor, at=now, reason=reason)
    go_on(dossier, "owe_nothing", actor=actor, at=now, note=slip.reason)
    return slip


@one_act()
def send_back_tax(*, slip_uid: UUID, actor: Actor, missing: str) -> TaxSlip:
    """Send the slip back because papers or facts lack; the resolving agency sees what."""
    dossier, slip = taken_up(slip_uid, actor, "send_back_tax")
    if not missing.strip():
        raise Invalid(fields={"missing": _("Hãy ghi giấy tờ, thông tin còn thiếu.")})
    now = timezone.now()
    close(slip, TaxOutcome.SENT_BACK, actor=actor, at=now, reason=missing)
    go_on(dossier, "send_back_tax", actor=actor, at=now, note=slip.reason)
    return slip


def _checked(dossier: Dossier, slip: TaxSlip, notice: NoticeInput, *, actor: Actor) -> TaxNotice:
    now = timezone.now()
    duty = procedures.financial_duty(version=dossier.procedure_version)
    known = frozenset(kind.key for kind in duty.kinds) if duty is not None else frozenset()
    faults = {
        name: str(words)
        for name, words in date_faults(
            issued_on=notice.issued_on,
            pay_by=notice.pay_by,
            asked_on=timezone.localdate(slip.asked_at),
            today=timezone.localdate(now),
        ).items()
    }
    if not notice.number.strip():
        faults["number"] = _("Hãy ghi số thông báo.")
    if wrong := amount_faults(notice.amounts, known=known):
        faults["amounts"] = str(wrong)
    if notice.notice_file is None:
        faults["notice_file"] = _("Hãy đính thông báo đã ký.")
    if notice.voucher_file is None:
        faults["voucher_file"] = _("Hãy đính giấy nộp tiền.")
    if notice.notice_file is None or notice.voucher_file is None or faults:
        raise Invalid(fields=faults)
    return TaxNotice(
        slip=slip,
        number=notice.number.strip()[:100],
        issued_on=notice.issued_on,
        pay_by=notice.pay_by,
        amounts=dict(notice.amounts),
        total=sum(notice.amounts.values()),
        notice_file=notice.notice_file,
        voucher_file=notice.voucher_file,
        sent_by=_core.who(actor),
        sent_by_name=actor.name,
        sent_at=now,
    )


def _named(notice: TaxNotice) -> str:
    return f"{notice.number}, {notice.issued_on:%d/%m/%Y}"


def _told(dossier: Dossier, notice: TaxNotice, act: str, *, actor: Actor) -> None:
    values: dict[str, _core.Value] = {"amount": notice.total, "number": notice.number}
    old = _core.move(act, dossier, actor=actor, at=notice.sent_at, values=values)
    _core.audit(act, dossier, actor=actor, notice=str(notice.uid), total=notice.total)
    publish(DossierMoved(**_core.envelope(dossier, actor), act=act, old_state=old))

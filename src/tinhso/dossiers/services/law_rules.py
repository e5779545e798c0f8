"""Dating the rules of the house: drafted, looked at, published for a coming day, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from tinhso.dossiers.events import LawRuleChanged
from tinhso.dossiers.models import LawRule
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.queries.law import (
    EVERYWHERE,
    law_in_force,
    law_rules,
    may_publish_rule,
    shipped_law,
)
from tinhso.dossiers.rules.clocks import SHIPPED, Known
from tinhso.dossiers.rules.fees import SHORTEST_BASIS
from tinhso.dossiers.rules.house_rules import (
    MOST,
    PATTERN,
    REPORT_CUT_OFF,
    HouseRule,
    Origin,
    RuleState,
    RuleValue,
    house_rules,
    is_stricter,
    rule_on,
    rules_of,
    value_of,
)
from tinhso.dossiers.rules.number_formats import TYPED, FormatFault, as_format, fault_of
from tinhso.dossiers.services.errors import (
    LawRuleBegun,
    LawRuleSettled,
    SecondOfficialNeeded,
)
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.numbering.registry import registers
from tinhso.kernel.numbering.services import date_format, undate_format


@dataclass(frozen=True, kw_only=True)
class RuleInput:
    """What a version says: `amount` of `unit` (or an answer without a number), from which day.

    How numbers look is said by `pattern` (`rules.number_formats`).
    """

    code: str
    effective_from: date
    amount: int
    unit: str
    legal_basis: str
    origin: str = Origin.CENTRAL
    is_verified: bool = True
    pattern: str = ""


@one_act()
def draft_law_rule(*, actor: Actor, rule: RuleInput) -> LawRule:
    """Write down what a rule says from a coming day on; nothing changes until it is published.

    The day is tomorrow at the earliest: a dossier keeps the rule of the day it arrived, so nothing
    is dated back. Raises `Invalid` with a sentence at each field.
    """
    require(actor, LawPermission.WRITE, unit_id=EVERYWHERE)
    _refuse(rule)
    row = LawRule(written_at=timezone.now(), written_by=actor.id, written_by_name=actor.name)
    _put(row, rule)
    row.save()
    record("dossiers.law_rule_drafted", actor=actor, target=row, **_codes(row))
    return row


@one_act()
def change_law_rule(*, uid: UUID, version: int, actor: Actor, rule: RuleInput) -> LawRule:
    """Write a draft anew; who wrote it last counts as its writer."""
    require(actor, LawPermission.WRITE, unit_id=EVERYWHERE)
    row = _draft(uid, version, actor)
    _refuse(rule)
    row.written_at, row.written_by, row.written_by_name = timezone.now(), actor.id, actor.name
    _put(row, rule)
    row.version += 1
    row.save()
    record("dossiers.law_rule_changed", actor=actor, target=row, **_codes(row))
    return row


@one_act()
def publish_law_rule(*, uid: UUID, version: int, actor: Actor) -> LawRule:
    """Let a draft hold from its day on; what arrived before keeps what holds until then.

    It is checked once more: days pass while a draft lies. Raises `SecondOfficialNeeded` where the
    province wants another person than the writer.
    """
    require(actor, LawPermission.PUBLISH, unit_id=EVERYWHERE)
    row = _draft(uid, version, actor)
    if not may_publish_rule(row=row, actor=actor):
        raise SecondOfficialNeeded
    _refuse(
        RuleInput(
            code=row.code,
            effective_from=row.effective_from,
            amount=row.amount,
            unit=row.unit,
            legal_basis=row.legal_basis,
            origin=row.origin,
            pattern=row.pattern,
        )
    )
    row.state = RuleState.PUBLISHED
    row.decided_by, row.decided_by_name, row.decided_at = actor.id, actor.name, timezone.now()
    row.version += 1
    row.save()
    if row.unit == PATTERN:
        date_format(
            register=row.code,
            effective_from=row.effective_from,
            format=as_format(row.pattern),
            actor=actor,
        )
    record("dossiers.law_rule_published", actor=actor, target=row, **_codes(row))
    publish(_changed(row))
    return row


@one_act()
def drop_law_rule(*, uid: UUID, actor: Actor) -> LawRule:
    """Give a draft up; it stays to be read."""
    require(actor, LawPermission.WRITE, unit_id=EVERYWHERE)
    row = _draft(uid, None, actor)
    row.state = RuleState.DROPPED
    row.ended_by_name, row.ended_at = actor.name, timezone.now()
    row.version += 1
    row.save()
    record("dossiers.law_rule_dropped", actor=actor, target=row, **_codes(row))
    return row


@one_act()
def withdraw_law_rule(*, uid: UUID, actor: Actor, reason: str) -> LawRule:
    """Take a published version back before its day; what holds until then goes on holding.

    So is what the house is shipped with for a coming day, as when a circular's start is moved.
    """
    require(actor, LawPermission.PUBLISH, unit_id=EVERYWHERE)
    row = _locked(uid, actor)
    if row.state != RuleState.PUBLISHED:
        raise LawRuleSettled(_("Phiên bản này chưa công bố hoặc đã rút."))
    if row.effective_from <= timezone.localdate():
        raise LawRuleBegun
    if not nfc(reason).strip():
        raise Invalid(fields={"reason": _("Hãy ghi vì sao rút.")})
    row.state = RuleState.WITHDRAWN
    row.ended_by_name, row.ended_at = actor.name, timezone.now()
    row.end_reason = nfc(reason).strip()[:300]
    row.version += 1
    row.save()
    if row.unit == PATTERN:
        undate_format(register=row.code, effective_from=row.effective_from, actor=actor)
    record("dossiers.law_rule_withdrawn", actor=actor, target=row, **_codes(row))
    publish(_changed(row))
    return row


def load_law(_say: Callable[[str], None]) -> None:
    """List what the house is shipped with beside what officials date; safe to run again."""
    now = timezone.now()
    listed = LawRule.objects.filter(is_shipped=True)
    known = {(row.code, row.effective_from): row for row in listed}
    for code in house_rules():
        for rule in rules_of(code, law=SHIPPED):
            row = known.get((code, rule.since)) or LawRule(
                code=code, effective_from=rule.since, is_shipped=True, written_at=now
            )
            value = value_of(rule)
            basis = (rule.law, rule.known is Known.SEEN)
            if row.pk and (row.value, (row.legal_basis, row.is_verified)) == (value, basis):
                continue
            row.amount, row.unit, row.pattern = value.amount, value.unit, value.pattern
            row.legal_basis, row.is_verified = basis
            if row.state == RuleState.DRAFT:
                row.state, row.decided_at = RuleState.PUBLISHED, now
            row.save()


def _locked(uid: UUID, actor: Actor) -> LawRule:
    return fetch(law_rules(actor=actor).select_for_update(of=("self",)), uid=uid)


def _draft(uid: UUID, version: int | None, actor: Actor) -> LawRule:
    row = _locked(uid, actor)
    if row.state != RuleState.DRAFT:
        raise LawRuleSettled
    if version is not None and row.version != version:
        raise Conflict(_("Bản thảo vừa được sửa thêm. Hãy xem lại rồi làm tiếp."))
    return row


def _put(row: LawRule, rule: RuleInput) -> None:
    row.code, row.effective_from = rule.code, rule.effective_from
    known = house_rules()[rule.code]
    has_amount = not known.is_choice and not known.is_pattern
    row.amount, row.unit = (rule.amount if has_amount else 0), rule.unit
    row.pattern = nfc(rule.pattern).strip() if known.is_pattern else ""
    row.origin, row.is_verified = rule.origin, rule.is_verified
    row.legal_basis = nfc(rule.legal_basis).strip()[:300]


def _refuse(rule: RuleInput) -> None:
    """Refuse what cannot hold, with a sentence at each field."""
    known = house_rules().get(rule.code)
    if known is None:
        raise Invalid(fields={"code": _("Hãy chọn một quy định trong danh sách.")})
    faults = {**_faults_of_value(rule, known), **_faults_of_day(rule)}
    if len(nfc(rule.legal_basis).strip()) < SHORTEST_BASIS:
        faults["legal_basis"] = _(
            "Hãy ghi số văn bản và điều khoản, ví dụ Nghị định 118/2025/NĐ-CP Điều 19 khoản 5."
        )
    if rule.origin not in Origin.values:
        faults["origin"] = _("Hãy chọn do đâu quy định.")
    if not faults:
        faults = _faults_against_law(rule)
    if faults:
        raise Invalid(fields=faults)


def _faults_of_value(rule: RuleInput, known: HouseRule) -> dict[str, str]:
    if rule.unit not in known.units:
        return {"unit": _("Quy định này không tính bằng đơn vị đó; hãy chọn trong danh sách.")}
    if known.is_choice:
        return {}
    if known.is_pattern:
        plug, is_typed = registers.get(rule.code), rule.code in TYPED
        fault = fault_of(nfc(rule.pattern).strip(), plug, is_typed=is_typed)
        return {"pattern": _format_said(fault)} if fault is not None else {}
    most = MOST[rule.unit]
    if not known.least <= rule.amount <= most:
        return {
            "amount": _("Hãy ghi số từ %(least)s đến %(most)s.")
            % {"least": known.least, "most": most}
        }
    return {}


def _faults_of_day(rule: RuleInput) -> dict[str, str]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    if rule.effective_from < tomorrow and rule.code == REPORT_CUT_OFF:
        return {
            "effective_from": told(
                _("Sớm nhất là ngày mai, %(day)s: kỳ báo cáo đã hết không cắt lại."),
                day=f"{tomorrow:%d/%m/%Y}",
            )
        }
    if rule.effective_from < tomorrow:
        return {
            "effective_from": told(
                _("Sớm nhất là ngày mai, %(day)s: hồ sơ đã nộp giữ quy định của ngày nộp."),
                day=f"{tomorrow:%d/%m/%Y}",
            )
        }
    taken = rules_of(rule.code, law=law_in_force())
    if any(one.since == rule.effective_from for one in taken):
        return {
            "effective_from": _(
                "Đã có phiên bản áp dụng từ ngày này; hãy rút phiên bản đó hoặc chọn ngày khác."
            )
        }
    return {}


def _faults_against_law(rule: RuleInput) -> dict[str, str]:
    before = rule_on(rule.code, on=rule.effective_from, law=law_in_force())
    known = house_rules()[rule.code]
    value = RuleValue(amount=rule.amount, unit=rule.unit)
    if known.is_pattern:
        value = RuleValue(amount=0, unit=PATTERN, pattern=nfc(rule.pattern).strip())
    central = _central(rule.code, on=rule.effective_from)
    if rule.origin == Origin.PROVINCE and not is_stricter(rule.code, value, central):
        return {
            "amount": told(
                _("Tỉnh chỉ quy định chặt hơn trung ương, cùng đơn vị tính: %(value)s."),
                value=conditional_escape(central.words),
            )
        }
    if value == value_of(before) and nfc(rule.legal_basis).strip() == before.law:
        field = "pattern" if known.is_pattern else "amount"
        return {field: _("Giống hệt quy định đang áp dụng; không có gì thay đổi.")}
    return {}


def _format_said(fault: FormatFault) -> str:
    """Say why a look cannot be and how to mend it."""
    return {
        FormatFault.UNREADABLE: _("Hãy ghi chữ thường và từ trong ngoặc nhọn, ví dụ {so}/PXL."),
        FormatFault.UNKNOWN: _("Sổ này không có từ đó; hãy dùng các từ ghi bên dưới ô."),
        FormatFault.NUMBER_ONCE: _("Hãy ghi {so} đúng một lần."),
        FormatFault.TOUCHING: _("Hãy ngăn các từ bằng dấu hoặc chữ, ví dụ {so}/{nam}."),
        FormatFault.SIGNS: _(
            "Chỉ dùng chữ, số và các dấu / - . _; mã hồ sơ, số nộp: chữ hoa không dấu, số, - và ."
        ),
        FormatFault.LESS_APART: _("Mẫu mới phải có năm, ngày và mã cơ quan như mẫu có sẵn."),
        FormatFault.LONG: _("Số theo mẫu này quá dài."),
    }[fault]


def _central(code: str, *, on: date) -> RuleValue:
    """Return what the central law says of a rule on a day, whatever the province says."""
    rows = LawRule.objects.filter(
        code=code,
        state=RuleState.PUBLISHED,
        is_shipped=False,
        origin=Origin.CENTRAL,
        effective_from__lte=on,
    )
    dated = rows.order_by("-effective_from", "-pk").first()
    shipped = rule_on(code, on=on, law=shipped_law())
    if dated is not None and dated.effective_from >= shipped.since:
        return dated.value
    return value_of(shipped)


def _codes(row: LawRule) -> dict[str, str | int]:
    return {
        "rule": row.code,
        "effective_from": row.effective_from.isoformat(),
        "amount": row.amount,
        "unit": row.unit,
        "pattern": row.pattern,
        "origin": row.origin,
    }


def _changed(row: LawRule) -> LawRuleChanged:
    return LawRuleChanged(
        rule_uid=row.uid,
        code=row.code,
        effective_from=row.effective_from.isoformat(),
        amount=row.amount,
        unit=row.unit,
        pattern=row.pattern,
        is_withdrawn=row.state == RuleState.WITHDRAWN,
    )

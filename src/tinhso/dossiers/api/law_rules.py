"""Dated rules of the house by machine: read, drafted, published, taken back."""

from uuid import UUID

from django.http import HttpRequest

from tinhso.dossiers import services
from tinhso.dossiers.models import LawRule
from tinhso.dossiers.queries.law import effect_of_rule, law_rules, may_read_law
from tinhso.dossiers.schemas import law as shapes
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Router, idempotent
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import NotFound

router = Router()
ONE = "/law-rules/{uuid:uid}"
MOST = 500


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not may_read_law(actor):
        raise NotFound
    return actor


def _facts(row: LawRule) -> dict[str, object]:
    computed = {"name": row.label, "said": row.value.words}
    names = [name for name in shapes.LawRuleOut.model_fields if name not in computed]
    return {**computed, **{name: getattr(row, name) for name in names}}


def _shown(row: LawRule) -> shapes.LawRuleOut:
    return shapes.LawRuleOut.model_validate(_facts(row))


def _input(body: shapes.LawRuleIn) -> services.RuleInput:
    return services.RuleInput(**body.model_dump(exclude={"version"}))


@router.get("/law-rules", response=list[shapes.LawRuleOut])
def list_law_rules(request: HttpRequest, code: str = "") -> list[shapes.LawRuleOut]:
    """List every version of every rule, or of one, the oldest of each first."""
    rows = law_rules(actor=_reader(request))
    if code:
        rows = rows.filter(code=code[:64])
    return [_shown(row) for row in rows.order_by("code", "effective_from", "pk")[:MOST]]


@router.post("/law-rules", response={201: shapes.LawRuleOut})
@idempotent
def draft_law_rule(request: HttpRequest, body: shapes.LawRuleIn) -> tuple[int, shapes.LawRuleOut]:
    """Draft what a rule says from a coming day on; nothing changes until it is published."""
    row = services.draft_law_rule(actor=_reader(request), rule=_input(body))
    return 201, _shown(row)


@router.get(ONE, response=shapes.LawRuleEffectOut)
def show_law_rule(request: HttpRequest, uid: UUID) -> shapes.LawRuleEffectOut:
    """Read one version with what it changes for whom."""
    row = fetch(law_rules(actor=_reader(request)), uid=uid)
    effect = effect_of_rule(row)
    return shapes.LawRuleEffectOut.model_validate(
        {
            **_facts(row),
            "before": effect.before.words,
            "before_basis": effect.before_basis,
            "replaced_on": effect.replaced_on,
            "open_before": effect.open_before,
            "open_since": effect.open_since,
            "own_terms": effect.own_terms,
            "numbers_given": effect.numbers_given,
            "next_number": effect.next_number,
            "report_months": [
                {"start": month.start, "end": month.end} for month in effect.report_months
            ],
        }
    )


@router.put(ONE, response=shapes.LawRuleOut)
@idempotent
def change_law_rule(
    request: HttpRequest, uid: UUID, body: shapes.LawRuleChangeIn
) -> shapes.LawRuleOut:
    """Write a draft anew."""
    actor = _reader(request)
    return _shown(
        services.change_law_rule(uid=uid, version=body.version, actor=actor, rule=_input(body))
    )


@router.post(ONE + "/publish", response=shapes.LawRuleOut)
@idempotent
def publish_law_rule(
    request: HttpRequest, uid: UUID, body: shapes.LawRuleVersionIn
) -> shapes.LawRuleOut:
    """Let a draft hold from its day on."""
    actor = _reader(request)
    return _shown(services.publish_law_rule(uid=uid, version=body.version, actor=actor))


@router.post(ONE + "/drop", response=shapes.LawRuleOut)
@idempotent
def drop_law_rule(request: HttpRequest, uid: UUID) -> shapes.LawRuleOut:
    """Give a draft up."""
    return _shown(services.drop_law_rule(uid=uid, actor=_reader(request)))


@router.post(ONE + "/withdraw", response=shapes.LawRuleOut)
@idempotent
def withdraw_law_rule(
    request: HttpRequest, uid: UUID, body: shapes.LawRuleWithdrawIn
) -> shapes.LawRuleOut:
    """Take a published version back before its day."""
    actor = _reader(request)
    return _shown(services.withdraw_law_rule(uid=uid, actor=actor, reason=body.reason))

"""Another version of a dated rule, drafted and published as officials do."""

from datetime import date

from tinhso.dossiers import services
from tinhso.dossiers.models import LawRule
from tinhso.dossiers.rules.house_rules import Origin
from tinhso.kernel.actors import system_actor


def date_law_rule(
    code: str,
    amount: int,
    unit: str,
    *,
    since: date,
    legal_basis: str = "Nghị định mới, Điều 1",
    origin: str = Origin.CENTRAL,
    pattern: str = "",
) -> LawRule:
    """Publish what a rule says from a coming day on."""
    actor = system_actor("tests")
    rule = services.RuleInput(
        code=code,
        effective_from=since,
        amount=amount,
        unit=unit,
        legal_basis=legal_basis,
        origin=origin,
        pattern=pattern,
    )
    row = services.draft_law_rule(actor=actor, rule=rule)
    return services.publish_law_rule(uid=row.uid, version=row.version, actor=actor)

"""Telling officers of a new version or rule before it takes effect, and of what is under way."""

from collections import Counter
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from tinhso.dossiers.models import Dossier, LawRule
from tinhso.dossiers.permissions import DossierPermission, LawPermission
from tinhso.dossiers.rules.states import LIVE
from tinhso.identity import queries as identity
from tinhso.kernel.notifications.services import notify
from tinhso.procedures import queries as procedures

AHEAD: Final = timedelta(days=7)
"""So long before the day officers are told."""
SIDES: Final = (
    ("receiving_unit_id", DossierPermission.RECEIVE),
    ("resolving_unit_id", DossierPermission.APPRAISE),
)


def tell_new_versions(*, on: date) -> int:
    """Tell desks and specialists with open dossiers what takes effect within a week.

    Each is told once of a version, however often this runs; returns how many were told now.
    """
    told = 0
    for new, old in procedures.versions_beginning(start=on, end=on + AHEAD):
        if old is None:
            continue
        code = new.procedure.code
        for uid, count in sorted(_concerned(code).items()):
            with transaction.atomic():
                told += len(
                    notify(
                        kind="dossiers.new_version",
                        account_uid=uid,
                        values={
                            "code": code,
                            "day": f"{new.effective_from:%d/%m/%Y}",
                            "count": str(count),
                        },
                        link=f"/dich-vu-cong/{code}/",
                        key=f"version:{new.pk}",
                    )
                )
    return told


def tell_law_rule(*, rule_uid: UUID, is_withdrawn: bool) -> int:
    """Tell who dates rules, and the leaders who oversee dossiers, of one published or taken back.

    Each is told once of either; who published it knows. Returns how many were told now.
    """
    row = LawRule.objects.get(uid=rule_uid)
    day = row.effective_from
    offices = {uid for code in LawPermission for uid in identity.accounts_with(code)}
    leaders = set(identity.accounts_with(DossierPermission.OVERSEE)) - offices
    own, coming = f"/quan-tri/quy-dinh/{row.uid}/", f"/quan-tri/thay-doi/?tu={day}&den={day}"
    links = {**dict.fromkeys(leaders, coming), **dict.fromkeys(offices, own)}
    if not is_withdrawn and row.decided_by is not None:
        links.pop(row.decided_by, None)
    kind = "law_rule_withdrawn" if is_withdrawn else "law_rule_published"
    told = 0
    for uid, link in sorted(links.items()):
        with transaction.atomic():
            told += len(
                notify(
                    kind=f"dossiers.{kind}",
                    account_uid=uid,
                    values={"day": f"{day:%d/%m/%Y}", "basis": row.legal_basis},
                    link=link,
                    key=f"{kind}:{row.uid}",
                )
            )
    return told


def _concerned(code: str) -> Counter[UUID]:
    """Return who has open dossiers of a procedure in his unit, and how many."""
    live = Dossier.objects.in_states(LIVE).filter(procedure_code=code).order_by()
    found: Counter[UUID] = Counter()
    for unit, permission in SIDES:
        for unit_id, count in live.values_list(unit).annotate(many=Count("pk")):
            lines = identity.accounts_in(unit_id=unit_id, permission=permission)
            for uid in {line.uid for line in lines}:
                found[uid] = max(found[uid], count)
    return found

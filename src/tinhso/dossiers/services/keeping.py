"""What is typed at the counter outlives a lost network, a closed browser and a power cut."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import KeptIntake
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.procedures import queries as procedures

KEPT_FOR: Final = timedelta(days=3)
LONGEST: Final = 200_000
"""So many characters at most: a form filled in, and nothing else."""


@one_act()
def keep_intake(
    *, procedure_code: str, typed: Sequence[tuple[str, str]], actor: Actor
) -> KeptIntake:
    """Keep what is typed so far, right or wrong, encrypted and for its officer alone.

    It is no act upon a dossier: there is none yet, and nobody else ever reads it.
    """
    if actor.id is None or actor.unit_id is None:
        raise NotFound
    require(actor, P.RECEIVE, unit_id=actor.unit_id)
    procedures.version_at(code=procedure_code, at=timezone.now())
    content = json.dumps(list(typed), ensure_ascii=False)
    if len(content) > LONGEST:
        raise Invalid(_("Nội dung quá dài nên không giữ được; hãy tiếp nhận."))
    kept, _made = KeptIntake.objects.update_or_create(
        officer=actor.id,
        procedure_code=procedure_code,
        defaults={"content": content, "saved_at": timezone.now()},
    )
    return kept


@one_act()
def forget_intake(*, procedure_code: str, actor: Actor) -> None:
    """Forget what the officer typed for a procedure: it was taken in, or he begins anew."""
    if actor.id is not None:
        KeptIntake.objects.filter(officer=actor.id, procedure_code=procedure_code).delete()


@one_act()
def forget_old_intakes() -> int:
    """Forget what nobody went on with for three days."""
    old = KeptIntake.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]

"""A draft that was set elsewhere: the officer brings it as a PDF, the house finds where to sign.

What the house cannot be sure of he sets himself on a picture of the page; it is kept with the
result, and the paper goes on to leader and clerk like one that the house set.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.utils import timezone

from tinhso.dossiers.models import Result, ResultKind
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.answers import as_json, from_json
from tinhso.dossiers.rules.codes import new_check_code
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._brought import note_places, places_of
from tinhso.dossiers.services._colleagues import colleague
from tinhso.dossiers.services._result_papers import result_data, result_spec
from tinhso.dossiers.services.errors import NothingToSign
from tinhso.dossiers.services.results import newer_draft, note_draft, open_result
from tinhso.dossiers.services.work import in_hand
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.files.checks import Checked
from tinhso.signing import services as signing

BROUGHT_USE: Final = "dossiers.brought_result"


@one_act()
def bring_result(
    *,
    uid: UUID,
    actor: Actor,
    content: bytes | Checked,
    name: str,
    signer: UUID,
    result_key: str = "",
    version: int | None = None,
) -> Result:
    """Take a PDF as the draft of the result; where the leader signs is found under his name.

    Look at `is_placed` before it is put before him: a place that is not certain the officer sets
    by `place_result`. Refused at `file` when it takes no signature readers would rely on.
    """
    act = "draft_result"
    dossier = _core.begin(act, uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    leader = colleague(
        signer,
        field="signer",
        permission=DossierPermission.SIGN,
        agency_id=dossier.resolving_agency_id,
    )
    stored = files.store(
        content=content, name=name, use=BROUGHT_USE, actor=actor, owner_class="personal"
    )
    pdf = files.open_file(stored)
    try:
        plain = signing.take_brought(pdf, name=stored.name)
    except Invalid as refusal:
        said = str(refusal.message)
        raise Invalid(said, fields={"file": said}) from None
    if plain != pdf:
        stored = files.store(
            content=plain, name=name, use=BROUGHT_USE, actor=actor, owner_class="personal"
        )
    now = timezone.now()
    spec = result_spec(dossier, result_key)
    result = newer_draft(dossier, open_result(dossier), at=now)
    result.kind, result.result_code = ResultKind.GRANT, spec.code
    named = {"result_name": spec.name, "result_key": spec.key, "signer": leader.name}
    result.data = as_json({**result_data(dossier, at=now), **named})
    result.brought_file = result.draft_file = stored
    result.check_code = result.check_code or new_check_code()
    note_places(result, signing.find_places(plain, signer=leader.name), signer=leader.name)
    note_draft(act, dossier, result, actor=actor, at=now)
    return result


@one_act()
def place_result(
    *,
    uid: UUID,
    actor: Actor,
    places: Mapping[str, signing.PlaceInMm],
    signer: UUID,
    version: int | None = None,
) -> Result:
    """Set where in a brought file the leader signs and where number and date go."""
    dossier = _core.begin("draft_result", uid=uid, actor=actor, version=version)
    in_hand(dossier, actor)
    result = open_result(dossier)
    if result is None or result.brought_file is None:
        raise NothingToSign
    leader = colleague(
        signer,
        field="signer",
        permission=DossierPermission.SIGN,
        agency_id=dossier.resolving_agency_id,
    )
    signing.lay_brought(files.open_file(result.brought_file), places)
    result.data = as_json({**from_json(result.data), "signer": leader.name})
    note_places(result, places, signer=leader.name)
    result.save(update_fields=["data", "places"])
    _core.audit("place_result", dossier, actor=actor)
    return result


def is_placed(result: Result) -> bool:
    """Tell whether all places of a brought file are known."""
    return set(signing.PLACES) <= set(places_of(result))


def shown_places(result: Result) -> dict[str, signing.PlaceInMm]:
    """Return the places to show on the pages: those known, and for the rest where they usually lie.

    The caller has asked for sight of the dossier.
    """
    if result.brought_file is None:
        raise NothingToSign
    usual = signing.usual_places(files.open_file(result.brought_file))
    return {**usual, **places_of(result)}

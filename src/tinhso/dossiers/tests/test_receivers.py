"""Whoever is given work must be allowed to do it: the service asks, whatever the page offered."""

from uuid import UUID, uuid4

import pypdfium2
import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.testing import World, accepted, before_leader, visited
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid


def uid_of(actor: Actor) -> UUID:
    """Return the account of an official."""
    assert actor.id is not None
    return actor.id


def left_alone(dossier: Dossier) -> tuple[object, ...]:
    """Return what a refused act must leave as it was."""
    dossier.refresh_from_db()
    return (
        dossier.state,
        dossier.version,
        dossier.assignee,
        TimelineEntry.objects.count(),
        AuditEntry.objects.count(),
        dossier.results.filter(signing_item__isnull=False).count(),
    )


def test_a_dossier_is_given_only_to_a_specialist_of_its_unit(world: World) -> None:
    dossier = accepted(world)
    strangers = [
        uuid4(),
        uid_of(world.here.clerk_of_desk),
        uid_of(world.there.specialist),
    ]
    leader = world.here.leader
    before = left_alone(dossier)

    for stranger in strangers:
        with pytest.raises(Invalid) as refused:
            services.assign(uid=dossier.uid, assignee=stranger, actor=leader)
        assert list(refused.value.fields) == ["assignee"]

    assert left_alone(dossier) == before


def test_a_draft_goes_only_to_a_leader_who_may_sign_for_the_agency(world: World) -> None:
    dossier = visited(world)
    specialist = world.here.specialist
    services.draft_result(uid=dossier.uid, actor=specialist)
    strangers = [uuid4(), uid_of(world.here.colleague), uid_of(world.there.leader)]
    before = left_alone(dossier)

    for stranger in strangers:
        with pytest.raises(Invalid) as refused:
            services.submit_for_signing(uid=dossier.uid, actor=specialist, signer=stranger)
        assert list(refused.value.fields) == ["signer"]

    assert left_alone(dossier) == before


@pytest.mark.parametrize("kind", ["grant", "refusal"])
def test_the_paper_before_the_leader_bears_his_name(world: World, kind: str) -> None:
    dossier = before_leader(world, kind=kind)

    draft = dossier.results.get().draft_file

    assert draft is not None
    with pypdfium2.PdfDocument(files.open_file(draft)) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert world.here.leader.name in text

"""Double taps, two tabs and killed acts: done once or not at all."""

from uuid import uuid4

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Draft
from tinhso.dossiers.services import accepting
from tinhso.dossiers.testing import World, a_file, permit_answers, submitted
from tinhso.kernel.numbering.models import OfficialNumber


def test_two_tabs_lose_nothing(world: World) -> None:
    draft = services.start_draft(procedure_code="1.013225", actor=world.citizen)
    services.save_draft(uid=draft.uid, version=0, actor=world.citizen, answers={"a": 1})

    with pytest.raises(services.DraftConflict) as conflict:
        services.save_draft(uid=draft.uid, version=0, actor=world.citizen, answers={"b": 2})

    kept = Draft.objects.get()
    assert (kept.version, kept.answers, kept.unsaved) == (1, '{"a":1}', '{"b":2}')
    assert conflict.value.unsaved == {"b": 2}


def test_a_draft_becomes_a_dossier_once(world: World) -> None:
    token = uuid4()
    draft = services.start_draft(
        procedure_code="1.013225",
        actor=world.citizen,
        resolving_agency_id=world.here.agency.pk,
    )
    services.save_draft(
        uid=draft.uid,
        version=0,
        actor=world.citizen,
        answers=permit_answers(),
        parties={"owner": {"name": "Triệu Văn Páo", "person_id": world.person.pk}},
    )
    for key in ("giay_to_dat", "ban_ve"):
        services.add_draft_file(
            uid=draft.uid, component_key=key, actor=world.citizen, file=a_file()
        )

    first = services.submit_draft(uid=draft.uid, token=token, actor=world.citizen)
    second = services.submit_draft(uid=draft.uid, token=token, actor=world.citizen)

    assert first.pk == second.pk
    assert Dossier.objects.count() == 1
    assert first.attachments.count() == 2
    assert Draft.objects.get().answers == "{}"


def test_an_act_that_dies_in_the_middle_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = submitted(world)
    numbers = OfficialNumber.objects.count()

    def killed(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(accepting, "make_paper", killed)
    with pytest.raises(KeyboardInterrupt):
        services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
    monkeypatch.undo()

    dossier.refresh_from_db()
    assert (dossier.state, dossier.code) == ("submitted", None)
    assert OfficialNumber.objects.count() == numbers
    again = services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
    assert again.code == "H14.20.05-261116-0001"

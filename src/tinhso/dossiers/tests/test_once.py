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
    assert conflict.value.now is not None
    assert conflict.value.now.version == 1


def test_words_whose_answer_was_lost_on_its_way_are_kept_already(world: World) -> None:
    draft = services.start_draft(procedure_code="1.013225", actor=world.citizen)
    typed = permit_answers()
    services.save_draft(uid=draft.uid, version=0, actor=world.citizen, answers=typed)

    again = services.save_draft(uid=draft.uid, version=0, actor=world.citizen, answers=typed)

    assert (again.version, Draft.objects.get().unsaved) == (1, "")


def test_a_draft_overtaken_by_another_tab_tells_what_stands_there(world: World) -> None:
    draft = services.start_draft(procedure_code="1.013225", actor=world.citizen)
    there = permit_answers()
    services.save_draft(uid=draft.uid, version=0, actor=world.citizen, answers=there)
    key = next(name for name, value in there.items() if isinstance(value, str) and " " in value)

    with pytest.raises(services.DraftConflict) as conflict:
        services.save_draft(
            uid=draft.uid, version=0, actor=world.citizen, answers={**there, key: "Nông Văn Khác"}
        )

    now = conflict.value.now
    assert now is not None
    assert [words for _label, words in now.lines[1:]] == [there[key]]


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

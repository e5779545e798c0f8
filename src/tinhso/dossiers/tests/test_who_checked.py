"""The signer is told who drafted a result and who checked it."""

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.testing import World, browser_of, id_of, visited
from tinhso.signing.queries import item_of


def told_of(dossier: Dossier) -> tuple[str, str, str]:
    """Return who drafted and who checked what waits for the signer, and where he reads it."""
    item = item_of(kind="dossiers.result", reference=str(dossier.results.latest("pk").uid))
    assert item is not None
    return item.drafted_by, item.checked_by, item.get_absolute_url()


def test_who_drafted_and_who_appraised_or_put_it_before_the_leader_are_told(world: World) -> None:
    here = world.here
    dossier = visited(world)
    services.appraise(uid=dossier.uid, actor=here.specialist, text="Đủ điều kiện.")
    services.draft_result(uid=dossier.uid, actor=here.specialist)
    services.assign(uid=dossier.uid, assignee=id_of(here.colleague), actor=here.leader)

    services.submit_for_signing(uid=dossier.uid, actor=here.colleague, signer=id_of(here.leader))

    drafted, checked, url = told_of(dossier)
    assert drafted == here.specialist.name
    assert checked == f"Lê Thu, {here.specialist.name}"
    page = browser_of(here.leader).get(url).content.decode()
    assert f'Kiểm tra: <span lang="vi">{checked}</span>' in page


@pytest.mark.parametrize("again", [False, True])
def test_what_its_drafter_alone_looked_at_says_so(world: World, again: bool) -> None:
    here = world.here
    dossier = visited(world)
    if again:
        services.appraise(uid=dossier.uid, actor=here.specialist, text="Đủ điều kiện.")
        services.appraise(uid=dossier.uid, actor=here.specialist, text="Đã xem lại.")
    services.draft_result(uid=dossier.uid, actor=here.specialist)

    services.submit_for_signing(uid=dossier.uid, actor=here.specialist, signer=id_of(here.leader))

    drafted, checked, _url = told_of(dossier)
    assert drafted == here.specialist.name
    assert checked == (here.specialist.name if again else "")

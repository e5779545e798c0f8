"""A wrong result that nobody has fetched yet is made right and handed over."""

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.testing import World, browser_of, resolved, sign
from tinhso.dossiers.testing.world import id_of


@pytest.mark.parametrize("is_at_desk", [False, True])
def test_it_goes_back_to_be_signed_and_on_to_the_applicant(
    world: World, *, is_at_desk: bool
) -> None:
    dossier = resolved(world)
    if is_at_desk:
        services.bring_to_desk(uid=dossier.uid, actor=world.here.clerk_of_desk)
    step = Dossier.objects.get(pk=dossier.pk).step_key

    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")
    services.draft_result(uid=dossier.uid, actor=world.here.specialist)
    services.submit_for_signing(
        uid=dossier.uid, actor=world.here.specialist, signer=id_of(world.here.leader)
    )
    sign(world, dossier)
    services.issue(uid=dossier.uid, actor=world.here.clerk)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.step_key) == ("issued", step)
    services.return_result(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        received_by=world.person.name,
        identity_checked=True,
    )
    dossier.refresh_from_db()
    assert (dossier.state, dossier.step_key) == ("returned", "")
    old, new = dossier.results.order_by("pk")
    assert (old.withdrawn_at is not None, new.corrects_id) == (True, old.pk)


def test_whoever_makes_it_right_reads_what_is_wrong(world: World) -> None:
    dossier = resolved(world)
    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa.")
    specialist, desk = browser_of(world.here.specialist), browser_of(world.here.clerk_of_desk)

    for page in (
        specialist.get(f"/lam-viec/ho-so/{dossier.uid}/"),
        specialist.get(f"/lam-viec/ho-so/{dossier.uid}/du-thao/"),
        desk.get(f"/lam-viec/mot-cua/{dossier.uid}/"),
    ):
        assert "Sai số thửa." in page.content.decode()
    shown = desk.get(f"/lam-viec/mot-cua/{dossier.uid}/").content.decode()
    assert "Hạn sửa kết quả" in shown
    told = specialist.get(f"/api/v1/dossiers/{dossier.uid}").json()
    assert told["to_mend"] == "Sai số thửa."

"""A clerk seals results from the list of all that waits for him, as from the dossier itself."""

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.services.errors import WrongState
from tinhso.dossiers.testing import World, before_leader, resolved, sign, signed
from tinhso.dossiers.tests.working import signed_in
from tinhso.kernel.numbering.models import OfficialNumber

LIST = "/lam-viec/dong-dau/"


def test_a_result_is_numbered_from_the_list_as_its_procedure_says(world: World) -> None:
    dossier = signed(world)
    result = dossier.results.get()
    assert f"{result.signing_item}" in signed_in(world.here.clerk).get(LIST).content.decode()

    answer = signed_in(world.here.clerk).post(f"{LIST}{result.signing_item}/")

    result.refresh_from_db()
    dossier.refresh_from_db()
    assert answer.status_code == 302
    assert dossier.state == "issued"
    other = resolved(world).results.get()
    given = OfficialNumber.objects.filter(text__in=[result.number, other.number])
    assert len({(one.register, one.text.partition("/")[2]) for one in given}) == 1
    assert sorted(one.number for one in given) == [1, 2]


def test_a_refusal_is_numbered_in_its_own_register(world: World) -> None:
    dossier = sign(world, before_leader(world, kind="refusal"))
    result = dossier.results.get()

    signed_in(world.here.clerk).post(f"{LIST}{result.signing_item}/")

    result.refresh_from_db()
    assert result.number == "1/TB-TTHC"


def test_no_number_is_given_where_the_dossier_lets_none_be_issued(world: World) -> None:
    dossier = signed(world)
    result = dossier.results.get()
    dossier.state = "withdrawn"
    dossier.save(update_fields=["state"])
    before = OfficialNumber.objects.count()

    with pytest.raises(WrongState):
        services.result_numbering(result_uid=result.uid)
    answer = signed_in(world.here.clerk).post(f"{LIST}{result.signing_item}/")

    assert answer.status_code == 409
    assert OfficialNumber.objects.count() == before

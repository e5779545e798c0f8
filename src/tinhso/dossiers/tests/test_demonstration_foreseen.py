"""The demonstration shows each degree of proactive service, open and answered."""

from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers.demonstration.cast import gather
from tinhso.dossiers.demonstration.foreseen import CARRIER, EARLIER, FIRST, foresee_and_answer
from tinhso.dossiers.demonstration.growing import grow
from tinhso.dossiers.models import Dossier, ProactiveOffer, Result
from tinhso.identity.services import load_demonstration as load_people
from tinhso.organization.services import load_admin_units
from tinhso.organization.services import load_demonstration as load_province
from tinhso.procedures.testing import load_catalogue
from tinhso.signing.services import load_demonstration_certificates


@pytest.mark.django_db
def test_each_degree_waits_for_somebody_and_was_confirmed_refused_or_undone(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(datetime(2026, 11, 25, 3, tzinfo=UTC))
    load_admin_units()
    load_province()
    load_people()
    load_catalogue("2.002288", "1.004873")
    load_demonstration_certificates()
    assert grow(len(EARLIER), print, chosen=EARLIER, first=FIRST) == len(EARLIER)
    cast = gather()

    assert foresee_and_answer(cast) == len(EARLIER)

    told = ProactiveOffer.objects.values_list("level", "state", "procedure_code")
    assert sorted(told) == [
        (2, "prepared", "1.004873"),
        (2, "refused", "1.004873"),
        (3, "confirmed", "2.002288"),
        (3, "prepared", "2.002288"),
        (4, "confirmed", "2.002288"),
        (4, "executed", "2.002288"),
        (4, "undone", "2.002288"),
    ]
    assert not ProactiveOffer.objects.exclude(missing=[]).exists()
    badges = Result.objects.filter(dossier__procedure_code="2.002288", sealed_at__isnull=False)
    years = badges.values_list("sealed_at__year", "valid_until__year")
    assert all(until == sealed + 1 for sealed, until in years)
    carrier = next(one for one in cast.companies if one.login == CARRIER)
    assert carrier.actor is not None
    undone = Dossier.objects.get(offers__state="undone")
    assert undone.state == "stopped"
    again = grow(len(EARLIER), print, chosen=EARLIER, first=FIRST)
    assert again == foresee_and_answer(cast) == 0

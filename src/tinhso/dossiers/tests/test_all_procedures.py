"""Each of the 53 procedures is filed and resolved, by the services that pages and API call."""

from datetime import UTC, datetime

import pytest
import time_machine

from tinhso.dossiers.models import UnitDuty
from tinhso.dossiers.queries.applying import agencies_for
from tinhso.dossiers.testing import World, filed, resolve, sample_of
from tinhso.kernel.eforms import Json
from tinhso.procedures import queries as procedures
from tinhso.procedures.testing import CODES

KNOWN: dict[str, dict[str, Json]] = {"1.001193": {"tre_ngay_sinh": "2026-11-05"}}
"""What the rules across a form's fields want; the rest the form says itself."""


@pytest.mark.parametrize("code", CODES)
@pytest.mark.django_db
def test_it_is_filed_and_resolved(code: str, clock: time_machine.Traveller) -> None:
    world = World.make(code)
    UnitDuty.objects.create(agency=world.here.agency, procedure_code=code, unit=world.here.division)
    assert world.here.agency.pk in {found.id for found in agencies_for(version=world.version)}

    dossier = filed(world, **sample_of(world.version, **KNOWN.get(code, {})))
    resolve(world, dossier)

    dossier.refresh_from_db()
    result = dossier.results.get()
    kind = procedures.result_for(version=world.version, case=dossier.case)
    assert kind is not None
    number = kind.number_format.replace("{number}", "1").replace("{year}", "2026")
    assert (dossier.state, dossier.national_state) == ("returned", 10)
    assert (result.number, result.result_code) == (number, kind.code)
    assert dossier.answers != "{}"
    assert dossier.due_at is None or dossier.due_at > datetime(2026, 11, 16, tzinfo=UTC)

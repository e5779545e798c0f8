"""A later start adds what a newer version of the house brings, and says nothing."""

import pytest

from tinhso.config.preparing import first_start
from tinhso.identity.models import RoleTemplate
from tinhso.identity.services.roles import load_standard_roles
from tinhso.kernel.jobs.models import DoneStep
from tinhso.kernel.registry.operations import steps_in_order

pytestmark = pytest.mark.django_db


def test_a_role_gains_what_a_newer_version_offers_and_keeps_what_was_taken_away() -> None:
    load_standard_roles()
    DoneStep.objects.bulk_create(
        DoneStep(name=name) for name, _step in steps_in_order(demonstration=True)
    )
    role = RoleTemplate.objects.get(code="leader")
    newly, taken_away, *others = role.permissions
    role.permissions, role.offered = others, [taken_away, *others]
    role.save()
    told: list[str] = []

    taken = first_start(told.append)

    role.refresh_from_db()
    assert (taken, told) == (0, [])
    assert sorted(role.permissions) == sorted([newly, *others])

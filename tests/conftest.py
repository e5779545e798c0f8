"""The demonstration province, grown once for the tests that walk through the whole house."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tinhso.kernel.events.testing import deliver_all, follow_all
from tinhso.kernel.registry.operations import steps_in_order
from tinhso.kernel.testing import for_the_whole_file

DEMONSTRATION_ACCOUNTS = (
    "congdan",
    "congdan2",
    "doanhnghiep",
    "motcua",
    "chuyenvien",
    "lanhdao",
    "vanthu",
    "motcua2",
    "chuyenvien2",
    "lanhdao2",
    "vanthu2",
    "lanhdaotinh",
    "vanthutinh",
    "canbothue",
    "bientap",
    "bandieuhanh",
    "giamsat",
    "quantri",
)


@pytest.fixture(scope="module")
def province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _own_home: None
) -> Iterator[None]:
    """Load what a first start loads, with a few dossiers, for the file that asks alone."""
    few = override_settings(TINHSO_DEMO_DOSSIERS=24, TINHSO_DEMO_LOADED=0)
    with few, for_the_whole_file(django_db_blocker):
        for _name, step in steps_in_order(demonstration=True):
            step.run(lambda _line: None)
        deliver_all()
        follow_all()
        yield

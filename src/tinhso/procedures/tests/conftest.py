"""Two procedures on a known day, and who may edit them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tinhso.procedures.permissions import ProcedurePermission as P
from tinhso.procedures.testing import load_catalogue
from tinhso.procedures.tests.editing import BIRTH, NOW, PERMIT, browser


@pytest.fixture
def two_procedures() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        load_catalogue(BIRTH, PERMIT)
        yield


@pytest.fixture
def editor() -> Client:
    return browser(P.VIEW_CATALOGUE, P.EDIT_PROCEDURE, P.PUBLISH_VERSION)

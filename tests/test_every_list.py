"""Every list of the house can be searched by words, whatever is typed."""

import pytest
from django.urls import get_resolver

from tinhso.identity.registry import permission_names
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.lists.registered import lists

get_resolver().url_patterns  # noqa: B018  # each room's lists are named when its pages are loaded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [name for name, _page in lists])
def test_every_list_finds_words(name: str) -> None:
    page = dict(lists)[name]
    every_right = {str(code) for _room, names in permission_names for code in names}
    rows = page.rows(make_actor(*every_right, agency_id=1))

    found = page.search(rows, "Bản sao 12/%_ ‘”")

    assert not found.exists()

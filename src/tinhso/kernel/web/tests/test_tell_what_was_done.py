"""The page after an act tells of it, with the language of the names in it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_name_stays_marked_on_the_next_page_in_english(official: Client) -> None:
    official.cookies["django_language"] = "en"

    page = official.post("/thu/viec-ke/", follow=True).content.decode()

    assert '<span lang="vi">Phòng &lt;Một&gt;</span>: 3' in page
    assert "Phòng" not in official.get("/thu/can-bo/").content.decode()


def test_a_vietnamese_page_needs_no_mark(official: Client) -> None:
    page = official.post("/thu/viec-ke/", follow=True).content.decode()

    assert "Phòng &lt;Một&gt;: 3" in page

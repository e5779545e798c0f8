"""A form that is sent twice acts once."""

from uuid import uuid4

import pytest
from django.test import Client

from tinhso.kernel.web.models import FormOnce
from tinhso.kernel.web.tests import urls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_acts() -> None:
    urls.acts.clear()


def test_the_second_post_leads_where_the_first_did(official: Client) -> None:
    form = {"name": "first", "_once": str(uuid4())}

    first = official.post("/thu/viec/", form)
    second = official.post("/thu/viec/", form)

    assert first.content == second.content == b"/xong/1/"
    assert urls.acts == ["first"]


def test_another_form_acts_again(official: Client) -> None:
    official.post("/thu/viec/", {"name": "first", "_once": str(uuid4())})
    official.post("/thu/viec/", {"name": "second", "_once": str(uuid4())})

    assert urls.acts == ["first", "second"]


def test_a_refused_form_can_be_sent_again(official: Client) -> None:
    token = str(uuid4())

    refused = official.post("/thu/viec/", {"name": "refused", "_once": token})
    mended = official.post("/thu/viec/", {"name": "mended", "_once": token})

    assert (refused.status_code, mended.status_code) == (409, 200)
    assert urls.acts == ["refused", "mended"]
    assert FormOnce.objects.count() == 1


def test_a_form_without_a_token_acts(official: Client) -> None:
    official.post("/thu/viec/", {"name": "plain"})

    assert urls.acts == ["plain"]

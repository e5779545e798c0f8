"""A form that is sent twice acts once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone

from tinhso.kernel.web import once
from tinhso.kernel.web.jobs import forget_forms
from tinhso.kernel.web.models import FormOnce
from tinhso.kernel.web.tests import urls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_acts() -> None:
    urls.acts.clear()


@pytest.mark.parametrize("page", ["/thu/viec/", "/thu/viec-thuong/"])
def test_the_second_post_leads_where_the_first_did(official: Client, page: str) -> None:
    form = {"name": "first", "_once": str(uuid4())}

    first = official.post(page, form)
    second = official.post(page, form)

    assert first["Location"] == second["Location"] == "/xong/1/"
    assert urls.acts == ["first"]


def test_another_form_acts_again(official: Client) -> None:
    official.post("/thu/viec/", {"name": "same", "_once": str(uuid4())})
    official.post("/thu/viec/", {"name": "same", "_once": str(uuid4())})

    assert urls.acts == ["same", "same"]


def test_other_words_in_the_old_form_are_not_dropped(official: Client) -> None:
    token = str(uuid4())

    official.post("/thu/viec/", {"name": "first", "_once": token})
    answer = official.post("/thu/viec/", {"name": "second", "_once": token})

    assert answer["Location"] == "/xong/2/"
    assert urls.acts == ["first", "second"]


def test_a_renewed_page_key_is_no_other_form(official: Client) -> None:
    form = {"name": "first", "_once": str(uuid4())}

    official.post("/thu/viec/", {**form, "csrfmiddlewaretoken": "a"})
    official.post("/thu/viec/", {**form, "csrfmiddlewaretoken": "b"})

    assert urls.acts == ["first"]


@pytest.mark.parametrize("page", ["/thu/viec/", "/thu/viec-thuong/"])
def test_a_refused_form_can_be_sent_again(official: Client, page: str) -> None:
    form = {"name": "refused", "_once": str(uuid4())}

    first = official.post(page, form)
    second = official.post(page, form)

    assert (first.status_code, second.status_code) == (409, 409)
    assert urls.acts == ["refused", "refused"]
    assert not FormOnce.objects.exists()


def test_a_form_shown_again_can_be_sent_again(official: Client) -> None:
    form = {"name": "shown", "_once": str(uuid4())}

    answers = [official.post("/thu/viec-thuong/", form).status_code for _ in range(2)]

    assert answers == [422, 422]
    assert urls.acts == ["shown", "shown"]
    assert not FormOnce.objects.exists()


def test_a_form_without_a_token_acts(official: Client) -> None:
    official.post("/thu/viec/", {"name": "plain"})
    official.post("/thu/viec/", {"name": "plain"})

    assert urls.acts == ["plain", "plain"]


def _under_way(monkeypatch: pytest.MonkeyPatch, **claimed: datetime) -> dict[str, str]:
    """Return a form that another request has in hands."""
    monkeypatch.setattr(once, "fingerprint", lambda _request, without: "form")
    monkeypatch.setattr(once, "actor_of", lambda _request: _Somebody)
    row = FormOnce.objects.create(token=uuid4(), key="7:form", **claimed)
    return {"name": "second", "_once": str(row.token)}


class _Somebody:
    id = 7
    is_signed_in = True


def test_the_second_of_two_at_once_waits_for_the_first(
    official: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = _under_way(monkeypatch)
    waited: list[float] = []

    def first_ends(pause: float) -> None:
        waited.append(pause)
        FormOnce.objects.update(outcome="/xong/")

    monkeypatch.setattr(once, "sleep", first_ends)
    answer = official.post("/thu/viec/", form)

    assert (answer.status_code, answer["Location"], len(waited)) == (302, "/xong/", 1)
    assert urls.acts == []


def test_the_second_of_two_acts_when_the_first_was_refused(
    official: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = _under_way(monkeypatch)
    monkeypatch.setattr(once, "sleep", lambda _pause: FormOnce.objects.all().delete())

    answer = official.post("/thu/viec/", form)

    assert answer["Location"] == "/xong/1/"
    assert urls.acts == ["second"]


def test_who_waited_long_is_told_kindly(official: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    form = _under_way(monkeypatch)
    waited: list[float] = []
    monkeypatch.setattr(once, "sleep", waited.append)

    answer = official.post("/thu/viec/", form)

    assert answer.status_code == 409
    assert "Việc này đang được làm" in answer.content.decode()
    assert waited == list(once.PAUSES)
    assert urls.acts == []
    assert FormOnce.objects.get().outcome == ""


def test_a_form_whose_process_was_killed_can_be_sent_again(
    official: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = _under_way(monkeypatch, created_at=timezone.now() - timedelta(minutes=3))

    answer = official.post("/thu/viec/", form)

    assert answer["Location"] == "/xong/1/"
    assert urls.acts == ["second"]


def test_a_script_that_saves_meanwhile_leaves_no_row(official: Client) -> None:
    form = {"name": "saved", "_once": str(uuid4())}

    official.post("/thu/viec-thuong/", form, headers={"accept": "application/json"})

    assert not FormOnce.objects.exists()


def test_forms_are_forgotten_after_a_day() -> None:
    now = timezone.now()
    for hours in (23, 25):
        FormOnce.objects.create(
            token=uuid4(), key=str(hours), outcome="/", created_at=now - timedelta(hours=hours)
        )

    forget_forms()

    assert FormOnce.objects.get().key == "23"


def test_every_form_carries_a_key_of_its_own() -> None:
    page = Template("{% csrf_token %}|{% csrf_token %}")
    request: HttpRequest = RequestFactory().get("/")

    first, second = page.render(Context({"csrf_token": "abc", "request": request})).split("|")

    assert 'name="csrfmiddlewaretoken" value="abc"' in first
    assert first.count('name="_once"') == second.count('name="_once"') == 1
    assert first != second

"""A browser whose buttons are all pressed twice: every form that led on is sent once more."""

from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.models import PublishedEvent

READING: Final = frozenset(
    {
        "identity.number_unmasked",
        "dossiers.number_unmasked",
        "dossiers.numbers_unmasked",
        "dossiers.national_payload_opened",
        "operations.outbox_opened",
    }
)
"""What a post may record without leading on: each showing of a number is a reading of its own."""

plain_post = Client.post


def _done() -> tuple[int, int]:
    return AuditEntry.objects.count(), PublishedEvent.objects.count()


def tap_twice(client: Client, path: str, data: Any = None, *args: Any, **more: Any) -> Any:
    """Post a form as a browser does, with its key; where it led on, post it again.

    The second post must lead where the first did, with nothing done, nothing told and nothing
    recorded again. A form that acts must lead on, or its second tap could not be told.
    """
    is_form = data is None or isinstance(data, dict)
    was_in = _is_in(client)
    if more.get("content_type") or args or not was_in or not is_form or _is_known(path, data):
        return plain_post(client, path, data, *args, **more)
    form = {**(data or {}), "_once": str(uuid4())}
    before = _done()
    first = plain_post(client, path, form, **more)
    after = _done()
    if not _is_in(client) or first.status_code >= 400:
        return first
    where = _led_to(first)
    if not where:
        if after != before and _last_act() not in READING:
            raise AssertionError(f"{path} acts and does not lead on")
        return first
    _rewind(form)
    more.pop("follow", None)
    second = plain_post(client, path, form, **more)
    answer = (second.status_code, second.headers.get("Location"), _done())
    if answer != (302, where, after):
        raise AssertionError(f"the second tap on {path} answers {answer}, not {where}")
    return first


def _is_known(path: str, data: Any) -> bool:
    """Tell whether a test sends its own key, or speaks to the API, which has keys of its own."""
    return path.startswith("/api/") or "_once" in (data or {})


def _is_in(client: Client) -> bool:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return bool(cookie and cookie.value) and SESSION_KEY in client.session


def _led_to(answer: Any) -> str:
    chain = getattr(answer, "redirect_chain", [])
    return str(chain[0][0] if chain else answer.headers.get("Location", ""))


def _last_act() -> str:
    return AuditEntry.objects.latest("pk").action


def _rewind(form: dict[str, Any]) -> None:
    """Let uploads be read from their beginning, as a browser does."""
    for value in form.values():
        for content in value if isinstance(value, list) else [value]:
            if hasattr(content, "seek"):
                content.seek(0)

"""A browser whose buttons are all pressed twice: each form that led on is sent once more."""

from typing import Any
from uuid import uuid4

from django.test import Client

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.models import PublishedEvent
from tinhso.kernel.web.models import FormOnce

plain_post = Client.post


def _done() -> tuple[int, int]:
    return AuditEntry.objects.count(), PublishedEvent.objects.count()


def tap_twice(client: Client, path: str, data: Any = None, *args: Any, **more: Any) -> Any:
    """Post a form as a browser does, with its key; where it led on, post it again.

    The second post must lead where the first did, with nothing done, nothing told and nothing
    recorded again.
    """
    is_form = data is None or isinstance(data, dict)
    if more.get("content_type") or args or not is_form or "_once" in (data or {}):
        return plain_post(client, path, data, *args, **more)
    form = {**(data or {}), "_once": str(uuid4())}
    first = plain_post(client, path, form, **more)
    if not FormOnce.objects.filter(token=form["_once"]).exists() or more.get("follow"):
        return first
    before = _done()
    for value in form.values():
        for content in value if isinstance(value, list) else [value]:
            if hasattr(content, "seek"):
                content.seek(0)
    second = plain_post(client, path, form, **more)
    assert (second.status_code, second["Location"]) == (302, first["Location"]), path
    assert _done() == before, path
    return first

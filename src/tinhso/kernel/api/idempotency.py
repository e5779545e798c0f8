"""Doing a thing once, however often it is asked: the `Idempotency-Key` header.

The key's row is written in the transaction of the act itself, so a repeated call finds either
the first answer or nothing at all. A key belongs to one actor and one request body; used for
another body it is refused.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Status
from pydantic import BaseModel

from tinhso.kernel.actors import actor_of
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.asked import fingerprint
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.db.writing import insert, update
from tinhso.kernel.errors import Invalid

P = ParamSpec("P")
Answer = BaseModel | tuple[int, BaseModel]

LONGEST_KEY = 128


class KeyReused(Invalid):
    """The same key came with another request."""

    code = "kernel.idempotency_key_reused"


def _parts(answer: Answer) -> tuple[int, BaseModel]:
    return answer if isinstance(answer, tuple) else (200, answer)


def idempotent(
    operation: Callable[Concatenate[HttpRequest, P], Answer],
) -> Callable[Concatenate[HttpRequest, P], object]:
    """Make an operation answer a repeated `Idempotency-Key` with its first answer."""

    @wraps(operation)
    def once(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> object:
        from tinhso.kernel.api.models import IdempotencyKey

        key = request.headers.get("Idempotency-Key", "").strip()
        if not key:
            status, body = _parts(operation(request, *args, **kwargs))
            return Status(status, body)
        if len(key) > LONGEST_KEY:
            raise Invalid(_("Idempotency-Key dài nhất 128 ký tự."))
        actor = actor_of(request)
        caller = str(actor.id or request.META.get("REMOTE_ADDR", ""))
        asked = fingerprint(request)
        try:
            with one_act():
                row = insert(IdempotencyKey(caller=caller, key=key, asked=asked))
                status, body = _parts(operation(request, *args, **kwargs))
                row.status = status
                row.answer = canonical_json(body.model_dump(mode="json"))
                update(row, "status", "answer")
                return Status(status, body)
        except IntegrityError:
            kept = IdempotencyKey.objects.filter(caller=caller, key=key).first()
            if kept is None:
                raise
            if kept.asked != asked:
                raise KeyReused(_("Idempotency-Key này đã dùng cho một yêu cầu khác.")) from None
            return Status(kept.status, kept.read())

    return once

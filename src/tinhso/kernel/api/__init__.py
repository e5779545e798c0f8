"""The base of the machine API: who calls, how a refusal looks, paging, doing a thing once.

A room writes `api.py` with `router = Router()`; `config.api` mounts it at `/api/v1/<room>/`.
Operations call the same services as pages do, with `actor_of(request)`. What creates takes an
`Idempotency-Key` by the decorator `idempotent`; lists return `Page[Item]`.
"""

from ninja import Router

from tinhso.kernel.api.answers import Answer, Asked
from tinhso.kernel.api.idempotency import idempotent
from tinhso.kernel.api.paging import Page, PageQuery
from tinhso.kernel.api.registry import bearers
from tinhso.kernel.api.security import anybody, signed_in

__all__ = [
    "Answer",
    "Asked",
    "Page",
    "PageQuery",
    "Router",
    "anybody",
    "bearers",
    "idempotent",
    "signed_in",
]

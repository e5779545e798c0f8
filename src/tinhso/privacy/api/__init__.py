"""Machine API of this room: requests over personal data, purposes, breaches, keeping."""

from tinhso.kernel.api import Router
from tinhso.privacy.api import authorities, breaches, purposes, requests, retention

router = Router()
for part in (requests, purposes, breaches, authorities, retention):
    router.add_router("", part.router)

__all__ = ["router"]

"""Machine API of this room: requests over personal data, breaches, keeping."""

from tinhso.kernel.api import Router
from tinhso.privacy.api import breaches, requests, retention

router = Router()
for part in (requests, breaches, retention):
    router.add_router("", part.router)

__all__ = ["router"]

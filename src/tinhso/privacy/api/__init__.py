"""Machine API of this room: requests over personal data, and breaches."""

from tinhso.kernel.api import Router
from tinhso.privacy.api import breaches, requests

router = Router()
for part in (requests, breaches):
    router.add_router("", part.router)

__all__ = ["router"]

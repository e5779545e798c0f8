"""Machine API of identity.

One's own account (`own`), what was handed on (`delegations`), and who acts for whom, declared by
people and checked at the desk (`representations`).
"""

from tinhso.identity.api import delegations, own, representations
from tinhso.kernel.api import Router

router = Router()
for part in (own, delegations, representations):
    router.add_router("", part.router)

__all__ = ["router"]

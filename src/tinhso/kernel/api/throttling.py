"""Rate limits: per signed-in party, or per address for strangers."""

from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from tinhso.kernel.actors import actor_of


class PerCaller(SimpleRateThrottle):
    """So many calls a minute for each caller, counted in the shared cache."""

    scope = "caller"

    def get_cache_key(self, request: HttpRequest) -> str:
        """Count a person or system by its id, a stranger by address."""
        actor = actor_of(request)
        caller = str(actor.id) if actor.id else self.get_ident(request)
        return f"api:rate:{caller}"

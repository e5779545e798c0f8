"""Public tracking, guarded: who guesses too often is shut out for the rest of the hour."""

from datetime import timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import TrackingGuess
from tinhso.dossiers.queries.public import Tracking, tracking_of
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.errors import DomainError, NotFound

MOST_WRONG: Final = 20
WITHIN: Final = timedelta(hours=1)


class TooManyGuesses(DomainError):
    """One address asked for too many dossiers it does not know."""

    code = "dossiers.too_many_guesses"
    status = 429
    title = _("Bạn đã thử sai nhiều lần. Hãy xem lại giấy hẹn và thử lại sau một giờ.")


def track(*, code: str, second_item: str, address: str) -> Tracking:
    """Return how far a dossier is; `NotFound` for a wrong code and a wrong second item alike.

    Anybody may ask, so there is no actor. An address that was wrong twenty times within an hour
    gets `TooManyGuesses`, right or wrong, from whichever process answers; nobody can shut out
    another by guessing his code.
    """
    guesser = keyed_hash(address, purpose="dossiers.track")
    begun = timezone.now() - WITHIN
    known = TrackingGuess.objects.filter(address_hash=guesser, since__gt=begun)
    if known.filter(count__gte=MOST_WRONG).exists():
        raise TooManyGuesses
    found = tracking_of(code=code, second_item=second_item)
    if found is None:
        _count(guesser)
        raise NotFound
    return found


@one_act()
def _count(guesser: str) -> None:
    """Keep one wrong guess, before the refusal rises, and forget those of more than an hour ago."""
    now = timezone.now()
    TrackingGuess.objects.filter(since__lte=now - WITHIN).delete()
    TrackingGuess.objects.get_or_create(address_hash=guesser, defaults={"since": now})
    TrackingGuess.objects.filter(address_hash=guesser).update(count=F("count") + 1)

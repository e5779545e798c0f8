"""Public tracking, guarded: who guesses too often is shut out for the rest of the hour.

A dossier that many addresses guess at opens by a whole number only: four digits would be found out
by enough of them, and its applicant is never shut out.
"""

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
MOST_AT_MACHINE: Final = 100
"""Wrong guesses an hour at one registered ticket machine, where many people stand one by one."""
MOST_GUESSED: Final = 60
"""Wrong guesses an hour at one code, from whichever addresses."""
WITHIN: Final = timedelta(hours=1)


class TooManyGuesses(DomainError):
    """One address asked for too many dossiers it does not know."""

    code = "dossiers.too_many_guesses"
    status = 429
    title = _("Bạn đã thử sai nhiều lần. Hãy xem lại giấy hẹn và thử lại sau một giờ.")


def track(*, code: str, second_item: str, address: str, machine: str = "") -> Tracking:
    """Return how far a dossier is; `NotFound` for a wrong code and a wrong second item alike.

    Anybody may ask, so there is no actor. An address that was wrong twenty times within an hour
    gets `TooManyGuesses`, right or wrong, from whichever process answers; nobody can shut out
    another by guessing his code. A registered ticket machine (`machine`, its agency's uid) has a
    count of its own: its people share an address, with each other and with the hall's network.
    """
    guesser = keyed_hash(f"machine:{machine}" if machine else address, purpose="dossiers.track")
    most = MOST_AT_MACHINE if machine else MOST_WRONG
    guessed = keyed_hash(code.strip().upper(), purpose="dossiers.track.code")
    begun = timezone.now() - WITHIN
    known = dict(
        TrackingGuess.objects.filter(
            address_hash__in=(guesser, guessed), since__gt=begun
        ).values_list("address_hash", "count")
    )
    if known.get(guesser, 0) >= most:
        raise TooManyGuesses
    whole_only = known.get(guessed, 0) >= MOST_GUESSED
    found = tracking_of(code=code, second_item=second_item, whole_only=whole_only)
    if found is None:
        _count(guesser, guessed)
        raise NotFound
    return found


@one_act()
def _count(*guesses: str) -> None:
    """Keep one wrong guess, before the refusal rises, and forget those of more than an hour ago."""
    now = timezone.now()
    TrackingGuess.objects.filter(since__lte=now - WITHIN).delete()
    for one in sorted(guesses):
        TrackingGuess.objects.get_or_create(address_hash=one, defaults={"since": now})
        TrackingGuess.objects.filter(address_hash=one).update(count=F("count") + 1)

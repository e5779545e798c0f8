"""Whether this installation has a national portal to talk to."""

from django.conf import settings

from tinhso.kernel.db.clock import clock_is_set


def is_connected() -> bool:
    """Tell whether what happens now is told to a national portal.

    The invented past of a demonstration, grown with the clock set back, never leaves the house.
    """
    return bool(settings.TINHSO_NATIONAL_URL) and not clock_is_set()

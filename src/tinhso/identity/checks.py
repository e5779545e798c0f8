"""What Django checks before the house starts."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db.utils import DatabaseError

from tinhso.identity.models import Account


@register()
def no_demonstration_in_production(**_options: object) -> Sequence[CheckMessage]:
    """Stop a production installation that holds accounts whose password everybody knows."""
    if not settings.PRODUCTION:
        return []
    try:
        found = Account.objects.filter(is_demonstration=True).exists()
    except DatabaseError:  # the very first start, before the tables exist
        return []
    if not found:
        return []
    return [
        Error(
            "Demonstration accounts exist in a production installation.",
            hint=(
                "Take the demonstration away with `tinhso demo remove --to FOLDER`: it is backed up"
                " there whole, and an empty house begins."
            ),
            id="identity.E001",
        )
    ]

"""Reading a paper that is to be signed: its text is shown, and so the look is kept."""

from uuid import UUID

from django.db import transaction

from tinhso.kernel.actors import Actor
from tinhso.kernel.files.services import permit_opening
from tinhso.signing import queries
from tinhso.signing.models import SigningItem
from tinhso.signing.services.comparing import compare_soon


@transaction.atomic
def read_item(*, item_uid: UUID, actor: Actor) -> tuple[SigningItem, queries.Reading]:
    """Return a paper with its text; whoever it tells of can read that it was opened.

    What stands in the text is what stands in the file, and so it asks the same guards.
    """
    item = queries.item(uid=item_uid, actor=actor)
    permit_opening(item.file, actor=actor)
    reading = queries.reading_of(item=item, actor=actor)
    if reading.is_comparing and reading.opened_before is not None:
        compare_soon(before=reading.opened_before.file, after=item.file)
        reading = queries.reading_of(item=item, actor=actor)
    return item, reading

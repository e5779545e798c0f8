"""Everything that a batch made, in one archive for a person to take away."""

import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from django.db import transaction
from django.db.models import Sum

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.rules import MIB
from tinhso.kernel.files.services import permit_opening
from tinhso.signing.models import SigningBatch

MOST_PACKED: Final = 200 * MIB
MOST_FILES: Final = 500
IN_MEMORY: Final = 8 * MIB


def may_pack(batch: SigningBatch) -> bool:
    """Tell whether results are there and few enough to be taken away together."""
    made = batch.files.filter(result__isnull=False)
    weight: int = made.aggregate(sum=Sum("result__size"))["sum"] or 0
    return 1 < made.count() <= MOST_FILES and 0 < weight <= MOST_PACKED


def packed_results(*, batch: SigningBatch, actor: Actor) -> IO[bytes]:
    """Return an archive of what was made, each file under its number and its name.

    Each counts as opened. `NotFound` where there is nothing to pack, or too much.
    """
    if not may_pack(batch):
        raise NotFound
    rows = batch.files.filter(result__isnull=False).select_related("result__blob")
    target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the answer closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for row in rows.order_by("position"):
            if row.result is None:
                continue
            with transaction.atomic():
                permit_opening(row.result, actor=actor)
            name = f"{row.position:04d}-{row.result.name}"
            package.writestr(name, files.open_file(row.result))
    target.seek(0)
    return target

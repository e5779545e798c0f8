"""The one way to fetch, lock, order and see rows."""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from tinhso.kernel.errors import NotFound

M = TypeVar("M", bound=models.Model)


def fetch(queryset: "models.QuerySet[M]", **lookup: object) -> M:
    """Return the one row of a scoped queryset, or raise `NotFound`.

    Give it `Model.objects.visible_to(actor)`, so that what one may not see does not exist.
    """
    try:
        return queryset.get(**lookup)
    except ObjectDoesNotExist:
        raise NotFound from None

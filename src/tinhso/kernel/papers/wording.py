"""Papers speak Vietnamese, whatever the one who makes them reads on his pages."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import translation

P = ParamSpec("P")
R = TypeVar("R")


def in_vietnamese(make: Callable[P, R]) -> Callable[P, R]:
    """Let a function that words a paper do so in Vietnamese, numbers and names of kinds included.

    The language of records and of papers is Vietnamese (Decree 30/2020); the templates are.
    """

    @wraps(make)
    def worded(*args: P.args, **given: P.kwargs) -> R:
        with translation.override("vi"):
            return make(*args, **given)

    return worded

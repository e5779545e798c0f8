"""Acts over many rows: each row in a transaction of its own, each with its outcome."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.utils.functional import Promise

from tinhso.kernel.actors import Actor
from tinhso.kernel.web.registry import officials

M = TypeVar("M", bound=models.Model)
Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class ListAct(Generic[M]):
    """One act over chosen rows.

    `run(row, actor)` calls one service and may raise a domain error, which becomes that row's
    outcome. The act can meet a row twice after a crash, so the service says no by its own rule.
    `hotkey` ("Alt+B") always has a modifier.
    """

    key: str
    label: Text
    run: Callable[[M, Actor], object]
    icon: str = "check2"
    hotkey: str = ""
    danger: bool = False
    primary: bool = False
    """Set for what most readers come to the list for; one act at most."""

    visible: Callable[[Actor], bool] = officials

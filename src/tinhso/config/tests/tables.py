"""Make the tables of an installation and nothing else; `--open` leaves their guards off.

Nearly all of the time goes into Django's picture of all models, drawn anew at every step of every
migration. `quick_pictures` draws less of it; the tables come out the same.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, Final

import pytest

from tinhso.kernel.loading import load

SWEEP: Final = 100_000
"""So many new objects between two sweeps for garbage: old pictures hold on to each other."""
ALONE: Final = ("_append_option", "_remove_option", "_alter_option", "alter_model_options")
"""What changes a model and none of its fields: indexes, constraints, names, order."""


@contextmanager
def quick_pictures() -> Iterator[None]:
    """Draw anew at each step the model that changes and its neighbours, not all they lead to.

    Django does so itself where a step touches no relation, and draws the whole anew before code of
    ours (`RunPython`) may look at it. Where no field changes, neighbours stay as they are, too.
    Which model an account is does not change meanwhile.
    """
    from django.apps.registry import Apps, apps
    from django.db.migrations.state import ProjectState

    reload_model = ProjectState.reload_model

    def reload_neighbours(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> None:
        reload_model(state, app_label, model_name, delay=True)

    def alone(change: Callable[..., None]) -> Callable[..., None]:
        def changed(
            state: ProjectState, app_label: str, model_name: str, *given: Any, **named: Any
        ) -> None:
            picture = vars(state).pop("apps", None)
            change(state, app_label, model_name, *given, **named)
            if picture:
                vars(state)["apps"] = picture
                state.is_delayed = True
                getattr(state, "_reload")({(app_label, model_name)})  # noqa: B009  Django shows none

        return changed

    swapped_for = cache(partial(Apps.get_swappable_settings_name, apps))

    def keep_swapped(_apps: Apps, to_string: str) -> str | None:
        return swapped_for(to_string)

    gc.set_threshold(SWEEP, 20, 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "reload_model", reload_neighbours)
        for name in ALONE:
            patch.setattr(ProjectState, name, alone(getattr(ProjectState, name)))
        patch.setattr(keep_swapped, "cache_clear", lambda: None, raising=False)
        patch.setattr(Apps, "get_swappable_settings_name", keep_swapped)
        yield


if __name__ == "__main__":
    load()
    from django.core.management import call_command

    from tinhso.config import preparing

    if "--open" in sys.argv:
        with quick_pictures():
            call_command("migrate", interactive=False, verbosity=0)
    else:
        preparing.migrate(lambda line: None)

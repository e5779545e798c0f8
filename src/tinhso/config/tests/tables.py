"""Make the tables of an installation and nothing else; `--open` leaves their guards off.

Nearly all of the time goes into Django's picture of all models, drawn anew at every step of every
migration. `quick_pictures` draws less of it; the tables come out the same.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Final

import pytest

from tinhso.kernel.loading import load

SWEEP: Final = 100_000
"""So many new objects between two sweeps for garbage: old pictures hold on to each other."""


@contextmanager
def quick_pictures() -> Iterator[None]:
    """Draw anew at each step the model that changes and its neighbours, not all they lead to.

    Django does so itself where a step touches no relation, and draws the whole anew before code of
    ours (`RunPython`) may look at it. Which model an account is does not change meanwhile.
    """
    from django.apps.registry import Apps, apps
    from django.db.migrations.state import ProjectState

    reload_model = ProjectState.reload_model

    def reload_neighbours(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> None:
        reload_model(state, app_label, model_name, delay=True)

    swapped_for = cache(partial(Apps.get_swappable_settings_name, apps))

    def keep_swapped(_apps: Apps, to_string: str) -> str | None:
        return swapped_for(to_string)

    gc.set_threshold(SWEEP, 20, 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "reload_model", reload_neighbours)
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

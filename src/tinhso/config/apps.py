"""Opens the house: imports what rooms say they listen to, do later, plug in and offer as verbs."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

FOUND_BY_THEMSELVES = ("subscribers", "jobs", "plugins")


class HouseConfig(AppConfig):
    """The last app to be ready; by then every model is loaded."""

    name = "tinhso.config"
    label = "config"

    def ready(self) -> None:
        """Import the modules by which rooms plug into each other."""
        import_from_rooms(*FOUND_BY_THEMSELVES)


def import_from_rooms(*names: str) -> None:
    """Import the named module of every room and kernel part that has one."""
    for room in apps.get_app_configs():
        if not room.name.startswith("tinhso."):
            continue
        for name in names:
            if find_spec(f"{room.name}.{name}") is not None:
                import_module(f"{room.name}.{name}")

"""The machine API of the house: the kernel's base with each room's `api.router`."""

from importlib import import_module
from importlib.util import find_spec

from tinhso.kernel.api import imports, notices
from tinhso.kernel.api.base import build_api

ROOMS = ("dossiers", "organization", "identity", "procedures", "signing", "privacy")
"""The busiest first: the address of a call is sought through them one after another."""

api = build_api()
for room in ROOMS:
    if find_spec(f"tinhso.{room}.api") is not None:
        api.add_router(f"/{room}", import_module(f"tinhso.{room}.api").router, tags=[room])
api.add_router("/notifications", notices.router, tags=["notifications"])
api.add_router("/imports", imports.router, tags=["imports"])

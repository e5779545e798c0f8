"""Every test runs in a data folder of its own, with plain static files and quick passwords."""

import gc
import os
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from django.test.utils import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tinhso.kernel.db.keeping import renew_all
from tools import engines, places, tables

ACROSS = Path(__file__).with_name("tests")

# `HYPOTHESIS_PROFILE=default` tries longer; a busy machine is no fault of the code
hypothesis_settings.register_profile(
    "house", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what need not run on each engine."""
    engines.mark(item)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the slow files, so that no processor waits for the last of them at the end."""
    if file := os.environ.get(places.CHOSEN):
        config.hook.pytest_deselected(items=places.leave_out(items, Path(file)))
    slow = {
        item.path
        for item in items
        if item.get_closest_marker("own_processes") or item.path.is_relative_to(ACROSS)
    }
    items.sort(key=lambda item: item.path not in slow)


def pytest_configure(config: pytest.Config) -> None:
    """Begin with the tables of the run before, where a test is run by hand."""
    gc.disable()  # nothing of what is loaded now is garbage
    if not config.option.collectonly:
        tables.keep_for_next_time()
        engines.watch()
        if folder := os.environ.get(places.ASKED):
            process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
            config.pluginmanager.register(places.Listener(Path(folder), process))


def pytest_collection_finish() -> None:
    """Leave what is loaded out of the sweeps for garbage, which took a tenth of all time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let no test make a database on one engine only."""
    engines.begin(item)
    try:
        return (yield)
    finally:
        engines.end()


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    home = tmp_path_factory.mktemp("home")
    (home / "static").mkdir()
    with override_settings(
        TINHSO_HOME=home,
        STATIC_ROOT=home / "static",
        STORAGES=storages,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_power_cut() -> Iterator[None]:
    """Do not wait for the disk: what tests write need not outlive the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Begin with a copy of the tables that `tools.testing` made, where it did."""
    if connection.vendor == "postgresql":
        if os.environ.get(tables.MADE):
            connection.settings_dict["TEST"]["TEMPLATE"] = tables.OPEN
        yield
        return
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # SQLite's own
    memory = tables.fill_memory(name)
    yield
    if memory is not None:
        memory.close()


@pytest.fixture(autouse=True)
def _every_button_is_pressed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send each form twice, whatever the test is about; `tap_twice` says what must hold."""
    monkeypatch.setattr(Client, "post", import_module("tinhso.kernel.web.testing").tap_twice)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _seeds_come_back() -> Iterator[None]:
    """Fill the calendar again after a test that empties every table (`transaction=True`)."""
    fill = import_module("tinhso.kernel.calendar.migrations.0002_days").fill

    def seed(**_signal: object) -> None:
        if "calendar_calendarday" in connection.introspection.table_names():
            fill(apps, connection.schema_editor())
        if "db_edition" in connection.introspection.table_names():
            renew_all()

    post_migrate.connect(seed, sender=apps.get_app_config("calendar"), weak=False)
    yield
    post_migrate.disconnect(seed, sender=apps.get_app_config("calendar"))

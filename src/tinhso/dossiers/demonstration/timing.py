"""Timing one request: what it costs warm, what the first answer took, how much it asked."""

import gc
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Final

from django.contrib.auth import get_user_model
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.registry.measuring import BARE_LIST, Bare, Measure, repeated

LEAST: Final = 5


class Wrong(RuntimeError):
    """A measured request was refused: its figure would say nothing."""


def client_of(login: str) -> Client:
    """Return a browser in which an account is signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(login=login))
    return client


def insist(answer: HttpResponseBase, address: str) -> bytes:
    """Return the content of an answer that is one."""
    content = b"".join(answer)
    if answer.status_code >= 400:
        raise Wrong(f"{address}: {answer.status_code} {content[:300]!r}")
    return content


def reading(name: str, client: Client, path: str, rounds: int, bare: Bare) -> Measure:
    """Time a page: the first answer with the database's memory emptied, then warm ones."""

    def get() -> object:
        return insist(client.get(path), path)

    forget_pages()
    begun = perf_counter()
    get()
    cold = (perf_counter() - begun) * 1000
    with CaptureQueriesContext(connection) as asked:
        get()
        queries = len(asked)  # the log is emptied by the next request
    told = repeated(name, get, max(rounds // 4, LEAST), beside=partial(bare, BARE_LIST))
    return replace(told, cold_ms=cold, queries=queries)


def forget_pages() -> None:
    """Let SQLite read from the file again; PostgreSQL keeps its memory until it is restarted."""
    gc.collect()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA shrink_memory")

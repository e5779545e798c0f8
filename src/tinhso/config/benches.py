"""`tinhso bench`: CPU and wall milliseconds per request, beside bare views of the same run."""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count, islice
from statistics import median, quantiles
from typing import TextIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from tinhso.config.processes import settle_in
from tinhso.kernel.errors import DomainError, NotFound
from tinhso.kernel.registry.measuring import (
    BARE_INSERT,
    BARE_LIST,
    BARE_ROWS,
    MANY,
    Act,
    Bare,
    Bench,
    Measure,
    repeated,
    timed,
)
from tinhso.kernel.registry.operations import benches

HEADS = ("rounds", "CPU ms", "p95", "median ms", "p95", "cold", "queries", "CPU x", "ms x")
LISTED = 100
DURABLE = "insert, durable"


class NobodyToSignIn(DomainError):
    """The bare views are behind sign-in, and there is no account."""

    code = "config.nobody_to_sign_in"


class BenchRow(models.Model):
    """A row of the bare views: one table, made for the bench and dropped after it."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_index=True)
    status = models.CharField(max_length=20)

    objects: "models.Manager[BenchRow]" = models.Manager()

    class Meta:
        app_label = "config"
        managed = False
        db_table = "bench_row"

    def __str__(self) -> str:
        return self.code


@login_required
def insert_view(request: HttpRequest) -> HttpResponse:
    """Insert one row."""
    with transaction.atomic():
        row = BenchRow.objects.create(
            code=request.POST["code"],
            title=request.POST["title"],
            made_at=timezone.now(),
            status="new",
        )
    return JsonResponse({"id": row.pk}, status=201)


@login_required
def list_view(request: HttpRequest) -> HttpResponse:
    """List a hundred rows of one table."""
    rows = BenchRow.objects.order_by("-made_at")[:LISTED]
    return JsonResponse(
        {"items": [{"code": r.code, "title": r.title, "at": r.made_at} for r in rows]}
    )


urlpatterns = [path("insert", insert_view), path("list", list_view)]

BARE = override_settings(
    ROOT_URLCONF=__name__,
    SESSION_ENGINE="django.contrib.sessions.backends.db",
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
)


@contextmanager
def bare_views() -> Iterator[Bare]:
    """Keep a table for the bare views and yield how they are timed, beside whatever is measured."""
    user = get_user_model()._default_manager.filter(is_active=True).order_by("pk").first()
    if user is None:
        raise NobodyToSignIn("There is no account to sign in with: run `tinhso migrate` first.")
    codes = (f"{os.getpid()}-{time.time_ns()}-{n}" for n in count())
    with connection.schema_editor() as editor:
        editor.create_model(BenchRow)
    try:
        BenchRow.objects.bulk_create(
            BenchRow(code=next(codes), title=f"Hồ sơ {n}", made_at=timezone.now(), status="x")
            for n in range(10 * LISTED)
        )
        client = Client(SERVER_NAME="127.0.0.1")
        with BARE:
            client.force_login(user)
        acts: dict[str, Act] = {
            BARE_INSERT: lambda: _insist(
                client.post("/insert", {"title": "Cấp giấy phép xây dựng", "code": next(codes)})
            ),
            BARE_LIST: lambda: _insist(client.get("/list")),
            DURABLE: lambda: _insert(next(codes)),
            BARE_ROWS: lambda: _insert_many(codes),
        }

        def bare(name: str, rounds: int) -> Measure:
            with BARE:
                return timed(name, lambda: acts[name], rounds)

        yield bare
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(BenchRow)


def raw(rounds: int, bare: Bare) -> Iterable[Measure]:
    """Measure what Django, the disk and the processor do bare, to set other figures beside."""
    yield from (bare(name, rounds) for name in (BARE_INSERT, BARE_LIST, DURABLE))
    yield bare(BARE_ROWS, min(rounds, 10))
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = os.urandom(256)
    yield repeated(
        "RSA-2048 signature", lambda: key.sign(text, padding.PKCS1v15(), hashes.SHA256()), rounds
    )
    block = os.urandom(1_000_000)
    yield repeated("SHA-256 of 1 MB", lambda: hashlib.sha256(block).digest(), rounds)


def _insist(answer: HttpResponseBase) -> None:
    if answer.status_code >= 300:
        raise RuntimeError(f"a bare view answered {answer.status_code}")


@transaction.atomic
def _insert_many(codes: Iterator[str]) -> None:
    for code in islice(codes, MANY):
        BenchRow.objects.create(code=code, title="x", made_at=timezone.now(), status="x")


def _insert(code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_row (code, title, made_at, status) VALUES (%s, %s, %s, %s)",
            [code, "x", timezone.now(), "x"],
        )


def run(name: str, rounds: int, out: TextIO) -> int:
    """Run a bench, and `raw` beside it, and print a table."""
    if name == "list":
        out.write("\n".join(sorted(["raw", *(key for key, _bench in benches)])) + "\n")
        return 0
    chosen: list[tuple[str, Bench]] = [("raw", raw)]
    if name != "raw":
        if name not in benches:
            raise NotFound(f"no bench {name}; `tinhso bench list` names them")
        chosen.append((name, benches.get(name)))
    out.write(_line("", HEADS))
    settle_in(settings.ROOT_URLCONF)  # as a web process does before it answers anybody
    with bare_views() as bare:
        for title, bench in chosen:
            out.write(f"{title}\n")
            for told in bench(rounds, bare):
                out.write(_line(f"  {told.name}", _figures(told), told.note))
                out.flush()
    return 0


def _figures(told: Measure) -> tuple[str, ...]:
    """Return the cells of a line; the last two are multiples of the bare view's medians."""
    cpu, wall, bare = median(told.cpu_ms), median(told.wall_ms), told.bare
    return (
        str(len(told.wall_ms)),
        f"{cpu:.2f}",
        f"{_p95(told.cpu_ms):.2f}",
        f"{wall:.2f}",
        f"{_p95(told.wall_ms):.2f}",
        "" if told.cold_ms is None else f"{told.cold_ms:.0f}",
        "" if told.queries is None else str(told.queries),
        "" if bare is None else f"{cpu / median(bare.cpu_ms):.1f}",
        "" if bare is None else f"{wall / median(bare.wall_ms):.1f}",
    )


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def _line(name: str, cells: tuple[str, ...], note: str = "") -> str:
    return f"{name:46}{''.join(f'{cell:>10}' for cell in cells)}  {note}".rstrip() + "\n"

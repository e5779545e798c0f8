"""`/healthz` for whoever watches the house, and `/metrics` in Prometheus' text form."""

import hmac
import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tinhso.kernel.jobs.plugins import worker_age
from tinhso.kernel.registry.counting import exposition
from tinhso.kernel.registry.operations import metrics as gauges

LOOPBACK = frozenset({"127.0.0.1", "::1"})
_migrated = False


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 once the house serves: the database is there and in this version's form."""
    told: dict[str, object] = {"now": timezone.now().isoformat(timespec="milliseconds")}
    try:
        told["database"] = connection.vendor
        told["migrated"] = _is_migrated()
        told["worker_seconds"] = worker_age() if told["migrated"] else None
    except DatabaseError as error:
        told["database"] = type(error).__name__
        told["migrated"] = False
    told["disk_free_mb"] = shutil.disk_usage(settings.TINHSO_HOME).free // 1_000_000
    told["status"] = "ok" if told["migrated"] else "unavailable"
    response = JsonResponse(told, status=200 if told["migrated"] else 503)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give gauges and counts to this machine or to whoever has the token; to others nothing."""
    if not _may_measure(request):
        raise Http404
    lines = []
    for _room, gauge in gauges:
        for name, said, value in gauge():
            lines += [f"# HELP {name} {said}", f"# TYPE {name} gauge", f"{name} {value:g}"]
    free = shutil.disk_usage(settings.TINHSO_HOME).free
    lines += [
        "# HELP tinhso_disk_free_bytes Free bytes where the installation keeps its data",
        "# TYPE tinhso_disk_free_bytes gauge",
        f"tinhso_disk_free_bytes {free}",
    ]
    told = "\n".join(lines) + "\n" + exposition()
    return HttpResponse(told, content_type="text/plain; version=0.0.4")


def _is_migrated() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    return _migrated


def _may_measure(request: HttpRequest) -> bool:
    token = settings.TINHSO_METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not request.headers.get(
        "X-Forwarded-For"
    )

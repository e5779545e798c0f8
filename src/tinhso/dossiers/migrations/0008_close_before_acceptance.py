"""Requests that wait since before acceptance get the day on which they may be closed."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 1000


def set_days(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Count the fifteen days of each open request from when it was asked."""
    requests = apps.get_model("dossiers", "SupplementRequest")
    waiting = requests.objects.filter(
        close_at__isnull=True, answered_at__isnull=True, closed_at__isnull=True
    )
    while ids := list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        requests.objects.filter(pk__in=ids).update(
            close_at=models.F("asked_at") + timedelta(days=15)
        )


class Migration(migrations.Migration):
    """Fill the day; those written since have it."""

    dependencies = [
        ("dossiers", "0007_orders_of_lists"),
    ]

    operations = [
        migrations.RunPython(set_days, migrations.RunPython.noop, elidable=True),
    ]

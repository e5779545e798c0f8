"""A dossier keeps whether the national portal first had it in time, and is counted by that."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Max, Min

BATCH = 20_000
WITHIN = timedelta(hours=24)


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Tell it of what the portal took already, batch after batch, from the messages kept."""
    dossiers = apps.get_model("dossiers", "Dossier").objects
    sent = apps.get_model("dossiers", "NationalSending").objects.filter(
        service="DongBoHoSoMC", state="sent"
    )
    last = sent.aggregate(last=Max("dossier_id"))["last"] or 0
    for first in range(0, last + 1, BATCH):
        batch = sent.order_by().filter(dossier_id__gte=first, dossier_id__lt=first + BATCH)
        told: dict[str, list[int]] = {"in_time": [], "late": []}
        rows = batch.values("dossier_id").annotate(
            at=Min("tried_at"), accepted=F("dossier__accepted_at")
        )
        for row in rows:
            is_late = row["accepted"] is not None and row["at"] > row["accepted"] + WITHIN
            told["late" if is_late else "in_time"].append(row["dossier_id"])
        for name, keys in told.items():
            for start in range(0, len(keys), 500):
                dossiers.filter(pk__in=keys[start : start + 500]).update(told=name)


class Migration(migrations.Migration):
    """Add the field, fill it, index by it."""

    dependencies = [
        ("dossiers", "0044_fee_settlements"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="told",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Chưa đồng bộ"),
                    ("in_time", "Đã đồng bộ đúng hạn"),
                    ("late", "Đã đồng bộ, quá hạn"),
                ],
                default="",
                max_length=8,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("sync_state__in", ["waiting", "failed", "synced"])),
                fields=["resolving_agency", "told", "accepted_at", "sync_state"],
                name="dossiers_told",
            ),
        ),
    ]

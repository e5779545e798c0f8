"""Sight repeats when a dossier arrived, so that the newest of a key are read from its index."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max, OuterRef, Subquery

BATCH = 50_000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the times in, batch after batch; what is filled already is left alone."""
    rows = apps.get_model("dossiers", "DossierSight").objects.order_by()
    dossiers = apps.get_model("dossiers", "Dossier").objects
    arrived = dossiers.filter(pk=OuterRef("object_id")).values("arrived_at")[:1]
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    for first in range(0, last + 1, BATCH):
        batch = rows.filter(pk__gte=first, pk__lt=first + BATCH, at__isnull=True)
        batch.update(at=Subquery(arrived))


class Migration(migrations.Migration):
    """Rename the foreign key as `SightRow` calls it, add the time, and index by it."""

    dependencies = [
        ("dossiers", "0005_tracking_guess"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="dossiersight", name="dossiers_sight_once"),
        migrations.RenameField("dossiersight", old_name="dossier", new_name="object"),
        migrations.AlterField(
            model_name="dossiersight",
            name="object",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sights",
                to="dossiers.dossier",
            ),
        ),
        migrations.AlterField(
            model_name="dossiersight",
            name="key",
            field=models.CharField(max_length=64),
        ),
        migrations.AddField(
            model_name="dossiersight",
            name="at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="dossiersight",
            name="at",
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name="dossiersight",
            constraint=models.UniqueConstraint(
                fields=("object", "key"), name="dossiers_dossiersight_once"
            ),
        ),
        migrations.AddIndex(
            model_name="dossiersight",
            index=models.Index(fields=["key", "-at", "-object"], name="dossiers_dossiersight_k"),
        ),
    ]

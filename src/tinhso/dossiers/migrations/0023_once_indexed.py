"""Take away indexes that cost every write: another begins with the column, or nobody asks by it."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.kernel.db.unindexing import UnindexForeignKey


class Migration(migrations.Migration):
    """Index once."""

    dependencies = [
        ("dossiers", "0022_kept_intake"),
        ("identity", "0004_once_indexed"),
        ("organization", "0002_mergers"),
        ("procedures", "0003_imported"),
    ]

    operations = [
        UnindexForeignKey(
            model_name="dossier",
            name="monitoring_unit",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
            ),
        ),
        UnindexForeignKey(
            model_name="dossier",
            name="procedure_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procedures.procedureversion",
            ),
        ),
        UnindexForeignKey(
            model_name="dossier",
            name="receiving_agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.agency",
            ),
        ),
        UnindexForeignKey(
            model_name="dossier",
            name="receiving_unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
            ),
        ),
        UnindexForeignKey(
            model_name="dossier",
            name="resolving_unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
            ),
        ),
        UnindexForeignKey(
            model_name="dossier",
            name="support_agency",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.agency",
            ),
        ),
        UnindexForeignKey(
            model_name="handover",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_overs",
                to="dossiers.dossier",
            ),
        ),
        UnindexForeignKey(
            model_name="indexedanswer",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="indexed",
                to="dossiers.dossier",
            ),
        ),
        UnindexForeignKey(
            model_name="paper",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="dossiers.dossier",
            ),
        ),
        UnindexForeignKey(
            model_name="party",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parties",
                to="dossiers.dossier",
            ),
        ),
        UnindexForeignKey(
            model_name="party",
            name="person",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.person",
            ),
        ),
        UnindexForeignKey(
            model_name="timelineentry",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="timeline",
                to="dossiers.dossier",
            ),
        ),
        UnindexForeignKey(
            model_name="viewing",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="viewings",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("monitoring_unit__isnull", False)),
                fields=["monitoring_unit"],
                name="dossiers_watching",
            ),
        ),
    ]

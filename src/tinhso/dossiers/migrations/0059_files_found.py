"""A file is found by an index of the rows that have one.

Where hardly any row has, an index of all says that one value is borne by a million rows, and SQLite
would rather read them all.
"""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.kernel.db.unindexing import UnindexForeignKey


class Migration(migrations.Migration):
    """Index what is there."""

    dependencies = [
        ("dossiers", "0058_arrivals"),
        ("files", "0001_initial"),
    ]

    operations = [
        UnindexForeignKey(
            model_name="charge",
            name="claim_file",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        UnindexForeignKey(
            model_name="fieldcheck",
            name="file",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        UnindexForeignKey(
            model_name="paper",
            name="file",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        UnindexForeignKey(
            model_name="result",
            name="brought_file",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="tệp PDF đã soạn",
            ),
        ),
        UnindexForeignKey(
            model_name="result",
            name="receipt_signature",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                condition=models.Q(("claim_file__isnull", False)),
                fields=["claim_file"],
                name="dossiers_charge_claim",
            ),
        ),
        migrations.AddIndex(
            model_name="fieldcheck",
            index=models.Index(
                condition=models.Q(("file__isnull", False)),
                fields=["file"],
                name="dossiers_visit_file",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("file__isnull", False)),
                fields=["file"],
                name="dossiers_paper_file",
            ),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                condition=models.Q(("brought_file__isnull", False)),
                fields=["brought_file"],
                name="dossiers_result_brought",
            ),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                condition=models.Q(("receipt_signature__isnull", False)),
                fields=["receipt_signature"],
                name="dossiers_result_receipt",
            ),
        ),
    ]

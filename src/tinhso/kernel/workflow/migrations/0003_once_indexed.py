"""Take away indexes whose column another one begins with."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.kernel.db.unindexing import UnindexForeignKey


class Migration(migrations.Migration):
    """Index once."""

    dependencies = [
        ("workflow", "0002_counted_time"),
    ]

    operations = [
        UnindexForeignKey(
            model_name="processparty",
            name="process",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parties",
                to="workflow.processinstance",
            ),
        ),
        UnindexForeignKey(
            model_name="stepinstance",
            name="process",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="workflow.processinstance",
            ),
        ),
    ]

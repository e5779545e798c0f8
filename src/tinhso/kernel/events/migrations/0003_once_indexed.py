"""Take away an index whose column another one begins with."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.kernel.db.unindexing import UnindexForeignKey


class Migration(migrations.Migration):
    """Index once."""

    dependencies = [
        ("events", "0002_lanes"),
    ]

    operations = [
        UnindexForeignKey(
            model_name="outboxentry",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.publishedevent",
            ),
        ),
    ]

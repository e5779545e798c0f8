"""Take away an index whose column another one begins with."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.kernel.db.unindexing import UnindexForeignKey


class Migration(migrations.Migration):
    """Index once."""

    dependencies = [
        ("identity", "0003_moved_roles"),
    ]

    operations = [
        UnindexForeignKey(
            model_name="accessrecord",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accesses",
                to="identity.person",
            ),
        ),
    ]

"""Keep the competent agency's own desk where another desk takes in (118/2025 Art. 20(1))."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the desk; only the dossiers of other desks have one."""

    dependencies = [
        ("dossiers", "0011_live_and_sums"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="monitoring_unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
            ),
        ),
    ]

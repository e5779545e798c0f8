"""Find what a desk watches without walking past all that nobody watches."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index of the few dossiers that another desk took in."""

    dependencies = [
        ("dossiers", "0014_remitted"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(monitoring_unit__isnull=False),
                fields=["-arrived_at", "-id"],
                name="dossiers_watched",
            ),
        ),
    ]

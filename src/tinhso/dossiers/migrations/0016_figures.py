"""Keep what statistics ask of ended dossiers in one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index of the figures."""

    dependencies = [
        ("dossiers", "0015_watched"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)),
                fields=[
                    "resolving_agency",
                    "finished_at",
                    "accepted_at",
                    "result_class",
                    "channel",
                    "filed_at",
                    "service_level",
                    "resolving_unit",
                    "procedure_code",
                    "field_code",
                    "assignee",
                ],
                name="dossiers_figures",
            ),
        ),
    ]

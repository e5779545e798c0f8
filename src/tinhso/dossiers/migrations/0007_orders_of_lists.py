"""The orders of the inbox and of the book, walked however many dossiers there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add an index for each."""

    dependencies = [
        ("dossiers", "0006_sight_in_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["due_at", "id"], name="dossiers_in_due_order"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["receiving_agency", "-accepted_at", "-id"], name="dossiers_book"
            ),
        ),
    ]

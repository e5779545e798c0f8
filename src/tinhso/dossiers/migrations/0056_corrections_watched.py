from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0055_board_corrected"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("correction_due_at__isnull", False)),
                fields=["correction_due_at", "id", "state"],
                name="dossiers_correcting",
            ),
        ),
    ]

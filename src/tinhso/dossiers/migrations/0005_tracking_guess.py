"""Wrong guesses of public tracking, counted for all processes together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_kept_appraisal")]

    operations = [
        migrations.CreateModel(
            name="TrackingGuess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address_hash",
                    models.CharField(max_length=64, unique=True, verbose_name="địa chỉ"),
                ),
                ("since", models.DateTimeField(db_index=True, verbose_name="từ lúc")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="số lần sai")),
            ],
            options={"verbose_name": "tra cứu sai"},
        ),
    ]

"""The forms an officer has made and not signed, found however many there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Index the unsigned ones by who made them."""

    dependencies = [
        ("dossiers", "0012_monitoring_desk"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("signed_at__isnull", True)),
                fields=["made_by", "-made_at"],
                name="dossiers_paper_to_sign",
            ),
        ),
    ]

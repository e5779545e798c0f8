from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0056_corrections_watched"),
    ]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="hours",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="số giờ làm việc để trả lời"
            ),
        ),
    ]

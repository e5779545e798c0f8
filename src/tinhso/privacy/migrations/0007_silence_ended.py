"""Keep by which paper a silence that the law ordered is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the paper."""

    dependencies = [
        ("privacy", "0006_authorities"),
    ]

    operations = [
        migrations.AddField(
            model_name="authorityrequest",
            name="silence_ended_by",
            field=models.CharField(
                blank=True, max_length=250, verbose_name="hết cấm báo theo văn bản"
            ),
        ),
    ]

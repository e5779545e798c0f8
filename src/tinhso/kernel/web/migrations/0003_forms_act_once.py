"""A form's row is there while it is handled; where it led may be long."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0002_look")]

    operations = [
        migrations.AlterField(
            model_name="formonce",
            name="key",
            field=models.CharField(max_length=200, verbose_name="ai, gửi gì"),
        ),
        migrations.AlterField(
            model_name="formonce",
            name="outcome",
            field=models.TextField(blank=True, verbose_name="trang tiếp theo"),
        ),
    ]

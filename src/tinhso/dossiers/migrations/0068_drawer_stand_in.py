"""Let a colleague count the drawer of an officer who cannot, under his own name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep who counted a drawer in its officer's place."""

    dependencies = [("dossiers", "0067_result_given")]

    operations = [
        migrations.AddField(
            model_name="cashshift",
            name="stand_in",
            field=models.UUIDField(blank=True, null=True, verbose_name="người đếm thay"),
        ),
        migrations.AddField(
            model_name="cashshift",
            name="stand_in_name",
            field=models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
    ]

"""Which versions came from the data files: those that no official published from a draft."""

from django.db import migrations, models


def fill(apps, schema_editor):
    """Before the editor only the import published; since then each draft names its version."""
    drafts = apps.get_model("procedures", "ProcedureDraft").objects
    officials = drafts.filter(published__isnull=False).values("published_id")
    versions = apps.get_model("procedures", "ProcedureVersion").objects
    versions.exclude(pk__in=officials).update(is_imported=True)


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_drafts")]

    operations = [
        migrations.AddField(
            model_name="procedureversion",
            name="is_imported",
            field=models.BooleanField(default=False, verbose_name="nạp từ tệp dữ liệu"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

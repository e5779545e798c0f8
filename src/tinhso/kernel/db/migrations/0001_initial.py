from uuid import uuid4

from django.db import migrations, models

SETS = ("calendar", "duties", "numbering", "organization", "procedures", "workflow")


def begin(apps, schema_editor):
    """Give each set of facts its first edition."""
    Edition = apps.get_model("db", "Edition")
    Edition.objects.bulk_create(Edition(name=name, token=uuid4().hex) for name in SETS)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "name",
                    models.CharField(max_length=40, primary_key=True, serialize=False),
                ),
                ("token", models.CharField(max_length=32)),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]

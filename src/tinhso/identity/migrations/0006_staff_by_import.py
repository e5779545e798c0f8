"""Staff come in by the one way of imports; lists that waited for their go are handed in again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0005_ended_representation"),
    ]

    operations = [
        migrations.DeleteModel(name="StaffImport"),
    ]

"""The day of opening or unlocking stands apart from the day of the last use."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def part(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Of an account never signed in to, the day kept so far was that of its opening."""
    never = apps.get_model("identity", "Account").objects.filter(last_login__isnull=True)
    never.update(let_in_on=F("last_seen_on"))
    never.update(last_seen_on=None)


def join(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the day of opening where it was kept before."""
    never = apps.get_model("identity", "Account").objects.filter(last_seen_on__isnull=True)
    never.update(last_seen_on=F("let_in_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_staff_by_import"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="let_in_on",
            field=models.DateField(blank=True, null=True, verbose_name="ngày mở hoặc mở khóa"),
        ),
        migrations.RunPython(part, join),
    ]

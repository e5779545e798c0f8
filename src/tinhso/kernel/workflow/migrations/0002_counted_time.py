"""What a step's deadline is counted from, so that a day off declared later can move it."""

from django.db import migrations, models
from django.db.models import F, Q


def fill(apps, schema_editor):
    """Count running steps from their beginning; later pauses only leave a deadline where it is."""
    steps = apps.get_model("workflow", "StepInstance").objects
    running = steps.filter(Q(due_at__isnull=False), done_at__isnull=True, counted_from__isnull=True)
    running.update(counted_from=F("opened_at"), counted_minutes=F("hours") * 60)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="stepinstance",
            name="counted_from",
            field=models.DateTimeField(null=True, verbose_name="tính từ"),
        ),
        migrations.AddField(
            model_name="stepinstance",
            name="counted_minutes",
            field=models.PositiveIntegerField(default=0, verbose_name="số phút làm việc"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

"""Seed the special days of 2024 to 2028 and the state row; an official edits them afterwards."""

import json
from pathlib import Path
from uuid import uuid4

from django.db import migrations

DAYS = Path(__file__).resolve().parents[1] / "data" / "days.json"


def fill(apps, schema_editor):
    """Write the days that are not there yet."""
    CalendarDay = apps.get_model("calendar", "CalendarDay")
    there = {
        day.isoformat()
        for day in CalendarDay.objects.filter(agency_id=0).values_list("on", flat=True)
    }
    rows = json.loads(DAYS.read_text(encoding="utf-8"))
    CalendarDay.objects.bulk_create(CalendarDay(**row) for row in rows if row["on"] not in there)


def begin(apps, schema_editor):
    """Write the row of state."""
    CalendarState = apps.get_model("calendar", "CalendarState")
    CalendarState.objects.update_or_create(id=1, defaults={"token": uuid4().hex})


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]

"""A corrected result counts once: what boards counted a second time before is taken off again."""

import json
from collections import Counter
from datetime import date
from uuid import UUID

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.utils import timezone

NOBODY = str(UUID(int=0))
Slot = tuple[date, int, int, str, str, str]


def uncount(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take off what the board counted of events that did not say they stand in for a wrong one.

    Those it has not followed yet it will count rightly by itself.
    """
    results = apps.get_model("dossiers", "Result").objects
    again = {
        str(uid)
        for uid in results.filter(corrects__isnull=False, sealed_at__isnull=False).values_list(
            "uid", flat=True
        )
    }
    cursors = apps.get_model("events", "ProjectionCursor").objects
    cursor = cursors.filter(name="dossiers.board").first()
    if not again or cursor is None:
        return
    events = apps.get_model("events", "PublishedEvent").objects.filter(
        type="dossiers.ResultIssued", place__position__lte=cursor.position
    )
    twice: Counter[Slot] = Counter()
    for payload, occurred_at in events.values_list("payload", "occurred_at").iterator():
        told = json.loads(payload)
        if told["result_uid"] in again and told["result_class"] and "is_again" not in told:
            slot = (
                timezone.localdate(occurred_at),
                told["resolving_agency_id"],
                told["resolving_unit_id"],
                told["procedure_code"],
                told["assignee"] or NOBODY,
                f"done_{told['result_class']}",
            )
            twice[slot] += 1
    counts = apps.get_model("dossiers", "BoardCount").objects
    for (day, agency, unit, procedure, person, kind), many in twice.items():
        counts.filter(
            day=day,
            agency_id=agency,
            unit_id=unit,
            procedure_code=procedure,
            person=UUID(person),
            kind=kind,
        ).update(count=F("count") - many)


class Migration(migrations.Migration):
    """Correct the counts of an installation that counted twice."""

    dependencies = [
        ("dossiers", "0054_sealed_original"),
        ("events", "0003_once_indexed"),
    ]

    operations = [migrations.RunPython(uncount, migrations.RunPython.noop, elidable=True)]

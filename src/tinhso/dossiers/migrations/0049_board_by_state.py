"""Put agencies second in the index that leaders' boards count from, so that nothing is sorted."""

from django.db import migrations, models

LIVE = models.Q(
    state__in=(
        "appraising",
        "assigned",
        "at_desk",
        "consulting",
        "correcting",
        "drafted",
        "field_check",
        "fin_obligation",
        "intake_supplement",
        "issued",
        "prepay_wait",
        "received",
        "refused_result",
        "rework",
        "signed",
        "submitted",
        "submitted_for_sign",
        "supplement",
        "transferred",
    )
)


class Migration(migrations.Migration):
    """Make the index anew in the order in which the board that opens first counts."""

    dependencies = [
        ("dossiers", "0048_result_last_day"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="dossier", name="dossiers_live_board"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=LIVE,
                fields=[
                    "state",
                    "resolving_agency",
                    "due_at",
                    "resolving_unit",
                    "procedure_code",
                    "assignee",
                    "step_due_at",
                    "extension_count",
                    "id",
                ],
                name="dossiers_live_board",
            ),
        ),
    ]

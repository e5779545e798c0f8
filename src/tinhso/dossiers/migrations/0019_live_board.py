"""Count what is open for leaders' boards from an index alone."""

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
    """Add the index that holds all a board groups and compares."""

    dependencies = [
        ("dossiers", "0018_queueing"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=LIVE,
                fields=[
                    "state",
                    "due_at",
                    "resolving_agency",
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

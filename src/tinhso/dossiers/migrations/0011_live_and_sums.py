"""Find what is not over among all that ever were, and sum the board from its index alone."""

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
    """Add an index for each question that walked past everything that has ended."""

    dependencies = [
        ("dossiers", "0010_national"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="boardcount",
            name="dossiers_board_agency",
        ),
        migrations.AddIndex(
            model_name="boardcount",
            index=models.Index(
                fields=["agency_id", "day", "kind", "count"], name="dossiers_board_sums"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["state", "arrived_at", "id"], name="dossiers_state"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["accepted_by", "-arrived_at", "-id"], name="dossiers_taken_in"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(condition=LIVE, fields=["due_at", "id"], name="dossiers_live_due"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=LIVE, fields=["state_since", "id"], name="dossiers_live_since"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(is_priority=True),
                fields=["-arrived_at", "-id"],
                name="dossiers_is_priority",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(has_wait=True),
                fields=["-arrived_at", "-id"],
                name="dossiers_has_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["rated_at"], name="dossiers_rating_day"),
        ),
    ]

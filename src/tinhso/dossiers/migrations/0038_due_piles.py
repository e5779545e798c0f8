from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0037_awaited_paper"),
        ("organization", "0004_merger_steps"),
        ("procedures", "0004_service_pauses"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossiers_mine",
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(
                    ("assignee__isnull", False),
                    (
                        "state__in",
                        (
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
                        ),
                    ),
                ),
                fields=["assignee", "due_at", "id", "state"],
                name="dossiers_live_mine",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("state__in", ["at_desk", "issued", "refused_result"])),
                fields=["due_at", "id", "receiving_unit"],
                name="dossiers_to_return",
            ),
        ),
    ]

"""Index results that were given out as files, and no others: the book of copies sorts by this too.

With an index over every sealed result PostgreSQL walked a million of them backwards for the few
lines of one agency's book.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Put the narrower index in the place of the wider."""

    dependencies = [
        ("dossiers", "0066_paper_conversions"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="result", name="dossiers_result_sealed"),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                condition=models.Q(("final_file__isnull", False), ("sealed_at__isnull", False)),
                fields=["sealed_at"],
                name="dossiers_result_given",
            ),
        ),
    ]

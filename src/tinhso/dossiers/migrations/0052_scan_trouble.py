from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0051_tax_slips"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="scan_trouble",
            field=models.CharField(
                blank=True,
                default="",
                max_length=300,
                verbose_name="vì sao bản quét chưa ký được",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=Q(
                    scan_signed_at__isnull=True,
                    superseded_at__isnull=True,
                    file__isnull=False,
                ),
                fields=["added_by", "added_at"],
                name="dossiers_scan_unsigned",
            ),
        ),
    ]

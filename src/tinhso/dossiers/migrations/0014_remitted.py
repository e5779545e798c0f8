"""Keep under which voucher money that came through a bank went to the treasury, and who said so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the voucher of the treasury to a payment."""

    dependencies = [
        ("dossiers", "0013_papers_to_sign"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="remit_document",
            field=models.CharField(
                blank=True, max_length=64, verbose_name="chứng từ chuyển kho bạc"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="remitted_by",
            field=models.UUIDField(blank=True, null=True, verbose_name="người chuyển kho bạc"),
        ),
        migrations.AddField(
            model_name="payment",
            name="remitted_by_name",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]

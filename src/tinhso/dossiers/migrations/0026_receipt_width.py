"""Say on which paper a counter prints receipts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the width of a counter's receipts."""

    dependencies = [
        ("dossiers", "0025_complaints"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicecounter",
            name="receipt_width",
            field=models.CharField(
                choices=[("a5", "A5, máy in thường"), ("80mm", "Cuộn 80 mm, máy in hóa đơn")],
                default="a5",
                max_length=4,
                verbose_name="khổ giấy tiếp nhận, biên lai",
            ),
        ),
    ]

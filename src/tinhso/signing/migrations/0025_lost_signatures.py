from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signing", "0024_own_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sealact",
            name="state",
            field=models.CharField(
                choices=[
                    ("numbered", "Đã cấp số, đang đóng dấu"),
                    ("sealed", "Đã đóng dấu"),
                    ("voided", "Số đã hủy, chờ ký lại"),
                ],
                default="numbered",
                max_length=16,
                verbose_name="tình trạng",
            ),
        ),
        migrations.AlterField(
            model_name="agentturn",
            name="kind",
            field=models.CharField(
                choices=[
                    ("queue", "Văn bản chờ ký"),
                    ("batch", "Lô ký"),
                    ("seal", "Văn bản chờ đóng dấu"),
                    ("scan", "Bản quét chờ ký"),
                ],
                default="queue",
                max_length=16,
                verbose_name="việc",
            ),
        ),
    ]

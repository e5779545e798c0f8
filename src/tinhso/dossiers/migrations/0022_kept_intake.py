"""Keep what an officer typed at the counter and has not taken in, encrypted."""

from django.db import migrations, models

import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    """Add what is typed at the counter."""

    dependencies = [
        ("dossiers", "0021_appointments"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptIntake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("officer", models.UUIDField(verbose_name="cán bộ")),
                ("procedure_code", models.CharField(max_length=16, verbose_name="thủ tục")),
                (
                    "content",
                    tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung đang nhập"),
                ),
                ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
            ],
            options={
                "verbose_name": "phần nhập dở tại quầy",
                "indexes": [models.Index(fields=["saved_at"], name="dossiers_kept_intake_old")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "procedure_code"), name="dossiers_kept_intake_once"
                    )
                ],
            },
        ),
    ]

"""Keep which signed results were made paper, by whom and in how many copies."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    """Add papers made from signed results."""

    dependencies = [
        ("dossiers", "0065_number_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperConversion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "check_code",
                    models.CharField(
                        max_length=16, unique=True, verbose_name="mã tra cứu in trên bản giấy"
                    ),
                ),
                ("copies", models.PositiveSmallIntegerField(verbose_name="số bản")),
                ("made_at", models.DateTimeField(verbose_name="chuyển đổi lúc")),
                ("made_by", models.UUIDField(verbose_name="người chuyển đổi")),
                ("made_by_name", models.CharField(max_length=200)),
                ("data", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung in")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversions",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversions",
                        to="dossiers.result",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản giấy chuyển từ bản điện tử",
                "ordering": ["-made_at", "-id"],
                "indexes": [
                    models.Index(fields=["-made_at", "-id"], name="dossiers_conversion_newest")
                ],
            },
        ),
    ]

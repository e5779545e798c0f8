"""Keep what is known of results nobody comes for."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add unclaimed results."""

    dependencies = [
        ("dossiers", "0026_receipt_width"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnclaimedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("ready_at", models.DateTimeField(verbose_name="có kết quả lúc")),
                (
                    "reminders",
                    models.PositiveSmallIntegerField(default=0, verbose_name="số lần nhắc"),
                ),
                (
                    "reminded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nhắc lần cuối lúc"),
                ),
                ("keep_from", models.DateField(verbose_name="chuyển lưu giữ từ ngày")),
                (
                    "kept_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="chuyển lưu giữ lúc"),
                ),
                ("kept_by", models.UUIDField(blank=True, null=True, verbose_name="người chuyển")),
                ("kept_by_name", models.CharField(blank=True, max_length=200)),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="nơi lưu giữ")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unclaimed",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "kết quả chưa ai nhận",
                "ordering": ["ready_at", "id"],
                "indexes": [models.Index(fields=["ready_at", "id"], name="dossiers_unclaimed_age")],
            },
        ),
    ]

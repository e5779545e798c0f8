"""Let several dossiers of one person stand on one receipt."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add sittings and their lines."""

    dependencies = [
        ("dossiers", "0023_once_indexed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sitting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("began_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                (
                    "began_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người tiếp nhận"),
                ),
            ],
            options={
                "verbose_name": "lượt nộp nhiều hồ sơ",
            },
        ),
        migrations.CreateModel(
            name="SittingLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sitting_line",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="dossiers.sitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ của lượt nộp",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sitting", "number"), name="dossiers_sitting_number"
                    )
                ],
            },
        ),
    ]

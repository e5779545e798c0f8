"""Keep reports as they were sent, and what desks declare for them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add sent reports and the facts of desks."""

    dependencies = [
        ("dossiers", "0016_figures"),
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskFacts",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organization.unit",
                    ),
                ),
                (
                    "staff_sent",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="người do sở, ngành cử đến"
                    ),
                ),
                (
                    "staff_contract",
                    models.PositiveSmallIntegerField(default=0, verbose_name="người hợp đồng"),
                ),
                (
                    "computers_staff",
                    models.BooleanField(
                        default=False, verbose_name="có máy tính cho người làm việc"
                    ),
                ),
                (
                    "computers_help",
                    models.BooleanField(
                        default=False, verbose_name="có máy tính hỗ trợ nộp trực tuyến"
                    ),
                ),
                ("scanners", models.BooleanField(default=False, verbose_name="có máy quét")),
                (
                    "touch_screens",
                    models.BooleanField(default=False, verbose_name="có màn hình cảm ứng"),
                ),
                ("said_by", models.UUIDField(verbose_name="người khai")),
                ("said_at", models.DateTimeField(verbose_name="khai lúc")),
            ],
            options={
                "verbose_name": "điều bộ phận một cửa tự khai",
            },
        ),
        migrations.CreateModel(
            name="PeriodReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form", models.CharField(max_length=3, verbose_name="mẫu")),
                ("length", models.CharField(max_length=8, verbose_name="loại kỳ")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("ordinal", models.PositiveSmallIntegerField(verbose_name="kỳ thứ")),
                ("start", models.DateField(verbose_name="từ ngày")),
                ("end", models.DateField(verbose_name="đến ngày")),
                ("due_on", models.DateField(verbose_name="hạn gửi")),
                ("rows", models.JSONField(verbose_name="số liệu")),
                ("counted_at", models.DateTimeField(verbose_name="tính lúc")),
                ("number", models.CharField(max_length=64, verbose_name="số")),
                ("reported_by", models.UUIDField(verbose_name="người báo cáo")),
                ("reported_by_name", models.CharField(max_length=200)),
                ("reported_at", models.DateTimeField(verbose_name="báo cáo lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo định kỳ",
                "ordering": ["-end", "form"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "form", "start", "end"), name="dossiers_report_once"
                    )
                ],
            },
        ),
    ]

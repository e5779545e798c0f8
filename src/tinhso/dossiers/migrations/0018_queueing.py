"""Keep queues, the counters that serve them, and the tickets of each day."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add queues, counters and tickets."""

    dependencies = [
        ("dossiers", "0017_reports"),
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Queue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("letter", models.CharField(max_length=2, verbose_name="chữ cái")),
                ("name", models.CharField(max_length=120, verbose_name="tên hàng chờ")),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="giải thích")),
                ("field_keys", models.JSONField(blank=True, default=list, verbose_name="lĩnh vực")),
                ("is_open", models.BooleanField(default=True, verbose_name="đang dùng")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "hàng chờ",
                "ordering": ["letter"],
            },
        ),
        migrations.CreateModel(
            name="ServiceCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="quầy số")),
                ("is_priority", models.BooleanField(default=False, verbose_name="quầy ưu tiên")),
                ("is_open", models.BooleanField(default=True, verbose_name="đang dùng")),
                ("opens_at", models.TimeField(blank=True, null=True, verbose_name="mở lúc")),
                ("closes_at", models.TimeField(blank=True, null=True, verbose_name="đóng lúc")),
                (
                    "on_days_off",
                    models.BooleanField(default=False, verbose_name="trực cả ngày nghỉ"),
                ),
                (
                    "staffed_by",
                    models.UUIDField(
                        blank=True, null=True, unique=True, verbose_name="người ngồi quầy"
                    ),
                ),
                ("staffed_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "staffed_on",
                    models.DateField(blank=True, null=True, verbose_name="ngồi quầy ngày"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "queues",
                    models.ManyToManyField(
                        related_name="counters", to="dossiers.queue", verbose_name="hàng chờ"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "quầy",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("day", models.DateField(verbose_name="ngày")),
                ("number", models.PositiveIntegerField(verbose_name="số")),
                ("text", models.CharField(max_length=12, verbose_name="số thứ tự")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("kiosk", "Máy lấy số"),
                            ("phone", "Điện thoại"),
                            ("desk", "Cán bộ lấy hộ"),
                        ],
                        max_length=8,
                        verbose_name="lấy ở",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("elderly", "Người cao tuổi"),
                            ("disabled", "Người khuyết tật"),
                            ("pregnant", "Phụ nữ mang thai"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="ưu tiên",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("called", "Đang được phục vụ"),
                            ("done", "Đã xong"),
                            ("skipped", "Gọi không có mặt"),
                            ("closed", "Hết ngày chưa được gọi"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="lấy số lúc")),
                (
                    "called_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gọi lần đầu lúc"),
                ),
                (
                    "last_called_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gọi lần cuối lúc"),
                ),
                ("calls", models.PositiveSmallIntegerField(default=0, verbose_name="số lần gọi")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "served_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người phục vụ"),
                ),
                ("address_hash", models.CharField(blank=True, default="", max_length=64)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "counter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="dossiers.servicecounter",
                    ),
                ),
                (
                    "dossiers",
                    models.ManyToManyField(
                        related_name="tickets", to="dossiers.dossier", verbose_name="hồ sơ"
                    ),
                ),
                (
                    "given_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.queue",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="dossiers.queue",
                    ),
                ),
            ],
            options={
                "verbose_name": "số thứ tự",
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="queue",
            constraint=models.UniqueConstraint(
                fields=("agency", "letter"), name="dossiers_queue_letter"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicecounter",
            constraint=models.UniqueConstraint(
                fields=("unit", "number"), name="dossiers_counter_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicecounter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes_at__isnull", True), ("opens_at__isnull", True)),
                    ("opens_at__lt", models.F("closes_at")),
                    _connector="OR",
                ),
                name="dossiers_counter_hours",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["queue", "day", "taken_at"],
                name="dossiers_ticket_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["agency", "day", "taken_at"], name="dossiers_ticket_day"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("address_hash", ""), _negated=True),
                fields=["address_hash", "taken_at"],
                name="dossiers_ticket_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("given_in", "day", "number"), name="dossiers_ticket_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "called")),
                fields=("counter",),
                name="dossiers_one_called_ticket",
            ),
        ),
    ]

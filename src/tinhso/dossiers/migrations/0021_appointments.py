"""Keep the hours people chose at a desk, and how many an hour a queue takes."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add appointments."""

    dependencies = [
        ("dossiers", "0020_merger_records"),
        ("identity", "0002_role_changes"),
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="queue",
            name="slot_capacity",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="số lượt hẹn mỗi nửa giờ"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="appointment_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="giờ hẹn"),
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("procedure_code", models.CharField(max_length=16, verbose_name="thủ tục")),
                ("starts_at", models.DateTimeField(verbose_name="giờ hẹn")),
                ("day", models.DateField(verbose_name="ngày")),
                ("code", models.CharField(max_length=6, verbose_name="mã hẹn")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Đã đặt"),
                            ("arrived", "Đã đến"),
                            ("cancelled", "Đã hủy"),
                            ("missed", "Không đến"),
                        ],
                        default="booked",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "moved_for_day_off",
                    models.BooleanField(default=False, verbose_name="dời vì ngày nghỉ"),
                ),
                ("made_at", models.DateTimeField(verbose_name="đặt lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.person",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="dossiers.queue",
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointment",
                        to="dossiers.ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch hẹn",
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(fields=["queue", "starts_at"], name="dossiers_appointment_slot"),
                    models.Index(
                        fields=["person", "starts_at"], name="dossiers_appointment_person"
                    ),
                    models.Index(fields=["state", "day"], name="dossiers_appointment_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "day", "code"), name="dossiers_appointment_code"
                    )
                ],
            },
        ),
    ]

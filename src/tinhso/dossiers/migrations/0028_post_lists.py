"""Keep what is given to the post: lists, their items, how each fared."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    """Add lists for the post."""

    dependencies = [
        ("dossiers", "0027_unclaimed"),
        ("organization", "0002_mergers"),
    ]

    operations = [
        migrations.CreateModel(
            name="PostList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=64, verbose_name="số danh sách")),
                (
                    "kind",
                    models.CharField(
                        choices=[("post", "Bưu chính công ích"), ("hired", "Dịch vụ thuê")],
                        max_length=8,
                        verbose_name="hình thức gửi",
                    ),
                ),
                ("carrier", models.CharField(max_length=120, verbose_name="đơn vị chuyển")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.UUIDField(blank=True, null=True, verbose_name="người lập")),
                ("made_by_name", models.CharField(blank=True, max_length=200)),
                ("handed_at", models.DateTimeField(blank=True, null=True, verbose_name="giao lúc")),
                (
                    "handed_by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="người giao"),
                ),
                (
                    "taken_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="người nhận của bên chuyển"
                    ),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "danh sách giao bưu chính",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PostItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                ("tracking", models.CharField(max_length=40, verbose_name="số bưu gửi")),
                (
                    "address",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="địa chỉ nhận"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("listed", "Chưa giao cho bên chuyển"),
                            ("on_way", "Đang chuyển"),
                            ("delivered", "Đã phát"),
                            ("failed", "Không phát được, đã chuyển hoàn"),
                        ],
                        default="listed",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="phát hoặc chuyển hoàn lúc"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="lý do không phát được"
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="post_items",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "post_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="dossiers.postlist",
                    ),
                ),
            ],
            options={
                "verbose_name": "bưu gửi",
                "ordering": ["number"],
            },
        ),
        migrations.AddIndex(
            model_name="postlist",
            index=models.Index(fields=["agency", "-made_at"], name="dossiers_post_list_day"),
        ),
        migrations.AddConstraint(
            model_name="postitem",
            constraint=models.UniqueConstraint(
                fields=("post_list", "number"), name="dossiers_post_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="postitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["listed", "on_way"])),
                fields=("dossier",),
                name="dossiers_post_once_on_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="postitem",
            constraint=models.UniqueConstraint(
                fields=("tracking",), name="dossiers_post_tracking_once"
            ),
        ),
    ]

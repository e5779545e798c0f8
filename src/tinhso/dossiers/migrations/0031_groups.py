"""Keep the lists a business files at once, with each row as it was typed."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    """Add group filings."""

    dependencies = [
        ("dossiers", "0030_proactive"),
        ("files", "0001_initial"),
        ("identity", "0004_once_indexed"),
        ("organization", "0002_mergers"),
        ("procedures", "0003_imported"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupFiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("account", models.UUIDField(verbose_name="tài khoản nộp")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang chuẩn bị"),
                            ("running", "Đang nộp"),
                            ("done", "Đã nộp xong"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xác nhận nộp lúc"),
                ),
                (
                    "done_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nộp xong lúc"),
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
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.person",
                    ),
                ),
                (
                    "procedure_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "danh sách nộp",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="GroupPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("component_key", models.CharField(max_length=64, verbose_name="thành phần")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="dossiers.groupfiling",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy tờ chung của danh sách nộp",
            },
        ),
        migrations.CreateModel(
            name="GroupRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="dòng")),
                (
                    "token",
                    models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="khóa nộp"),
                ),
                (
                    "texts",
                    tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="các ô như đã gõ"),
                ),
                (
                    "errors",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="{}", verbose_name="chỗ sai"
                    ),
                ),
                ("merged", models.JSONField(default=list, verbose_name="cột có ô bị gộp")),
                ("is_sound", models.BooleanField(default=False, verbose_name="không có chỗ sai")),
                ("refused", models.TextField(blank=True, verbose_name="vì sao không nộp được")),
                (
                    "dossier",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_row",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="dossiers.groupfiling",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng của danh sách nộp",
                "ordering": ["line"],
            },
        ),
        migrations.AddIndex(
            model_name="groupfiling",
            index=models.Index(fields=["person", "-made_at"], name="dossiers_group_person"),
        ),
        migrations.AddConstraint(
            model_name="grouppaper",
            constraint=models.UniqueConstraint(
                fields=("group", "component_key"), name="dossiers_group_paper_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="grouprow",
            constraint=models.UniqueConstraint(
                fields=("group", "line"), name="dossiers_group_line_once"
            ),
        ),
    ]

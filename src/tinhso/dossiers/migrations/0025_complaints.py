"""Keep complaints about how dossiers are handled, and who may not see them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    """Add complaints."""

    dependencies = [
        ("dossiers", "0024_sittings"),
        ("files", "0001_initial"),
        ("identity", "0004_once_indexed"),
        ("organization", "0002_mergers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=64, verbose_name="số")),
                (
                    "name",
                    tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="người phản ánh"),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("late", "Giải quyết chậm"),
                            ("manner", "Thái độ, cách làm việc"),
                            ("fee", "Phí, lệ phí, khoản thu ngoài quy định"),
                            ("decision", "Quyết định hoặc kết quả"),
                            ("rules", "Quy định của thủ tục"),
                        ],
                        max_length=12,
                        verbose_name="về việc",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("desk", "Nơi tiếp nhận và trả kết quả"),
                            ("resolving", "Nơi giải quyết"),
                        ],
                        max_length=12,
                        verbose_name="về nơi",
                    ),
                ),
                ("text", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung")),
                ("channel", models.CharField(max_length=12, verbose_name="kênh")),
                (
                    "taken_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người ghi tại quầy"),
                ),
                ("made_at", models.DateTimeField(verbose_name="phản ánh lúc")),
                ("arrived_at", models.DateTimeField(verbose_name="đến cơ quan trả lời lúc")),
                ("due_at", models.DateTimeField(verbose_name="hạn trả lời")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang xem xét"),
                            ("answered", "Đã trả lời"),
                            ("refused", "Không xem xét"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc"),
                ),
                (
                    "reason",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="lý do không xem xét"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("founded", "Phản ánh đúng"),
                            ("partly", "Phản ánh đúng một phần"),
                            ("unfounded", "Phản ánh không đúng"),
                        ],
                        max_length=12,
                        verbose_name="kết luận",
                    ),
                ),
                (
                    "answer",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="trả lời"
                    ),
                ),
                (
                    "public_text",
                    models.TextField(blank=True, default="", verbose_name="nội dung công khai"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="công khai lúc"),
                ),
                (
                    "answered_by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="người trả lời"),
                ),
                ("item", models.UUIDField(blank=True, null=True, verbose_name="việc trình ký")),
                (
                    "answer_number",
                    models.CharField(blank=True, max_length=120, verbose_name="số văn bản trả lời"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="lần sửa")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "answer_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "phản ánh về hồ sơ",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ComplainedOf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.UUIDField(verbose_name="tài khoản bị phản ánh")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="of",
                        to="dossiers.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "người bị phản ánh",
            },
        ),
        migrations.CreateModel(
            name="ComplaintStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("code", models.CharField(max_length=16, verbose_name="việc")),
                (
                    "agency_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="cơ quan"),
                ),
                (
                    "words",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="lời ghi"
                    ),
                ),
                ("by", models.UUIDField(blank=True, null=True, verbose_name="người làm")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="dossiers.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "bước của phản ánh",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["agency", "due_at"], name="dossiers_complaint_due"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["agency", "made_at"], name="dossiers_complaint_made"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["person", "-made_at"], name="dossiers_complaint_person"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["published_at"], name="dossiers_complaint_public"),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("dossier", "person", "about"),
                name="dossiers_complaint_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="complainedof",
            index=models.Index(fields=["account"], name="dossiers_complained_of"),
        ),
        migrations.AddConstraint(
            model_name="complainedof",
            constraint=models.UniqueConstraint(
                fields=("complaint", "account"), name="dossiers_complained_of_once"
            ),
        ),
    ]

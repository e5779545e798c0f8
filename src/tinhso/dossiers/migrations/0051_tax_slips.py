"""A state for what waits for a tax agency, its slips and notices; open dossiers' indexes follow."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

LIVE = models.Q(
    state__in=(
        "appraising",
        "assigned",
        "at_desk",
        "consulting",
        "correcting",
        "drafted",
        "field_check",
        "fin_obligation",
        "intake_supplement",
        "issued",
        "prepay_wait",
        "received",
        "refused_result",
        "rework",
        "signed",
        "submitted",
        "submitted_for_sign",
        "supplement",
        "tax_wait",
        "transferred",
    )
)
STATES = [
    ("submitted", "Chờ tiếp nhận"),
    ("prepay_wait", "Chờ nộp phí trước tiếp nhận"),
    ("intake_supplement", "Chờ bổ sung trước tiếp nhận"),
    ("refused_intake", "Từ chối tiếp nhận"),
    ("received", "Đã tiếp nhận"),
    ("transferred", "Đã chuyển cơ quan giải quyết"),
    ("assigned", "Đã phân công"),
    ("appraising", "Đang thẩm định"),
    ("consulting", "Đang lấy ý kiến"),
    ("field_check", "Kiểm tra thực địa"),
    ("supplement", "Chờ bổ sung giấy tờ"),
    ("tax_wait", "Chờ cơ quan thuế thông báo"),
    ("fin_obligation", "Chờ thực hiện nghĩa vụ tài chính"),
    ("drafted", "Đã dự thảo kết quả"),
    ("submitted_for_sign", "Đang trình ký"),
    ("rework", "Trả lại để sửa dự thảo"),
    ("signed", "Đã ký, chờ vào số"),
    ("issued", "Đã có kết quả"),
    ("refused_result", "Có thông báo không giải quyết"),
    ("at_desk", "Kết quả đã về quầy"),
    ("returned", "Đã trả kết quả"),
    ("correcting", "Đang sửa kết quả sai"),
    ("withdrawn", "Người nộp đã rút"),
    ("stopped", "Dừng theo đề nghị"),
    ("closed", "Đóng vì quá hạn bổ sung"),
]


class Migration(migrations.Migration):
    """Add the tax agency's part."""

    dependencies = [
        ("dossiers", "0050_brought_results"),
        ("files", "0001_initial"),
        ("organization", "0004_merger_steps"),
        ("procedures", "0004_service_pauses"),
    ]

    operations = [
        migrations.CreateModel(
            name="TaxNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=100, verbose_name="số thông báo")),
                ("issued_on", models.DateField(verbose_name="ngày thông báo")),
                ("pay_by", models.DateField(verbose_name="hạn nộp tiền")),
                ("amounts", models.JSONField(verbose_name="số tiền từng khoản")),
                ("total", models.BigIntegerField(verbose_name="tổng số tiền")),
                ("reason", models.TextField(blank=True, verbose_name="lý do thay")),
                ("sent_by", models.UUIDField(verbose_name="người gửi")),
                ("sent_by_name", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField(verbose_name="gửi thông báo lúc")),
            ],
            options={
                "verbose_name": "thông báo của cơ quan thuế",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TaxSlip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("has_land_use_fee", models.BooleanField(verbose_name="có tiền sử dụng đất")),
                ("content", models.TextField(verbose_name="việc cần xác định")),
                ("hours", models.PositiveSmallIntegerField(verbose_name="số giờ làm việc")),
                ("asked_by", models.UUIDField(verbose_name="người chuyển")),
                ("asked_by_name", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(verbose_name="chuyển phiếu lúc")),
                ("due_at", models.DateTimeField(verbose_name="hạn ra thông báo")),
                (
                    "due_before",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="hạn trước khi xin lỗi"
                    ),
                ),
                (
                    "late_noted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ghi nhận chậm lúc"),
                ),
                ("apology_reason", models.TextField(blank=True, verbose_name="lý do chậm")),
                (
                    "apologised_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người xin lỗi"),
                ),
                ("apologised_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "apologised_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xin lỗi lúc"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("notice", "Đã ra thông báo"),
                            ("nothing", "Không phải nộp"),
                            ("sent_back", "Gửi trả vì thiếu giấy tờ"),
                            ("recalled", "Cơ quan giải quyết rút lại"),
                        ],
                        max_length=12,
                        verbose_name="trả lời",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="lý do")),
                (
                    "answered_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người trả lời"),
                ),
                ("answered_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
            ],
            options={
                "verbose_name": "phiếu chuyển cơ quan thuế",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossiers_live_due",
        ),
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossiers_live_since",
        ),
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossiers_live_mine",
        ),
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossiers_live_board",
        ),
        migrations.AddField(
            model_name="obligation",
            name="sent_proof",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="chứng từ người nộp gửi"
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="sent_proof_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="gửi chứng từ lúc"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="sent_proof_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="state",
            field=models.CharField(
                choices=STATES,
                max_length=20,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AlterField(
            model_name="mergerrecordline",
            name="state",
            field=models.CharField(
                choices=STATES,
                max_length=20,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=LIVE,
                fields=["due_at", "id"],
                name="dossiers_live_due",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=LIVE,
                fields=["state_since", "id"],
                name="dossiers_live_since",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=LIVE,
                fields=[
                    "state",
                    "resolving_agency",
                    "due_at",
                    "resolving_unit",
                    "procedure_code",
                    "assignee",
                    "step_due_at",
                    "extension_count",
                    "id",
                ],
                name="dossiers_live_board",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(assignee__isnull=False) & LIVE,
                fields=["assignee", "due_at", "id", "state"],
                name="dossiers_live_mine",
            ),
        ),
        migrations.AddField(
            model_name="taxnotice",
            name="notice_file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="taxnotice",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="dossiers.taxnotice",
            ),
        ),
        migrations.AddField(
            model_name="taxnotice",
            name="voucher_file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="tax_notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dossiers.taxnotice",
            ),
        ),
        migrations.AddField(
            model_name="taxslip",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.agency",
            ),
        ),
        migrations.AddField(
            model_name="taxslip",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tax_slips",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddField(
            model_name="taxslip",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organization.unit",
            ),
        ),
        migrations.AddField(
            model_name="taxnotice",
            name="slip",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dossiers.taxslip",
            ),
        ),
        migrations.AddIndex(
            model_name="taxslip",
            index=models.Index(fields=["agency", "due_at", "id"], name="dossiers_tax_agency"),
        ),
        migrations.AddIndex(
            model_name="taxslip",
            index=models.Index(fields=["unit", "due_at", "id"], name="dossiers_tax_unit"),
        ),
        migrations.AddIndex(
            model_name="taxslip",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)),
                fields=["due_at"],
                name="dossiers_tax_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxslip",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)),
                fields=("dossier",),
                name="dossiers_one_open_tax_slip",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gt", 0)), name="dossiers_tax_notice_owes"
            ),
        ),
    ]

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tinhso.kernel.db.secrets
from tinhso.kernel.search.operations import CreateSearchIndex


class Migration(migrations.Migration):
    """The tables of 0001 to 0067 in one step, for an installation that begins (decision 0058)."""

    replaces = [
        ("dossiers", "0001_initial"),
        ("dossiers", "0002_search"),
        ("dossiers", "0003_check_code"),
        ("dossiers", "0004_kept_appraisal"),
        ("dossiers", "0005_tracking_guess"),
        ("dossiers", "0006_sight_in_order"),
        ("dossiers", "0007_orders_of_lists"),
        ("dossiers", "0008_close_before_acceptance"),
        ("dossiers", "0009_fees"),
        ("dossiers", "0010_national"),
        ("dossiers", "0011_live_and_sums"),
        ("dossiers", "0012_monitoring_desk"),
        ("dossiers", "0013_papers_to_sign"),
        ("dossiers", "0014_remitted"),
        ("dossiers", "0015_watched"),
        ("dossiers", "0016_figures"),
        ("dossiers", "0017_reports"),
        ("dossiers", "0018_queueing"),
        ("dossiers", "0019_live_board"),
        ("dossiers", "0020_merger_records"),
        ("dossiers", "0021_appointments"),
        ("dossiers", "0022_kept_intake"),
        ("dossiers", "0023_once_indexed"),
        ("dossiers", "0024_sittings"),
        ("dossiers", "0025_complaints"),
        ("dossiers", "0026_receipt_width"),
        ("dossiers", "0027_unclaimed"),
        ("dossiers", "0028_post_lists"),
        ("dossiers", "0029_linked_parts"),
        ("dossiers", "0030_proactive"),
        ("dossiers", "0031_groups"),
        ("dossiers", "0032_post_wishes"),
        ("dossiers", "0033_councils"),
        ("dossiers", "0034_published_services"),
        ("dossiers", "0035_ended_parties"),
        ("dossiers", "0036_own_papers"),
        ("dossiers", "0037_awaited_paper"),
        ("dossiers", "0038_due_piles"),
        ("dossiers", "0039_joint_bills"),
        ("dossiers", "0040_scan_seals"),
        ("dossiers", "0041_signed_reports"),
        ("dossiers", "0042_row_papers"),
        ("dossiers", "0043_paper_sent_in_order"),
        ("dossiers", "0044_fee_settlements"),
        ("dossiers", "0045_told_in_time"),
        ("dossiers", "0046_ticket_place"),
        ("dossiers", "0047_result_annexes"),
        ("dossiers", "0048_result_last_day"),
        ("dossiers", "0049_board_by_state"),
        ("dossiers", "0050_brought_results"),
        ("dossiers", "0051_tax_slips"),
        ("dossiers", "0052_scan_trouble"),
        ("dossiers", "0053_tax_charges"),
        ("dossiers", "0054_sealed_original"),
        ("dossiers", "0055_board_corrected"),
        ("dossiers", "0056_corrections_watched"),
        ("dossiers", "0057_consulted_hours"),
        ("dossiers", "0058_arrivals"),
        ("dossiers", "0059_files_found"),
        ("dossiers", "0060_issued_books"),
        ("dossiers", "0061_part_order"),
        ("dossiers", "0062_exchange_indexes"),
        ("dossiers", "0063_post_recalled"),
        ("dossiers", "0064_law_rules"),
        ("dossiers", "0065_number_looks"),
        ("dossiers", "0066_paper_conversions"),
        ("dossiers", "0067_result_given"),
    ]

    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("identity", "0007_let_in_on"),
        ("organization", "0004_merger_steps"),
        ("procedures", "0004_service_pauses"),
        ("search", "0001_initial"),
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
            name="TrackingGuess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address_hash",
                    models.CharField(max_length=64, unique=True, verbose_name="địa chỉ"),
                ),
                ("since", models.DateTimeField(db_index=True, verbose_name="từ lúc")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="số lần sai")),
            ],
            options={
                "verbose_name": "tra cứu sai",
            },
        ),
        migrations.CreateModel(
            name="BoardCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="ngày")),
                ("agency_id", models.BigIntegerField(verbose_name="cơ quan")),
                ("unit_id", models.BigIntegerField(verbose_name="đơn vị")),
                ("procedure_code", models.CharField(max_length=16, verbose_name="thủ tục")),
                (
                    "person",
                    models.UUIDField(
                        default=uuid.UUID("00000000-0000-0000-0000-000000000000"),
                        verbose_name="cán bộ",
                    ),
                ),
                ("kind", models.CharField(max_length=24, verbose_name="việc")),
                ("count", models.IntegerField(default=0, verbose_name="số")),
            ],
            options={
                "verbose_name": "số liệu theo ngày",
                "indexes": [
                    models.Index(
                        fields=["agency_id", "day", "kind", "count"], name="dossiers_board_sums"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "agency_id", "unit_id", "procedure_code", "person", "kind"),
                        name="dossiers_board_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CashShift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("officer", models.UUIDField(verbose_name="người thu")),
                (
                    "officer_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên người thu"),
                ),
                ("opened_at", models.DateTimeField(verbose_name="mở lúc")),
                (
                    "opening_vnd",
                    models.PositiveBigIntegerField(default=0, verbose_name="tiền đầu ca (đồng)"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="đóng lúc")),
                (
                    "expected_vnd",
                    models.BigIntegerField(blank=True, null=True, verbose_name="phải có (đồng)"),
                ),
                (
                    "counted_vnd",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="đếm được (đồng)"
                    ),
                ),
                ("pieces", models.JSONField(default=dict, verbose_name="số tờ theo mệnh giá")),
                ("reason", models.TextField(blank=True, verbose_name="giải trình chênh lệch")),
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
                "verbose_name": "ca thu tiền",
                "ordering": ["-opened_at", "-id"],
                "indexes": [models.Index(fields=["unit", "-opened_at"], name="dossiers_drawers")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("unit", "officer"),
                        name="dossiers_one_open_drawer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            ("expected_vnd", models.F("counted_vnd")),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dossiers_difference_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CollectionAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider", models.CharField(max_length=32, verbose_name="ngân hàng")),
                ("bank_name", models.CharField(max_length=120, verbose_name="tên ngân hàng")),
                ("bank_bin", models.CharField(max_length=6, verbose_name="mã BIN")),
                ("account_number", models.CharField(max_length=19, verbose_name="số tài khoản")),
                ("holder", models.CharField(max_length=200, verbose_name="chủ tài khoản")),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="căn cứ"),
                ),
                ("effective_from", models.DateField(verbose_name="có hiệu lực từ")),
                ("set_by", models.UUIDField(blank=True, null=True, verbose_name="người ghi")),
                ("set_at", models.DateTimeField(verbose_name="ghi lúc")),
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
                "verbose_name": "tài khoản thu phí",
                "ordering": ["agency_id", "-effective_from", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "effective_from"), name="dossiers_account_once_a_day"
                    )
                ],
            },
        ),
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
                        blank=True,
                        db_index=False,
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
                "indexes": [
                    models.Index(fields=["agency", "due_at"], name="dossiers_complaint_due"),
                    models.Index(fields=["agency", "made_at"], name="dossiers_complaint_made"),
                    models.Index(fields=["person", "-made_at"], name="dossiers_complaint_person"),
                    models.Index(fields=["published_at"], name="dossiers_complaint_public"),
                ],
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
                "indexes": [models.Index(fields=["account"], name="dossiers_complained_of")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("complaint", "account"), name="dossiers_complained_of_once"
                    )
                ],
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
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("question", models.TextField(verbose_name="nội dung lấy ý kiến")),
                ("asked_by", models.UUIDField(verbose_name="người hỏi")),
                ("asked_at", models.DateTimeField(verbose_name="hỏi lúc")),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="số giờ làm việc để trả lời"
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="hạn trả lời")),
                ("is_council", models.BooleanField(default=False, verbose_name="hỏi hội đồng")),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agree", "Đồng ý"),
                            ("disagree", "Không đồng ý"),
                            ("conditions", "Đồng ý có điều kiện"),
                        ],
                        max_length=12,
                        verbose_name="ý kiến",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="nội dung trả lời")),
                (
                    "answered_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người trả lời"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                (
                    "silent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ghi nhận im lặng lúc"
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "lấy ý kiến",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        fields=["unit", "answered_at", "due_at"], name="dossiers_consult_inbox"
                    ),
                    models.Index(fields=["due_at"], name="dossiers_consult_due"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False), ("file__isnull", False)),
                        fields=["answered_at"],
                        name="dossiers_consult_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilSitting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("procedure_code", models.CharField(max_length=16, verbose_name="thủ tục")),
                ("name", models.CharField(max_length=200, verbose_name="hội đồng, cuộc họp")),
                ("at", models.DateTimeField(verbose_name="thời gian")),
                ("place", models.CharField(max_length=300, verbose_name="địa điểm")),
                ("content", models.TextField(blank=True, verbose_name="nội dung")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("called", "Đã mời họp"),
                            ("held", "Đã họp, chờ ký biên bản"),
                            ("decided", "Đã ký biên bản"),
                            ("called_off", "Đã hủy"),
                        ],
                        default="called",
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                ("called_by", models.UUIDField(verbose_name="thư ký")),
                ("called_by_name", models.CharField(blank=True, max_length=200)),
                ("called_at", models.DateTimeField(verbose_name="mời lúc")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do dời hoặc hủy"),
                ),
                (
                    "held_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="họp xong lúc"),
                ),
                ("minutes", models.TextField(blank=True, verbose_name="diễn biến")),
                (
                    "notice_until",
                    models.DateField(blank=True, null=True, verbose_name="niêm yết đến hết ngày"),
                ),
                ("item", models.UUIDField(blank=True, null=True, verbose_name="việc trình ký")),
                (
                    "signed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ký biên bản lúc"),
                ),
                (
                    "number",
                    models.CharField(blank=True, max_length=120, verbose_name="số biên bản"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="lần sửa")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
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
                    "procedure_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.procedureversion",
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
                "verbose_name": "phiên họp hội đồng",
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["agency", "-at"], name="dossiers_council_agency"),
                    models.Index(fields=["unit", "-at"], name="dossiers_council_unit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("order", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("chair", "Chủ trì"),
                            ("secretary", "Thư ký"),
                            ("member", "Thành viên"),
                        ],
                        max_length=12,
                        verbose_name="vai trò",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="họ tên")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="chức danh")),
                (
                    "account",
                    models.UUIDField(
                        blank=True, db_index=True, null=True, verbose_name="tài khoản"
                    ),
                ),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[("coming", "Sẽ dự"), ("absent", "Không dự được")],
                        max_length=12,
                        verbose_name="trả lời",
                    ),
                ),
                (
                    "replied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                ("attended", models.BooleanField(blank=True, null=True, verbose_name="có mặt")),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="dossiers.councilsitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "thành viên hội đồng",
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sitting", "order"), name="dossiers_seat_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("account__isnull", False)),
                        fields=("sitting", "account"),
                        name="dossiers_seat_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agree", "Đồng ý"),
                            ("disagree", "Không đồng ý"),
                            ("conditions", "Đồng ý có điều kiện"),
                        ],
                        max_length=12,
                        verbose_name="kết luận",
                    ),
                ),
                (
                    "conditions",
                    models.TextField(blank=True, verbose_name="điều kiện, ý kiến kèm theo"),
                ),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_case",
                        to="dossiers.consultation",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="dossiers.councilsitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ đưa ra hội đồng",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CouncilVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "vote",
                    models.CharField(
                        choices=[
                            ("for", "Tán thành"),
                            ("against", "Không tán thành"),
                            ("other", "Ý kiến khác"),
                        ],
                        max_length=8,
                        verbose_name="biểu quyết",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="dossiers.councilcase",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="dossiers.councilseat",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu của thành viên",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "seat"), name="dossiers_vote_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="mã định danh"
                    ),
                ),
                (
                    "submission_number",
                    models.CharField(max_length=36, unique=True, verbose_name="số nộp"),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, max_length=64, null=True, unique=True, verbose_name="mã hồ sơ"
                    ),
                ),
                (
                    "part",
                    models.CharField(blank=True, max_length=40, verbose_name="phần liên thông"),
                ),
                (
                    "part_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="tên phần liên thông"
                    ),
                ),
                (
                    "part_order",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="thứ tự các phần liên thông"
                    ),
                ),
                (
                    "awaits_parts",
                    models.BooleanField(default=False, verbose_name="chờ các phần liên thông"),
                ),
                (
                    "submission_token",
                    models.UUIDField(unique=True, verbose_name="khóa nộp một lần"),
                ),
                ("procedure_code", models.CharField(max_length=16, verbose_name="mã thủ tục")),
                ("case", models.CharField(blank=True, max_length=64, verbose_name="trường hợp")),
                (
                    "field_code",
                    models.CharField(blank=True, max_length=32, verbose_name="lĩnh vực"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("desk", "Trực tiếp tại quầy"),
                            ("online", "Trực tuyến"),
                            ("post", "Bưu chính, dịch vụ thuê"),
                        ],
                        max_length=8,
                        verbose_name="kênh",
                    ),
                ),
                (
                    "filed_at",
                    models.CharField(
                        choices=[
                            ("own", "Tại hệ thống của tỉnh"),
                            ("national", "Tại Cổng Dịch vụ công quốc gia"),
                        ],
                        default="own",
                        max_length=8,
                        verbose_name="nơi nộp",
                    ),
                ),
                (
                    "service_level",
                    models.CharField(
                        choices=[
                            ("full", "Toàn trình"),
                            ("partial", "Một phần"),
                            ("information", "Cung cấp thông tin"),
                        ],
                        max_length=12,
                        verbose_name="mức dịch vụ lúc nhận",
                    ),
                ),
                (
                    "intake_place",
                    models.CharField(
                        choices=[
                            ("desk", "Tại bộ phận một cửa"),
                            ("mobile", "Lưu động"),
                            ("on_site", "Tại hiện trường"),
                            ("online_only", "Chỉ trực tuyến"),
                        ],
                        default="desk",
                        max_length=12,
                        verbose_name="nơi tiếp nhận",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
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
                        ],
                        max_length=20,
                        verbose_name="trạng thái",
                    ),
                ),
                ("state_since", models.DateTimeField(verbose_name="ở trạng thái này từ")),
                (
                    "payment_state",
                    models.CharField(
                        choices=[
                            ("none", "Không phải nộp"),
                            ("due", "Chờ nộp"),
                            ("paid", "Đã nộp"),
                            ("refunded", "Đã hoàn trả"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                (
                    "delivery_state",
                    models.CharField(
                        choices=[
                            ("nothing", "Chưa có kết quả"),
                            ("at_agency", "Ở cơ quan giải quyết"),
                            ("at_desk", "Ở quầy trả kết quả"),
                            ("handed_over", "Đã trao tay"),
                            ("downloaded", "Đã tải về"),
                            ("posted", "Đã gửi bưu chính"),
                        ],
                        default="nothing",
                        max_length=12,
                    ),
                ),
                (
                    "sync_state",
                    models.CharField(
                        choices=[
                            ("none", "Không phải đồng bộ"),
                            ("waiting", "Chờ đồng bộ"),
                            ("synced", "Đã đồng bộ"),
                            ("failed", "Lỗi đồng bộ"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                (
                    "told",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Chưa đồng bộ"),
                            ("in_time", "Đã đồng bộ đúng hạn"),
                            ("late", "Đã đồng bộ, quá hạn"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("arrived_at", models.DateTimeField(verbose_name="đến lúc")),
                (
                    "alert_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nhắc quầy lúc"),
                ),
                (
                    "alerted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đã nhắc quầy lúc"),
                ),
                (
                    "answer_due_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="hạn trả lời người nộp"
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đã trả lời lúc"),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="tiếp nhận lúc"),
                ),
                (
                    "clock_started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bắt đầu tính hạn"),
                ),
                (
                    "original_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả lần đầu"),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả")),
                (
                    "national_due_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="hạn theo cách tính quốc gia"
                    ),
                ),
                (
                    "due_lines",
                    models.TextField(blank=True, default="", verbose_name="cách tính hạn"),
                ),
                (
                    "paused_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ngừng tính từ"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xử lý xong lúc"),
                ),
                (
                    "returned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả kết quả lúc"),
                ),
                (
                    "correction_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hạn sửa kết quả"),
                ),
                (
                    "result_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("early", "Trước hạn"),
                            ("on_time", "Đúng hạn"),
                            ("late", "Quá hạn"),
                        ],
                        max_length=8,
                        verbose_name="kết quả so với hạn",
                    ),
                ),
                (
                    "assignee",
                    models.UUIDField(blank=True, null=True, verbose_name="người được giao"),
                ),
                (
                    "assignee_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="tên người được giao"
                    ),
                ),
                (
                    "accepted_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người tiếp nhận"),
                ),
                (
                    "accepted_by_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="tên người tiếp nhận"
                    ),
                ),
                (
                    "step_key",
                    models.CharField(blank=True, max_length=64, verbose_name="bước hiện tại"),
                ),
                (
                    "step_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hạn của bước"),
                ),
                (
                    "electronic_only",
                    models.BooleanField(default=False, verbose_name="chỉ nhận bản điện tử"),
                ),
                ("boundary_free", models.BooleanField(default=False, verbose_name="phi địa giới")),
                ("is_priority", models.BooleanField(default=False, verbose_name="ưu tiên")),
                ("is_sample", models.BooleanField(default=False, verbose_name="số liệu mẫu")),
                (
                    "has_wait",
                    models.BooleanField(default=False, verbose_name="có việc chờ người nộp"),
                ),
                (
                    "supplement_count",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="số lần yêu cầu bổ sung"
                    ),
                ),
                (
                    "extension_count",
                    models.PositiveSmallIntegerField(default=0, verbose_name="số lần gia hạn"),
                ),
                ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="số bộ")),
                (
                    "answers",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        default="{}", verbose_name="câu trả lời theo mẫu"
                    ),
                ),
                (
                    "owner_name",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        default="", verbose_name="chủ hồ sơ"
                    ),
                ),
                (
                    "owner_masked",
                    models.CharField(blank=True, max_length=200, verbose_name="chủ hồ sơ, đã che"),
                ),
                (
                    "check_data",
                    models.CharField(blank=True, max_length=12, verbose_name="đối chiếu dữ liệu"),
                ),
                (
                    "check_signatures",
                    models.CharField(blank=True, max_length=12, verbose_name="kiểm tra chữ ký"),
                ),
                (
                    "check_components",
                    models.CharField(blank=True, max_length=12, verbose_name="tra cứu giấy tờ"),
                ),
                ("form_set", models.CharField(max_length=8, verbose_name="bộ mẫu giấy")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="lần sửa")),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="dossiers.dossier",
                        verbose_name="hồ sơ liên thông",
                    ),
                ),
                (
                    "monitoring_unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
                (
                    "procedure_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.procedureversion",
                    ),
                ),
                (
                    "receiving_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "receiving_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
                (
                    "resolving_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "resolving_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
                (
                    "support_agency",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ",
                "indexes": [
                    models.Index(fields=["-arrived_at", "-id"], name="dossiers_newest"),
                    models.Index(fields=["state", "due_at", "id"], name="dossiers_by_due"),
                    models.Index(fields=["due_at", "id"], name="dossiers_in_due_order"),
                    models.Index(
                        fields=["receiving_agency", "-accepted_at", "-id"], name="dossiers_book"
                    ),
                    models.Index(
                        fields=["receiving_unit", "state", "arrived_at", "id"], name="dossiers_desk"
                    ),
                    models.Index(
                        fields=["resolving_unit", "state", "due_at", "id"], name="dossiers_inbox"
                    ),
                    models.Index(fields=["state", "alert_at"], name="dossiers_alert"),
                    models.Index(
                        fields=["procedure_code", "-arrived_at"], name="dossiers_procedure"
                    ),
                    models.Index(
                        condition=models.Q(("sync_state__in", ["waiting", "failed"])),
                        fields=["sync_state", "-arrived_at", "-id"],
                        name="dossiers_unsynced",
                    ),
                    models.Index(
                        condition=models.Q(("sync_state__in", ["waiting", "failed", "synced"])),
                        fields=["resolving_agency", "told", "accepted_at", "sync_state"],
                        name="dossiers_told",
                    ),
                    models.Index(fields=["state", "arrived_at", "id"], name="dossiers_state"),
                    models.Index(
                        fields=["accepted_by", "-arrived_at", "-id"], name="dossiers_taken_in"
                    ),
                    models.Index(
                        condition=models.Q(("finished_at__isnull", False)),
                        fields=[
                            "resolving_agency",
                            "finished_at",
                            "accepted_at",
                            "result_class",
                            "channel",
                            "filed_at",
                            "service_level",
                            "resolving_unit",
                            "procedure_code",
                            "field_code",
                            "assignee",
                        ],
                        name="dossiers_figures",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                (
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
                                ),
                            )
                        ),
                        fields=["due_at", "id"],
                        name="dossiers_live_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                (
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
                                ),
                            )
                        ),
                        fields=["state_since", "id"],
                        name="dossiers_live_since",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                (
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
                                ),
                            )
                        ),
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
                    models.Index(
                        condition=models.Q(
                            ("assignee__isnull", False),
                            (
                                "state__in",
                                (
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
                                ),
                            ),
                        ),
                        fields=["assignee", "due_at", "id", "state"],
                        name="dossiers_live_mine",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["at_desk", "issued", "refused_result"])),
                        fields=["due_at", "id", "receiving_unit"],
                        name="dossiers_to_return",
                    ),
                    models.Index(
                        condition=models.Q(("is_priority", True)),
                        fields=["-arrived_at", "-id"],
                        name="dossiers_is_priority",
                    ),
                    models.Index(
                        condition=models.Q(("has_wait", True)),
                        fields=["-arrived_at", "-id"],
                        name="dossiers_has_wait",
                    ),
                    models.Index(
                        condition=models.Q(("correction_due_at__isnull", False)),
                        fields=["correction_due_at", "id", "state"],
                        name="dossiers_correcting",
                    ),
                    models.Index(
                        condition=models.Q(("lead__isnull", False)),
                        fields=["lead", "id"],
                        name="dossiers_members",
                    ),
                    models.Index(
                        condition=models.Q(("monitoring_unit__isnull", False)),
                        fields=["-arrived_at", "-id"],
                        name="dossiers_watched",
                    ),
                    models.Index(
                        condition=models.Q(("monitoring_unit__isnull", False)),
                        fields=["monitoring_unit"],
                        name="dossiers_watching",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("code__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("code__isnull", False)),
                            _connector="OR",
                        ),
                        name="dossiers_code_with_acceptance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("extension_count__lte", 1)),
                        name="dossiers_one_extension",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="consultation",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consultations",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaints",
                to="dossiers.dossier",
            ),
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phi", "Phí"),
                            ("le_phi", "Lệ phí"),
                            ("duty", "Nghĩa vụ tài chính"),
                        ],
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("catalogue", "Theo danh mục thủ tục"),
                            ("desk", "Một cửa ghi, có căn cứ"),
                            ("tax", "Theo thông báo của cơ quan thuế"),
                        ],
                        max_length=10,
                        verbose_name="nguồn",
                    ),
                ),
                ("amount_vnd", models.PositiveBigIntegerField(verbose_name="số tiền (đồng)")),
                ("per", models.CharField(blank=True, max_length=60, verbose_name="tính theo")),
                (
                    "unit_vnd",
                    models.PositiveBigIntegerField(default=0, verbose_name="mức một đơn vị (đồng)"),
                ),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="căn cứ"),
                ),
                (
                    "reference",
                    models.CharField(max_length=12, unique=True, verbose_name="mã nộp tiền"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Chờ nộp"),
                            ("paid", "Đã nộp"),
                            ("waived", "Được miễn"),
                            ("cancelled", "Không thu nữa"),
                            ("refunded", "Đã hoàn trả"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "claim_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Không đề nghị miễn"),
                            ("claimed", "Chờ một cửa xem"),
                            ("granted", "Được miễn"),
                            ("refused", "Không được miễn"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="đề nghị miễn",
                    ),
                ),
                (
                    "claim_key",
                    models.CharField(blank=True, max_length=64, verbose_name="diện miễn"),
                ),
                (
                    "claim_words",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="giấy tờ chứng minh"
                    ),
                ),
                (
                    "claimed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đề nghị lúc"),
                ),
                ("claim_answer", models.TextField(blank=True, verbose_name="lý do không miễn")),
                (
                    "decided_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người xem xét"),
                ),
                ("decided_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xem xét lúc"),
                ),
                ("made_by", models.UUIDField(blank=True, null=True, verbose_name="người ghi")),
                ("made_by_name", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xong lúc"),
                ),
                (
                    "claim_file",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
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
                        related_name="charges",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "khoản phải nộp",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("claim_file__isnull", False)),
                        fields=["claim_file"],
                        name="dossiers_charge_claim",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("component_key", models.CharField(max_length=64, verbose_name="thành phần")),
                (
                    "digitised",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Chưa số hóa"),
                            (1, "Đã số hóa"),
                            (2, "Dùng lại giấy tờ của hồ sơ khác"),
                            (3, "Dùng lại kết quả của hồ sơ khác"),
                        ],
                        default=0,
                        verbose_name="số hóa",
                    ),
                ),
                (
                    "is_original_shown",
                    models.BooleanField(default=False, verbose_name="đã xuất trình bản chính"),
                ),
                (
                    "scan_signed_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người ký bản quét"),
                ),
                (
                    "scan_signed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ký bản quét lúc"),
                ),
                (
                    "scan_trouble",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=300,
                        verbose_name="vì sao bản quét chưa ký được",
                    ),
                ),
                (
                    "is_sealed_original",
                    models.BooleanField(
                        default=False, verbose_name="bản gốc điện tử đã có dấu, không phải ký"
                    ),
                ),
                (
                    "checked_as",
                    models.CharField(blank=True, max_length=12, verbose_name="kết quả kiểm tra"),
                ),
                ("added_by", models.UUIDField(blank=True, null=True, verbose_name="người thêm")),
                ("added_at", models.DateTimeField(verbose_name="thêm lúc")),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="thay lúc"),
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
                    "reused_attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.attachment",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy tờ trong hồ sơ",
                "ordering": ["component_key", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("file__isnull", False),
                            ("scan_signed_at__isnull", True),
                            ("superseded_at__isnull", True),
                        ),
                        fields=["added_by", "added_at"],
                        name="dossiers_scan_unsigned",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("post", "Bưu chính công ích"), ("hired", "Dịch vụ thuê")],
                        max_length=8,
                        verbose_name="hình thức gửi",
                    ),
                ),
                (
                    "carrier",
                    models.CharField(blank=True, max_length=120, verbose_name="đơn vị chuyển"),
                ),
                (
                    "tracking",
                    models.CharField(blank=True, max_length=40, verbose_name="số bưu gửi"),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrival",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ gửi đến",
            },
        ),
        migrations.CreateModel(
            name="DossierSight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "object",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sights",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "quyền nhìn hồ sơ",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["key", "-at", "-object"], name="dossiers_dossiersight_k")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("object", "key"), name="dossiers_dossiersight_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="mã bản nháp"
                    ),
                ),
                (
                    "agency_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="cơ quan nhận"),
                ),
                ("case", models.CharField(blank=True, max_length=64, verbose_name="trường hợp")),
                ("step", models.CharField(blank=True, max_length=64, verbose_name="bước")),
                (
                    "answers",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        default="{}", verbose_name="câu trả lời"
                    ),
                ),
                (
                    "parties",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        default="{}", verbose_name="những người liên quan"
                    ),
                ),
                (
                    "unsaved",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="bản thua của lần lưu trùng"
                    ),
                ),
                (
                    "title",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="tên gọi"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="lần lưu")),
                ("created_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nộp lúc"),
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
                    "procedure_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản nháp",
                "indexes": [
                    models.Index(fields=["person", "-saved_at"], name="dossiers_draft_mine")
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("component_key", models.CharField(max_length=64, verbose_name="thành phần")),
                ("reused_attachment_id", models.BigIntegerField(blank=True, null=True)),
                ("reused_result_id", models.BigIntegerField(blank=True, null=True)),
                ("added_at", models.DateTimeField(verbose_name="thêm lúc")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="dossiers.draft",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy tờ của bản nháp",
            },
        ),
        migrations.CreateModel(
            name="DueChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("ground", models.CharField(max_length=24, verbose_name="căn cứ")),
                ("old_due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn cũ")),
                ("new_due_at", models.DateTimeField(verbose_name="hạn mới")),
                ("old_national_due_at", models.DateTimeField(blank=True, null=True)),
                ("new_national_due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision",
                    models.CharField(blank=True, max_length=200, verbose_name="quyết định"),
                ),
                ("lines", models.TextField(blank=True, default="", verbose_name="cách tính")),
                ("by", models.UUIDField(blank=True, null=True, verbose_name="người quyết định")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_changes",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần đổi hạn",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="lý do chậm")),
                ("due_before", models.DateTimeField(verbose_name="hẹn trả cũ")),
                ("due_after", models.DateTimeField(verbose_name="hẹn trả mới")),
                ("decided_by", models.UUIDField(verbose_name="người quyết định")),
                ("decided_by_name", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(verbose_name="quyết định lúc")),
                ("in_time", models.BooleanField(verbose_name="xin lỗi đúng hạn")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extension",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "gia hạn",
            },
        ),
        migrations.CreateModel(
            name="FeeSettlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("month", models.PositiveSmallIntegerField(verbose_name="tháng quyết toán")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Chưa gửi"),
                            ("sent", "Chờ xác nhận"),
                            ("disputed", "Chưa thống nhất"),
                            ("agreed", "Đã quyết toán"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="số bảng")),
                ("sums", models.JSONField(default=dict, verbose_name="số liệu")),
                ("net_vnd", models.BigIntegerField(default=0, verbose_name="số tiền (đồng)")),
                (
                    "document",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="chứng từ chuyển tiền"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gửi bảng lúc"),
                ),
                ("sent_by", models.UUIDField(blank=True, null=True, verbose_name="người gửi")),
                ("sent_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                (
                    "answered_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người trả lời"),
                ),
                ("answered_by_name", models.CharField(blank=True, max_length=200)),
                ("reason", models.TextField(blank=True, verbose_name="vì sao chưa thống nhất")),
                (
                    "collector",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "bảng quyết toán phí, lệ phí",
                "ordering": ["-year", "-month", "id"],
                "indexes": [
                    models.Index(fields=["collector", "year", "month"], name="dossiers_settled")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collector", "owner", "year", "month"), name="dossiers_settled_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner__isnull", True)),
                        fields=("collector", "year", "month"),
                        name="dossiers_settled_with_post_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner__isnull", True),
                            models.Q(("owner", models.F("collector")), _negated=True),
                            _connector="OR",
                        ),
                        name="dossiers_settled_with_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "disputed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dossiers_dispute_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField(verbose_name="thời gian")),
                ("place", models.CharField(max_length=300, verbose_name="địa điểm")),
                ("people", models.CharField(blank=True, max_length=300, verbose_name="thành phần")),
                ("content", models.TextField(blank=True, verbose_name="nội dung")),
                ("invited_by", models.UUIDField(verbose_name="người mời")),
                ("invited_at", models.DateTimeField(verbose_name="mời lúc")),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "Sẽ có mặt"), ("other_time", "Xin giờ khác")],
                        max_length=12,
                        verbose_name="người nộp trả lời",
                    ),
                ),
                (
                    "wished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="giờ mong muốn"),
                ),
                (
                    "replied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Đạt"),
                            ("not_met", "Không đạt"),
                            ("not_done", "Không thực hiện được"),
                        ],
                        max_length=12,
                        verbose_name="kết quả",
                    ),
                ),
                ("findings", models.TextField(blank=True, verbose_name="ghi nhận")),
                (
                    "recorded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ghi lúc"),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="field_checks",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "kiểm tra thực địa",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("file__isnull", False)),
                        fields=["file"],
                        name="dossiers_visit_file",
                    )
                ],
            },
        ),
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
                "indexes": [
                    models.Index(fields=["person", "-made_at"], name="dossiers_group_person")
                ],
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "component_key"), name="dossiers_group_paper_once"
                    )
                ],
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "line"), name="dossiers_group_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(verbose_name="thứ tự")),
                ("step_key", models.CharField(blank=True, max_length=64, verbose_name="bước")),
                ("given_by", models.UUIDField(blank=True, null=True, verbose_name="người giao")),
                ("given_by_name", models.CharField(blank=True, max_length=200)),
                ("received_by", models.UUIDField(blank=True, null=True, verbose_name="người nhận")),
                ("received_by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hạn của bước"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xong lúc"),
                ),
                ("outcome", models.CharField(blank=True, max_length=8, verbose_name="so với hạn")),
                ("has_paper", models.BooleanField(default=False, verbose_name="kèm hồ sơ giấy")),
                (
                    "paper_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hạn chuyển bản giấy"),
                ),
                (
                    "paper_received_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nhận bản giấy lúc"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần giao nhận",
                "ordering": ["sequence"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("has_paper", True), ("paper_received_at__isnull", True)
                        ),
                        fields=["to_unit", "paper_due_at", "id"],
                        name="dossiers_paper_awaited",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("has_paper", True), ("paper_received_at__isnull", True)
                        ),
                        fields=["from_unit", "to_unit", "paper_due_at", "id"],
                        name="dossiers_paper_sent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "sequence"), name="dossiers_hand_over_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("lost", "Mất hồ sơ"), ("damaged", "Hư hỏng hồ sơ")], max_length=12
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="phát hiện lúc")),
                ("happened_with", models.CharField(max_length=200, verbose_name="nơi để xảy ra")),
                ("account", models.TextField(verbose_name="diễn biến")),
                ("remedy", models.TextField(blank=True, verbose_name="cách khắc phục")),
                (
                    "apologised_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xin lỗi lúc"),
                ),
                (
                    "rebuilt_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lập lại lúc"),
                ),
                ("recorded_by", models.UUIDField(verbose_name="người ghi")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "sự cố hồ sơ",
            },
        ),
        migrations.CreateModel(
            name="IndexedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, verbose_name="khóa")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="chữ")),
                (
                    "number",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="số"
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="ngày")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indexed",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "câu trả lời để tìm",
                "indexes": [
                    models.Index(fields=["key", "text"], name="dossiers_answer_text"),
                    models.Index(fields=["key", "number"], name="dossiers_answer_number"),
                    models.Index(fields=["key", "day"], name="dossiers_answer_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "key"), name="dossiers_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="InternalNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Ghi chú"),
                            ("appraisal", "Phiếu thẩm định"),
                            ("kept", "Phiếu thẩm định đang ghi"),
                        ],
                        default="note",
                        max_length=12,
                    ),
                ),
                ("text", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung")),
                (
                    "data",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="các mục đã xem"
                    ),
                ),
                ("by", models.UUIDField(verbose_name="người viết")),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("unit_id", models.BigIntegerField(blank=True, null=True, verbose_name="đơn vị")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "ghi chú nội bộ",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="IssuedBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("start", models.DateField(verbose_name="từ ngày")),
                ("end", models.DateField(verbose_name="đến ngày")),
                ("form_set", models.CharField(max_length=8, verbose_name="bộ mẫu")),
                ("number", models.CharField(max_length=64, verbose_name="số")),
                ("data", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung in")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.UUIDField(blank=True, null=True, verbose_name="người lập")),
                ("made_by_name", models.CharField(blank=True, max_length=200)),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="ký lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "sổ theo dõi đã lập",
                "ordering": ["-made_at", "-id"],
                "indexes": [
                    models.Index(fields=["unit", "-made_at"], name="dossiers_issued_book_unit")
                ],
            },
        ),
        migrations.CreateModel(
            name="JointBill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    models.CharField(max_length=12, unique=True, verbose_name="mã nộp tiền"),
                ),
                ("amount_vnd", models.PositiveBigIntegerField(verbose_name="số tiền (đồng)")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ ngân hàng"),
                            ("paid", "Đã nộp"),
                            ("failed", "Không thành"),
                            ("refunded", "Đã hoàn trả"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cash", "Tiền mặt tại quầy"),
                            ("transfer", "Chuyển khoản"),
                            ("online", "Trực tuyến"),
                            ("post", "Qua bưu chính công ích"),
                        ],
                        max_length=10,
                        verbose_name="cách trả tiền",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("provider", models.CharField(blank=True, max_length=32, verbose_name="ngân hàng")),
                ("checkout_url", models.CharField(blank=True, max_length=500)),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hết hạn lúc"),
                ),
                ("problem", models.CharField(blank=True, max_length=16)),
                ("problem_at", models.DateTimeField(blank=True, null=True)),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="nộp lúc")),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="mã giao dịch ngân hàng"
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
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="dossiers.groupfiling",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu nộp chung",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["group", "id"], name="dossiers_bills")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("group",),
                        name="dossiers_one_open_bill",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("bank_reference", ""), _negated=True),
                        fields=("provider", "bank_reference"),
                        name="dossiers_bill_reference_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptIntake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("officer", models.UUIDField(verbose_name="cán bộ")),
                ("procedure_code", models.CharField(max_length=16, verbose_name="thủ tục")),
                (
                    "content",
                    tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung đang nhập"),
                ),
                ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
            ],
            options={
                "verbose_name": "phần nhập dở tại quầy",
                "indexes": [models.Index(fields=["saved_at"], name="dossiers_kept_intake_old")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "procedure_code"), name="dossiers_kept_intake_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LawRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=64, verbose_name="quy định")),
                ("effective_from", models.DateField(verbose_name="áp dụng từ ngày")),
                ("amount", models.PositiveSmallIntegerField(default=0, verbose_name="số")),
                ("unit", models.CharField(max_length=20, verbose_name="tính bằng")),
                (
                    "pattern",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="mẫu số"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("central", "Văn bản trung ương"),
                            ("province", "Quy định của tỉnh"),
                        ],
                        default="central",
                        max_length=10,
                        verbose_name="do đâu quy định",
                    ),
                ),
                ("legal_basis", models.CharField(max_length=300, verbose_name="theo văn bản")),
                (
                    "is_verified",
                    models.BooleanField(default=True, verbose_name="đã đối chiếu văn bản"),
                ),
                ("is_shipped", models.BooleanField(default=False, verbose_name="có sẵn")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("published", "Đã công bố"),
                            ("withdrawn", "Đã rút"),
                            ("dropped", "Đã bỏ bản thảo"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("written_by", models.UUIDField(blank=True, null=True, verbose_name="người soạn")),
                (
                    "written_by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên người soạn"),
                ),
                ("written_at", models.DateTimeField(verbose_name="soạn lúc")),
                (
                    "decided_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người công bố"),
                ),
                (
                    "decided_by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên người công bố"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="công bố lúc"),
                ),
                (
                    "ended_by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên người rút"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="rút lúc")),
                (
                    "end_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do rút"),
                ),
            ],
            options={
                "verbose_name": "phiên bản quy định chung",
                "ordering": ["code", "-effective_from", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_shipped", False), ("state", "published")),
                        fields=("code", "effective_from"),
                        name="dossiers_law_rule_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_shipped", True)),
                        fields=("code", "effective_from"),
                        name="dossiers_law_rule_shipped_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="vì sao")),
                ("by", models.UUIDField(verbose_name="người nối")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked_from",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ liên quan",
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "other"), name="dossiers_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("dossier", models.F("other")), _negated=True),
                        name="dossiers_link_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MergerRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("act", models.UUIDField(verbose_name="lần sắp xếp")),
                ("on", models.DateField(verbose_name="ngày bàn giao")),
                ("basis", models.CharField(max_length=320, verbose_name="căn cứ")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("item", models.UUIDField(blank=True, null=True, verbose_name="việc trình ký")),
                ("number", models.CharField(blank=True, max_length=120, verbose_name="số")),
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
                    "from_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "to_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "biên bản bàn giao hồ sơ",
                "ordering": ["-on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("act", "from_agency", "to_agency"),
                        name="dossiers_merger_record_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MergerRecordLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
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
                        ],
                        max_length=20,
                        verbose_name="trạng thái",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả")),
                (
                    "paper_unit_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="nơi giữ bản giấy"),
                ),
                ("version", models.PositiveIntegerField(verbose_name="lần sửa sau khi chuyển")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="đã báo lúc")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="dossiers.mergerrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng bàn giao",
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["record", "id"],
                        name="dossiers_merger_untold",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "dossier"), name="dossiers_merger_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("from_applicant", models.BooleanField(verbose_name="của người nộp")),
                ("text", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung")),
                ("by", models.UUIDField(blank=True, null=True, verbose_name="người viết")),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="đọc lúc")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "tin nhắn",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="NationalField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=32, verbose_name="phần")),
                ("name", models.CharField(max_length=40, verbose_name="trường")),
                ("source", models.CharField(blank=True, max_length=40, verbose_name="nguồn")),
                (
                    "fixed",
                    models.CharField(blank=True, max_length=200, verbose_name="giá trị cố định"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Chữ"),
                            ("digits", "Chữ số"),
                            ("time", "Thời điểm"),
                            ("code", "Mã"),
                            ("list", "Danh sách"),
                        ],
                        max_length=8,
                        verbose_name="kiểu",
                    ),
                ),
                (
                    "longest",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="dài nhất"),
                ),
                ("codes", models.JSONField(default=list, verbose_name="danh mục mã")),
                ("pattern", models.CharField(blank=True, max_length=120, verbose_name="dạng")),
                ("required", models.BooleanField(default=False, verbose_name="bắt buộc")),
                ("cut", models.BooleanField(default=False, verbose_name="cắt bớt khi dài")),
                ("effective_from", models.DateField(verbose_name="áp dụng từ")),
                ("decision", models.CharField(max_length=200, verbose_name="căn cứ")),
                (
                    "decided_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người quyết định"),
                ),
                ("decided_at", models.DateTimeField(verbose_name="ghi lúc")),
            ],
            options={
                "verbose_name": "ánh xạ trường",
                "ordering": ["part", "name", "effective_from", "id"],
                "indexes": [models.Index(fields=["part", "name"], name="dossiers_national_field")],
            },
        ),
        migrations.CreateModel(
            name="NationalMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "message_id",
                    models.CharField(max_length=64, unique=True, verbose_name="mã gói tin"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("NopHoSo", "Nộp hồ sơ"),
                            ("BoSungHoSo", "Bổ sung hồ sơ"),
                            ("ThayDoiNoiDung", "Thay đổi nội dung"),
                            ("RutHoSo", "Rút hồ sơ"),
                            ("ThongBaoDung", "Thông báo dừng giải quyết"),
                        ],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("number", models.CharField(max_length=64, verbose_name="mã hồ sơ tại Cổng")),
                (
                    "body",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="nội dung"
                    ),
                ),
                ("body_hash", models.CharField(max_length=64, verbose_name="dấu nội dung")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ xử lý"),
                            ("done", "Đã có tác dụng"),
                            ("refused", "Không làm được"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="số lần thử")),
                (
                    "deliveries",
                    models.PositiveIntegerField(default=1, verbose_name="số lần Cổng gửi"),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="mã lỗi")),
                ("fields", models.JSONField(default=list, verbose_name="trường")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="vì sao")),
                ("arrived_at", models.DateTimeField(verbose_name="đến lúc")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "dossier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="national_messages",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "gói tin từ Cổng quốc gia",
                "indexes": [
                    models.Index(fields=["-arrived_at", "-id"], name="dossiers_message_newest"),
                    models.Index(
                        fields=["state", "-arrived_at", "-id"], name="dossiers_message_state"
                    ),
                    models.Index(fields=["number"], name="dossiers_message_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NationalRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(max_length=64, unique=True, verbose_name="mã hồ sơ tại Cổng"),
                ),
                (
                    "account",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="mã tài khoản tại Cổng"
                    ),
                ),
                (
                    "is_verified",
                    models.BooleanField(default=False, verbose_name="tài khoản đã xác thực"),
                ),
                (
                    "filed_on",
                    models.DateTimeField(blank=True, null=True, verbose_name="nộp tại Cổng lúc"),
                ),
                ("is_known", models.BooleanField(default=False, verbose_name="Cổng đã có hồ sơ")),
                (
                    "told_hash",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="dấu bản gửi gần nhất"
                    ),
                ),
                (
                    "told_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gửi gần nhất lúc"),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="national",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ tại Cổng quốc gia",
            },
        ),
        migrations.CreateModel(
            name="NationalSending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("event_id", models.UUIDField(verbose_name="sự kiện")),
                ("entry_id", models.BigIntegerField(verbose_name="mục nhật ký")),
                (
                    "service",
                    models.CharField(
                        choices=[("DongBoHoSoMC", "Hồ sơ"), ("CapNhatTienDoHoSoMC", "Tiến độ")],
                        max_length=24,
                        verbose_name="dịch vụ",
                    ),
                ),
                ("is_update", models.BooleanField(default=False, verbose_name="cập nhật")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("retrying", "Đang thử lại"),
                            ("refused", "Bị từ chối"),
                            ("sent", "Đã nhận"),
                        ],
                        default="retrying",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="số lần gửi")),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("missing", "Bắt buộc nhưng chưa có"),
                            ("too_long", "Dài quá giới hạn"),
                            ("no_such_code", "Không có trong danh mục mã"),
                            ("wrong_shape", "Không đúng dạng"),
                            ("refused", "Cổng từ chối"),
                            ("timeout", "Cổng không trả lời kịp"),
                            ("unreachable", "Không kết nối được tới Cổng"),
                            ("server_error", "Cổng báo lỗi máy chủ"),
                            ("nonsense", "Cổng trả lời không hiểu được"),
                            ("login_refused", "Cổng không cho đăng nhập"),
                        ],
                        max_length=16,
                        verbose_name="vấn đề",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=16, verbose_name="mã trả lời")),
                ("field", models.CharField(blank=True, max_length=80, verbose_name="trường")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="Cổng nói")),
                (
                    "body_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="dấu nội dung"),
                ),
                ("begun_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                ("tried_at", models.DateTimeField(verbose_name="gửi gần nhất lúc")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "gói tin tới Cổng quốc gia",
                "indexes": [
                    models.Index(fields=["-tried_at", "-id"], name="dossiers_sending_newest"),
                    models.Index(
                        fields=["state", "-tried_at", "-id"], name="dossiers_sending_state"
                    ),
                    models.Index(fields=["attempts", "id"], name="dossiers_sending_attempts"),
                    models.Index(
                        condition=models.Q(("field", ""), _negated=True),
                        fields=["service", "field", "-tried_at"],
                        name="dossiers_sending_field",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event_id", "service"), name="dossiers_national_sending_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form", models.CharField(max_length=2, verbose_name="mẫu")),
                ("form_set", models.CharField(max_length=8, verbose_name="bộ mẫu")),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="số")),
                ("issue", models.PositiveSmallIntegerField(default=1, verbose_name="lần lập")),
                ("data", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="nội dung in")),
                ("signer_role", models.CharField(max_length=16, verbose_name="người phải ký")),
                ("signed_by", models.UUIDField(blank=True, null=True, verbose_name="người ký")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="ký lúc")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.UUIDField(blank=True, null=True, verbose_name="người lập")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy của một cửa",
                "ordering": ["made_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("signed_at__isnull", True)),
                        fields=["made_by", "-made_at"],
                        name="dossiers_paper_to_sign",
                    ),
                    models.Index(
                        condition=models.Q(("file__isnull", False)),
                        fields=["file"],
                        name="dossiers_paper_file",
                    ),
                    models.Index(fields=["made_at", "form"], name="dossiers_paper_made"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "form", "issue"), name="dossiers_paper_issue_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Chủ hồ sơ"),
                            ("submitter", "Người nộp"),
                            ("representative", "Người đại diện"),
                            ("subject", "Người được làm thủ tục"),
                        ],
                        max_length=16,
                        verbose_name="vai",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("citizen", "Công dân"),
                            ("business", "Doanh nghiệp"),
                            ("agency", "Cơ quan nhà nước"),
                            ("organization", "Tổ chức khác"),
                        ],
                        default="citizen",
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("name", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="họ tên")),
                ("name_masked", models.CharField(max_length=200, verbose_name="họ tên đã che")),
                (
                    "identity_number",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="số định danh"
                    ),
                ),
                (
                    "identity_masked",
                    models.CharField(blank=True, max_length=40, verbose_name="số định danh đã che"),
                ),
                (
                    "identity_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="dấu số định danh"),
                ),
                (
                    "phone",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="điện thoại"
                    ),
                ),
                (
                    "phone_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="dấu điện thoại"),
                ),
                (
                    "email",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="thư điện tử"
                    ),
                ),
                (
                    "address",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="địa chỉ"
                    ),
                ),
                (
                    "birth",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="ngày sinh"
                    ),
                ),
                (
                    "proof",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="giấy ủy quyền"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="thôi làm thay từ"),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "người trong hồ sơ",
                "indexes": [
                    models.Index(fields=["identity_hash"], name="dossiers_party_identity"),
                    models.Index(fields=["phone_hash"], name="dossiers_party_phone"),
                    models.Index(fields=["person", "-dossier"], name="dossiers_party_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "role"), name="dossiers_party_role_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Tiền mặt tại quầy"),
                            ("transfer", "Chuyển khoản"),
                            ("online", "Trực tuyến"),
                            ("post", "Qua bưu chính công ích"),
                        ],
                        max_length=10,
                        verbose_name="cách trả tiền",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ ngân hàng"),
                            ("paid", "Đã nộp"),
                            ("failed", "Không thành"),
                            ("refunded", "Đã hoàn trả"),
                        ],
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("amount_vnd", models.PositiveBigIntegerField(verbose_name="số tiền (đồng)")),
                ("started_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="nộp lúc")),
                ("provider", models.CharField(blank=True, max_length=32, verbose_name="ngân hàng")),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="mã giao dịch ngân hàng"
                    ),
                ),
                ("checkout_url", models.CharField(blank=True, max_length=500)),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hết hạn lúc"),
                ),
                ("problem", models.CharField(blank=True, max_length=16)),
                ("problem_at", models.DateTimeField(blank=True, null=True)),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="chứng từ")),
                ("received_by", models.UUIDField(blank=True, null=True, verbose_name="người thu")),
                (
                    "received_by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên người thu"),
                ),
                (
                    "receipt_number",
                    models.CharField(blank=True, max_length=64, verbose_name="số biên lai"),
                ),
                (
                    "remit_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hạn chuyển kho bạc"),
                ),
                (
                    "remitted_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="đã chuyển kho bạc lúc"
                    ),
                ),
                (
                    "remit_document",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="chứng từ chuyển kho bạc"
                    ),
                ),
                (
                    "remitted_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người chuyển kho bạc"),
                ),
                ("remitted_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="dossiers.charge",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.paper",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="dossiers.cashshift",
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
                "verbose_name": "lần nộp",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["agency", "-paid_at", "-id"], name="dossiers_payments"),
                    models.Index(fields=["state", "expires_at"], name="dossiers_payment_expiry"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "paid")),
                        fields=("charge",),
                        name="dossiers_paid_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("bank_reference", ""), _negated=True),
                        fields=("provider", "bank_reference"),
                        name="dossiers_bank_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "cash"), _negated=True),
                            ("shift__isnull", False),
                            _connector="OR",
                        ),
                        name="dossiers_cash_in_a_drawer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JointShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_vnd", models.PositiveBigIntegerField(verbose_name="số tiền (đồng)")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("applied", "Đã ghi nhận"),
                            ("repeated", "Báo lặp, đã bỏ qua"),
                            ("out_of_order", "Đến sau tin mới hơn, đã bỏ qua"),
                            ("other_amount", "Sai số tiền"),
                            ("already_paid", "Khoản này đã nộp bằng cách khác"),
                            ("not_owed", "Khoản này không phải nộp nữa"),
                            ("unknown", "Không tìm thấy khoản phải nộp"),
                            ("forged", "Chữ ký không đúng"),
                        ],
                        default="",
                        max_length=14,
                        verbose_name="kết quả",
                    ),
                ),
                (
                    "bill",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="dossiers.jointbill",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.charge",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="share",
                        to="dossiers.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "phần của phiếu nộp chung",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("bill", "charge"), name="dossiers_share_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BankCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider", models.CharField(max_length=32, verbose_name="ngân hàng")),
                ("key", models.CharField(max_length=80, verbose_name="mã tin")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("paid", "Đã trả tiền"),
                            ("failed", "Trả tiền không thành"),
                            ("transfer", "Tiền chuyển vào tài khoản"),
                            ("refunded", "Đã hoàn tiền"),
                        ],
                        max_length=10,
                        verbose_name="nội dung",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("applied", "Đã ghi nhận"),
                            ("repeated", "Báo lặp, đã bỏ qua"),
                            ("out_of_order", "Đến sau tin mới hơn, đã bỏ qua"),
                            ("other_amount", "Sai số tiền"),
                            ("already_paid", "Khoản này đã nộp bằng cách khác"),
                            ("not_owed", "Khoản này không phải nộp nữa"),
                            ("unknown", "Không tìm thấy khoản phải nộp"),
                            ("forged", "Chữ ký không đúng"),
                        ],
                        max_length=14,
                        verbose_name="kết quả",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="mã nộp tiền"),
                ),
                ("amount_vnd", models.BigIntegerField(default=0, verbose_name="số tiền (đồng)")),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="mã giao dịch ngân hàng"
                    ),
                ),
                (
                    "occurred_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xảy ra lúc"),
                ),
                ("first_at", models.DateTimeField(verbose_name="đến lúc")),
                ("last_at", models.DateTimeField(verbose_name="đến lần cuối lúc")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="số lần báo")),
                (
                    "handled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xử lý lúc"),
                ),
                ("handled_by", models.UUIDField(blank=True, null=True, verbose_name="người xử lý")),
                ("handled_by_name", models.CharField(blank=True, max_length=200)),
                ("handling", models.TextField(blank=True, verbose_name="cách xử lý")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="dossiers.charge",
                    ),
                ),
                (
                    "bill",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="dossiers.jointbill",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="dossiers.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "tin của ngân hàng",
                "indexes": [
                    models.Index(fields=["agency", "-first_at", "-id"], name="dossiers_bank_calls")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "key"), name="dossiers_bank_call_once"
                    )
                ],
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
                ("number", models.CharField(blank=True, max_length=64, verbose_name="số")),
                ("reported_by", models.UUIDField(verbose_name="người báo cáo")),
                ("reported_by_name", models.CharField(max_length=200)),
                ("reported_at", models.DateTimeField(verbose_name="báo cáo lúc")),
                ("item", models.UUIDField(blank=True, null=True, verbose_name="việc trình ký")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="ký lúc")),
                (
                    "returned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lại lúc"),
                ),
                ("return_reason", models.TextField(blank=True, verbose_name="lý do trả lại")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
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
                "indexes": [
                    models.Index(fields=["agency", "-made_at"], name="dossiers_post_list_day")
                ],
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
                            ("recalled", "Rút lại vì kết quả có sai sót"),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post_list", "number"), name="dossiers_post_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["listed", "on_way"])),
                        fields=("dossier",),
                        name="dossiers_post_once_on_way",
                    ),
                    models.UniqueConstraint(
                        fields=("tracking",), name="dossiers_post_tracking_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address",
                    tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="địa chỉ nhận"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="đăng ký lúc")),
                ("asked_by", models.UUIDField(blank=True, null=True, verbose_name="người đăng ký")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="post_wish",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "đăng ký nhận qua bưu chính",
            },
        ),
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
                    "slot_capacity",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="số lượt hẹn mỗi nửa giờ"
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
                "verbose_name": "hàng chờ",
                "ordering": ["letter"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "letter"), name="dossiers_queue_letter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scores", models.JSONField(default=dict, verbose_name="điểm theo câu")),
                (
                    "average",
                    models.DecimalField(
                        decimal_places=2, max_digits=3, null=True, verbose_name="trung bình"
                    ),
                ),
                (
                    "comment",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="ý kiến khác"
                    ),
                ),
                ("channel", models.CharField(max_length=12, verbose_name="kênh")),
                ("rated_at", models.DateTimeField(verbose_name="đánh giá lúc")),
                ("agency_id", models.BigIntegerField(verbose_name="cơ quan được đánh giá")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "đánh giá",
                "indexes": [
                    models.Index(fields=["agency_id", "rated_at"], name="dossiers_rating_agency"),
                    models.Index(fields=["rated_at"], name="dossiers_rating_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount_vnd", models.PositiveBigIntegerField(verbose_name="số tiền (đồng)")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ ngân hàng hoàn"),
                            ("done", "Đã hoàn trả"),
                            ("failed", "Ngân hàng không hoàn được"),
                        ],
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Tiền mặt tại quầy"),
                            ("transfer", "Chuyển khoản"),
                            ("online", "Trực tuyến"),
                            ("post", "Qua bưu chính công ích"),
                        ],
                        max_length=10,
                        verbose_name="cách hoàn",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("legal_basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("asked_by", models.UUIDField(verbose_name="người lập")),
                ("asked_by_name", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(verbose_name="lập lúc")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn lúc")),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="mã giao dịch ngân hàng"
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=16)),
                (
                    "paper",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.paper",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund",
                        to="dossiers.payment",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="dossiers.cashshift",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần hoàn trả",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("grant", "Kết quả giải quyết"),
                            ("refusal", "Thông báo từ chối giải quyết"),
                        ],
                        default="grant",
                        max_length=8,
                    ),
                ),
                (
                    "result_code",
                    models.CharField(blank=True, max_length=20, verbose_name="mã kết quả"),
                ),
                (
                    "paper_code",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="mã số giấy tờ"
                    ),
                ),
                (
                    "paper_code_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="dấu mã số giấy tờ"),
                ),
                (
                    "data",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        default="{}", verbose_name="nội dung kết quả"
                    ),
                ),
                (
                    "check_code",
                    models.CharField(
                        blank=True, max_length=16, verbose_name="mã kiểm tra in trên giấy"
                    ),
                ),
                (
                    "draft_version",
                    models.PositiveIntegerField(default=1, verbose_name="lần dự thảo"),
                ),
                (
                    "places",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        verbose_name="chỗ ký, số và ngày trong tệp đã soạn",
                    ),
                ),
                (
                    "signing_item",
                    models.UUIDField(blank=True, null=True, verbose_name="việc trình ký"),
                ),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="số")),
                (
                    "drafted_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người dự thảo"),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="dự thảo lúc")),
                ("signed_by", models.UUIDField(blank=True, null=True, verbose_name="người ký")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="ký lúc")),
                (
                    "sealed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đóng dấu lúc"),
                ),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="có giá trị đến ngày"),
                ),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="giao lúc"),
                ),
                ("delivery", models.CharField(blank=True, max_length=12, verbose_name="cách giao")),
                (
                    "received_by",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="người nhận"
                    ),
                ),
                (
                    "fault",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="chỗ sai phải sửa"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hết hiệu lực lúc"),
                ),
                ("returned_reason", models.TextField(blank=True, verbose_name="lý do trả lại sửa")),
                (
                    "brought_file",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="tệp PDF đã soạn",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.result",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "draft_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "final_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "receipt_signature",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "signed_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "kết quả",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["paper_code_hash"], name="dossiers_result_code"),
                    models.Index(fields=["valid_until"], name="dossiers_result_valid"),
                    models.Index(
                        condition=models.Q(
                            ("final_file__isnull", False), ("sealed_at__isnull", False)
                        ),
                        fields=["sealed_at"],
                        name="dossiers_result_given",
                    ),
                    models.Index(
                        condition=models.Q(("brought_file__isnull", False)),
                        fields=["brought_file"],
                        name="dossiers_result_brought",
                    ),
                    models.Index(
                        condition=models.Q(("receipt_signature__isnull", False)),
                        fields=["receipt_signature"],
                        name="dossiers_result_receipt",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("check_code", ""), _negated=True),
                        fields=("check_code",),
                        name="dossiers_check_code_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProactiveOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "person_masked",
                    models.CharField(max_length=200, verbose_name="người được phục vụ, đã che"),
                ),
                ("procedure_code", models.CharField(max_length=16, verbose_name="mã thủ tục")),
                ("agency_id", models.BigIntegerField(verbose_name="cơ quan giải quyết")),
                (
                    "cause",
                    models.CharField(
                        choices=[("expiry", "Kết quả sắp hết hạn"), ("event", "Sự kiện trong đời")],
                        max_length=8,
                        verbose_name="vì sao",
                    ),
                ),
                (
                    "expires_on",
                    models.DateField(blank=True, null=True, verbose_name="hết hạn ngày"),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="mức độ chủ động")),
                (
                    "asked_level",
                    models.PositiveSmallIntegerField(verbose_name="mức độ thủ tục cho phép"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reminded", "Đã nhắc"),
                            ("prepared", "Đã soạn sẵn, chờ xác nhận"),
                            ("executed", "Đã tự làm, còn được từ chối"),
                            ("correcting", "Đã xin sửa"),
                            ("confirmed", "Đã xác nhận"),
                            ("taken_over", "Tự điền tiếp"),
                            ("refused", "Đã từ chối"),
                            ("undone", "Đã hoàn lại như trước"),
                            ("lapsed", "Đã hết hạn trả lời"),
                        ],
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "option",
                    models.CharField(blank=True, max_length=40, verbose_name="phương án gợi ý"),
                ),
                (
                    "answers",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        default="{}", verbose_name="nội dung soạn sẵn"
                    ),
                ),
                ("missing", models.JSONField(default=list, verbose_name="chỗ còn thiếu")),
                (
                    "before",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        default="{}", verbose_name="tình trạng trước khi tự làm"
                    ),
                ),
                ("offered_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                (
                    "answer_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời trước"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                (
                    "answered_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người trả lời"),
                ),
                (
                    "reason",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="lời người được phục vụ"
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="dossiers.draft",
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
                    "procedure_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.procedureversion",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.result",
                        verbose_name="kết quả làm căn cứ",
                    ),
                ),
            ],
            options={
                "verbose_name": "dịch vụ chủ động",
                "indexes": [
                    models.Index(fields=["person", "-offered_at"], name="dossiers_offer_person"),
                    models.Index(
                        fields=["agency_id", "-offered_at", "-id"], name="dossiers_offer_agency"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "procedure_code", "cause"), name="dossiers_offered_once"
                    )
                ],
            },
        ),
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
        migrations.CreateModel(
            name="OwnPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="còn hạn đến hết ngày"),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bỏ ra lúc"),
                ),
                (
                    "warned_for",
                    models.DateField(blank=True, null=True, verbose_name="đã nhắc cho hạn"),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept",
                        to="dossiers.attachment",
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
                    "result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept",
                        to="dossiers.result",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy tờ của người nộp",
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=["valid_until"],
                        name="dossiers_own_paper_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attachment__isnull", True), ("result__isnull", True), _connector="XOR"
                        ),
                        name="dossiers_own_paper_one",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "attachment"), name="dossiers_own_paper"
                    ),
                    models.UniqueConstraint(
                        fields=("person", "result"), name="dossiers_own_result"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="reused_result",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dossiers.result",
            ),
        ),
        migrations.CreateModel(
            name="ResultAnnex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="tên phụ lục")),
                ("added_by", models.UUIDField(blank=True, null=True, verbose_name="người thêm")),
                ("added_at", models.DateTimeField(verbose_name="thêm lúc")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annexes",
                        to="dossiers.result",
                    ),
                ),
                (
                    "sealed_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "phụ lục của kết quả",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RowPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("component_key", models.CharField(max_length=64, verbose_name="thành phần")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp đã gửi")),
                ("line", models.PositiveIntegerField(blank=True, null=True, verbose_name="dòng")),
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
                        related_name="row_papers",
                        to="dossiers.groupfiling",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy tờ riêng của một dòng",
                "ordering": ["line", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "component_key", "name"), name="dossiers_row_paper_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("signed_at", models.DateTimeField(verbose_name="cán bộ ký lúc")),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="đề nghị đóng dấu lúc"
                    ),
                ),
                (
                    "asked_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người đóng dấu"),
                ),
                ("asked_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "sealed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đóng dấu lúc"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scan_seal",
                        to="dossiers.attachment",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scan_seals",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "dấu trên bản số hóa",
                "ordering": ["-signed_at", "-id"],
                "indexes": [
                    models.Index(fields=["-signed_at", "-id"], name="dossiers_scan_seal_newest"),
                    models.Index(
                        condition=models.Q(
                            ("asked_at__isnull", False), ("sealed_at__isnull", True)
                        ),
                        fields=["asked_at"],
                        name="dossiers_scan_seal_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanSealing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("effective_from", models.DateField(verbose_name="từ ngày")),
                ("is_automatic", models.BooleanField(verbose_name="hệ thống tự đóng dấu")),
                ("legal_basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("set_by", models.UUIDField(blank=True, null=True, verbose_name="người ghi")),
                ("set_at", models.DateTimeField(verbose_name="ghi lúc")),
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
                "verbose_name": "cách đóng dấu bản số hóa",
                "ordering": ["agency_id", "-effective_from", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "effective_from"), name="dossiers_scan_sealing_once_a_day"
                    )
                ],
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
                (
                    "receipt_width",
                    models.CharField(
                        choices=[
                            ("a5", "A5, máy in thường"),
                            ("80mm", "Cuộn 80 mm, máy in hóa đơn"),
                        ],
                        default="a5",
                        max_length=4,
                        verbose_name="khổ giấy tiếp nhận, biên lai",
                    ),
                ),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "number"), name="dossiers_counter_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes_at__isnull", True), ("opens_at__isnull", True)),
                            ("opens_at__lt", models.F("closes_at")),
                            _connector="OR",
                        ),
                        name="dossiers_counter_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency_name",
                    models.CharField(max_length=300, verbose_name="tên cơ quan khi đó"),
                ),
                ("agency_folded", models.CharField(max_length=300)),
                ("level", models.CharField(max_length=16, verbose_name="cấp")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("quarter", models.PositiveSmallIntegerField(verbose_name="quý")),
                ("resolved", models.PositiveIntegerField(verbose_name="đã giải quyết")),
                ("in_time", models.PositiveIntegerField(verbose_name="sớm và đúng hạn")),
                (
                    "in_time_hundredths",
                    models.PositiveIntegerField(verbose_name="phần trăm sớm và đúng hạn, nhân 100"),
                ),
                ("rated", models.PositiveIntegerField(verbose_name="số lượt đánh giá")),
                ("satisfied", models.PositiveIntegerField(verbose_name="số lượt hài lòng")),
                (
                    "average_hundredths",
                    models.PositiveIntegerField(verbose_name="điểm trung bình, nhân 100"),
                ),
                (
                    "scores",
                    models.JSONField(
                        default=dict, verbose_name="điểm trung bình từng câu, nhân 100"
                    ),
                ),
                ("counted_at", models.DateTimeField(verbose_name="tính lúc")),
                ("is_final", models.BooleanField(default=False, verbose_name="đã chốt")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "số liệu phục vụ đã công khai",
                "ordering": ["-year", "-quarter", "agency_folded", "id"],
                "indexes": [
                    models.Index(
                        fields=["-year", "-quarter", "agency_folded", "id"],
                        name="dossiers_published",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "quarter", "agency"), name="dossiers_published_once"
                    )
                ],
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
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("day", models.DateField(verbose_name="ngày")),
                ("key", models.CharField(max_length=80, verbose_name="khóa dòng")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("matched", "Khớp"),
                            ("other_amount", "Lệch số tiền"),
                            ("only_bank", "Ngân hàng có, hệ thống không có"),
                            ("only_ours", "Hệ thống có, ngân hàng không có"),
                            ("double", "Một khoản trả hai lần"),
                        ],
                        max_length=14,
                        verbose_name="đối chiếu",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="mã nộp tiền"),
                ),
                (
                    "bank_reference",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="mã giao dịch ngân hàng"
                    ),
                ),
                (
                    "bank_vnd",
                    models.BigIntegerField(blank=True, null=True, verbose_name="ngân hàng (đồng)"),
                ),
                (
                    "ours_vnd",
                    models.BigIntegerField(blank=True, null=True, verbose_name="hệ thống (đồng)"),
                ),
                ("compared_at", models.DateTimeField(verbose_name="đối chiếu lúc")),
                (
                    "handled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xử lý lúc"),
                ),
                ("handled_by", models.UUIDField(blank=True, null=True, verbose_name="người xử lý")),
                ("handled_by_name", models.CharField(blank=True, max_length=200)),
                ("handling", models.TextField(blank=True, verbose_name="cách xử lý")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.charge",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng đối chiếu",
                "indexes": [
                    models.Index(fields=["agency", "-day", "-id"], name="dossiers_statement_lines")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "day", "key"), name="dossiers_statement_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StopRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.TextField(blank=True, verbose_name="lý do")),
                ("channel", models.CharField(max_length=8, verbose_name="kênh")),
                ("asked_by", models.UUIDField(blank=True, null=True, verbose_name="người đề nghị")),
                ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                ("decided_by", models.UUIDField(blank=True, null=True, verbose_name="người xử lý")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xử lý lúc"),
                ),
                (
                    "is_granted",
                    models.BooleanField(blank=True, null=True, verbose_name="được dừng"),
                ),
                ("refusal_reason", models.TextField(blank=True, verbose_name="lý do không dừng")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stop_requests",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị dừng",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("dossier",),
                        name="dossiers_one_open_stop_request",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplementRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("before_acceptance", models.BooleanField(verbose_name="trước tiếp nhận")),
                ("items", models.JSONField(verbose_name="giấy tờ, thông tin cần bổ sung")),
                ("reasons", models.JSONField(default=list, verbose_name="mã lý do")),
                ("note", models.TextField(blank=True, verbose_name="giải thích")),
                (
                    "override_reason",
                    models.TextField(blank=True, verbose_name="lý do yêu cầu lần hai"),
                ),
                ("asked_by", models.UUIDField(verbose_name="người yêu cầu")),
                ("asked_by_name", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(verbose_name="yêu cầu lúc")),
                (
                    "notice_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hạn thông báo"),
                ),
                (
                    "close_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="đóng nếu không bổ sung"
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bổ sung xong lúc"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="đóng lúc")),
                (
                    "due_before",
                    models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả trước đó"),
                ),
                (
                    "due_after",
                    models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả mới"),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "yêu cầu bổ sung",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["close_at"], name="dossiers_supplement_close")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True), ("closed_at__isnull", True)
                        ),
                        fields=("dossier",),
                        name="dossiers_one_open_supplement",
                    )
                ],
            },
        ),
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
                (
                    "notice_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="dossiers.taxnotice",
                    ),
                ),
                (
                    "voucher_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "thông báo của cơ quan thuế",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.CharField(max_length=200, verbose_name="văn bản thông báo")),
                ("asked_by", models.UUIDField(verbose_name="người yêu cầu")),
                ("asked_at", models.DateTimeField(verbose_name="từ lúc")),
                (
                    "sent_proof",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="chứng từ người nộp gửi"
                    ),
                ),
                (
                    "sent_proof_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gửi chứng từ lúc"),
                ),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="chứng từ")),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xong lúc"),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "sent_proof_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "tax_notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.taxnotice",
                    ),
                ),
            ],
            options={
                "verbose_name": "nghĩa vụ tài chính",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("dossier",),
                        name="dossiers_one_open_obligation",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="charge",
            name="notice",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charge",
                to="dossiers.taxnotice",
            ),
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
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.agency",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tax_slips",
                        to="dossiers.dossier",
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
                "verbose_name": "phiếu chuyển cơ quan thuế",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["agency", "due_at", "id"], name="dossiers_tax_agency"),
                    models.Index(fields=["unit", "due_at", "id"], name="dossiers_tax_unit"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["due_at"],
                        name="dossiers_tax_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("dossier",),
                        name="dossiers_one_open_tax_slip",
                    )
                ],
            },
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
                    "place",
                    models.CharField(
                        blank=True, default="", max_length=120, verbose_name="lấy ở cơ quan"
                    ),
                ),
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
                    "appointment_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="giờ hẹn"),
                ),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["queue", "day", "taken_at"],
                        name="dossiers_ticket_waiting",
                    ),
                    models.Index(fields=["agency", "day", "taken_at"], name="dossiers_ticket_day"),
                    models.Index(
                        condition=models.Q(("address_hash", ""), _negated=True),
                        fields=["address_hash", "taken_at"],
                        name="dossiers_ticket_address",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("given_in", "day", "number"), name="dossiers_ticket_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "called")),
                        fields=("counter",),
                        name="dossiers_one_called_ticket",
                    ),
                ],
            },
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
        migrations.CreateModel(
            name="TimelineEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("code", models.CharField(max_length=40, verbose_name="việc")),
                ("state", models.CharField(max_length=20, verbose_name="trạng thái sau đó")),
                ("values", models.JSONField(default=dict, verbose_name="giá trị")),
                ("by", models.UUIDField(blank=True, null=True, verbose_name="người làm")),
                (
                    "by_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên người làm"),
                ),
                ("unit_id", models.BigIntegerField(blank=True, null=True, verbose_name="đơn vị")),
                ("is_told", models.BooleanField(default=True, verbose_name="người nộp đọc được")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timeline",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục nhật ký",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["dossier", "id"], name="dossiers_timeline")],
            },
        ),
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
        migrations.CreateModel(
            name="UnitDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field_key", models.CharField(blank=True, max_length=40, verbose_name="lĩnh vực")),
                (
                    "procedure_code",
                    models.CharField(blank=True, max_length=16, verbose_name="thủ tục"),
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
                "verbose_name": "phân việc cho đơn vị",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "field_key", "procedure_code"), name="dossiers_duty_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.UUIDField(verbose_name="người xem")),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField(verbose_name="từ lúc")),
                ("seen_at", models.DateTimeField(verbose_name="còn mở lúc")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="viewings",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "đang mở hồ sơ",
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "by"), name="dossiers_viewing_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider", models.CharField(max_length=32, verbose_name="ngân hàng")),
                ("account_number", models.CharField(max_length=19, verbose_name="số tài khoản")),
                ("day", models.DateField(verbose_name="ngày")),
                (
                    "is_uploaded",
                    models.BooleanField(default=False, verbose_name="nhập từ bảng tính"),
                ),
                ("asked_by", models.UUIDField(blank=True, null=True, verbose_name="người lấy")),
                ("asked_at", models.DateTimeField(verbose_name="lấy lúc")),
                (
                    "read_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đọc xong lúc"),
                ),
                ("problem", models.CharField(blank=True, max_length=16)),
                ("lines", models.PositiveIntegerField(default=0, verbose_name="số dòng")),
                ("total_vnd", models.BigIntegerField(default=0, verbose_name="tổng tiền (đồng)")),
                (
                    "differences",
                    models.PositiveIntegerField(default=0, verbose_name="số chênh lệch"),
                ),
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
                "verbose_name": "sao kê",
                "ordering": ["-day", "-id"],
                "indexes": [
                    models.Index(fields=["agency", "-day", "-id"], name="dossiers_statements")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("dossier", "person", "about"),
                name="dossiers_complaint_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice__isnull", True), ("state", "due")),
                fields=("dossier",),
                name="dossiers_one_open_charge",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice__isnull", False), ("state", "due")),
                fields=("dossier",),
                name="dossiers_one_open_duty",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_vnd__gt", 0)), name="dossiers_charge_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gt", 0)), name="dossiers_tax_notice_owes"
            ),
        ),
        CreateSearchIndex("dossiers"),
    ]

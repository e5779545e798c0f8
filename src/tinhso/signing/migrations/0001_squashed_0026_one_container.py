import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import tinhso.kernel.db.ids
import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    """The tables of 0001 to 0026 in one step, for an installation that begins (decision 0058)."""

    replaces = [
        ("signing", "0001_initial"),
        ("signing", "0002_long_titles"),
        ("signing", "0003_key_uses"),
        ("signing", "0004_key_devices"),
        ("signing", "0005_kept_files"),
        ("signing", "0006_proposals"),
        ("signing", "0007_batches"),
        ("signing", "0008_agents"),
        ("signing", "0009_registered_elsewhere"),
        ("signing", "0010_received_files"),
        ("signing", "0011_certificate_requests"),
        ("signing", "0012_agent_certificates"),
        ("signing", "0013_comparisons"),
        ("signing", "0014_found_certificates"),
        ("signing", "0015_agent_batches"),
        ("signing", "0016_agent_seals"),
        ("signing", "0017_answer_sheets"),
        ("signing", "0018_signature_images"),
        ("signing", "0019_authority_answers"),
        ("signing", "0020_sealed_annexes"),
        ("signing", "0021_earlier_certificates"),
        ("signing", "0022_signatories"),
        ("signing", "0023_retired_seals"),
        ("signing", "0024_own_files"),
        ("signing", "0025_lost_signatures"),
        ("signing", "0026_one_container"),
    ]

    initial = True

    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=16, unique=True, verbose_name="vai trò")),
                ("certificate", models.TextField(verbose_name="chứng thư")),
                ("key", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="khóa")),
                ("made_at", models.DateTimeField(verbose_name="lúc tạo")),
                ("earlier", models.TextField(blank=True, verbose_name="số các chứng thư trước")),
            ],
        ),
        migrations.CreateModel(
            name="Confirmation",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("account_uid", models.UUIDField(db_index=True, verbose_name="tài khoản")),
                ("purpose", models.CharField(max_length=16, verbose_name="mục đích")),
                ("items", models.JSONField(default=list, verbose_name="văn bản")),
                ("factor", models.CharField(max_length=32, verbose_name="cách xác nhận")),
                (
                    "secret",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="mã"
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="số lần thử"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="lúc hỏi")),
                ("expires_at", models.DateTimeField(verbose_name="hết hạn")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc dùng")),
            ],
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_uid", models.UUIDField(db_index=True, verbose_name="tài khoản")),
                ("opened_at", models.DateTimeField(verbose_name="bắt đầu")),
                ("ends_at", models.DateTimeField(verbose_name="kết thúc")),
            ],
        ),
        migrations.CreateModel(
            name="SoftwareKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=64, unique=True, verbose_name="tham chiếu"),
                ),
                ("key", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="khóa")),
            ],
        ),
        migrations.CreateModel(
            name="TrustAnchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                (
                    "fingerprint",
                    models.CharField(max_length=64, unique=True, verbose_name="dấu vân tay"),
                ),
                ("certificate", models.TextField(verbose_name="chứng thư")),
                ("added_at", models.DateTimeField(verbose_name="lúc thêm")),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("person", "Cá nhân"),
                            ("agency", "Cơ quan"),
                            ("device", "Thiết bị, dịch vụ, phần mềm"),
                        ],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                (
                    "account_uid",
                    models.UUIDField(
                        blank=True, db_index=True, null=True, verbose_name="tài khoản"
                    ),
                ),
                (
                    "agency_id",
                    models.BigIntegerField(
                        blank=True, db_index=True, null=True, verbose_name="cơ quan"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên chủ thể")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="chức vụ")),
                (
                    "agency_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên cơ quan"),
                ),
                (
                    "parent_name",
                    models.CharField(blank=True, max_length=200, verbose_name="cơ quan cấp trên"),
                ),
                (
                    "agency_code",
                    models.CharField(blank=True, max_length=32, verbose_name="mã cơ quan"),
                ),
                (
                    "serial",
                    models.CharField(max_length=64, unique=True, verbose_name="số chứng thư"),
                ),
                ("issuer", models.CharField(max_length=200, verbose_name="nơi cấp")),
                ("not_before", models.DateTimeField(verbose_name="có hiệu lực từ")),
                ("not_after", models.DateTimeField(verbose_name="đến")),
                ("certificate", models.TextField(blank=True, verbose_name="chứng thư")),
                ("chain", models.TextField(blank=True, verbose_name="chuỗi chứng thư")),
                (
                    "key_store",
                    models.CharField(blank=True, max_length=32, verbose_name="nơi giữ khóa"),
                ),
                (
                    "key_reference",
                    models.CharField(blank=True, max_length=64, verbose_name="tham chiếu khóa"),
                ),
                ("email", models.CharField(blank=True, max_length=200, verbose_name="thư công vụ")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc thu hồi"),
                ),
                (
                    "revocation_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("key_compromise", "Khóa bị lộ hoặc nghi bị lộ"),
                            ("device_lost", "Mất hoặc hỏng thiết bị"),
                            ("position_changed", "Thay đổi vị trí công tác"),
                            ("left", "Nghỉ hưu, thôi việc, từ trần"),
                            ("agency_ended", "Cơ quan giải thể, chia tách, sáp nhập"),
                            ("superseded", "Đã cấp chứng thư mới"),
                        ],
                        max_length=32,
                        verbose_name="lý do thu hồi",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["not_after", "uid"], name="signing_certificate_ends")
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateProposal",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "agency_id",
                    models.BigIntegerField(db_index=True, verbose_name="cơ quan đề nghị"),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("left", "Thôi việc, nghỉ hưu"),
                            ("moved", "Chuyển công tác trong khu vực nhà nước"),
                            ("merged", "Cơ quan kết thúc, sáp nhập, đổi tên"),
                        ],
                        max_length=16,
                        verbose_name="vì",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("04", "Mẫu 04: thay đổi nội dung chứng thư"),
                            ("05", "Mẫu 05: thu hồi chứng thư"),
                        ],
                        max_length=2,
                        verbose_name="mẫu",
                    ),
                ),
                ("raised_at", models.DateTimeField(verbose_name="nêu lúc")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("filed", "Đã gửi mẫu"),
                            ("declined", "Không cần gửi"),
                            ("settled", "Chứng thư đã thu hồi"),
                            ("dropped", "Không còn lý do"),
                        ],
                        max_length=16,
                        verbose_name="kết quả",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["raised_at", "uid"], name="signing_proposal_raised")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("certificate",),
                        name="signing_proposal_once_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateRequest",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Cấp mới cho cá nhân"),
                            ("agency", "Cấp mới cho cơ quan"),
                            ("device", "Cấp mới cho thiết bị, dịch vụ, phần mềm"),
                            ("renew", "Gia hạn chứng thư"),
                            ("change", "Thay đổi nội dung"),
                            ("revoke", "Thu hồi"),
                            ("restore", "Khôi phục thiết bị lưu khóa"),
                        ],
                        max_length=16,
                        verbose_name="loại yêu cầu",
                    ),
                ),
                (
                    "agency_id",
                    models.BigIntegerField(db_index=True, verbose_name="cơ quan đề nghị"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("before_head", "Chờ người đứng đầu ký"),
                            ("signed", "Đã ký, chờ đóng dấu"),
                            ("sending", "Đang gửi"),
                            ("sent", "Đã gửi, chờ trả lời"),
                            ("answered", "Đã trả lời, còn bàn giao"),
                            ("done", "Đã xong"),
                            ("refused", "Bị từ chối"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=200, verbose_name="người phối hợp"),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=32, verbose_name="điện thoại phối hợp"),
                ),
                ("signer_uid", models.UUIDField(blank=True, null=True, verbose_name="người ký")),
                ("asked_by", models.UUIDField(blank=True, null=True, verbose_name="người lập")),
                ("asked_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "return_reason",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="lý do trả lại"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="số văn bản")),
                (
                    "numbered_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày của văn bản"),
                ),
                (
                    "addressee",
                    models.CharField(
                        choices=[
                            ("ca", "Cục Chứng thực số và Bảo mật thông tin"),
                            ("department", "Sở Khoa học và Công nghệ"),
                        ],
                        default="ca",
                        max_length=16,
                        verbose_name="nơi nhận",
                    ),
                ),
                ("channel", models.CharField(blank=True, max_length=32, verbose_name="kênh gửi")),
                (
                    "channel_reference",
                    models.CharField(blank=True, max_length=200, verbose_name="mã của nơi nhận"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="đã gửi lúc")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn trả lời")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
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
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificateproposal",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["asked_at", "uid"], name="signing_request_asked"),
                    models.Index(fields=["state", "due_at"], name="signing_request_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityAnswer",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(blank=True, max_length=16, verbose_name="kết quả kiểm tra"),
                ),
                ("signers", models.CharField(blank=True, max_length=500, verbose_name="người ký")),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="số văn bản")),
                ("given_by", models.UUIDField(blank=True, null=True, verbose_name="người gửi")),
                ("given_at", models.DateTimeField(verbose_name="lúc gửi")),
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="signing.certificaterequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnswerSheet",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("given_by", models.UUIDField(verbose_name="người gửi")),
                ("given_at", models.DateTimeField(verbose_name="lúc gửi")),
                ("language", models.CharField(default="vi", max_length=5, verbose_name="ngôn ngữ")),
                ("sha256", models.CharField(max_length=64, verbose_name="dấu SHA-256 của tệp")),
                ("answers", models.JSONField(default=list, verbose_name="các câu trả lời")),
                ("outcomes", models.JSONField(default=list, verbose_name="kết quả từng dòng")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xong lúc"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="signing.certificaterequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CertificateRequestLine",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "account_uid",
                    models.UUIDField(
                        blank=True, db_index=True, null=True, verbose_name="tài khoản"
                    ),
                ),
                (
                    "holder_agency_id",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="cơ quan của chủ thể"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="tên chủ thể")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="chức vụ")),
                (
                    "agency_name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên cơ quan"),
                ),
                (
                    "agency_code",
                    models.CharField(blank=True, max_length=32, verbose_name="mã cơ quan"),
                ),
                ("email", models.CharField(blank=True, max_length=200, verbose_name="thư công vụ")),
                (
                    "identity_number",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="số căn cước"
                    ),
                ),
                ("identity_on", models.DateField(blank=True, null=True, verbose_name="cấp ngày")),
                (
                    "identity_by",
                    models.CharField(blank=True, max_length=200, verbose_name="nơi cấp"),
                ),
                (
                    "phone",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="số điện thoại"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="địa chỉ")),
                (
                    "tax_code",
                    models.CharField(blank=True, max_length=32, verbose_name="mã số thuế"),
                ),
                (
                    "budget_code",
                    models.CharField(
                        blank=True, max_length=32, verbose_name="mã quan hệ ngân sách"
                    ),
                ),
                (
                    "device_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("token", "Thiết bị USB (token)"),
                            ("sim", "SIM PKI"),
                            ("server", "Tài khoản ký trên máy chủ"),
                        ],
                        max_length=16,
                        verbose_name="loại thiết bị",
                    ),
                ),
                (
                    "receiver",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="người nhận thiết bị"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("key_compromise", "Khóa bị lộ hoặc nghi bị lộ"),
                            ("device_lost", "Mất hoặc hỏng thiết bị"),
                            ("position_changed", "Thay đổi vị trí công tác"),
                            ("left", "Nghỉ hưu, thôi việc, từ trần"),
                            ("agency_ended", "Cơ quan giải thể, chia tách, sáp nhập"),
                            ("superseded", "Đã cấp chứng thư mới"),
                        ],
                        max_length=32,
                        verbose_name="lý do thu hồi",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=500, verbose_name="lý do, ghi chú"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ trả lời"),
                            ("refused", "Bị từ chối"),
                            ("issued", "Đã cấp, chờ bàn giao"),
                            ("handed", "Đã bàn giao, đang dùng"),
                            ("settled", "Đã giải quyết"),
                            ("revoked", "Đã thu hồi, chờ trả thiết bị"),
                            ("returned", "Đã trả thiết bị"),
                            ("lost", "Mất thiết bị"),
                        ],
                        default="asked",
                        max_length=16,
                        verbose_name="kết quả",
                    ),
                ),
                (
                    "refusal",
                    models.CharField(blank=True, max_length=500, verbose_name="lý do từ chối"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                (
                    "device_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hạn trả thiết bị"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bàn giao, trả lúc"),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
                (
                    "issued",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
                (
                    "minute_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="signing.certificaterequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("certificate__isnull", False)),
                        fields=("request", "certificate"),
                        name="signing_line_certificate_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnsweredCertificate",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("known_by", models.CharField(blank=True, max_length=16, verbose_name="khớp theo")),
                ("serial", models.CharField(max_length=64, verbose_name="số chứng thư")),
                ("issuer", models.CharField(max_length=200, verbose_name="nơi cấp")),
                ("name", models.CharField(max_length=200, verbose_name="tên chủ thể")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="chức vụ")),
                (
                    "organization",
                    models.CharField(blank=True, max_length=200, verbose_name="tên cơ quan"),
                ),
                ("email", models.CharField(blank=True, max_length=200, verbose_name="thư công vụ")),
                ("not_before", models.DateTimeField(verbose_name="có hiệu lực từ")),
                ("not_after", models.DateTimeField(verbose_name="đến")),
                ("certificate", models.TextField(verbose_name="chứng thư")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("taken", "Đã ghi vào sổ"), ("left", "Không ghi vào sổ")],
                        max_length=16,
                        verbose_name="kết quả",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="signing.authorityanswer",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificaterequestline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("answer", "serial"), name="signing_answered_certificate_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pages", models.JSONField(default=list, verbose_name="trang đổi")),
                ("is_cut", models.BooleanField(default=False, verbose_name="chỉ so các trang đầu")),
                ("compared_at", models.DateTimeField(verbose_name="lúc so")),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("before", "after"), name="signing_compared_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FoundCertificate",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "serial",
                    models.CharField(max_length=64, unique=True, verbose_name="số chứng thư"),
                ),
                ("issuer", models.CharField(max_length=200, verbose_name="nơi cấp")),
                ("name", models.CharField(max_length=200, verbose_name="tên chủ thể")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="chức vụ")),
                (
                    "organization",
                    models.CharField(blank=True, max_length=200, verbose_name="tên cơ quan"),
                ),
                ("not_before", models.DateTimeField(verbose_name="có hiệu lực từ")),
                ("not_after", models.DateTimeField(verbose_name="đến")),
                ("certificate", models.TextField(verbose_name="chứng thư")),
                ("file_name", models.CharField(max_length=200, verbose_name="tên tệp")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("person", "Cá nhân"),
                            ("agency", "Cơ quan"),
                            ("device", "Thiết bị, dịch vụ, phần mềm"),
                        ],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("account_uid", models.UUIDField(blank=True, null=True, verbose_name="tài khoản")),
                (
                    "agency_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="cơ quan"),
                ),
                ("known_by", models.CharField(blank=True, max_length=16, verbose_name="khớp theo")),
                ("read_at", models.DateTimeField(verbose_name="đọc lúc")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("taken", "Đã ghi vào sổ"), ("left", "Không ghi vào sổ")],
                        max_length=16,
                        verbose_name="kết quả",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")),
                        fields=["-read_at", "uid"],
                        name="signing_found_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kept_at", models.DateTimeField(verbose_name="lúc giữ")),
                ("renew_at", models.DateTimeField(db_index=True, verbose_name="gia hạn từ")),
                ("ends_at", models.DateTimeField(verbose_name="chứng cứ hết hạn")),
                (
                    "renewed",
                    models.PositiveIntegerField(default=0, verbose_name="số lần gia hạn chứng cứ"),
                ),
                ("trouble", models.CharField(blank=True, max_length=64, verbose_name="vướng mắc")),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="bản giữ",
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="tệp gốc",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeyDevice",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("token", "Thiết bị USB (token)"),
                            ("sim", "SIM PKI"),
                            ("server", "Tài khoản ký trên máy chủ"),
                        ],
                        max_length=16,
                        verbose_name="loại thiết bị",
                    ),
                ),
                ("serial", models.CharField(max_length=64, verbose_name="số hiệu thiết bị")),
                (
                    "holder_uid",
                    models.UUIDField(
                        blank=True, db_index=True, null=True, verbose_name="người giữ"
                    ),
                ),
                ("agency_id", models.BigIntegerField(db_index=True, verbose_name="cơ quan")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Còn giữ"),
                            ("returned", "Đã trả lại"),
                            ("lost", "Đã mất"),
                        ],
                        default="held",
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="giao từ")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "serial"), name="signing_device_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="certificate",
            name="device",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signing.keydevice",
            ),
        ),
        migrations.CreateModel(
            name="KeyGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_uid", models.UUIDField(db_index=True, verbose_name="hệ thống kết nối")),
                (
                    "granted_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người cho phép"),
                ),
                ("granted_at", models.DateTimeField(verbose_name="lúc cho phép")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc thôi cho phép"),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        limit_choices_to=models.Q(("role__in", ["agency", "device"])),
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="signing.certificate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("certificate", "client_uid"),
                        name="signing_key_granted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("actor_id", models.UUIDField(blank=True, null=True, verbose_name="người làm")),
                (
                    "actor_code",
                    models.CharField(blank=True, max_length=120, verbose_name="mã hệ thống"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("queue", "Hàng chờ ký"),
                            ("shift", "Ca ký tại quầy"),
                            ("seal", "Văn thư đóng dấu"),
                            ("job", "Việc nền"),
                            ("direct", "Ký tệp trực tiếp"),
                            ("batch", "Lô ký"),
                        ],
                        max_length=16,
                        verbose_name="từ đâu",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=1200, verbose_name="ký gì")),
                ("sha256", models.TextField(blank=True, verbose_name="dấu băm")),
                ("item_uid", models.UUIDField(blank=True, null=True, verbose_name="văn bản trình")),
                ("batch_uid", models.UUIDField(blank=True, null=True, verbose_name="lô ký")),
                ("algorithm", models.CharField(max_length=32, verbose_name="thuật toán")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("signed", "Đã ký"),
                            ("discarded", "Đã ký nhưng bỏ, không dùng"),
                            ("failed", "Không ký được"),
                        ],
                        max_length=16,
                        verbose_name="kết quả",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=64, verbose_name="mã lý do")),
                (
                    "certificate",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["certificate", "-at", "-id"], name="signing_key_use")
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnFile",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("account_uid", models.UUIDField(verbose_name="của ai")),
                ("title", models.CharField(max_length=200, verbose_name="tên tệp")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("sign", "Ký số"),
                            ("seal", "Đóng dấu cơ quan"),
                            ("stamp", "Cấp dấu thời gian"),
                            ("verify", "Kiểm tra chữ ký"),
                            ("extend", "Nâng mức chữ ký"),
                        ],
                        max_length=16,
                        verbose_name="việc",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pades", "PDF (PAdES)"),
                            ("cades", "Chữ ký rời .p7s (CAdES)"),
                            ("xades-enveloped", "XML, chữ ký nằm trong (XAdES)"),
                            ("xades-enveloping", "XML, chữ ký bao ngoài (XAdES)"),
                            ("xades-detached", "XML, chữ ký rời (XAdES)"),
                            ("asic-e", "Gói nhiều tệp (ASiC-E)"),
                        ],
                        max_length=32,
                        verbose_name="định dạng chữ ký",
                    ),
                ),
                ("serial", models.CharField(max_length=64, verbose_name="số chứng thư")),
                ("made_from", models.UUIDField(verbose_name="tệp của lô")),
                ("signed_at", models.DateTimeField(verbose_name="ký lúc")),
                ("kept_at", models.DateTimeField(verbose_name="giữ từ lúc")),
                ("kept_until", models.DateField(verbose_name="giữ đến ngày")),
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
                "indexes": [
                    models.Index(
                        fields=["account_uid", "-signed_at", "-id"], name="signing_own_file_list"
                    ),
                    models.Index(fields=["kept_until"], name="signing_own_file_until"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_uid", "made_from"), name="signing_own_file_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency_id",
                    models.BigIntegerField(
                        blank=True, db_index=True, null=True, verbose_name="cơ quan nhận"
                    ),
                ),
                ("verdict", models.CharField(max_length=16, verbose_name="kết quả kiểm tra")),
                (
                    "report",
                    tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="biên bản kiểm tra"),
                ),
                ("checked_at", models.DateTimeField(verbose_name="kiểm tra lúc")),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="tệp",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealAct",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("agency_id", models.BigIntegerField(verbose_name="cơ quan")),
                ("number_id", models.BigIntegerField(blank=True, null=True, verbose_name="số")),
                (
                    "number_text",
                    models.CharField(blank=True, max_length=120, verbose_name="số, ký hiệu"),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("numbered", "Đã cấp số, đang đóng dấu"),
                            ("sealed", "Đã đóng dấu"),
                            ("voided", "Số đã hủy, chờ ký lại"),
                        ],
                        default="numbered",
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                ("numbered_by", models.UUIDField(blank=True, null=True, verbose_name="văn thư")),
                ("numbered_at", models.DateTimeField(verbose_name="lúc cấp số")),
                (
                    "sealed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc đóng dấu"),
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
                "indexes": [
                    models.Index(fields=["agency_id", "state"], name="signing_seal_waiting")
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedAnnex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annexes",
                        to="signing.sealact",
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
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("act", "source"), name="signing_annex_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignatureImage",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("person", "Chữ ký cá nhân"), ("agency", "Con dấu cơ quan")],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                (
                    "account_uid",
                    models.UUIDField(
                        blank=True, db_index=True, null=True, verbose_name="tài khoản"
                    ),
                ),
                ("agency_id", models.BigIntegerField(db_index=True, verbose_name="cơ quan")),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                (
                    "width_mm",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="rộng (mm)"),
                ),
                (
                    "height_mm",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="cao (mm)"),
                ),
                ("valid_from", models.DateField(verbose_name="dùng từ ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Chờ duyệt"),
                            ("approved", "Đã duyệt"),
                            ("refused", "Không duyệt"),
                            ("withdrawn", "Đã thôi dùng"),
                        ],
                        default="proposed",
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                ("proposed_by", models.UUIDField(blank=True, null=True, verbose_name="người gửi")),
                ("proposed_at", models.DateTimeField(verbose_name="gửi ảnh lúc")),
                (
                    "decided_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người duyệt ảnh"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="duyệt ảnh lúc"),
                ),
                (
                    "reason",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="lý do không duyệt"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người thôi dùng"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="thôi dùng lúc"),
                ),
                (
                    "retired_by",
                    models.UUIDField(
                        blank=True, null=True, verbose_name="thôi dùng theo phương án sắp xếp"
                    ),
                ),
                (
                    "successor_id",
                    models.BigIntegerField(
                        blank=True, db_index=True, null=True, verbose_name="cơ quan tiếp nhận"
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
                "indexes": [
                    models.Index(fields=["-proposed_at", "uid"], name="signing_image_proposed")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("role", "person"), ("state", "proposed")),
                        fields=("account_uid",),
                        name="signing_image_once_proposed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "agency"), ("state", "proposed")),
                        fields=("agency_id",),
                        name="signing_seal_once_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "person"), _negated=True),
                            ("account_uid__isnull", False),
                            _connector="OR",
                        ),
                        name="signing_image_has_holder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningAgent",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("account_uid", models.UUIDField(db_index=True, verbose_name="tài khoản")),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="tên máy")),
                (
                    "code",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="mã ghép"
                    ),
                ),
                (
                    "code_hash",
                    models.CharField(
                        blank=True, db_index=True, max_length=64, verbose_name="dấu của mã ghép"
                    ),
                ),
                ("code_until", models.DateTimeField(verbose_name="mã ghép dùng đến")),
                (
                    "token_hash",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="dấu của khóa truy cập"
                    ),
                ),
                (
                    "check_number",
                    models.CharField(blank=True, max_length=12, verbose_name="số đối chiếu"),
                ),
                (
                    "joined_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc máy nối"),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc chấp nhận"),
                ),
                (
                    "seen_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="thấy lần cuối"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc bỏ ghép"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token_hash", ""), _negated=True),
                        fields=("token_hash",),
                        name="signing_agent_token",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgentKey",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("account_uid", models.UUIDField(db_index=True, verbose_name="tài khoản")),
                ("device", models.CharField(max_length=64, verbose_name="số thiết bị")),
                ("place", models.CharField(max_length=64, verbose_name="mã khóa trên thiết bị")),
                ("public", models.TextField(verbose_name="khóa công khai")),
                (
                    "fingerprint",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="dấu vân tay của khóa"
                    ),
                ),
                ("kind", models.CharField(max_length=16, verbose_name="loại khóa")),
                (
                    "shown",
                    models.TextField(blank=True, verbose_name="chứng thư có sẵn trên thiết bị"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="lúc gửi lên")),
                (
                    "declined_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc từ chối"),
                ),
                (
                    "certificate",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="signing.signingagent",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SigningBatch",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="tên lô")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("sign", "Ký số"),
                            ("seal", "Đóng dấu cơ quan"),
                            ("stamp", "Cấp dấu thời gian"),
                            ("verify", "Kiểm tra chữ ký"),
                            ("extend", "Nâng mức chữ ký"),
                        ],
                        max_length=16,
                        verbose_name="việc",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pades", "PDF (PAdES)"),
                            ("cades", "Chữ ký rời .p7s (CAdES)"),
                            ("xades-enveloped", "XML, chữ ký nằm trong (XAdES)"),
                            ("xades-enveloping", "XML, chữ ký bao ngoài (XAdES)"),
                            ("xades-detached", "XML, chữ ký rời (XAdES)"),
                            ("asic-e", "Gói nhiều tệp (ASiC-E)"),
                        ],
                        max_length=32,
                        verbose_name="định dạng chữ ký",
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=8, verbose_name="mức chữ ký")),
                (
                    "account_uid",
                    models.UUIDField(blank=True, null=True, verbose_name="người có khóa"),
                ),
                (
                    "agency_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="cơ quan có khóa"),
                ),
                ("asked_by", models.UUIDField(verbose_name="người yêu cầu")),
                (
                    "system_name",
                    models.CharField(blank=True, max_length=200, verbose_name="hệ thống yêu cầu"),
                ),
                ("language", models.CharField(max_length=8, verbose_name="ngôn ngữ")),
                (
                    "is_together",
                    models.BooleanField(default=False, verbose_name="một gói cho mọi tệp"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Chờ người có khóa xác nhận"),
                            ("running", "Đang làm"),
                            ("done", "Đã xong"),
                            ("cancelled", "Đã dừng"),
                        ],
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                ("row_count", models.PositiveIntegerField(verbose_name="số tệp")),
                ("done_count", models.PositiveIntegerField(default=0, verbose_name="đã xong")),
                (
                    "failed_count",
                    models.PositiveIntegerField(default=0, verbose_name="không làm được"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="lúc yêu cầu")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc xác nhận"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc xong"),
                ),
                (
                    "swept_after",
                    models.DateField(blank=True, null=True, verbose_name="giữ tệp đến ngày"),
                ),
                ("is_swept", models.BooleanField(default=False, verbose_name="đã xóa tệp")),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["asked_by", "-asked_at", "-id"], name="signing_batch_asked"
                    ),
                    models.Index(fields=["account_uid", "state"], name="signing_batch_account"),
                    models.Index(fields=["agency_id", "-asked_at"], name="signing_batch_agency"),
                    models.Index(fields=["swept_after"], name="signing_batch_sweep"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "row_count__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("done_count"), "+", models.F("failed_count")
                                ),
                            )
                        ),
                        name="signing_batch_counts_its_files",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchFile",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="thứ tự")),
                ("name", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="tên tệp")),
                ("digest", tinhso.kernel.db.secrets.EncryptedTextField(verbose_name="dấu băm")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ làm"),
                            ("done", "Đã xong"),
                            ("failed", "Không làm được"),
                            ("cancelled", "Đã dừng"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                ("place", models.JSONField(blank=True, null=True, verbose_name="chỗ ảnh chữ ký")),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="số lần thử"),
                ),
                ("try_at", models.DateTimeField(blank=True, null=True, verbose_name="thử lại lúc")),
                ("fault", models.CharField(blank=True, max_length=64, verbose_name="mã lỗi")),
                (
                    "said",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="vì sao"
                    ),
                ),
                ("verdict", models.CharField(blank=True, max_length=16, verbose_name="kết luận")),
                (
                    "findings",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="kết quả kiểm tra"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc xong")),
                (
                    "result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="signing.signingbatch",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["batch", "state", "position"], name="signing_batch_file_next"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "position"), name="signing_batch_file_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgentTurn",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("account_uid", models.UUIDField(db_index=True, verbose_name="tài khoản")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("queue", "Văn bản chờ ký"),
                            ("batch", "Lô ký"),
                            ("seal", "Văn bản chờ đóng dấu"),
                            ("scan", "Bản quét chờ ký"),
                        ],
                        default="queue",
                        max_length=16,
                        verbose_name="việc",
                    ),
                ),
                (
                    "whole",
                    models.PositiveIntegerField(default=0, verbose_name="số văn bản cả lượt"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ máy ký"),
                            ("shown", "Máy ký đang hỏi bạn"),
                            ("signing", "Đang đưa chữ ký vào văn bản"),
                            ("done", "Đã xong"),
                            ("refused", "Máy ký không ký"),
                            ("cancelled", "Đã bỏ lượt ký"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                ("language", models.CharField(max_length=8, verbose_name="ngôn ngữ")),
                (
                    "said",
                    models.CharField(blank=True, max_length=400, verbose_name="lời của máy ký"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="lúc hỏi")),
                ("expires_at", models.DateTimeField(verbose_name="hết hạn")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc xong")),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.agentkey",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.certificate",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="signing.signingbatch",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key", "state", "expires_at"], name="signing_agent_asked")
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningItem",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("kind", models.CharField(max_length=64, verbose_name="loại việc")),
                ("reference", models.CharField(max_length=64, verbose_name="tham chiếu")),
                ("title", models.CharField(max_length=1200, verbose_name="tên văn bản")),
                (
                    "detail",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="nội dung chính"
                    ),
                ),
                ("for_account", models.UUIDField(verbose_name="người ký")),
                ("agency_id", models.BigIntegerField(verbose_name="cơ quan")),
                ("unit_id", models.BigIntegerField(blank=True, null=True, verbose_name="đơn vị")),
                (
                    "drafted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người soạn"),
                ),
                (
                    "checked_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người kiểm tra"),
                ),
                (
                    "link",
                    models.CharField(blank=True, max_length=300, verbose_name="địa chỉ hồ sơ"),
                ),
                (
                    "requested_by",
                    models.UUIDField(blank=True, null=True, verbose_name="người trình"),
                ),
                ("requested_at", models.DateTimeField(verbose_name="lúc trình")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn")),
                (
                    "postponed_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="để đến"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ xem"),
                            ("opened", "Đã xem"),
                            ("postponed", "Để sau"),
                            ("signed", "Đã ký"),
                            ("returned", "Đã trả lại"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "return_reason",
                    tinhso.kernel.db.secrets.EncryptedTextField(
                        blank=True, default="", verbose_name="lý do trả lại"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lúc quyết định"),
                ),
                (
                    "attachments",
                    models.ManyToManyField(blank=True, related_name="+", to="files.storedfile"),
                ),
                (
                    "file",
                    models.ForeignKey(
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
                "indexes": [
                    models.Index(
                        fields=["for_account", "state", "due_at"], name="signing_item_queue"
                    ),
                    models.Index(fields=["agency_id", "state"], name="signing_item_agency"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "opened", "postponed", "returned"])
                        ),
                        fields=("kind", "reference"),
                        name="signing_item_once_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự ký")),
                ("account_uid", models.UUIDField(verbose_name="người ký")),
                (
                    "capacity",
                    models.CharField(blank=True, max_length=100, verbose_name="ký với tư cách"),
                ),
                ("field", models.CharField(max_length=64, verbose_name="ô ký trong tệp")),
                (
                    "signed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="thời điểm ký"),
                ),
                (
                    "voided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hết giá trị lúc"),
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
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatories",
                        to="signing.signingitem",
                    ),
                ),
            ],
            options={
                "ordering": ["item_id", "pk"],
                "indexes": [
                    models.Index(fields=["account_uid", "item"], name="signing_signatory_account")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("item", "position"),
                        name="signing_signatory_in_order",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="sealact",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seal_act",
                to="signing.signingitem",
            ),
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_uid", models.UUIDField(verbose_name="người mở")),
                ("opened_at", models.DateTimeField(verbose_name="lúc mở")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="signing.signingitem",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["item", "account_uid", "-opened_at"], name="signing_opened"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgentPaper",
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
                        default=tinhso.kernel.db.ids.uuid7,
                        editable=False,
                        unique=True,
                        verbose_name="định danh",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("item_uid", models.UUIDField(verbose_name="văn bản trình hoặc tệp")),
                ("title", models.CharField(max_length=1200, verbose_name="tên văn bản")),
                ("sha256", models.CharField(max_length=64, verbose_name="dấu băm")),
                (
                    "algorithm",
                    models.CharField(blank=True, max_length=32, verbose_name="thuật toán"),
                ),
                ("to_sign", models.BinaryField(default=bytes, verbose_name="nội dung để ký")),
                ("first", models.BinaryField(default=bytes, verbose_name="phần trước chữ ký")),
                ("rest", models.BinaryField(default=bytes, verbose_name="phần sau chữ ký")),
                ("room", models.PositiveIntegerField(default=0, verbose_name="chỗ cho chữ ký")),
                ("digest", models.BinaryField(default=bytes, verbose_name="dấu băm để ký")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chưa ký"),
                            ("signed", "Đã ký"),
                            ("refused", "Không ký được"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="kết quả",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=64, verbose_name="mã lý do")),
                ("message", models.CharField(blank=True, max_length=1000, verbose_name="vì sao")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "turn",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="signing.agentturn",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("turn", "position"), name="signing_agent_paper_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account_uid__isnull", False), ("agency_id__isnull", False), _connector="OR"
                ),
                name="signing_certificate_has_holder",
            ),
        ),
    ]

import uuid

import django.db.models.deletion
from django.db import migrations, models

import tinhso.kernel.db.secrets


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0009_fees"),
        ("organization", "0001_initial"),
        ("procedures", "0003_imported"),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "gói tin từ Cổng quốc gia",
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
            ],
            options={
                "verbose_name": "gói tin tới Cổng quốc gia",
            },
        ),
        migrations.AddField(
            model_name="dossier",
            name="filed_at",
            field=models.CharField(
                choices=[
                    ("own", "Tại hệ thống của tỉnh"),
                    ("national", "Tại Cổng Dịch vụ công quốc gia"),
                ],
                default="own",
                max_length=8,
                verbose_name="nơi nộp",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("sync_state__in", ["waiting", "failed"])),
                fields=["sync_state", "-arrived_at", "-id"],
                name="dossiers_unsynced",
            ),
        ),
        migrations.AddIndex(
            model_name="nationalfield",
            index=models.Index(fields=["part", "name"], name="dossiers_national_field"),
        ),
        migrations.AddField(
            model_name="nationalmessage",
            name="dossier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="national_messages",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddField(
            model_name="nationalrecord",
            name="dossier",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="national",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddField(
            model_name="nationalsending",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sendings",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddIndex(
            model_name="nationalmessage",
            index=models.Index(fields=["-arrived_at", "-id"], name="dossiers_message_newest"),
        ),
        migrations.AddIndex(
            model_name="nationalmessage",
            index=models.Index(
                fields=["state", "-arrived_at", "-id"], name="dossiers_message_state"
            ),
        ),
        migrations.AddIndex(
            model_name="nationalmessage",
            index=models.Index(fields=["number"], name="dossiers_message_number"),
        ),
        migrations.AddIndex(
            model_name="nationalsending",
            index=models.Index(fields=["-tried_at", "-id"], name="dossiers_sending_newest"),
        ),
        migrations.AddIndex(
            model_name="nationalsending",
            index=models.Index(fields=["state", "-tried_at", "-id"], name="dossiers_sending_state"),
        ),
        migrations.AddIndex(
            model_name="nationalsending",
            index=models.Index(fields=["attempts", "id"], name="dossiers_sending_attempts"),
        ),
        migrations.AddIndex(
            model_name="nationalsending",
            index=models.Index(
                condition=models.Q(("field", ""), _negated=True),
                fields=["service", "field", "-tried_at"],
                name="dossiers_sending_field",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalsending",
            constraint=models.UniqueConstraint(
                fields=("event_id", "service"), name="dossiers_national_sending_once"
            ),
        ),
    ]

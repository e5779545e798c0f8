"""What the web shell remembers: views of lists, preferences, brands, posted forms, bulk runs."""

from typing import TYPE_CHECKING, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tinhso.kernel.actors import Actor


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Named filters over saved views."""

    def visible_to(self, actor: "Actor") -> Self:
        """Own views, and the views shared within the actor's agency."""
        if actor.id is None:
            return self.none()
        seen = models.Q(owner=actor.id)
        if actor.agency_id is not None:
            seen |= models.Q(agency_id=actor.agency_id, is_shared=True)
        return self.filter(seen)


class SavedView(models.Model):
    """One filter of one list under a name, of one account, perhaps shared with the agency."""

    uid = models.UUIDField(_("mã"), unique=True)
    list_name = models.CharField(_("danh sách"), max_length=60)
    owner = models.UUIDField(_("người lưu"))
    agency_id = models.BigIntegerField(_("cơ quan"), null=True)
    is_shared = models.BooleanField(_("chia sẻ trong cơ quan"), default=False)
    name = models.CharField(_("tên"), max_length=60)
    query = models.TextField(_("bộ lọc"), blank=True)
    created_at = models.DateTimeField(_("lưu lúc"), default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("bộ lọc đã lưu")
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="web_view_once"),
        ]
        indexes = [models.Index(fields=["list_name", "agency_id"], name="web_view_list")]

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """One choice of one account: columns of a list, keyboard shortcuts, density."""

    account = models.UUIDField(_("tài khoản"))
    key = models.CharField(_("lựa chọn"), max_length=80)
    value = models.JSONField(_("giá trị"))

    class Meta:
        verbose_name = _("lựa chọn của người dùng")
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="web_preference_once"),
        ]

    def __str__(self) -> str:
        return self.key


HEX_COLOUR = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Màu viết như #27497a."))


class Brand(models.Model):
    """How the province names and colours its pages; the newest row is in force, old ones stay."""

    province = models.CharField(_("tên tỉnh"), max_length=80)
    service = models.CharField(_("tên dịch vụ"), max_length=80)
    hotline = models.CharField(_("điện thoại hỗ trợ"), max_length=30, blank=True)
    accent = models.CharField(_("màu chính"), max_length=7, validators=[HEX_COLOUR])
    mark = models.TextField(_("dấu hiệu (SVG)"), blank=True)
    platform_code = models.CharField(_("mã định danh nền tảng"), max_length=40, blank=True)
    platform_kind = models.CharField(_("loại nền tảng"), max_length=80, blank=True)
    platform_conformity = models.CharField(
        _("mức đáp ứng yêu cầu tối thiểu"), max_length=120, blank=True
    )
    platform_check = models.CharField(_("kết quả kiểm tra"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("từ lúc"), default=timezone.now)
    created_by = models.UUIDField(_("người đặt"), null=True)

    class Meta:
        verbose_name = _("nhận diện")

    def __str__(self) -> str:
        return self.province


class FormOnce(models.Model):
    """One posted form and where it led; without that it is being handled."""

    token = models.UUIDField(_("mã biểu mẫu"))
    key = models.CharField(_("ai, gửi gì"), max_length=200)
    outcome = models.TextField(_("trang tiếp theo"), blank=True)
    created_at = models.DateTimeField(_("lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("biểu mẫu đã gửi")
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="web_form_once")]
        indexes = [models.Index(fields=["created_at"], name="web_form_age")]

    def __str__(self) -> str:
        return str(self.token)


class RunState(models.TextChoices):
    """How far a long piece of work of a list is."""

    WAITING = "waiting", _("Đang chờ")
    RUNNING = "running", _("Đang làm")
    DONE = "done", _("Đã xong")


class ListRun(models.Model):
    """One export or bulk act over a list, worked on in the background, and its outcome."""

    uid = models.UUIDField(_("mã"), unique=True)
    list_name = models.CharField(_("danh sách"), max_length=60)
    owner = models.UUIDField(_("người yêu cầu"))
    act = models.CharField(_("việc"), max_length=60)
    query = models.TextField(_("bộ lọc"), blank=True)
    keys = models.JSONField(_("các dòng"), default=list)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=RunState.choices, default=RunState.WAITING
    )
    done_count = models.IntegerField(_("đã làm"), default=0)
    total_count = models.IntegerField(_("tất cả"), default=0)
    outcomes = models.JSONField(_("kết quả từng dòng"), default=list)
    file_name = models.CharField(_("tên tệp"), max_length=120, blank=True)
    file_uid = models.UUIDField(_("tệp"), null=True)
    created_at = models.DateTimeField(_("yêu cầu lúc"), default=timezone.now)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)

    class Meta:
        verbose_name = _("việc trên danh sách")
        indexes = [models.Index(fields=["owner", "-created_at"], name="web_run_owner")]

    def __str__(self) -> str:
        return f"{self.list_name} {self.act}"

    @property
    def is_export(self) -> bool:
        """Tell whether the run writes a file."""
        return self.act.startswith("export:")

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.state == RunState.DONE


class HouseLook(models.Model):
    """The last look round the house, one row: when it was, and what an operator should look at."""

    looked_at = models.DateTimeField(_("xem lúc"), default=timezone.now)
    concerns = models.JSONField(_("điều cần xem"), default=list)

    class Meta:
        verbose_name = _("lần xem tình trạng hệ thống")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="web_look_alone")]

    def __str__(self) -> str:
        return f"{self.looked_at:%F %T}"

"""The dated rows a calendar is built from. Agency 0 stands for the whole province."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.calendar.rules import DayKind
from tinhso.kernel.calendar.worktime import DueHour

PROVINCE: Final = 0

DUE_HOURS: Final = [
    (DueHour.END_OF_DAY.value, _("Cuối giờ làm việc")),
    (DueHour.ACCEPTANCE_HOUR.value, _("Giờ tiếp nhận")),
]


class OfficeHours(models.Model):
    """Office hours in force from a day on, for the province or for one agency.

    `week` holds seven lists, Monday first, of sessions `["07:00", "11:30"]`. An empty `week` of
    an agency ends its own hours: the province's hold again.
    """

    agency_id = models.BigIntegerField(_("cơ quan"), default=PROVINCE)
    effective_from = models.DateField(_("áp dụng từ ngày"))
    week = models.JSONField(_("giờ làm việc trong tuần"), default=list, blank=True)
    decision = models.CharField(_("căn cứ"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)
    recorded_by = models.UUIDField(_("người ghi"), null=True, blank=True)

    class Meta:
        verbose_name = _("giờ làm việc")
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "effective_from"], name="calendar_hours_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.effective_from}"


class CountingRule(models.Model):
    """How terms that begin from a day on are counted."""

    agency_id = models.BigIntegerField(_("cơ quan"), default=PROVINCE)
    effective_from = models.DateField(_("áp dụng từ ngày"))
    due_hour = models.CharField(
        _("giờ trả"), max_length=20, choices=DUE_HOURS, default=DueHour.END_OF_DAY.value
    )
    cut_off = models.PositiveSmallIntegerField(_("giờ chốt trong ngày (phút)"), default=15 * 60)
    decision = models.CharField(_("căn cứ"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)
    recorded_by = models.UUIDField(_("người ghi"), null=True, blank=True)

    class Meta:
        verbose_name = _("cách tính thời hạn")
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "effective_from"], name="calendar_counting_once"
            ),
            models.CheckConstraint(
                condition=Q(cut_off__lt=24 * 60), name="calendar_cut_off_in_the_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.effective_from} {self.due_hour}"

    @property
    def cut_off_text(self) -> str:
        """Return the cut-off as people write it: "15:00"."""
        return f"{self.cut_off // 60:02d}:{self.cut_off % 60:02d}"


class CalendarDay(models.Model):
    """One day that differs from its weekday, with the law or decision it rests on.

    No `sessions` is a day off. A make-up day without sessions of its own works by the hours of
    the day it stands for (`in_place_of`). A withdrawn day is kept and no longer counts.
    """

    agency_id = models.BigIntegerField(_("cơ quan"), default=PROVINCE)
    on = models.DateField(_("ngày"))
    kind = models.CharField(_("loại"), max_length=16, choices=DayKind.choices)
    name = models.CharField(_("tên ngày"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, blank=True)
    sessions = models.JSONField(_("giờ làm việc trong ngày"), default=list, blank=True)
    in_place_of = models.DateField(_("thay cho ngày"), null=True, blank=True)
    decision = models.CharField(_("căn cứ"), max_length=200, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    is_provisional = models.BooleanField(_("dự kiến"), default=False)
    recorded_at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)
    recorded_by = models.UUIDField(_("người ghi"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("hủy lúc"), null=True, blank=True)
    withdrawn_by = models.UUIDField(_("người hủy"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("lý do hủy"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ngày đặc biệt")
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "on"],
                condition=Q(withdrawn_at__isnull=True),
                name="calendar_day_once",
            )
        ]
        indexes = [models.Index(fields=["on"], name="calendar_day_on")]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

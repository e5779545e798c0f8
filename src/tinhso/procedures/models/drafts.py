"""Drafts of versions: what officials write before it is published, and each change of it."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.procedures.models.catalogue import ProcedureVersion
from tinhso.procedures.permissions import ProcedurePermission


class DraftState(models.TextChoices):
    """Where a draft stands."""

    DRAFT = "draft", _("Đang soạn")
    CHECKED = "checked", _("Đã kiểm tra")
    PUBLISHED = "published", _("Đã công bố")
    ABANDONED = "abandoned", _("Đã bỏ")


class DraftOrigin(models.TextChoices):
    """From what a draft was begun."""

    EMPTY = "empty", _("Bắt đầu từ trang trắng")
    VERSION = "version", _("Sửa phiên bản đang có")
    COPY = "copy", _("Chép từ thủ tục khác")
    RECORD = "record", _("Bản ghi của cơ sở dữ liệu quốc gia")
    FILE = "file", _("Tệp thủ tục đã xuất")


class DraftAct(models.TextChoices):
    """What one change did."""

    STARTED = "started", _("Bắt đầu soạn")
    CHANGED = "changed", _("Sửa")
    ADDED = "added", _("Thêm")
    REMOVED = "removed", _("Xóa")
    MOVED = "moved", _("Đổi thứ tự")
    CONDITION = "condition", _("Sửa điều kiện")
    SETTLED = "settled", _("Đã xem lại")
    REBASED = "rebased", _("Đã so với phiên bản mới")
    UNDONE = "undone", _("Hoàn tác")
    CHECKED = "checked", _("Kiểm tra")
    PUBLISHED = "published", _("Công bố")
    ABANDONED = "abandoned", _("Bỏ bản thảo")


CHANGES_CONTENT = frozenset(
    {
        DraftAct.CHANGED,
        DraftAct.ADDED,
        DraftAct.REMOVED,
        DraftAct.MOVED,
        DraftAct.CONDITION,
        DraftAct.SETTLED,
    }
)
"""The acts that an undo takes back."""


class ProcedureDraftQuerySet(models.QuerySet["ProcedureDraft"]):
    """Named filters of drafts; every list shown to a person starts with visible_to."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the drafts for those who write or publish procedures; to others there are none."""
        writes = actor.may(ProcedurePermission.EDIT_PROCEDURE)
        if actor.kind is ActorKind.SYSTEM or writes:
            return self
        return self if actor.may(ProcedurePermission.PUBLISH_VERSION) else self.none()

    def open(self) -> Self:
        """Keep the drafts that may still be changed."""
        return self.filter(state__in=[DraftState.DRAFT, DraftState.CHECKED])


class ProcedureDraft(models.Model):
    """A version being written, by one official or several.

    `content` holds the fields of `VersionContent` and beside them the identity (`code`, `field`,
    `name_en`, `keywords`, `life_events`) and `effective_from`. `revision` counts the changes, so
    that nobody overwrites what another wrote meanwhile.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(_("mã thủ tục"), max_length=16, blank=True)
    name = models.CharField(_("tên thường gọi"), max_length=1000)
    based_on = models.ForeignKey(
        ProcedureVersion,
        verbose_name=_("soạn từ phiên bản"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    origin = models.CharField(_("nguồn soạn"), max_length=16, choices=DraftOrigin.choices)
    content = models.JSONField(_("nội dung"), default=dict)
    revision = models.PositiveIntegerField(_("lần sửa"), default=1)
    state = models.CharField(
        _("tình trạng"), max_length=16, choices=DraftState.choices, default=DraftState.DRAFT
    )
    author_id = models.UUIDField(_("người bắt đầu"), null=True, blank=True)
    started_at = models.DateTimeField(_("bắt đầu lúc"))
    changed_at = models.DateTimeField(_("sửa lúc"))
    published = models.ForeignKey(
        ProcedureVersion,
        verbose_name=_("phiên bản đã công bố"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = ProcedureDraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.code or self.uid}/{self.revision}"

    @property
    def is_open(self) -> bool:
        """Tell whether it may still be changed."""
        return self.state in {DraftState.DRAFT, DraftState.CHECKED}

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return f"/quan-tri/thu-tuc/soan/{self.uid}/"


class DraftChange(models.Model):
    """One change of a draft: who, when, which part, and what stood there before.

    `what` is data (the name of a row); `before` holds the former values by key of the content.
    """

    draft = models.ForeignKey(ProcedureDraft, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField(_("lần sửa"))
    part = models.CharField(_("phần"), max_length=24, blank=True)
    act = models.CharField(_("việc"), max_length=16, choices=DraftAct.choices)
    what = models.CharField(_("mục"), max_length=200, blank=True)
    by_id = models.UUIDField(_("người làm"), null=True, blank=True)
    at = models.DateTimeField(_("lúc"))
    before = models.JSONField(_("trước đó"), default=dict)
    is_undone = models.BooleanField(_("đã hoàn tác"), default=False)

    class Meta:
        ordering: ClassVar = ["draft_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "number"], name="procedures_draft_change_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}: {self.act}"

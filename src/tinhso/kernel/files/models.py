"""A blob is bytes in the store; a stored file is one use of them, with a name and an owner."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField


class Blob(models.Model):
    """Bytes kept once in their class of sensitivity, found by a keyed hash of their content."""

    lookup = models.CharField(_("khóa tìm"), max_length=64, unique=True)
    owner_class = models.CharField(_("lớp nhạy cảm"), max_length=16)
    sha256 = EncryptedTextField(_("SHA-256"))
    size = models.BigIntegerField(_("dung lượng"))
    place = models.CharField(_("nơi giữ"), max_length=64, unique=True)
    wrapped_key = models.CharField(_("khóa đã bọc"), max_length=120)
    created_at = models.DateTimeField(_("lúc lưu"))

    class Meta:
        verbose_name = _("khối dữ liệu")
        verbose_name_plural = _("khối dữ liệu")

    def __str__(self) -> str:
        return f"blob {self.pk}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files carry no sight of their own: the guards of the rooms decide."""

    def with_blob(self) -> Self:
        """Bring the bytes' row along."""
        return self.select_related("blob")


class StoredFile(models.Model):
    """One file as somebody gave it, for one use."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(_("tên tệp"))
    use = models.CharField(_("mục đích"), max_length=64)
    owner_class = models.CharField(_("lớp nhạy cảm"), max_length=16)
    content_type = models.CharField(_("loại"), max_length=100)
    size = models.BigIntegerField(_("dung lượng"))
    pages = models.PositiveIntegerField(_("số trang"), null=True, blank=True)
    changes = models.JSONField(_("đã sửa khi nhận"), default=list)
    stored_by = models.UUIDField(_("người đưa vào"), null=True, blank=True)
    stored_at = models.DateTimeField(_("lúc đưa vào"))

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")

    def __str__(self) -> str:
        return f"{self.use} {self.uid}"

    def get_absolute_url(self) -> str:
        """Return the address at which the file is served after the permission check."""
        return reverse("files:file", args=[self.uid])

    @property
    def is_image(self) -> bool:
        """Tell whether this is a picture."""
        return self.content_type.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        """Tell whether this is a PDF."""
        return self.content_type == "application/pdf"

    @property
    def can_preview(self) -> bool:
        """Tell whether a picture of it can be shown."""
        return self.is_image or self.is_pdf


class Preview(models.Model):
    """A picture of one page of a blob, encrypted under the blob's own key."""

    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="+")
    page = models.PositiveIntegerField(_("trang"))
    place = models.CharField(_("nơi giữ"), max_length=64, unique=True)
    wrapped_key = models.CharField(_("khóa đã bọc"), max_length=120)
    size = models.BigIntegerField(_("dung lượng"))

    class Meta:
        verbose_name = _("hình xem trước")
        verbose_name_plural = _("hình xem trước")
        constraints = [models.UniqueConstraint(fields=["blob", "page"], name="files_preview_once")]

    def __str__(self) -> str:
        return f"page {self.page} of blob {self.blob_id}"

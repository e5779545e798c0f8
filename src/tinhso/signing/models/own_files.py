"""Files that somebody signed by themselves and asked to be kept for him."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.ids import uuid7
from tinhso.signing.rules import BatchAct, Format


class OwnFileQuerySet(models.QuerySet["OwnFile"]):
    """Named filters of files that were kept."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the actor's own; nobody else sees what he kept for himself."""
        return self.none() if actor.id is None else self.filter(account_uid=actor.id)


class OwnFile(models.Model):
    """A signed or sealed file that who had it made keeps until a day he was told."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    account_uid = models.UUIDField(_("của ai"))
    title = models.CharField(_("tên tệp"), max_length=200)
    act = models.CharField(_("việc"), max_length=16, choices=BatchAct.choices)
    format = models.CharField(
        _("định dạng chữ ký"), max_length=32, blank=True, choices=Format.choices
    )
    serial = models.CharField(_("số chứng thư"), max_length=64)
    made_from = models.UUIDField(_("tệp của lô"))
    """The file of the batch it came of, so that it is kept once."""
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("ký lúc"))
    kept_at = models.DateTimeField(_("giữ từ lúc"))
    kept_until = models.DateField(_("giữ đến ngày"))

    objects = OwnFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_uid", "made_from"], name="signing_own_file_once"
            )
        ]
        indexes = [
            models.Index(fields=["account_uid", "-signed_at", "-id"], name="signing_own_file_list"),
            models.Index(fields=["kept_until"], name="signing_own_file_until"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.uid}"

    def get_absolute_url(self) -> str:
        """Return where it is read."""
        return self.file.get_absolute_url()

    def get_delete_url(self) -> str:
        """Return where its owner deletes it."""
        return reverse("signing:own_file_delete", args=[self.uid])

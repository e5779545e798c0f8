"""What keys lie on: tokens, SIM cards and accounts of a server, with who holds them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.ids import uuid7
from tinhso.signing.rules import DeviceKind, DeviceState


class KeyDevice(models.Model):
    """A device that keeps a private key, in the hands of a person or an agency."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("loại thiết bị"), max_length=16, choices=DeviceKind.choices)
    serial = models.CharField(_("số hiệu thiết bị"), max_length=64)
    holder_uid = models.UUIDField(_("người giữ"), null=True, blank=True, db_index=True)
    agency_id = models.BigIntegerField(_("cơ quan"), db_index=True)
    state = models.CharField(
        _("tình trạng"), max_length=16, choices=DeviceState.choices, default=DeviceState.HELD
    )
    since = models.DateTimeField(_("giao từ"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "serial"], name="signing_device_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"

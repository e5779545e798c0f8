"""Counts that boards read, kept by a projection in committed order."""

from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

NOBODY: Final = UUID(int=0)
"""Stands for no person, so that the row stays unique on every database."""


class BoardCount(models.Model):
    """How many things of one kind happened on a day, by agency, unit, procedure and person."""

    day = models.DateField(_("ngày"))
    agency_id = models.BigIntegerField(_("cơ quan"))
    unit_id = models.BigIntegerField(_("đơn vị"))
    procedure_code = models.CharField(_("thủ tục"), max_length=16)
    person = models.UUIDField(_("cán bộ"), default=NOBODY)
    kind = models.CharField(_("việc"), max_length=24)
    count = models.IntegerField(_("số"), default=0)

    class Meta:
        verbose_name = _("số liệu theo ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "agency_id", "unit_id", "procedure_code", "person", "kind"],
                name="dossiers_board_once",
            )
        ]
        indexes = [
            models.Index(fields=["agency_id", "day", "kind", "count"], name="dossiers_board_sums")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.count}"

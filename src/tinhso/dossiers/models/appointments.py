"""An hour at a desk that a person chose; at the machine it becomes his ticket."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.queueing import Queue, Ticket
from tinhso.dossiers.rules.appointments import AppointmentState
from tinhso.kernel.actors import Actor, ActorKind


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Named filters of appointments."""

    def visible_to(self, actor: Actor) -> Self:
        """Show a person his own."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        if actor.person_id is None:
            return self.none()
        return self.filter(person_id=actor.person_id)


class Appointment(models.Model):
    """One person, one queue, one hour."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    procedure_code = models.CharField(_("thủ tục"), max_length=16)
    starts_at = models.DateTimeField(_("giờ hẹn"))
    day = models.DateField(_("ngày"))
    code = models.CharField(_("mã hẹn"), max_length=6)
    state = models.CharField(
        _("tình trạng"),
        max_length=10,
        choices=AppointmentState.choices,
        default=AppointmentState.BOOKED,
    )
    moved_for_day_off = models.BooleanField(_("dời vì ngày nghỉ"), default=False)
    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, related_name="appointment", null=True, blank=True
    )
    made_at = models.DateTimeField(_("đặt lúc"))

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lịch hẹn")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day", "code"], name="dossiers_appointment_code"
            )
        ]
        indexes = [
            models.Index(fields=["queue", "starts_at"], name="dossiers_appointment_slot"),
            models.Index(fields=["person", "starts_at"], name="dossiers_appointment_person"),
            models.Index(fields=["state", "day"], name="dossiers_appointment_day"),
        ]

    def __str__(self) -> str:
        return self.code

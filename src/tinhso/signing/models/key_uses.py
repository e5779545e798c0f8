"""The log of uses of keys: one row for each signature value that a key gave, or refused to give."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.ids import uuid7
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole, UseOutcome, UseSource


class KeyUseQuerySet(models.QuerySet["KeyUse"]):
    """Named filters of the log."""

    def of_own_key(self, actor: Actor) -> Self:
        """Keep the uses of the actor's own keys."""
        if actor.id is None:
            return self.none()
        return self.filter(
            certificate__account_uid=actor.id, certificate__role=CertificateRole.PERSON
        )

    def of_agency_key(self, actor: Actor) -> Self:
        """Keep the uses of agencies' keys: of his own for a clerk, of all for who issues them.

        Those of an agency's devices, services and software are among them: it answers for them.
        """
        owned = self.exclude(certificate__role=CertificateRole.PERSON)
        if actor.may(SigningPermission.MANAGE_CERTIFICATES):
            return owned
        if actor.agency_id is None or not actor.may(SigningPermission.SEAL_DOCUMENT):
            return self.none()
        return owned.filter(certificate__agency_id=actor.agency_id)

    def visible_to(self, actor: Actor) -> Self:
        """Keep what the actor may read of either kind."""
        own = Q(pk__in=self.of_own_key(actor).values("pk"))
        return self.filter(own | Q(pk__in=self.of_agency_key(actor).values("pk")))


class KeyUse(models.Model):
    """One use of a key of a person or an agency; never changed and never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    certificate = models.ForeignKey(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("lúc"))
    actor_id = models.UUIDField(_("người làm"), null=True, blank=True)
    actor_code = models.CharField(_("mã hệ thống"), max_length=120, blank=True)
    source = models.CharField(_("từ đâu"), max_length=16, choices=UseSource.choices)
    title = models.CharField(_("ký gì"), max_length=1200, blank=True)
    sha256 = models.TextField(_("dấu băm"), blank=True)
    item_uid = models.UUIDField(_("văn bản trình"), null=True, blank=True)
    batch_uid = models.UUIDField(_("lô ký"), null=True, blank=True)
    algorithm = models.CharField(_("thuật toán"), max_length=32)
    outcome = models.CharField(_("kết quả"), max_length=16, choices=UseOutcome.choices)
    reason = models.CharField(_("mã lý do"), max_length=64, blank=True)

    objects = KeyUseQuerySet.as_manager()

    actor_name = ""
    """What the actor is called: never kept, filled by a page that may show it."""

    class Meta:
        indexes = [models.Index(fields=["certificate", "-at", "-id"], name="signing_key_use")]

    def __str__(self) -> str:
        return f"{self.source} {self.outcome} {self.pk}"

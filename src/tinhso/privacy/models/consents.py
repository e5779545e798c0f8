"""What a person consented to: who, when, to which words, and when he took it back."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Named filters of consents."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep one's own."""
        return self.filter(account_uid=actor.id) if actor.id is not None else self.none()

    def standing(self) -> Self:
        """Keep what was not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """One consent of one account to one purpose, with the words it was given to."""

    account_uid = models.UUIDField(_("người đồng ý"))
    purpose = models.CharField(_("mục đích"), max_length=40)
    words = models.CharField(_("nội dung đồng ý"), max_length=400)
    given_at = models.DateTimeField(_("đồng ý lúc"))
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("sự đồng ý")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account_uid", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="privacy_consent_once",
            )
        ]

    def __str__(self) -> str:
        return self.purpose

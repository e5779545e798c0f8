"""What must be asked for because a holder or his agency changed."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.ids import uuid7
from tinhso.organization.queries import below_all
from tinhso.signing.models.certificates import agencies_of
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import ProposalCause, ProposalOutcome, RequestForm


class CertificateProposalQuerySet(models.QuerySet["CertificateProposal"]):
    """Named filters of proposals."""

    def visible_to(self, actor: Actor) -> Self:
        """Show all to who issues certificates, to clerks those their agencies and below file."""
        if actor.kind is ActorKind.SYSTEM or actor.may(SigningPermission.MANAGE_CERTIFICATES):
            return self
        if not actor.is_official or not actor.may(SigningPermission.SEAL_DOCUMENT):
            return self.none()
        return self.filter(agency_id__in=below_all(agencies_of(actor)))

    def waiting(self) -> Self:
        """Keep those nobody has dealt with."""
        return self.filter(outcome="")


class CertificateProposal(models.Model):
    """A certificate for which an agency is to file a form, and why."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    certificate = models.ForeignKey(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+"
    )
    agency_id = models.BigIntegerField(_("cơ quan đề nghị"), db_index=True)
    cause = models.CharField(_("vì"), max_length=16, choices=ProposalCause.choices)
    form = models.CharField(_("mẫu"), max_length=2, choices=RequestForm.choices)
    raised_at = models.DateTimeField(_("nêu lúc"))
    outcome = models.CharField(
        _("kết quả"), max_length=16, blank=True, choices=ProposalOutcome.choices
    )
    closed_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    objects = CertificateProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(outcome=""), name="signing_proposal_once_open"
            )
        ]
        indexes = [models.Index(fields=["raised_at", "uid"], name="signing_proposal_raised")]

    def __str__(self) -> str:
        return f"{self.form} {self.certificate_id}"

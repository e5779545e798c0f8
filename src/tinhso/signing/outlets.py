"""What signing itself sends: requests on certificates, from an agency to who issues them."""

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.signing.models import CertificateRequest, SealAct
from tinhso.signing.registry import Outlet, SentPaper, outlets
from tinhso.signing.rules import SealState

_sealed_before = SealAct.objects.filter(
    sealed_file=OuterRef("file"), state=SealState.SEALED, sealed_at__lte=OuterRef("sent_at")
)


class RequestOutlet(Outlet):
    """Forms of Decree 68/2024 that were sent; the seal goes over the head's signature alone."""

    label = _("Yêu cầu về chứng thư số")
    at = "sent_at"
    agency = "agency_id"
    personal = Q(Exists(_sealed_before))
    sealed = Q(Exists(_sealed_before))

    def sent(self) -> "QuerySet[Model]":
        """Return the requests that went out."""
        return CertificateRequest.objects.filter(sent_at__isnull=False)

    def shown(self, rows: "QuerySet[Model]", actor: Actor) -> dict[int, SentPaper]:
        """Name the form; its number and page to who may read requests."""
        found = CertificateRequest.objects.filter(pk__in=rows.values("pk"))
        open_ones = set(
            CertificateRequest.objects.visible_to(actor)
            .filter(pk__in=rows.values("pk"))
            .values_list("pk", flat=True)
        )
        return {
            one.pk: SentPaper(
                title=one.get_kind_display(),
                number=one.number if one.pk in open_ones else "",
                url=one.get_absolute_url() if one.pk in open_ones else "",
            )
            for one in found
        }


outlets.register("signing.request", RequestOutlet())

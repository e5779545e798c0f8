"""What this room listens to: people and agencies that change, certificates that end."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.events import DutyEnded, DutyGiven
from tinhso.kernel.events import subscribe
from tinhso.organization.events import AgenciesMerged, AgencyChanged, AgencyClosed, MergerUndone
from tinhso.signing import services
from tinhso.signing.events import CertificateRequestSealed, CertificateRevoked
from tinhso.signing.services import register_proposals as proposals


@subscribe(DutyEnded)
def see_who_left(event: DutyEnded) -> None:
    """Who has no office any more where his certificate says left or moved."""
    proposals.review_holder(account_uid=event.account_uid)


@subscribe(DutyGiven)
def see_who_came(event: DutyGiven) -> None:
    """Who begins elsewhere moved; the agency that receives him files for him."""
    proposals.review_holder(account_uid=event.account_uid)


@subscribe(AgencyClosed)
def follow_closed(event: AgencyClosed) -> None:
    """Certificates of an agency that ends are dealt with by who goes on."""
    proposals.review_agencies(agency_ids=[event.agency_id])


@subscribe(AgencyChanged)
def follow_changed(_event: AgencyChanged) -> None:
    """Whose new name is in force already is dealt with at once; others on their day, by a job."""
    services.review_renamed(on=timezone.localdate())


@subscribe(AgenciesMerged)
def follow_merged(event: AgenciesMerged) -> None:
    """So are those of agencies that became one, or have another name."""
    proposals.review_agencies(agency_ids=event.agency_ids)


@subscribe(MergerUndone)
def forget_merger(event: MergerUndone) -> None:
    """A merger that was taken back asks for nothing."""
    proposals.drop_merged(agency_ids=event.agency_ids)


@subscribe(CertificateRevoked)
def settle(event: CertificateRevoked) -> None:
    """What is revoked needs no form any more."""
    proposals.close_settled(certificate_uid=event.certificate_uid)


@subscribe(
    CertificateRequestSealed,
    after_commit=True,
    name="signing.requests.send",
    title=_("Gửi yêu cầu chứng thư số cho đơn vị cấp"),
)
def send_request(event: CertificateRequestSealed) -> None:
    """Carry a sealed request to the authority."""
    services.requests.deliver_request(uid=event.request_uid)

"""What this room listens to."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tinhso.identity.events import RecoveryAsked
from tinhso.identity.models import Account
from tinhso.identity.services.recovery import send_recovery
from tinhso.kernel.events import subscribe
from tinhso.organization.events import AgencyChanged, AgencyClosed, AgencyOpened, UnitOpened
from tinhso.organization.queries import ancestors_of


@subscribe(RecoveryAsked, after_commit=True, title=_("Gửi đường dẫn đặt lại mật khẩu"))
def mail_link(event: RecoveryAsked) -> None:
    """Mail the link once the request is committed."""
    send_recovery(link_id=event.link_id)


@subscribe(UnitOpened)
def widen_rights(event: UnitOpened) -> None:
    """Whoever holds a role over the agency holds it in the new unit too, at once."""
    _renew(event.agency_id)


@subscribe(AgencyOpened)
def follow_opened(event: AgencyOpened) -> None:
    """A new agency widens what those above it may do."""
    _renew(event.agency_id)


@subscribe(AgencyChanged)
def follow_changed(event: AgencyChanged) -> None:
    """A moved agency changes what those above it may do."""
    _renew(event.agency_id)


@subscribe(AgencyClosed)
def follow_closed(event: AgencyClosed) -> None:
    """A closed agency changes what those above it may do."""
    _renew(event.agency_id)


def _renew(agency_id: int) -> None:
    above = [agency_id, *ancestors_of(agency_id)]
    holders = Account.objects.filter(assignments__agency_id__in=above)
    Account.objects.filter(pk__in=list(holders.values_list("pk", flat=True))).update(
        rights_version=F("rights_version") + 1
    )

"""How a change of rights reaches every process at the next request."""

from django.db.models import F, QuerySet

from tinhso.identity.events import RightsChanged
from tinhso.identity.models import Account
from tinhso.kernel.events import publish


def bump_rights(accounts: QuerySet[Account]) -> None:
    """Raise the version of these accounts' rights, so that kept actors are built anew."""
    uids = list(accounts.order_by("pk").values_list("uid", flat=True))
    Account.objects.filter(uid__in=uids).update(rights_version=F("rights_version") + 1)
    for uid in uids:
        publish(RightsChanged(account_uid=uid))

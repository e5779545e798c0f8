"""Whom notices reach and how: the address book of accounts, and who keeps the texts."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import Account
from tinhso.identity.queries import accounts_of_person, accounts_with
from tinhso.identity.registry import permission_names, role_permissions
from tinhso.kernel.notifications.permissions import NotificationPermission
from tinhso.kernel.notifications.registry import AddressBook, Recipient, address_books


def recipient(uid: UUID) -> Recipient | None:
    """Return where an account in use is reached; what its person gave stands in for its own."""
    account = Account.objects.filter(uid=uid, is_active=True).select_related("person").first()
    if account is None:
        return None
    person = account.person
    email = account.email or (person.email if person else "")
    phone = account.phone or (person.phone if person else "")
    addresses = {"email": email, "sms": phone, "zalo": phone}
    return Recipient(
        account_uid=uid,
        name=account.name,
        addresses={channel: address for channel, address in addresses.items() if address},
    )


address_books.register(
    "identity",
    AddressBook(
        by_account=recipient, accounts_of_person=accounts_of_person, accounts_with=accounts_with
    ),
)
role_permissions.register("notifications", {"operator": [NotificationPermission.MANAGE]})
permission_names.register(
    "notifications", {NotificationPermission.MANAGE: _("Sửa câu chữ và gửi lại thông báo")}
)

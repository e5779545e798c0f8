"""People, accounts, rights, grants, sessions and the log of who looked."""

from tinhso.identity.models.access import AccessRecord, ListReading, SightGrant
from tinhso.identity.models.accounts import (
    Account,
    AccountSession,
    ExternalIdentity,
    PastPassword,
    RecoveryLink,
    SignInFailures,
)
from tinhso.identity.models.clients import ClientToken, SystemClient
from tinhso.identity.models.persons import Person, Representation
from tinhso.identity.models.rights import (
    Assignment,
    AssignmentQuerySet,
    Delegation,
    DelegationQuerySet,
    RoleChange,
    RoleTemplate,
)

__all__ = [
    "AccessRecord",
    "Account",
    "AccountSession",
    "Assignment",
    "AssignmentQuerySet",
    "ClientToken",
    "Delegation",
    "DelegationQuerySet",
    "ExternalIdentity",
    "ListReading",
    "PastPassword",
    "Person",
    "RecoveryLink",
    "Representation",
    "RoleChange",
    "RoleTemplate",
    "SightGrant",
    "SignInFailures",
    "SystemClient",
]

"""Every change to people, accounts, rights, grants and the access log."""

from tinhso.identity.rules import AccessWhat
from tinhso.identity.services.access import (
    UseRestricted,
    check_use,
    end_grant,
    grant_sight,
    record_access,
    record_list_reading,
    unmask,
)
from tinhso.identity.services.accounts import (
    AccountData,
    change_own_profile,
    end_session,
    lock_account,
    lock_idle_accounts,
    open_account,
    set_password,
    unlock_account,
    warn_idle_accounts,
)
from tinhso.identity.services.clients import (
    client_actor,
    issue_token,
    open_client,
    renew_secret,
    revoke_client,
)
from tinhso.identity.services.declaring import declare_representation
from tinhso.identity.services.delegating import delegate, end_delegation
from tinhso.identity.services.demonstration import load_demonstration
from tinhso.identity.services.ending_representation import end_representation
from tinhso.identity.services.factors import use_code
from tinhso.identity.services.persons import (
    PersonData,
    refuse_representation,
    represent,
    save_person,
    verify_representation,
)
from tinhso.identity.services.proving import prove_identity
from tinhso.identity.services.rights import (
    assign_role,
    assign_role_in_units,
    end_assignment,
    save_role,
)

__all__ = [
    "AccessWhat",
    "AccountData",
    "PersonData",
    "UseRestricted",
    "assign_role",
    "assign_role_in_units",
    "change_own_profile",
    "check_use",
    "client_actor",
    "declare_representation",
    "delegate",
    "end_assignment",
    "end_delegation",
    "end_grant",
    "end_representation",
    "end_session",
    "grant_sight",
    "issue_token",
    "load_demonstration",
    "lock_account",
    "lock_idle_accounts",
    "open_account",
    "open_client",
    "prove_identity",
    "record_access",
    "record_list_reading",
    "refuse_representation",
    "renew_secret",
    "represent",
    "revoke_client",
    "save_person",
    "save_role",
    "set_password",
    "unlock_account",
    "unmask",
    "use_code",
    "verify_representation",
    "warn_idle_accounts",
]

"""The first operator of a new house, who opens everybody else's account."""

import sys
from argparse import ArgumentParser, Namespace

from django.conf import settings
from django.utils import timezone

from tinhso.identity.models import Account
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services.accounts import AccountData, open_account, unlock_account
from tinhso.identity.services.demonstration import PASSWORD, let_sign_in
from tinhso.identity.services.recovery import operator_link
from tinhso.identity.services.rights import assign_role
from tinhso.identity.services.roles import load_standard_roles
from tinhso.kernel.actors import EVERYWHERE, Actor, ActorKind, system_actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.registry.verbs import verb
from tinhso.organization.queries import agency_by_code
from tinhso.organization.services import AgencyData, open_agency


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("login")
    parser.add_argument("--name", required=True, help="the person's name")
    parser.add_argument("--email", default="")
    parser.add_argument("--agency", required=True, help="code of his agency, such as H14")
    parser.add_argument("--agency-name", default="", help="opens the agency when there is none yet")
    parser.add_argument(
        "--lost-telephone", action="store_true", help="the link takes the second factor away too"
    )


@verb("operator", "open the first operator's account, and print his link", arguments=_arguments)
def open_operator(arguments: Namespace) -> int:
    """Open an operator's account and print the one-day link by which he sets his password.

    Safe to run again: an account that is there gets a new link, and the older one stops working;
    one that is locked is opened, for there may be no other operator who could.
    """
    actor = Actor(
        kind=ActorKind.SYSTEM,
        name="identity.command",
        permissions={IdentityPermission.VIEW_ACCOUNTS: EVERYWHERE},
    )
    load_standard_roles()
    account = Account.objects.filter(login=arguments.login.strip().lower()).first()
    if account is None:
        agency_id = _agency(arguments, actor)
        account = open_account(
            data=AccountData(login=arguments.login, name=arguments.name, email=arguments.email),
            actor=actor,
        )
        assign_role(account_uid=account.uid, role_code="operator", agency_id=agency_id, actor=actor)
    elif not account.is_active:
        unlock_account(uid=account.uid, actor=actor)
    link = operator_link(
        account_uid=account.uid,
        proof="tinhso operator",
        clears_second_factor=arguments.lost_telephone,
        actor=actor,
    )
    sys.stdout.write(f"{settings.TINHSO_BASE_URL}{link}\n")
    return 0


def _agency(arguments: Namespace, actor: Actor) -> int:
    known = agency_by_code(arguments.agency)
    if known is not None:
        return known.id
    if not arguments.agency_name:
        raise Invalid(f"There is no agency {arguments.agency}: give --agency-name to open it.")
    data = AgencyData(name=arguments.agency_name, code=arguments.agency, level="province")
    return open_agency(data=data, valid_from=timezone.localdate(), actor=actor).pk


def _demonstration_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("login", help="such as ha.sam, as the list of accounts shows it")


@verb(
    "demo-account",
    "let one more of the demonstration's people sign in with its password",
    arguments=_demonstration_arguments,
)
def open_demonstration_account(arguments: Namespace) -> int:
    """Give an invented official the demonstration's password; a production house refuses."""
    if not settings.DEMONSTRATION:
        raise Invalid("Only a demonstration has accounts with a known password.")
    account = let_sign_in(login=arguments.login, actor=system_actor("identity.command"))
    sys.stdout.write(f"{account.login} ({account.name}): {PASSWORD}\n")
    return 0

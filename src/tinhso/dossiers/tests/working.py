"""What the tests of those who resolve share: their browsers and a dossier's page."""

import re

from django.test import Client

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.testing import (
    browser_of,
)
from tinhso.identity.testing import Account, give_role
from tinhso.kernel.actors import Actor


def signed_in(actor: Actor, *more: str) -> Client:
    """Return a browser of this official, who may also do `more`."""
    browser = browser_of(actor)
    if more:
        account = Account.objects.get(pk=browser.session["_auth_user_id"])
        give_role(account, *more, agency_id=actor.agency_id or 0, unit_id=actor.unit_id)
    return browser


def page_of(dossier: Dossier, more: str = "") -> str:
    """Return the address of a dossier's page."""
    return f"/lam-viec/ho-so/{dossier.uid}/{more}"


def version_of(dossier: Dossier) -> int:
    """Return the version as it is now."""
    return Dossier.objects.get(pk=dossier.pk).version


def checked_from(page: str) -> str:
    """Return the address to which a citizen's page leads for the check of his result."""
    (found,) = re.findall(r'href="(/kiem-tra-chu-ky/[^"]*)"', page)
    return str(found)

"""Whose session, and which account: what every request asks first, by statements composed once.

Sessions lie in Django's own table and passwords are checked as Django checks them; only the two
questions of each request are put as `kernel.db.reading` puts them.
"""

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from tinhso.identity.models import Account
from tinhso.kernel.db.reading import read_one


class SessionStore(DatabaseStore):
    """A session as Django keeps it; `SESSION_ENGINE` names this module."""

    def _get_session_from_db(self) -> Session | None:
        """Return the row of the session, or nothing and no key where it is over or never was."""
        row = read_one(Session, session_key=self.session_key)
        if row is not None and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None


class AccountBackend(ModelBackend):
    """An account by its password, and by the key that its session holds."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account of a session while it is in use."""
        account = read_one(Account, id=user_id)
        return account if account is not None and self.user_can_authenticate(account) else None

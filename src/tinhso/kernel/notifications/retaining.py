"""Notices of the inbox whose time is over: they go by themselves, and what is left proves it."""

import json
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.notifications.queries import accounts_of
from tinhso.kernel.registry.holdings import Destroyed
from tinhso.kernel.registry.retention import Retained, people_who_ask

MOST = 10_000


class OldNotices(Retained):
    """What people were told in the inbox and by their channels, with its values."""

    title = _("Thông báo trong hộp thư của tài khoản")
    models = ("notifications.Notification",)
    months = 60
    is_automatic = True

    def count(self, *, agency_id: int, before: datetime) -> int:
        """Return how many are older, at most 10,000; they belong to accounts, not to agencies."""
        return Notification.objects.filter(created_at__lt=before)[:MOST].count()

    def forget(self, *, before: datetime, limit: int, actor: Actor) -> Destroyed | None:
        """Delete the oldest; those of people who wait for an answer over their data stay."""
        asking = [uid for person_id in people_who_ask() for uid in accounts_of(person_id)]
        rows = Notification.objects.filter(created_at__lt=before).exclude(account_uid__in=asking)
        gone = list(rows.order_by("pk")[:limit])
        if not gone:
            return None
        words = json.dumps([[str(one.uid), one.values_text] for one in gone])
        digest = keyed_hash(words, purpose="notifications.destroyed")
        Notification.objects.filter(pk__in=[one.pk for one in gone]).delete()
        record("notifications.notices_forgotten", actor=actor, count=len(gone), hash=digest)
        return Destroyed(kind="notifications.notices", reference=str(len(gone)), hashes=[digest])

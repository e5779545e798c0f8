"""What a person was told, for the copy of his data."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.notifications.queries import accounts_of, worded_in_readers_language
from tinhso.kernel.registry.holdings import HeldRecord, Holder, Kept

AT_ONCE = 500


class NoticeHolder(Holder):
    """The notices in a person's inbox, with what left by his channels."""

    title = _("Thông báo đã gửi cho bạn")

    def held(self, person_id: int) -> Iterator[HeldRecord]:
        """Give each notice as he read it, the oldest first."""
        rows = Notification.objects.filter(account_uid__in=accounts_of(person_id))
        last = 0
        while batch := list(
            rows.filter(pk__gt=last).prefetch_related("deliveries").order_by("pk")[:AT_ONCE]
        ):
            last = batch[-1].pk
            for row, words in worded_in_readers_language(batch):
                channels = ", ".join(sorted(one.channel for one in row.deliveries.all()))
                yield HeldRecord(
                    kind="notifications.notice",
                    reference=str(row.uid),
                    label=words.title,
                    since=row.created_at,
                    fields=(
                        (_("Điều đã báo"), words.body),
                        (_("Kênh gửi"), channels),
                        (_("Bạn đọc lúc"), row.read_at.isoformat() if row.read_at else ""),
                    ),
                )

    def kept(self, person_id: int) -> Sequence[Kept]:
        """Keep what was told: promises and dates hang on it."""
        count = Notification.objects.filter(account_uid__in=accounts_of(person_id)).count()
        if not count:
            return ()
        why = _("là bằng chứng cơ quan đã báo gì, lúc nào cho bạn")
        return [Kept(label=self.title, count=count, why=why)]

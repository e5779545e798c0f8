"""From a planned sending to the next hop: attempts are kept before, the outcome after."""

from datetime import datetime
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.kernel.notifications.gateway import GatewayFault, GatewayRefusal
from tinhso.kernel.notifications.models import Delivery, DemonstrationMessage
from tinhso.kernel.notifications.queries import (
    preference_of,
    recipient_of,
    texts_now,
    words_of,
)
from tinhso.kernel.notifications.registry import Letter, Urgency, channels
from tinhso.kernel.notifications.rules import MOST_ATTEMPTS, DeliveryState, goes_out_at


class NotTaken(Exception):
    """The next hop did not take a letter; the job tries again, later and later."""


def deliver(delivery_id: int) -> None:
    """Send one notice by one channel, unless it was sent; may run twice."""
    delivery = Delivery.objects.select_related("notification").get(pk=delivery_id)
    if delivery.state != DeliveryState.WAITING:
        return
    notification = delivery.notification
    recipient = recipient_of(notification.account_uid)
    address = recipient.addresses.get(delivery.channel, "") if recipient else ""
    if recipient is None or not address:
        _keep([delivery.pk], DeliveryState.NO_ADDRESS)
        return
    said = words_of(notification, recipient.language)
    letter = Letter(
        key=delivery.uid,
        address=address,
        title=said.title,
        body=said.body,
        link=_full(notification.link),
        language=recipient.language,
    )
    _try([delivery.pk], delivery.channel, letter)


def digest_goes_out_at(account_uid: UUID) -> datetime:
    """Return when an account's daily letter may go out: now, or when its quiet hours are over."""
    kept = preference_of(account_uid)
    return goes_out_at(
        timezone.localtime(),
        urgency=Urgency.NORMAL,
        quiet_from=kept.quiet_from,
        quiet_to=kept.quiet_to,
    )


def deliver_digest(account_uid: UUID) -> None:
    """Send what an account gathered for its daily letter, as one letter."""
    waiting = list(
        Delivery.objects.filter(
            notification__account_uid=account_uid, state=DeliveryState.DIGEST, channel="email"
        )
        .select_related("notification")
        .order_by("pk")[:200]
    )
    if not waiting:
        return
    recipient = recipient_of(account_uid)
    address = recipient.addresses.get("email", "") if recipient else ""
    ids = [delivery.pk for delivery in waiting]
    if recipient is None or not address:
        _keep(ids, DeliveryState.NO_ADDRESS)
        return
    own = texts_now({delivery.notification.kind for delivery in waiting})
    with translation.override(recipient.language):
        lines = []
        for delivery in waiting:
            said = words_of(delivery.notification, recipient.language, own)
            lines.append(f"• {said.title}\n  {said.body}\n  {_full(delivery.notification.link)}")
        title = ngettext(
            "Bản tin trong ngày: %(count)d việc", "Bản tin trong ngày: %(count)d việc", len(lines)
        ) % {"count": len(lines)}
    letter = Letter(
        key=waiting[0].uid,
        address=address,
        title=title,
        body="\n\n".join(lines),
        link=_full("/thong-bao/"),
        language=recipient.language,
    )
    _try(ids, "email", letter)


def send_email(letter: Letter) -> None:
    """Send by SMTP; without a server in a demonstration, write where the operator can read."""
    if not settings.EMAIL_HOST and settings.DEMONSTRATION:
        write_demonstration("email", letter)
        return
    with translation.override(letter.language):
        closing = _("Thư này do phần mềm gửi. Đổi cách nhận: %(address)s") % {
            "address": _full("/tai-khoan/thong-bao/")
        }
    message = EmailMessage(
        subject=letter.title.replace("\n", " "),
        body=f"{letter.body}\n\n{letter.link}\n\n--\n{closing}\n",
        to=[letter.address],
        headers={
            "Message-ID": f"<{letter.key}@tinhso>",
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    message.send()


def write_demonstration(channel: str, letter: Letter) -> None:
    """Write what would have been sent, once for each sending."""
    text = f"{letter.title}\n{letter.body}\n{letter.link}".strip()
    DemonstrationMessage.objects.bulk_create(
        [
            DemonstrationMessage(
                key=letter.key,
                channel=channel,
                address=letter.address,
                text=text,
                sent_at=timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )


def _try(ids: list[int], channel: str, letter: Letter) -> None:
    rows = Delivery.objects.filter(pk__in=ids)
    rows.update(attempts=F("attempts") + 1)
    try:
        channels.get(channel).send(letter)
    except GatewayRefusal as fault:
        rows.update(fault=fault.code[:80], state=DeliveryState.PARKED)
        return
    except (OSError, SMTPException) as fault:
        said = fault.code if isinstance(fault, GatewayFault) else type(fault).__name__
        with transaction.atomic():
            rows.update(fault=said[:80])
            rows.filter(attempts__gte=MOST_ATTEMPTS).update(state=DeliveryState.PARKED)
        raise NotTaken(said) from None
    _keep(ids, DeliveryState.SENT)


def _keep(ids: list[int], state: DeliveryState) -> None:
    sent_at = timezone.now() if state is DeliveryState.SENT else None
    Delivery.objects.filter(pk__in=ids).update(state=state, sent_at=sent_at, fault="")


def _full(link: str) -> str:
    return f"{settings.TINHSO_BASE_URL}{link}" if link else ""

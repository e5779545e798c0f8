"""The channels of the house: e-mail; SMS and Zalo by a gateway, in a demonstration by a page."""

from functools import partial

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Message
from tinhso.kernel.notifications.gateway import gateway_from
from tinhso.kernel.notifications.registry import Channel, channels, notices_by
from tinhso.kernel.notifications.sending import send_email, write_demonstration
from tinhso.kernel.notifications.services import stop_channel
from tinhso.kernel.registry.purposes import Purpose, purposes


def message_channel(code: str, label: Message) -> Channel | None:
    """Return how short messages of a kind leave: by the gateway that is set, else not at all."""
    given: dict[str, str] = settings.TINHSO_GATEWAYS[code]
    if given["url"]:
        gateway = gateway_from(
            f"TINHSO_{code.upper()}",
            **given,
            plain=code == "sms" and settings.TINHSO_SMS_PLAIN,
            longest=settings.TINHSO_SMS_LONGEST if code == "sms" else 0,
        )
        return Channel(code=code, label=label, send=gateway.send)
    if not settings.DEMONSTRATION:
        return None
    write = partial(write_demonstration, code)
    return Channel(code=code, label=label, send=write, is_demonstration=True)


channels.register("email", Channel(code="email", label=_("Thư điện tử"), send=send_email))
for _code, _label in (("sms", _("Tin nhắn SMS")), ("zalo", _("Zalo"))):
    if (_channel := message_channel(_code, _label)) is not None:
        channels.register(_code, _channel)
        purposes.register(
            notices_by(_code),
            Purpose(
                label=format_lazy(_("Nhắn tin cho bạn qua {channel}"), channel=_label),
                data=_("số điện thoại, nội dung thông báo; đi qua bên chuyển tin"),
                law="91/2025/QH15, 356/2025/NĐ-CP Đ.6",
                ask_at="/tai-khoan/thong-bao/",
                withdraw=partial(stop_channel, _code),
            ),
        )

"""The channels of the house: e-mail, and in a demonstration SMS and Zalo."""

from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Channel, channels
from tinhso.kernel.notifications.sending import send_email, write_demonstration

channels.register("email", Channel(code="email", label=_("Thư điện tử"), send=send_email))
if settings.DEMONSTRATION:
    for _code, _label in (("sms", _("Tin nhắn SMS")), ("zalo", _("Zalo"))):
        channels.register(
            _code,
            Channel(
                code=_code,
                label=_label,
                send=partial(write_demonstration, _code),
                is_demonstration=True,
            ),
        )

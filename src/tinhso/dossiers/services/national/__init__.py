"""The national portal: what is told to it, and what its messages do here."""

from tinhso.dossiers.services.national.arriving import keep_message, take_again, take_message
from tinhso.dossiers.services.national.catching_up import catch_up
from tinhso.dossiers.services.national.files import open_file
from tinhso.dossiers.services.national.mending import (
    OpenedMessage,
    map_field,
    open_sending,
    send_again,
)
from tinhso.dossiers.services.national.sending import HANDLER, PortalRefused, send_step

__all__ = [
    "HANDLER",
    "OpenedMessage",
    "PortalRefused",
    "catch_up",
    "keep_message",
    "map_field",
    "open_file",
    "open_sending",
    "send_again",
    "send_step",
    "take_again",
    "take_message",
]

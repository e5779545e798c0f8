"""Every change to requests over personal data and what is done for them."""

from tinhso.privacy.services.consents import keep_consent, withdraw_consent
from tinhso.privacy.services.copying import forget_copies, make_copy, open_copy, open_own_copy
from tinhso.privacy.services.fulfilling import (
    correct_data,
    delete_data,
    lift_restriction,
    make_copy_for,
    restrict_use,
)
from tinhso.privacy.services.handling import (
    RequestClosed,
    accept_request,
    extend_request,
    refuse_request,
    take_back_request,
)
from tinhso.privacy.services.requesting import ask, enter_request

__all__ = [
    "RequestClosed",
    "accept_request",
    "ask",
    "correct_data",
    "delete_data",
    "enter_request",
    "extend_request",
    "forget_copies",
    "keep_consent",
    "lift_restriction",
    "make_copy",
    "make_copy_for",
    "open_copy",
    "open_own_copy",
    "refuse_request",
    "restrict_use",
    "take_back_request",
    "withdraw_consent",
]

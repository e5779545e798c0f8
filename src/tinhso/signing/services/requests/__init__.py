"""Requests to the authority: drawn up, signed, sent, answered, handed over."""

from tinhso.signing.requests_values import LineValues
from tinhso.signing.services.requests.alerts import warn_of_late_requests
from tinhso.signing.services.requests.answers import grant_line, refuse_line
from tinhso.signing.services.requests.drafting import (
    complete_line,
    draft_request,
    drop_line,
    put_before_head,
    request_of_proposal,
    withdraw,
)
from tinhso.signing.services.requests.forms import trouble_with_form
from tinhso.signing.services.requests.handover import (
    hand_over,
    receive_certificate,
    return_device,
    start_receipt,
)
from tinhso.signing.services.requests.papers_in import (
    accept_answered,
    leave_answered,
    match_answered,
    take_authority_answer,
)
from tinhso.signing.services.requests.renewing import Renewals, add_to_renewal, renew_many
from tinhso.signing.services.requests.sending import deliver_request, note_sent
from tinhso.signing.services.requests.sheets import take_answers, work_off_answers

__all__ = [
    "LineValues",
    "Renewals",
    "accept_answered",
    "add_to_renewal",
    "complete_line",
    "deliver_request",
    "draft_request",
    "drop_line",
    "grant_line",
    "hand_over",
    "leave_answered",
    "match_answered",
    "note_sent",
    "put_before_head",
    "receive_certificate",
    "refuse_line",
    "renew_many",
    "request_of_proposal",
    "return_device",
    "start_receipt",
    "take_answers",
    "take_authority_answer",
    "trouble_with_form",
    "warn_of_late_requests",
    "withdraw",
    "work_off_answers",
]

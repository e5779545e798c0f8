"""What proves a time-stamp service outside: found out before a key is used, not after.

A file at B-LT or B-LTA carries it; a file that could never be proved is not made.
"""

from dataclasses import replace
from itertools import pairwise
from secrets import token_bytes
from typing import Final

from asn1crypto import cms
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from tinhso.signing.checking.report import Revocation
from tinhso.signing.checking.revocation import standing_of
from tinhso.signing.checking.signers import certificate_of, certificates_in
from tinhso.signing.checking.trust import Given, Trust, path_of, readable
from tinhso.signing.services.asked_stamps import AskedTimeStamper, StampRefused, StampTrouble
from tinhso.signing.services.asked_standing import asker
from tinhso.signing.services.verification import current_trust

HOLDS: Final = 900
"""Seconds for which what was found out is used again: lists and answers live longer."""


def service_evidence() -> Given:
    """Return lists and answers about the service's certificates that this house does not keep.

    Raises `StampRefused` when the service gives nothing, is not trusted, or nothing tells whether
    its certificate was revoked.
    """
    key = f"signing:stamp_evidence:{settings.TINHSO_TSA_URL}"
    known = cache.get(key)
    if isinstance(known, Given):
        return known
    found = _found_out(current_trust())
    cache.set(key, found, timeout=HOLDS)
    return found


def with_service(trust: Trust) -> Trust:
    """Return the trust with what proves the service outside, where one is used."""
    if not settings.TINHSO_TSA_URL:
        return trust
    found = service_evidence()
    return replace(
        trust,
        crls=(*trust.crls, *(one for one in found.lists if one not in trust.crls)),
        answers=(*trust.answers, *found.answers),
    )


def _found_out(trust: Trust) -> Given:
    """Let the service stamp something that means nothing, and look whom it is."""
    token = AskedTimeStamper(trust).token(token_bytes(32), "sha256")
    signed = cms.ContentInfo.load(token)["content"]
    (signer,) = signed["signer_infos"]
    held = certificates_in(signed)
    own, now = certificate_of(signer, held), timezone.now()
    if own is None:
        raise StampRefused(StampTrouble.NOT_TRUSTED)
    steps = path_of(own, [one.dump() for one in held], trust, now).steps
    ask, is_proved = asker(), False
    for place, (below, above) in enumerate(pairwise(steps)):
        one, issuer = readable(below), readable(above)
        if one is None or issuer is None:
            break
        standing = standing_of(one, issuer, trust.crls, trust.answers, now)
        if standing.revocation is Revocation.UNKNOWN and ask is not None:
            given = ask(below, above)
            standing = standing_of(one, issuer, given.lists, given.answers, now)
        is_proved = is_proved or (place == 0 and standing.revocation is Revocation.GOOD)
    if not is_proved and len(steps) > 1:
        raise StampRefused(StampTrouble.NO_EVIDENCE)
    return Given(tuple(ask.lists), tuple(ask.answers)) if ask is not None else Given()

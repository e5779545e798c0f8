"""Pair a person's own computer: a code typed there, a number compared, an acceptance here."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.db import fetch
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, DomainError, Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.signing.agents.words import check_of
from tinhso.signing.models import SigningAgent
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.agents import TOKEN
from tinhso.signing.rules import (
    MOST_AGENTS,
    PAIRING_CODE_LENGTH,
    PAIRING_MINUTES,
    SEEN_EVERY,
    account_of,
)

if TYPE_CHECKING:
    pass

LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""None of them is taken for another when it is read from a screen and typed."""

AGENT: Final = system_actor("signing.agent")
OWN_KEY: Final = (
    SigningPermission.SIGN_ITEM,
    SigningPermission.COSIGN_ITEM,
    SigningPermission.SIGN_SCAN,
    SigningPermission.SEAL_DOCUMENT,
)
WRONG_CODES: Final = 20
WINDOW: Final = 3600
NAME_LENGTH: Final = 100


class TooManyPairings(DomainError):
    """Pairing codes are not found out by trying."""

    code = "signing.too_many_pairings"
    status = 429


@dataclass(frozen=True)
class Joined:
    """A computer that typed its code: the token that it keeps from now on."""

    agent: SigningAgent
    token: str


def may_have_key(actor: Actor) -> bool:
    """Tell whether an official signs or seals at all, and so may have a device of his own."""
    return any(actor.may(one) for one in OWN_KEY)


def require_own_key(actor: Actor) -> None:
    """Refuse who neither signs nor seals."""
    if not may_have_key(actor):
        require(actor, SigningPermission.SIGN_ITEM)


@transaction.atomic
def offer_pairing(*, actor: Actor) -> SigningAgent:
    """Make a place for one more computer of the actor's own, with a code to type there.

    An earlier code that nobody typed is worth nothing any more.
    """
    require_own_key(actor)
    account, now = account_of(actor), timezone.now()
    SigningAgent.objects.filter(account_uid=account, joined_at=None).delete()
    if SigningAgent.objects.filter(account_uid=account, ended_at=None).count() >= MOST_AGENTS:
        raise Conflict(
            told(
                _("Bạn đã ghép %(count)s máy; hãy bỏ bớt một máy rồi ghép máy mới."),
                count=MOST_AGENTS,
            )
        )
    code = "".join(secrets.choice(LETTERS) for _place in range(PAIRING_CODE_LENGTH))
    half = PAIRING_CODE_LENGTH // 2
    made = SigningAgent.objects.create(
        account_uid=account,
        code=f"{code[:half]}-{code[half:]}",
        code_hash=_code_hash(code),
        code_until=now + timedelta(minutes=PAIRING_MINUTES),
    )
    audit.record("signing.agent_offered", actor=actor, target=made)
    return made


def join_agent(*, code: str, name: str, address: str) -> Joined:
    """Let a computer in by the code that its person typed there; it waits for his acceptance.

    The code is used once. An address that typed twenty wrong ones within an hour gets
    `TooManyPairings`.
    """
    counter = _counter(address)
    if cache.get(counter, 0) >= WRONG_CODES:
        raise TooManyPairings(_("Mã ghép sai quá nhiều lần trong một giờ; hãy thử lại sau."))
    now, token = timezone.now(), secrets.token_urlsafe(32)
    typed = "".join(one for one in code.upper() if one in LETTERS)
    with transaction.atomic():
        offered = SigningAgent.objects.offered(now).filter(code_hash=_code_hash(typed))
        found = offered.select_for_update(of=("self",)).first()
        if found is not None:
            found.name = nfc(" ".join(name.split()))[:NAME_LENGTH] or _("Máy không tên")
            found.code, found.code_hash = "", ""
            found.token_hash, found.check_number = token_hash(token), check_of(token)
            found.joined_at = found.seen_at = now
            found.save()
            audit.record("signing.agent_joined", actor=AGENT, target=found)
            return Joined(found, token)
    cache.add(counter, 0, timeout=2 * WINDOW)
    cache.incr(counter)
    raise Invalid(
        _("Mã ghép không đúng hoặc đã hết hạn."),
        fields={"code": _("Hãy lấy mã mới ở trang “Máy ký của tôi” và gõ lại.")},
    )


@transaction.atomic
def accept_agent(*, uid: UUID, actor: Actor) -> SigningAgent:
    """Say that the computer that shows the same number is the actor's own: it may then sign."""
    require_own_key(actor)
    rows = SigningAgent.objects.visible_to(actor).select_for_update(of=("self",))
    found = fetch(rows.exclude(joined_at=None), uid=uid)
    if found.accepted_at is None:
        found.accepted_at = timezone.now()
        found.save(update_fields=["accepted_at"])
        audit.record("signing.agent_accepted", actor=actor, target=found)
    return found


@transaction.atomic
def unpair_agent(*, uid: UUID, actor: Actor) -> SigningAgent:
    """Let a computer in no longer; what it was asked is answered by nobody."""
    rows = SigningAgent.objects.visible_to(actor).select_for_update(of=("self",))
    return _ended(fetch(rows, uid=uid), actor)


@transaction.atomic
def leave(*, agent: SigningAgent) -> None:
    """End a pairing from the computer itself."""
    _ended(SigningAgent.objects.select_for_update(of=("self",)).get(pk=agent.pk), AGENT)


def _ended(found: SigningAgent, actor: Actor) -> SigningAgent:
    if found.ended_at is None:
        found.ended_at = timezone.now()
        found.token_hash, found.code, found.code_hash = "", "", ""
        found.save()
        audit.record("signing.agent_ended", actor=actor, target=found)
    return found


def note_seen(agent: SigningAgent) -> None:
    """Keep that an agent was heard of: now and then, not at each of its questions."""
    now = timezone.now()
    if agent.seen_at is None or now - agent.seen_at >= SEEN_EVERY:
        SigningAgent.objects.filter(pk=agent.pk).update(seen_at=now)


def token_hash(token: str) -> str:
    """Return what is kept of a token: whoever reads the table cannot call with it."""
    return keyed_hash(token, purpose=TOKEN)


def _code_hash(code: str) -> str:
    return keyed_hash(code, purpose="signing.agent_code")


def _counter(address: str) -> str:
    whose = keyed_hash(address, purpose="signing.agent_pairings")
    return f"signing:pairing:{whose}:{int(timezone.now().timestamp()) // WINDOW}"

"""Consents written down where they are given, and taken back where the person reads of them."""

from django.db import transaction
from django.utils import timezone, translation

from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.errors import NotFound, SignInNeeded
from tinhso.kernel.notifications.registry import notices_by
from tinhso.kernel.notifications.services import channels_chosen, notify, pause_channel
from tinhso.kernel.registry.purposes import purposes
from tinhso.privacy.kinds import CONSENT_ASKED
from tinhso.privacy.models import Consent

BY = system_actor("privacy.consents")


@transaction.atomic
def keep_consent(purpose: str, given: bool, actor: Actor) -> None:  # a socket's call
    """Write down that the actor consents to a purpose, or that he does no longer.

    Said twice it is kept once; each consent keeps the words it was given to.
    """
    if actor.id is None:
        raise SignInNeeded
    now = timezone.now()
    standing = Consent.objects.standing().filter(account_uid=actor.id, purpose=purpose)
    if not given:
        for row in standing.select_for_update():
            row.withdrawn_at = now
            row.save(update_fields=["withdrawn_at"])
            record("privacy.consent_withdrawn", actor=actor, target=row, purpose=purpose)
        return
    if standing.exists():
        return
    known = purposes.get(purpose)
    with translation.override("vi"):
        words = f"{known.label}: {known.data}"[:400]
    row = Consent.objects.create(account_uid=actor.id, purpose=purpose, words=words, given_at=now)
    record("privacy.consent_given", actor=actor, target=row, purpose=purpose)


@transaction.atomic
def withdraw_consent(*, purpose: str, actor: Actor) -> None:
    """Take one's consent back: the use stops at once; a second time changes nothing."""
    known = purposes.find(purpose)
    if known is None or known.withdraw is None:
        raise NotFound
    known.withdraw(actor)
    keep_consent(purpose, False, actor)  # a socket's call


def pause_unconsented() -> int:
    """Pause each channel that was chosen before consents were kept, and ask its owner again.

    A consent must be provable (Decree 356/2025 Art. 6): what cannot be proved is not used. The
    owner is told where to choose it again, which writes his consent down. Returns how many.
    """
    standing = set(Consent.objects.standing().values_list("account_uid", "purpose"))
    waiting = [one for one in channels_chosen() if (one[0], notices_by(one[1])) not in standing]
    for account_uid, channel in waiting:
        with transaction.atomic():
            pause_channel(account_uid=account_uid, channel=channel)
            known = purposes.get(notices_by(channel))
            with translation.override("vi"):
                said = str(known.label)
            notify(
                account_uid=account_uid,
                kind=CONSENT_ASKED.code,
                values={"purpose": said},
                link=known.ask_at,
                key=channel,
            )
            record("privacy.channel_paused", actor=BY, account=str(account_uid), channel=channel)
    return len(waiting)

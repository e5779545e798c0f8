"""Messages of the national portal: kept before they are acknowledged, one effect each."""

import hashlib
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.events import NationalMessageArrived
from tinhso.dossiers.models import MessageKind, MessageState, NationalMessage
from tinhso.dossiers.national_portal import FileMissing
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.rules.answers import as_json, from_json
from tinhso.dossiers.services.national.applying import EFFECTS, files_of
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.events import publish
from tinhso.kernel.web.operations.permissions import OperationsPermission

LONGEST_NUMBER: Final = 64


class MessageReused(Invalid):
    """One message id came with two contents."""

    code = "dossiers.national_message_reused"
    title = gettext_lazy("Mã gói tin này đã dùng cho một nội dung khác.")


class NothingToTakeAgain(DomainError):
    """Only what could not be done is tried again."""

    code = "dossiers.national_message_not_refused"
    title = gettext_lazy("Chỉ xử lý lại được gói tin chưa làm được.")


@transaction.atomic
def keep_message(
    *, message_id: str, kind: str, body: Mapping[str, object], actor: Actor
) -> NationalMessage:
    """Keep a message of the portal and let it take effect after the commit.

    The same message again, however often, is the one that lies here, and has one effect.
    """
    require(actor, DossierPermission.HAND_IN)
    number = str(body.get("MaHoSo", "")).strip()
    wrong: dict[str, str] = {}
    if kind not in MessageKind.values:
        wrong["kind"] = _("Không có loại gói tin này.")
    if not message_id.strip() or len(message_id) > LONGEST_NUMBER:
        wrong["id"] = _("Mã gói tin phải có, dài nhất 64 ký tự.")
    if not number or len(number) > LONGEST_NUMBER or any(c.isspace() for c in number):
        wrong["MaHoSo"] = _("Mã hồ sơ phải có, dài nhất 64 ký tự, không có dấu cách.")
    if wrong:
        raise Invalid(fields=wrong)
    text = as_json(dict(body))
    body_hash = hashlib.sha256(canonical_json([kind, dict(body)]).encode()).hexdigest()
    known = NationalMessage.objects.select_for_update(of=("self",)).filter(message_id=message_id)
    found = known.first()
    if found is None:
        try:
            with transaction.atomic():
                made = NationalMessage.objects.create(
                    message_id=message_id,
                    kind=kind,
                    number=number,
                    body=text,
                    body_hash=body_hash,
                    arrived_at=timezone.now(),
                )
        except IntegrityError:
            found = known.get()
        else:
            record("dossiers.national_message_kept", actor=actor, target=made, kind=kind)
            publish(NationalMessageArrived(message_uid=made.uid, number=number))
            return made
    if found.body_hash != body_hash:
        raise MessageReused
    found.deliveries += 1
    found.save(update_fields=["deliveries"])
    return found


def take_message(*, message_uid: UUID) -> NationalMessage:
    """Let a kept message have its effect, once; what cannot be done is kept with the reason.

    Files are fetched from the portal before, outside any transaction; a portal that does not
    answer lets the outbox try again.
    """
    message = fetch(NationalMessage.objects.all(), uid=message_uid)
    if message.state == MessageState.DONE:
        return message
    NationalMessage.objects.filter(pk=message.pk).update(attempts=message.attempts + 1)
    body = from_json(message.body)
    try:
        files = files_of(body)
        return _apply(message.pk, body, files)
    except FileMissing:
        return _refuse(message.pk, code="dossiers.national_file_missing", reason="", fields=[])
    except DomainError as refusal:
        return _refuse(
            message.pk,
            code=refusal.code,
            reason=str(refusal.message),
            fields=sorted(getattr(refusal, "fields", {})),
        )


def take_again(*, uid: UUID, actor: Actor) -> NationalMessage:
    """Try a message anew after what kept it from taking effect was mended."""
    require(actor, OperationsPermission.SEND_AGAIN)
    with transaction.atomic():
        rows = NationalMessage.objects.select_for_update(of=("self",))
        message = fetch(rows, uid=uid)
        if message.state != MessageState.REFUSED:
            raise NothingToTakeAgain
        message.state, message.code, message.reason, message.fields = (
            MessageState.WAITING,
            "",
            "",
            [],
        )
        message.ended_at = None
        message.save()
        record("dossiers.national_message_again", actor=actor, target=message, kind=message.kind)
        publish(NationalMessageArrived(message_uid=message.uid, number=message.number))
    return message


@transaction.atomic
def _apply(pk: int, body: Mapping[str, object], files: Mapping[str, bytes]) -> NationalMessage:
    message = NationalMessage.objects.select_for_update(of=("self",)).get(pk=pk)
    if message.state == MessageState.DONE:
        return message
    dossier = EFFECTS[MessageKind(message.kind)](body, files)
    message.state, message.ended_at = MessageState.DONE, timezone.now()
    message.dossier, message.body = dossier, ""
    message.code, message.reason, message.fields = "", "", []
    message.save()
    record(
        "dossiers.national_message_done",
        actor=system_actor("dossiers.national"),
        target=dossier,
        kind=message.kind,
    )
    return message


@transaction.atomic
def _refuse(pk: int, *, code: str, reason: str, fields: list[str]) -> NationalMessage:
    message = NationalMessage.objects.select_for_update(of=("self",)).get(pk=pk)
    message.state, message.ended_at = MessageState.REFUSED, timezone.now()
    message.code, message.reason, message.fields = code[:60], reason[:500], fields[:50]
    message.save()
    return message

"""Which system may have files signed with which key: named one by one, and taken back at once."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.queries.clients import client_line
from tinhso.kernel import audit
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.signing.models import Certificate, KeyGrant
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret, key_stores
from tinhso.signing.rules import CertificateRole

LENT: tuple[str, ...] = (CertificateRole.AGENCY, CertificateRole.DEVICE)
"""A person's key is lent to nobody: each of its batches waits for his own confirmation."""


@transaction.atomic
def grant_key(*, certificate_uid: UUID, client_uid: UUID, actor: Actor) -> KeyGrant:
    """Let a system have files signed with a key of an agency or of a service of it.

    Raises `Invalid` for a person's key, for one that asks its holder each time, and for a system
    that is not known or not of that agency.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    certificate = fetch(Certificate.objects.select_for_update(of=("self",)), uid=certificate_uid)
    if certificate.role not in LENT:
        raise Invalid(fields={"client": _("Khóa của cá nhân không giao cho hệ thống nào.")})
    if key_stores.get(certificate.key_store).asks is not KeySecret.NOTHING:
        raise Invalid(
            fields={"client": _("Khóa này hỏi chủ thể mỗi lần ký nên hệ thống không tự dùng được.")}
        )
    client = client_line(client_uid)
    if client is None or client.agency_id not in {None, certificate.agency_id}:
        raise Invalid(fields={"client": _("Hãy chọn một hệ thống của cơ quan có khóa này.")})
    try:
        with transaction.atomic():
            granted = KeyGrant.objects.create(
                certificate=certificate,
                client_uid=client.uid,
                granted_by=actor.id,
                granted_at=timezone.now(),
            )
    except IntegrityError:
        raise Conflict(_("Hệ thống này đã được dùng khóa từ trước.")) from None
    audit.record("signing.key_granted", actor=actor, target=certificate, client=str(client.uid))
    return granted


@transaction.atomic
def withdraw_key(*, certificate_uid: UUID, client_uid: UUID, actor: Actor) -> None:
    """Take a key back: what a system's batches have not signed by now stays unsigned."""
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    rows = KeyGrant.objects.filter(withdrawn_at=None, certificate__uid=certificate_uid)
    granted = fetch(rows.select_for_update(of=("self",)), client_uid=client_uid)
    granted.withdrawn_at = timezone.now()
    granted.save(update_fields=["withdrawn_at"])
    audit.record(
        "signing.key_withdrawn",
        actor=actor,
        target=granted.certificate,
        client=str(client_uid),
    )

"""Many files under one act, asked for by a person or a system and worked off in the background.

    given = [give_file(content=…, name="a.pdf", actor=actor), …]
    batch = open_batch(wanted=WantedBatch(act=BatchAct.SIGN), given=[one.uid …], actor=actor)
    confirm_batch(batch_uid=batch.uid, confirmation_uid=…, code=…, actor=owner_of_the_key)

A system uses a key of an agency or a service that was granted to it (`key_grants`); a person's
key waits for the person's own second factor, whoever asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.kernel import audit, files
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import DomainError, Invalid, NotFound, NotPermitted, SignInNeeded
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.checks import Checked
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.rules import LONGEST_NAME, MIB, sniff
from tinhso.kernel.files.virus import scan
from tinhso.kernel.notifications.services import notify
from tinhso.signing.kinds import BATCH_WAITING
from tinhso.signing.models import BatchFile, Certificate, SigningBatch
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import (
    DIGESTS,
    NEEDS_KEY,
    BatchAct,
    BatchState,
    CertificateRole,
    Format,
    account_of,
)
from tinhso.signing.services.agent_turns import key_at_agent
from tinhso.signing.services.batches_moving import start_work
from tinhso.signing.services.devices import secret_asked
from tinhso.signing.services.extending import LEVELS
from tinhso.signing.services.queue import NoCertificate

GIVEN_USE: Final = "signing.batch_given"
MADE_USE: Final = "signing.batch_made"
MOST_UNDER_WAY: Final = 20
"""So many batches of one party are under way at a time."""
MOST_TOGETHER: Final = 900
WEIGHT_TOGETHER: Final = 90 * MIB
"""Below the bounds of who checks a container (`checking/containers.py`), ours and others'."""
SIGNING_LEVELS: Final = ("", "B-B", "B-T", "B-LT", "B-LTA")


class TooManyBatches(DomainError):
    """One party does not fill the line for all."""

    code = "signing.too_many_batches"
    status = 429


class KeyNotGranted(DomainError):
    """A system signs with no key but those that were granted to it."""

    code = "signing.key_not_granted"
    status = 403


@dataclass(frozen=True, kw_only=True)
class WantedBatch:
    """What is to be done with the files: the act, and for a signature its kind and its key."""

    act: BatchAct
    form: Format | None = None
    level: str = ""
    serial: str = ""
    title: str = ""
    is_together: bool = False
    """All files in one container, under one signature."""


def may_use_batches(actor: Actor) -> bool:
    """Tell whether the actor has the service at all."""
    if actor.kind is ActorKind.CLIENT:
        return actor.may(SigningPermission.USE_SERVICE)
    return actor.is_official


def require_batches(actor: Actor) -> UUID:
    """Return who acts; refuse who does not have the service."""
    if not actor.is_signed_in:
        raise SignInNeeded
    if not may_use_batches(actor) or actor.id is None:
        raise NotPermitted
    return actor.id


@transaction.atomic
def give_file(*, content: bytes, name: str, actor: Actor) -> StoredFile:
    """Keep a file as it was given, until a batch takes it or a day has gone."""
    require_batches(actor)
    most: int = settings.TINHSO_BATCH_FILE_MB
    if not content:
        raise Invalid(told(_("Tệp “%(name)s” rỗng; hãy chọn lại tệp."), name=name))
    if len(content) > most * MIB:
        raise Invalid(
            told(
                _("Tệp “%(name)s” nặng hơn %(most)s MB; hãy gửi tệp nhỏ hơn."), name=name, most=most
            )
        )
    scan(content, name)
    return files.store(
        content=Checked(content, plain_name(name), type_of(content)),
        name=name,
        use=GIVEN_USE,
        actor=actor,
    )


def type_of(content: bytes) -> str:
    """Return what a file shows itself to be; what shows nothing is only kept and given back."""
    if found := sniff(content):
        return found
    is_xml = content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml")
    return "application/xml" if is_xml else "application/octet-stream"


def plain_name(name: str) -> str:
    """Return a file's name without a path and without what no system takes, its ending kept."""
    base = nfc(name).replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(sign for sign in base if sign.isprintable() and sign not in '<>:"|?*')
    base = base.strip(" .")
    stem, dot, ending = base.rpartition(".")
    if not stem:
        return base[:LONGEST_NAME] or "tep"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"


@transaction.atomic
def open_batch(
    *,
    wanted: WantedBatch,
    actor: Actor,
    given: Sequence[UUID] = (),
    digests: Sequence[str] = (),
) -> SigningBatch:
    """Ask for one act over given files, or for time-stamps over digests.

    What needs a person's key waits for his confirmation; all else begins at once.
    """
    asker = require_batches(actor)
    _permit(wanted.act, actor)
    certificate = _key_for(wanted, actor)
    rows = _rows(wanted, asker, given, digests)
    _stop_flooding(asker)
    is_persons = certificate is not None and certificate.role == CertificateRole.PERSON
    holder = key_holder(certificate)
    batch = SigningBatch.objects.create(
        title=nfc(wanted.title)[:200] or rows[0].name[:200],
        act=wanted.act,
        format=(wanted.form or Format.PADES) if wanted.act == BatchAct.SIGN else "",
        level=wanted.level,
        is_together=wanted.is_together,
        certificate=certificate,
        account_uid=holder,
        agency_id=certificate.agency_id if certificate and not is_persons else None,
        asked_by=asker,
        system_name=actor.name[:200] if actor.kind is ActorKind.CLIENT else "",
        language=translation.get_language() or settings.LANGUAGE_CODE,
        state=BatchState.UNCONFIRMED if holder is not None else BatchState.RUNNING,
        row_count=len(rows),
        asked_at=timezone.now(),
    )
    for row in rows:
        row.batch = batch
    BatchFile.objects.bulk_create(rows, batch_size=500)
    audit.record("signing.batch_asked", actor=actor, target=batch, act=batch.act, files=len(rows))
    if batch.is_at_work:
        start_work(batch)
    elif batch.account_uid not in {None, asker}:
        _tell_owner(batch)
    return batch


def key_holder(certificate: Certificate | None) -> UUID | None:
    """Return who must confirm each use of a key: its person, or the clerk on whose device it is."""
    if certificate is None or certificate.role == CertificateRole.PERSON:
        return certificate.account_uid if certificate is not None else None
    if secret_asked(certificate) is not KeySecret.AGENT:
        return None
    return key_at_agent(certificate).account_uid


def _tell_owner(batch: SigningBatch) -> None:
    """Tell the owner of the key that a system asks for his signature."""
    if batch.account_uid is not None:
        notify(
            account_uid=batch.account_uid,
            kind=BATCH_WAITING.code,
            values={"system": batch.system_name, "count": str(batch.row_count)},
            link=batch.get_absolute_url(),
            key=str(batch.uid),
        )


def _permit(act: BatchAct, actor: Actor) -> None:
    if actor.kind is ActorKind.CLIENT:
        return
    if act in {BatchAct.SEAL, BatchAct.EXTEND}:
        require(actor, SigningPermission.SEAL_DOCUMENT)
    if act == BatchAct.SIGN and not actor.may(SigningPermission.SIGN_SCAN):
        require(actor, SigningPermission.SIGN_ITEM)


def acts_for(actor: Actor) -> list[BatchAct]:
    """Return what the actor may have done with files, what needs his own key first."""
    may_sign = actor.may(SigningPermission.SIGN_ITEM) or actor.may(SigningPermission.SIGN_SCAN)
    found = [BatchAct.SIGN] if may_sign and keys_for(actor, BatchAct.SIGN) else []
    if actor.may(SigningPermission.SEAL_DOCUMENT):
        found += [BatchAct.SEAL, BatchAct.EXTEND]
    return [*found, BatchAct.VERIFY, BatchAct.STAMP]


def _key_for(wanted: WantedBatch, actor: Actor) -> Certificate | None:
    """Return with whose key the files are signed; refuse one that the actor may not use."""
    _check_kind(wanted)
    if wanted.act not in NEEDS_KEY:
        return None
    keys = keys_for(actor, wanted.act)
    if actor.kind is ActorKind.CLIENT:
        if not wanted.serial:
            raise Invalid(fields={"serial": _("Hãy nêu số chứng thư của khóa cần dùng.")})
        keys = [key for key in keys if key.serial == wanted.serial]
        if not keys:
            raise KeyNotGranted(_("Hệ thống này chưa được dùng khóa đó cho việc này."))
    elif wanted.serial:
        keys = [key for key in keys if key.serial == wanted.serial]
    if not keys:
        raise NoCertificate(_("Không có chứng thư số còn hiệu lực cho việc này."))
    return keys[0]


def keys_for(actor: Actor, act: BatchAct) -> list[Certificate]:
    """Return the certificates in force with which an actor may have an act done, newest first.

    An official has his own, wherever each of them lies. A system reaches keys of agencies and
    services granted to it, and persons of its own agency, who are then asked themselves.
    """
    usable = Certificate.objects.usable().order_by("-not_before", "-pk")
    if actor.kind is ActorKind.CLIENT:
        role = CertificateRole.AGENCY if act == BatchAct.SEAL else CertificateRole.DEVICE
        granted = usable.filter(
            role=role, grants__client_uid=account_of(actor), grants__withdrawn_at__isnull=True
        )
        found = list(granted)
        if act == BatchAct.SIGN and actor.agency_id is not None:
            found += usable.filter(role=CertificateRole.PERSON, agency_id=actor.agency_id)
        return found
    if act == BatchAct.SEAL:
        return list(usable.filter(role=CertificateRole.AGENCY, agency_id=actor.agency_id)[:1])
    return list(usable.filter(role=CertificateRole.PERSON, account_uid=account_of(actor)))


def _check_kind(wanted: WantedBatch) -> None:
    """Refuse a form or level that the act does not have."""
    allowed = LEVELS if wanted.act == BatchAct.EXTEND else SIGNING_LEVELS
    if wanted.level not in allowed:
        raise Invalid(fields={"level": _("Mức chữ ký không dùng được cho việc này.")})
    is_pdf = wanted.form in {None, Format.PADES}
    if wanted.act == BatchAct.SIGN and wanted.level == "B-LTA" and not is_pdf:
        raise Invalid(fields={"level": _("Mức B-LTA chỉ có cho tệp PDF.")})
    if wanted.is_together and (wanted.act != BatchAct.SIGN or wanted.form != Format.ASIC_E):
        raise Invalid(
            fields={"together": _("Chỉ gộp được khi ký số với định dạng gói nhiều tệp (ASiC-E).")}
        )


def _rows(
    wanted: WantedBatch, asker: UUID, given: Sequence[UUID], digests: Sequence[str]
) -> list[BatchFile]:
    most: int = settings.TINHSO_BATCH_FILES
    if not 1 <= len(given) + len(digests) <= most:
        raise Invalid(
            fields={
                "files": told(
                    _("Mỗi lô có từ 1 đến %(most)s tệp; bạn gửi %(count)s."),
                    most=most,
                    count=len(given) + len(digests),
                )
            }
        )
    if digests and wanted.act != BatchAct.STAMP:
        raise Invalid(fields={"digests": _("Chỉ dấu thời gian cấp được trên dấu băm.")})
    if len(set(given)) < len(given):
        raise Invalid(fields={"files": _("Một tệp được nêu hai lần trong lô.")})
    known = StoredFile.objects.with_blob().filter(use=GIVEN_USE, stored_by=asker)
    by_uid = {stored.uid: stored for stored in known.filter(uid__in=given)}
    if len(by_uid) < len(given):
        raise NotFound
    if wanted.is_together:
        _check_container(list(by_uid.values()))
    rows = [
        BatchFile(
            position=position,
            name=by_uid[uid].name,
            digest=files.sha256_of(by_uid[uid]),
            source=by_uid[uid],
        )
        for position, uid in enumerate(given, start=1)
    ]
    return rows + [
        BatchFile(position=len(rows) + place, name=text[:16], digest=_digest(text))
        for place, text in enumerate(digests, start=1)
    ]


def _check_container(given: Sequence[StoredFile]) -> None:
    """Refuse what no reader would open as one container: too many, too heavy, names twice."""
    if len({one.name.casefold() for one in given}) < len(given):
        raise Invalid(fields={"files": _("Các tệp ký chung phải có tên khác nhau.")})
    if len(given) > MOST_TOGETHER or sum(one.size for one in given) > WEIGHT_TOGETHER:
        most = {"most": MOST_TOGETHER, "weight": WEIGHT_TOGETHER // MIB}
        said = _("Một gói có nhiều nhất %(most)s tệp, tổng cộng %(weight)s MB; hãy chia ra.")
        raise Invalid(fields={"files": told(said, **most)})


def _digest(text: str) -> str:
    plain = text.strip().lower()
    if len(plain) not in DIGESTS or any(sign not in "0123456789abcdef" for sign in plain):
        raise Invalid(
            fields={"digests": _("Dấu băm phải là SHA-256, SHA-384 hoặc SHA-512 dạng hex.")}
        )
    return plain


def _stop_flooding(asker: UUID) -> None:
    under_way = SigningBatch.objects.filter(
        asked_by=asker, state__in=[BatchState.RUNNING, BatchState.UNCONFIRMED]
    )
    if under_way.count() >= MOST_UNDER_WAY:
        raise TooManyBatches(
            told(_("Đang có %(most)s lô chưa xong; hãy đợi hoặc dừng bớt."), most=MOST_UNDER_WAY)
        )

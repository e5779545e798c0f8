"""What operators do about messages to the portal: send again, open, change the map of fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers.models import (
    NationalField,
    NationalRecord,
    NationalSending,
    Party,
    SendingState,
    TimelineEntry,
)
from tinhso.dossiers.permissions import DossierPermission
from tinhso.dossiers.queries.national_facts import SOURCES
from tinhso.dossiers.queries.national_map import field_rules
from tinhso.dossiers.rules.national import Service
from tinhso.dossiers.rules.national_fields import FIELDS
from tinhso.dossiers.services.national.sending import (
    HANDLER,
    compose_progress,
    compose_record,
)
from tinhso.identity.services import record_access
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.events import outbox
from tinhso.kernel.events.models import OutboxEntry
from tinhso.kernel.web.operations.permissions import OperationsPermission

SHORTEST_PURPOSE = 10


class SentAlready(DomainError):
    """What the portal took is not sent a second time."""

    code = "dossiers.national_sent_already"
    title = gettext_lazy("Cổng đã nhận gói tin này.")


@dataclass(frozen=True, kw_only=True)
class OpenedMessage:
    """A message as it would be sent now, opened once for a purpose that was kept."""

    sending: NationalSending
    text: str


@transaction.atomic
def send_again(*, uid: UUID, actor: Actor) -> NationalSending:
    """Let a message the portal refused, or did not answer to, be made anew and sent now."""
    rows = NationalSending.objects.select_for_update(of=("self",))
    sending = fetch(rows, uid=uid)
    require(actor, OperationsPermission.SEND_AGAIN)
    if sending.state == SendingState.SENT:
        raise SentAlready
    entry = fetch(OutboxEntry.objects.all(), handler=HANDLER, event_id=sending.event_id)
    outbox.hurry(entry_id=entry.pk)
    sending.state = SendingState.RETRYING
    sending.save(update_fields=["state"])
    record("dossiers.national_sent_again", actor=actor, target=sending, service=sending.service)
    return sending


@transaction.atomic
def open_sending(*, uid: UUID, purpose: str, actor: Actor) -> OpenedMessage:
    """Show what a message says, made from the record now; needs a timed grant, and is kept."""
    sending = fetch(
        NationalSending.objects.select_related("dossier__procedure_version__procedure__field"),
        uid=uid,
    )
    require(actor, OperationsPermission.OPEN_PAYLOAD)
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Invalid(fields={"purpose": _("Hãy ghi mục đích mở xem, ít nhất 10 ký tự.")})
    known = fetch(NationalRecord.objects.all(), dossier=sending.dossier)
    rules = field_rules()
    if sending.service == Service.RECORD:
        composed = compose_record(sending.dossier, known, rules)
    else:
        step = fetch(TimelineEntry.objects.select_related("dossier"), pk=sending.entry_id)
        composed = compose_progress(step, known, rules)
    people = Party.objects.filter(dossier=sending.dossier, person__isnull=False)
    record_access(
        actor=actor,
        person_ids={pk for pk in people.values_list("person_id", flat=True) if pk is not None},
        object_kind="dossiers.national_sending",
        object_uid=str(sending.uid),
        purpose=purpose,
    )
    record(
        "dossiers.national_payload_opened",
        actor=actor,
        target=sending.dossier,
        service=sending.service,
        purpose_length=len(purpose.strip()),
    )
    return OpenedMessage(sending=sending, text=canonical_json(composed.message))


@transaction.atomic
def map_field(
    *,
    part: str,
    name: str,
    source: str,
    fixed: str,
    longest: int | None,
    codes: Sequence[str],
    required: bool,
    cut: bool,
    effective_from: date,
    decision: str,
    actor: Actor,
) -> NationalField:
    """Fill a field in another way from a day on; how it was before stays on record."""
    require(actor, DossierPermission.MAP_FIELDS)
    begun = next((one for one in FIELDS if (one.part, one.name) == (part, name)), None)
    wrong: dict[str, str] = {}
    if begun is None:
        wrong["name"] = _("Không có trường này.")
    if source and source not in SOURCES:
        wrong["source"] = _("Không có nguồn này.")
    if effective_from < timezone.localdate():
        wrong["effective_from"] = _("Ngày áp dụng không được ở quá khứ.")
    if not decision.strip():
        wrong["decision"] = _("Hãy ghi căn cứ của thay đổi.")
    if longest is not None and longest < 1:
        wrong["longest"] = _("Độ dài phải từ 1.")
    if cut and longest is None:
        wrong["cut"] = _("Muốn cắt bớt thì phải có độ dài.")
    if wrong or begun is None:
        raise Invalid(fields=wrong)
    row = NationalField.objects.create(
        part=part,
        name=name,
        source=source,
        fixed="" if source else fixed.strip(),
        kind=begun.kind,
        longest=longest,
        codes=[code.strip() for code in codes if code.strip()],
        pattern=begun.pattern,
        required=required,
        cut=cut,
        effective_from=effective_from,
        decision=decision.strip(),
        decided_by=actor.id,
        decided_at=timezone.now(),
    )
    record("dossiers.national_field_mapped", actor=actor, target=row, field=f"{part}.{name}")
    return row

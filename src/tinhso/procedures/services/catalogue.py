"""Every change of the catalogue: import it, publish a version, say where one files."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.eforms import check as check_form
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.workflow.definition import check as check_process
from tinhso.kernel.workflow.expressions import problems
from tinhso.procedures.content import (
    TWO_TIERS_SINCE,
    VersionContent,
    catalogue_words,
    described,
    source_records,
    with_work,
    worked_out,
)
from tinhso.procedures.events import FilingRouteChanged, VersionPublished
from tinhso.procedures.models import (
    Field,
    FiledAt,
    FilingRoute,
    HandledIn,
    LifeEvent,
    PageRating,
    Procedure,
    ProcedureVersion,
    ResolvingBody,
)
from tinhso.procedures.parts import Data, rows_of, text_of
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.standard import with_standard

MOST_WORDS = 1000

Stage = tuple[date, VersionContent]
"""What a procedure says from a day on."""

_POLICE = (ResolvingBody.COMMUNE_POLICE, ResolvingBody.PROVINCE_POLICE)
_ROUTED = "Minh họa: nộp tại cổng của tỉnh (118/2025/NĐ-CP: Cổng Dịch vụ công quốc gia)"
_ROUTED_FROM_CENTRAL = "Minh họa: thực tế nộp và giải quyết trong hệ thống của Bộ Công an"


@transaction.atomic
def publish_version(
    *,
    code: str,
    effective_from: date,
    content: VersionContent,
    actor: Actor,
    is_imported: bool = False,
) -> ProcedureVersion:
    """Put a version into the catalogue from a day on; the one before ends the day before.

    The same content again is the version that stands, so an import may run as often as one likes.
    `is_imported` says that the content is that of this room's data files: only such a version may
    be followed by the next import.
    Raises `Invalid` when a part is not sound, with a sentence for each fault, or when the day lies
    before the newest version's.
    """
    procedure = fetch(Procedure.objects.select_for_update(of=("self",)), code=code)
    require(actor, ProcedurePermission.PUBLISH_VERSION)
    before = procedure.versions.order_by("-effective_from").first()
    digest = content.digest
    if before is not None and before.digest == digest:
        return before
    if sentences := faults_of(content):
        raise Invalid(" ".join(sentences))
    if before is not None and before.effective_from >= effective_from:
        raise Invalid(
            told(
                _("Phiên bản mới phải có hiệu lực sau ngày %(day)s của phiên bản đang có."),
                day=before.effective_from.strftime("%d/%m/%Y"),
            )
        )

    if before is not None and before.effective_to is None:
        before.effective_to = effective_from - timedelta(days=1)
        before.save(update_fields=["effective_to"])
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=1 if before is None else before.number + 1,
        effective_from=effective_from,
        digest=digest,
        published_at=timezone.now(),
        is_imported=is_imported,
        **asdict(content),
    )

    record("procedures.version_published", actor=actor, target=version, code=code)
    publish(
        VersionPublished(
            procedure_code=code,
            version_id=version.pk,
            number=version.number,
            effective_from=effective_from.isoformat(),
        )
    )
    return version


@transaction.atomic
def set_route(
    *,
    code: str,
    effective_from: date,
    filed_at: FiledAt,
    handled_in: HandledIn,
    decision: str,
    actor: Actor,
) -> FilingRoute:
    """Say where a procedure is filed and handled from a day on; the same again changes nothing."""
    procedure = fetch(Procedure.objects.select_for_update(of=("self",)), code=code)
    require(actor, ProcedurePermission.PUBLISH_VERSION)
    values = {"filed_at": filed_at, "handled_in": handled_in, "decision": decision}
    route = procedure.routes.filter(effective_from=effective_from).first()
    if route is not None and (route.filed_at, route.handled_in, route.decision) == (
        filed_at,
        handled_in,
        decision,
    ):
        return route

    route, _created = FilingRoute.objects.update_or_create(
        procedure=procedure, effective_from=effective_from, defaults=values
    )
    day = effective_from.isoformat()

    record("procedures.route_set", actor=actor, target=route, code=code, filed_at=filed_at.value)
    publish(
        FilingRouteChanged(
            procedure_code=code,
            effective_from=day,
            filed_at=filed_at.value,
            handled_in=handled_in.value,
        )
    )
    return route


def faults_of(content: VersionContent) -> list[str]:
    """Return what is not sound in a version, in sentences for the official who wrote it."""
    found: list[str] = []
    if content.form_data is not None:
        found += check_form(content.form_data)
    if content.process_data is not None:
        found += check_process(content.process_data)
    for row in (*content.components_data, *content.cases_data):
        if row.get("when") is not None:
            found += problems(row["when"])
    keys = [str(row["key"]) for row in content.components_data]
    found += [
        _("Hai giấy tờ cùng khóa “%(key)s”.") % {"key": key}
        for key in sorted({k for k in keys if keys.count(k) > 1})
    ]
    if content.can_be_filed and not (content.form_data and content.process_data):
        found.append(_("Thủ tục nộp được phải có biểu mẫu và quy trình."))
    return found


@dataclass(frozen=True)
class Imported:
    """What an import did; `left_alone` are the codes whose newest version an official published."""

    procedures: int
    new_versions: int
    flags: int
    left_alone: tuple[str, ...] = ()


def import_catalogue(
    *,
    actor: Actor,
    say: Callable[[str], None] = lambda _line: None,
    only: Collection[str] = (),
) -> Imported:
    """Load the catalogue of this room's data files; safe to run again after each change of them.

    Content that changed since the last import takes effect today, or the day after the newest
    version began, whichever is later: what was in force on a day gone by stays as it was. A
    procedure whose newest version an official published is left alone whole, and named.
    `only` names the codes to load; empty loads all.
    """
    require(actor, ProcedurePermission.PUBLISH_VERSION)
    words = catalogue_words()
    fields, events = _load_words(words)
    by_name = {field.name: key for key, field in fields.items()}
    bodies = {text_of(r, "key"): text_of(r, "resolving_body") for r in rows_of(words, "fields")}
    own_words = cast("dict[str, Data]", words["procedures"])
    before = ProcedureVersion.objects.count()
    flags = 0
    left_alone: list[str] = []
    records = [r for r in source_records() if not only or text_of(r, "code") in only]
    for position, source in enumerate(records, 1):
        code = text_of(source, "code")
        mine = own_words[code]
        field_key = by_name[nfc(text_of(source, "field"))]
        body = text_of(mine, "resolving_body", bodies[field_key])
        plain = described(source, resolving_body=body)
        version = _load_procedure(code, fields[field_key], mine, events, plain, actor=actor)
        if version is None:
            left_alone.append(code)
        else:
            flags += len(version.flags)
        if position % 10 == 0:
            say(_("%(done)d/%(total)d thủ tục") % {"done": position, "total": len(records)})
    return Imported(
        procedures=len(records),
        new_versions=ProcedureVersion.objects.count() - before,
        flags=flags,
        left_alone=tuple(left_alone),
    )


@transaction.atomic
def _load_words(words: Data) -> tuple[dict[str, Field], dict[str, LifeEvent]]:
    """Bring fields and events of life up to the data files, each kind by one statement."""
    fields = [
        Field(
            key=text_of(row, "key"),
            name=nfc(text_of(row, "name")),
            name_en=text_of(row, "name_en"),
        )
        for row in rows_of(words, "fields")
    ]
    Field.objects.bulk_create(
        fields, update_conflicts=True, unique_fields=["key"], update_fields=["name", "name_en"]
    )
    LifeEvent.objects.bulk_create(
        [LifeEvent(**row) for row in rows_of(words, "life_events")],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "name_en", "summary", "summary_en", "icon", "position"],
    )
    return (
        {field.key: field for field in Field.objects.all()},
        {event.key: event for event in LifeEvent.objects.all()},
    )


@transaction.atomic
def _load_procedure(
    code: str,
    field: Field,
    mine: Data,
    events: dict[str, LifeEvent],
    plain: VersionContent,
    *,
    actor: Actor,
) -> ProcedureVersion | None:
    """Bring one procedure up to the data files; None when it is the officials' to change."""
    # The row is locked first, so that nobody publishes between the look and the import.
    procedure = Procedure.objects.select_for_update(of=("self",)).filter(code=code).first()
    newest = None if procedure is None else procedure.versions.order_by("-effective_from").first()
    if newest is not None and not newest.is_imported:
        return None
    name_en = text_of(mine, "name_en")

    procedure, _new = Procedure.objects.update_or_create(
        code=code, defaults={"field": field, "name_en": name_en, "keywords": mine["keywords"]}
    )
    procedure.life_events.set(events[key] for key in cast("list[str]", mine["life_events"]))
    for start, content in _to_publish(_stages(code, plain, name_en), newest):
        publish_version(
            code=code, effective_from=start, content=content, actor=actor, is_imported=True
        )
    version = procedure.versions.order_by("-effective_from")[0]
    _route(code, version, actor=actor)
    return version


def _stages(code: str, plain: VersionContent, name_en: str) -> list[Stage]:
    """Return what the data files say of a procedure, from which day on, the earliest first."""
    work = worked_out(code)
    if work is None:
        return [(TWO_TIERS_SINCE, with_standard(code, plain, name_en=name_en))]
    return [
        (
            date.fromisoformat(text_of(stage, "effective_from", text_of(work, "effective_from"))),
            with_work(plain, {**work, **stage}),
        )
        for stage in (*rows_of(work, "earlier"), {})
    ]


def _to_publish(stages: list[Stage], newest: ProcedureVersion | None) -> list[Stage]:
    """Return the stages that follow the newest version, each with the day from which it may hold.

    Stages that came before the one due now are history nobody lived by: they are not published.
    """
    if newest is None:
        return stages
    same = (n for n, (_start, content) in enumerate(stages, 1) if content.digest == newest.digest)
    new = stages[max(same, default=0) :]
    earliest = max(timezone.localdate(), newest.effective_from + timedelta(days=1))
    due = [(earliest, content) for start, content in new if start <= earliest]
    return due[-1:] + [stage for stage in new if stage[0] > earliest]


def _route(code: str, version: ProcedureVersion, *, actor: Actor) -> None:
    """Since 118/2025 one files on the national portal; the demonstration files all of them here.

    Of the police's, whose dossiers live in their ministry's own system, the decision says so.
    """
    central = version.resolving_body in _POLICE
    set_route(
        code=code,
        effective_from=TWO_TIERS_SINCE,
        filed_at=FiledAt.OWN,
        handled_in=HandledIn.PROVINCE,
        decision=_ROUTED_FROM_CENTRAL if central else _ROUTED,
        actor=actor,
    )


@transaction.atomic
def rate_page(*, code: str, is_helpful: bool, text: str, actor: Actor) -> PageRating:
    """Keep what a reader said of a procedure's page; nobody is named, and nobody needs to sign in.

    Raises `Invalid` when the words are longer than the box allows.
    """
    procedure = fetch(Procedure.objects.all(), code=code)
    words = nfc(text)
    if len(words) > MOST_WORDS:
        raise Invalid(
            fields={"text": told(_("Góp ý tối đa %(most)d ký tự."), most=MOST_WORDS)},
        )

    rating = PageRating.objects.create(
        procedure=procedure, is_helpful=is_helpful, text=words, rated_at=timezone.now()
    )

    record("procedures.page_rated", actor=actor, target=rating, code=code, is_helpful=is_helpful)
    return rating

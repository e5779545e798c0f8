"""The map of the fields on a day: as the house begins with it, and as officials changed it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from tinhso.dossiers.models import NationalField, NationalSending, SendingState
from tinhso.dossiers.queries.national_facts import SOURCES
from tinhso.dossiers.rules.national import FieldRule, Kind
from tinhso.dossiers.rules.national_fields import FIELDS
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class LastTrouble:
    """The last time a value of a field was refused, here or by the portal."""

    trouble: str
    reason: str
    at: datetime
    is_mended: bool


@dataclass(frozen=True, kw_only=True)
class MappedField:
    """One field of the map with since when it is so, and what last went wrong with it."""

    rule: FieldRule
    since: date | None
    decision: str
    coming: NationalField | None
    last: LastTrouble | None

    @property
    def source_words(self) -> str:
        """Say from where it is taken; nothing when it is not taken from a dossier."""
        return str(SOURCES.get(self.rule.source, ""))

    @property
    def kind_words(self) -> str:
        """Say how it is written."""
        return str(Kind(self.rule.kind).label)


def field_rules(*, on: date | None = None) -> list[FieldRule]:
    """Return the map in force on a day, in the order of the messages."""
    changed = _in_force(on or timezone.localdate())
    return [_changed(rule, changed.get((rule.part, rule.name))) for rule in FIELDS]


def mapped_fields(*, on: date | None = None) -> list[MappedField]:
    """Return the map with its dates and the last trouble of each field; three queries."""
    day = on or timezone.localdate()
    changed = _in_force(day)
    coming: dict[tuple[str, str], NationalField] = {}
    for row in NationalField.objects.filter(effective_from__gt=day).order_by(
        "-effective_from", "pk"
    ):
        coming[row.part, row.name] = row
    last = _last_troubles()
    fields = []
    for rule in FIELDS:
        decided = changed.get((rule.part, rule.name))
        fields.append(
            MappedField(
                rule=_changed(rule, decided),
                since=decided.effective_from if decided else None,
                decision=decided.decision if decided else "",
                coming=coming.get((rule.part, rule.name)),
                last=last.get(rule.path),
            )
        )
    return fields


@dataclass(frozen=True, kw_only=True)
class MapPart:
    """One message, or one list of it, with its fields."""

    name: str
    fields: list[MappedField]


def mapped_parts(*, on: date | None = None) -> list[MapPart]:
    """Return the map by message and list, in the order in which they stand."""
    parts: dict[str, list[MappedField]] = {}
    for field in mapped_fields(on=on):
        parts.setdefault(field.rule.part, []).append(field)
    return [MapPart(name=name, fields=fields) for name, fields in parts.items()]


def mapped_field(*, part: str, name: str) -> MappedField:
    """Return one field of the map; `NotFound` when there is none of that name."""
    for field in mapped_fields():
        if (field.rule.part, field.rule.name) == (part, name):
            return field
    raise NotFound


def _in_force(on: date) -> dict[tuple[str, str], NationalField]:
    rows = NationalField.objects.filter(effective_from__lte=on).order_by("effective_from", "pk")
    return {(row.part, row.name): row for row in rows}


def _changed(rule: FieldRule, row: NationalField | None) -> FieldRule:
    if row is None:
        return rule
    return replace(
        rule,
        source=row.source,
        fixed=row.fixed,
        longest=row.longest,
        codes=tuple(row.codes),
        pattern=row.pattern,
        required=row.required,
        cut=row.cut,
    )


def _last_troubles() -> dict[str, LastTrouble]:
    """Return the newest sending at fault for each field, by the field's full name."""
    found: dict[str, LastTrouble] = {}
    rows = NationalSending.objects.exclude(field="").order_by("tried_at")
    for row in rows.only("service", "field", "trouble", "reason", "tried_at", "state")[:5000]:
        found[_path(row.service, row.field)] = LastTrouble(
            trouble=row.get_trouble_display(),
            reason=row.reason,
            at=row.tried_at,
            is_mended=row.state == SendingState.SENT,
        )
    return found


def _path(service: str, field: str) -> str:
    """Turn `TaiLieuNop[2].TenTepDinhKem` into `TaiLieuNop.TenTepDinhKem`."""
    head, _dot, name = field.partition(".")
    return f"{head.split('[')[0]}.{name}" if name else f"{service}.{field}"

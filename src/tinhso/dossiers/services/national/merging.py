"""What a merger does to the map of the national portal's fields: fixed codes of what ends.

Whoever wrote an agency's code into a field as fixed would go on telling the portal of an agency
that is no more. From the day of the merger the successor's stands there, by the merger's own
decision; how it was before stays on record, and comes back with the merger.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import NationalField
from tinhso.kernel.actors import system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.repointing import forget_heirs, heirs, note_heir
from tinhso.kernel.registry.mergers import Counted, EffectLine, MergerEffect, Merging, Text
from tinhso.organization import queries as organization

if TYPE_CHECKING:
    from tinhso.organization.queries import AgencyInfo

BY = system_actor("organization.merger")


@dataclass(frozen=True)
class _Change:
    """A row of the map that names an agency that ends, and what it would say instead."""

    row: NationalField
    codes: dict[str, str]
    """Old codes to new ones; "" where the successor is still to be opened."""

    @property
    def words(self) -> str:
        """Say which code gives way to which."""
        said = [f"{old} → {new}" if new else old for old, new in self.codes.items()]
        return ", ".join(said)


class FieldMapMoves(MergerEffect):
    """Fixed codes in the map of fields give way to the successor's."""

    title = _("Ánh xạ trường Cổng quốc gia")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Name the fields whose fixed values are codes of what ends."""
        found = list(_changes(merging))
        return [
            EffectLine(
                label=_("Trường ghi cố định mã cơ quan kết thúc"),
                count=len(found),
                note=_(
                    "Từ ngày sắp xếp ghi mã của cơ quan tiếp nhận, căn cứ văn bản sắp xếp; giá trị"
                    " cũ vẫn lưu."
                ),
                listed=lambda: [Counted(name=str(one.row), detail=one.words) for one in found],
            )
        ]

    def apply(self, merging: Merging) -> None:
        """Decide each anew from the day of the merger; what was decided for later, from then."""
        for one in _changes(merging):
            if all(one.codes.values()):
                heir = _decided(one, merging)
                note_heir(one.row, heir, act=merging.uid, on=merging.on)
                record(
                    "dossiers.national_field_mapped",
                    actor=BY,
                    target=heir,
                    field=str(heir),
                    merger=str(merging.uid),
                )

    def verify(self, merging: Merging) -> Sequence[Text]:
        """No field goes on saying a code that ended."""
        left = [str(one.row) for one in _changes(merging) if all(one.codes.values())]
        return [_("còn trường của Cổng quốc gia ghi mã cơ quan cũ")] if left else []

    def since(self, merging: Merging) -> Sequence[Text]:
        """What officials decided about such a field since stays theirs."""
        made = NationalField.objects.filter(pk__in=heirs(NationalField, act=merging.uid).values())
        for row in made:
            same = NationalField.objects.filter(part=row.part, name=row.name, pk__gt=row.pk)
            if same.exclude(pk__in=made).exists():
                return [_("ánh xạ trường Cổng quốc gia đã được đặt lại")]
        return []

    def undo(self, merging: Merging) -> None:
        """Let the fields say again what they said."""
        NationalField.objects.filter(pk__in=heirs(NationalField, act=merging.uid).values()).delete()
        forget_heirs(NationalField, act=merging.uid)


def _changes(merging: Merging) -> Iterator[_Change]:
    """Yield what stands on the day of the merger or later and names an agency that ends."""
    codes = _codes(merging)
    for row in _standing(merging):
        named = {old: codes[old] for old in (row.fixed, *row.codes) if old in codes}
        if named:
            yield _Change(row, named)


def _codes(merging: Merging) -> dict[str, str]:
    """Return the codes that end, of both forms, and those that take their place."""
    before = organization.agency_infos(merging.agencies, merging.on - timedelta(days=1))
    heirs_of = {old: new for old, new in merging.agencies.items() if new is not None}
    after = organization.agency_infos(heirs_of.values(), max(merging.on, timezone.localdate()))
    found: dict[str, str] = {}
    for old, info in before.items():
        heir: AgencyInfo | None = after.get(heirs_of.get(old, 0))
        new, new_old = (heir.code, heir.code_old) if heir is not None else ("", "")
        found |= {info.code: new, info.code_old: new_old}
    return {old: new for old, new in found.items() if old and old != new}


def _standing(merging: Merging) -> list[NationalField]:
    """Return the rows in force on the day of the merger, and what is decided for later."""
    latest: dict[tuple[str, str], NationalField] = {}
    later: dict[tuple[str, str, str], NationalField] = {}
    for row in NationalField.objects.order_by("effective_from", "pk"):
        if row.effective_from <= merging.on:
            latest[row.part, row.name] = row
        else:
            later[row.part, row.name, row.effective_from.isoformat()] = row
    return [*latest.values(), *later.values()]


def _decided(one: _Change, merging: Merging) -> NationalField:
    row = one.row
    return NationalField.objects.create(
        part=row.part,
        name=row.name,
        source=row.source,
        fixed=one.codes.get(row.fixed, row.fixed),
        kind=row.kind,
        longest=row.longest,
        codes=list(dict.fromkeys(one.codes.get(code, code) for code in row.codes)),
        pattern=row.pattern,
        required=row.required,
        cut=row.cut,
        effective_from=max(row.effective_from, merging.on),
        decision=merging.basis[:200],
        decided_at=timezone.now(),
    )

"""Writing down what each agency hands on in a merger, before it moves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import override

from tinhso.kernel.registry.mergers import EffectLine, MergerEffect, Merging, Text, merger_effects
from tinhso.organization.models import Merger, MergerLine, Unit
from tinhso.organization.queries.mergers import merging_of

LANGUAGES: Final = ("vi", "en")


def keep_lines(merger: Merger) -> None:
    """Keep every line that counts something, for each agency that hands on."""
    merging = merging_of(merger)
    for agency_id, own in _by_agency(merging):
        for _key, effect in merger_effects:
            lines = _counted(effect, own)
            MergerLine.objects.bulk_create(
                MergerLine(
                    merger=merger,
                    agency_id=agency_id,
                    title=_both(effect.title),
                    label=_both(line.label),
                    count=line.count,
                    is_warning=line.is_warning,
                    named=_named(line),
                )
                for line in lines
            )


def _by_agency(merging: Merging) -> list[tuple[int, Merging]]:
    """Return each agency that hands on with its own part of the merger."""
    homes = dict(Unit.objects.filter(pk__in=merging.units).values_list("pk", "agency_id"))
    agencies = dict.fromkeys([*merging.agencies, *homes.values()])
    return [
        (
            pk,
            replace(
                merging,
                units={unit: to for unit, to in merging.units.items() if homes[unit] == pk},
                agencies={old: new for old, new in merging.agencies.items() if old == pk},
            ),
        )
        for pk in agencies
    ]


def _counted(effect: MergerEffect, merging: Merging) -> Sequence[EffectLine]:
    return [line for line in effect.preview(merging) if line.count]


def _both(text: Text) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = str(text)
    return said


def _named(line: EffectLine) -> list[list[str]]:
    if line.listed is None:
        return []
    with override("vi"):
        return [[one.name, one.detail] for one in line.listed()]

"""Procedures in a few words, for a screen before which somebody stands: papers, time, money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.kernel.db.text import nfc
from tinhso.procedures import queries
from tinhso.procedures.models import ProcedureVersion
from tinhso.procedures.queries import Asked
from tinhso.procedures.reading import FeeLine, Papers, fee_line, papers_of, term_words

MOST = 8
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Brief:
    """One procedure: its name, how long and how much, which papers."""

    version: ProcedureVersion
    name_en: str
    terms: tuple[tuple[str, str], ...]
    """Of each case its name, empty where there is one alone, and how long it takes."""
    fees: tuple[FeeLine, ...]
    papers: Papers


@dataclass(frozen=True, kw_only=True)
class Briefs:
    """The procedures that fit best, and how many fit at all."""

    lines: Sequence[Brief]
    total: int
    corrected: str

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.lines)


def briefs(*, text: str, life_event: str, on: date) -> Briefs:
    """Return what fits everyday words or an event of life; an unknown event fits nothing."""
    asked = Asked(text=nfc(text.replace("\0", ""))[:LONGEST], life_event=life_event[:64])
    found = queries.find(asked, on=on)
    ids = [version.pk for version in found.versions[:MOST]]
    rows = queries.versions_in_force(on=on).filter(pk__in=ids).select_related("procedure")
    known = {version.pk: version for version in rows}
    return Briefs(
        lines=[_brief(known[pk]) for pk in ids if pk in known],
        total=len(found.versions),
        corrected=found.corrected,
    )


def _brief(version: ProcedureVersion) -> Brief:
    names = {case.key: case.name for case in version.cases}
    return Brief(
        version=version,
        name_en=queries.english_name(version.procedure),
        terms=tuple((names.get(rule.case, ""), term_words(rule)) for rule in version.terms),
        fees=tuple(fee_line(rule) for rule in version.prices),
        papers=papers_of(version),
    )

"""What a procedure says of money that a tax agency determines: hours, kinds, what it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast

from tinhso.procedures.parts import Data, text_of


@dataclass(frozen=True, kw_only=True)
class AmountKind:
    """One kind of money a tax notice may name."""

    key: str
    name: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read it from the version's settings."""
        return cls(key=text_of(data, "key"), name=text_of(data, "name"))


@dataclass(frozen=True, kw_only=True)
class NoticeHours:
    """The tax agency's own working hours for a notice, with a land-use fee in it and without."""

    with_land_use_fee: int
    without: int

    @classmethod
    def from_data(cls, said: object) -> Self | None:
        """Read them from the version's settings; None where one of them is not said."""
        known = said if isinstance(said, Mapping) else {}
        longer, shorter = (_whole(known.get(key)) for key in ("with_land_use_fee", "without"))
        return cls(with_land_use_fee=longer, without=shorter) if longer and shorter else None


@dataclass(frozen=True, kw_only=True)
class FinancialDuty:
    """The tax agency's own working hours, the kinds of money, and what of a dossier it needs."""

    for_person: NoticeHours
    for_organisation: NoticeHours
    kinds: tuple[AmountKind, ...]
    shown_fields: frozenset[str]
    shown_components: frozenset[str]

    def hours(self, *, has_land_use_fee: bool, is_organisation: bool) -> int:
        """Return how many working hours the tax agency has for its notice to whom owes it."""
        hours = self.for_organisation if is_organisation else self.for_person
        return hours.with_land_use_fee if has_land_use_fee else hours.without


def financial_duty_in(settings: Mapping[str, object]) -> FinancialDuty | None:
    """Return what a version's settings say of it; None when no tax agency has a part in it.

    Versions from before hours differed by who owes say them once, for everybody.
    """
    said = settings.get("financial_duty")
    if not isinstance(said, Mapping):
        return None
    hours = said.get("tax_notice_working_hours")
    known = hours if isinstance(hours, Mapping) else {}
    for_person = NoticeHours.from_data(known.get("person", known))
    if for_person is None:
        return None
    kinds = said.get("kinds")
    rows = kinds if isinstance(kinds, list) else []
    return FinancialDuty(
        for_person=for_person,
        for_organisation=NoticeHours.from_data(known.get("organisation")) or for_person,
        kinds=tuple(
            AmountKind.from_data(cast(Data, row)) for row in rows if isinstance(row, Mapping)
        ),
        shown_fields=_keys(said.get("shown_fields")),
        shown_components=_keys(said.get("shown_components")),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _keys(value: object) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()

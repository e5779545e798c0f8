"""The parts of a procedure version, typed: what its data says once it is read.

A version keeps its parts as data, so that an official edits them and a dossier finishes under
those with which it began; these classes are how code reads them. All are frozen, all come from
`from_data`, and a part that the source does not know is `None`, never a guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Self, TypeAlias

from tinhso.kernel.calendar import Term, TermUnit

Data: TypeAlias = Mapping[str, object]


def text_of(data: Data, key: str, default: str = "") -> str:
    """Return a text of the data; a missing one is the default."""
    value = data.get(key)
    return default if value is None else str(value)


def number_of(data: Data, key: str) -> int | None:
    """Return a whole number of the data, or None when it is not known."""
    value = data.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{key}: a whole number is wanted, not {value!r}")
    return value


def rows_of(data: Data, key: str) -> list[Data]:
    """Return a list of objects of the data; a missing one is empty."""
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(f"{key}: a list is wanted")
    return [row for row in value if isinstance(row, Mapping)]


def condition_of(data: Data, key: str = "when") -> Data | None:
    """Return a condition of `kernel.eforms` written in the data, or None for always."""
    value = data.get(key)
    return value if isinstance(value, Mapping) else None


@dataclass(frozen=True, kw_only=True)
class Component:
    """One paper of the dossier: how many, when it is needed, and why it is still asked for.

    `when` is a condition over the form's answers (kernel.eforms); `condition` says it in words.
    `data_source` names the database that holds the same data: 118/2025 Art. 4(2a) then forbids
    asking for the paper, unless `asked_anyway_reason` says why.
    """

    key: str
    name: str
    originals: int
    copies: int
    required: bool
    condition: str
    when: Data | None
    data_source: str
    asked_anyway_reason: str
    shown_only: bool
    paper_type: str
    hint: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one component."""
        return cls(
            key=str(data["key"]),
            name=str(data["name"]),
            originals=number_of(data, "originals") or 0,
            copies=number_of(data, "copies") or 0,
            required=bool(data.get("required")),
            condition=text_of(data, "condition"),
            when=condition_of(data),
            data_source=text_of(data, "data_source"),
            asked_anyway_reason=text_of(data, "asked_anyway_reason"),
            shown_only=bool(data.get("shown_only")),
            paper_type=text_of(data, "paper_type"),
            hint=text_of(data, "hint"),
        )


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case (trường hợp) of a procedure, chosen by a condition over the answers."""

    key: str
    name: str
    when: Data | None

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one case."""
        return cls(key=str(data["key"]), name=str(data["name"]), when=condition_of(data))


@dataclass(frozen=True, kw_only=True)
class TermRule:
    """How long the agency may take, for a channel and a case ("" for any).

    `value` is None when the source does not say. `raw` is what the source printed and `origin`
    where the reading comes from (facts/one-stop.md section 10).
    """

    channel: str
    case: str
    value: int | None
    unit: str
    cut_off: time | None
    raw: str
    origin: str
    note: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one term."""
        cut_off = text_of(data, "cut_off")
        return cls(
            channel=text_of(data, "channel"),
            case=text_of(data, "case"),
            value=number_of(data, "value"),
            unit=text_of(data, "unit"),
            cut_off=time.fromisoformat(cut_off) if cut_off else None,
            raw=text_of(data, "raw"),
            origin=text_of(data, "origin"),
            note=text_of(data, "note"),
        )

    @property
    def is_known(self) -> bool:
        """Tell whether the source says how long."""
        return self.value is not None and bool(self.unit)

    @property
    def term(self) -> Term | None:
        """Return the term as the calendar counts it, or None when it is not known."""
        if self.value is None or not self.unit:
            return None
        cut_off = None if self.cut_off is None else self.cut_off.hour * 60 + self.cut_off.minute
        return Term(self.value, TermUnit(self.unit), cut_off=cut_off)


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """Who does not pay: a group of people, the law that says so, and how that is known here."""

    key: str
    name: str
    law: str
    origin: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one exemption."""
        return cls(
            key=str(data["key"]),
            name=str(data["name"]),
            law=text_of(data, "law"),
            origin=text_of(data, "origin"),
        )


@dataclass(frozen=True, kw_only=True)
class Tier:
    """From which unit on (the first is 1) each costs how many đồng."""

    since: int
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class Count:
    """Where the form says how many units are paid for: a repeating group and two of its fields.

    With no group the number stands in a field of the form itself.
    """

    group: str
    number: str
    times: str


@dataclass(frozen=True, kw_only=True)
class FeeRule:
    """What it costs, for a channel and a case ("" for any).

    `amount_vnd` in whole đồng; 0 is free, None is *not known here* (set by the province's council
    or another law), which is never the same as free. `kind` is `phi` or `le_phi`. A fee per unit
    has `count`; `tiers` then say what the later units cost, `most_vnd` what one copy costs at most.
    `apart` is what is paid for something more that the form asks for, where the procedure is free.
    """

    channel: str
    case: str
    amount_vnd: int | None
    per: str
    note: str
    set_by: str
    origin: str
    kind: str
    exemptions: tuple[Exemption, ...]
    count: Count | None
    tiers: tuple[Tier, ...]
    most_vnd: int | None
    apart: "FeeRule | None" = None

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one fee."""
        counted = condition_of(data, "count")
        apart = condition_of(data, "apart")
        return cls(
            kind=text_of(data, "kind"),
            exemptions=tuple(map(Exemption.from_data, rows_of(data, "exemptions"))),
            count=Count(
                group=str(counted["group"]),
                number=str(counted["number"]),
                times=text_of(counted, "times"),
            )
            if counted
            else None,
            tiers=tuple(
                Tier(
                    since=number_of(row, "from") or 1, amount_vnd=number_of(row, "amount_vnd") or 0
                )
                for row in rows_of(data, "tiers")
            ),
            most_vnd=number_of(data, "most_vnd"),
            apart=cls.from_data(apart) if apart else None,
            channel=text_of(data, "channel"),
            case=text_of(data, "case"),
            amount_vnd=number_of(data, "amount_vnd"),
            per=text_of(data, "per"),
            note=text_of(data, "note"),
            set_by=text_of(data, "set_by"),
            origin=text_of(data, "origin"),
        )

    @property
    def is_free(self) -> bool:
        """Tell whether nothing is paid; an unknown fee is not free."""
        return self.amount_vnd == 0

    @property
    def is_known(self) -> bool:
        """Tell whether the amount stands in the data."""
        return self.amount_vnd is not None

    @property
    def charged(self) -> "FeeRule":
        """Return the rule by which money is asked for: what a free procedure charges apart."""
        return self.apart if self.is_free and self.apart is not None else self


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason for a supplement or a refusal; `text` goes to the citizen."""

    key: str
    text: str
    component: str
    law: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one reason."""
        return cls(
            key=str(data["key"]),
            text=str(data["text"]),
            component=text_of(data, "component"),
            law=text_of(data, "law"),
        )


@dataclass(frozen=True, kw_only=True)
class ResultKind:
    """What the applicant receives: type code, paper, register and number.

    `template` is a file of `procedures/papers/` without `.typ`; `register` and `number_format`
    go to `kernel.numbering`. Empty when the procedure is only described. `cases` are the cases
    that end with it; empty means any.
    """

    key: str
    code: str
    name: str
    template: str
    register: str
    number_format: str
    cases: tuple[str, ...]

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one kind of result."""
        cases = data.get("cases")
        return cls(
            cases=tuple(map(str, cases)) if isinstance(cases, list) else (),
            key=text_of(data, "key", text_of(data, "code")),
            code=text_of(data, "code"),
            name=str(data["name"]),
            template=text_of(data, "template"),
            register=text_of(data, "register"),
            number_format=text_of(data, "number_format"),
        )


@dataclass(frozen=True, kw_only=True)
class Law:
    """One legal basis by its number, with its name when it is known here."""

    number: str
    name: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one legal basis."""
        return cls(number=str(data["number"]), name=text_of(data, "name"))


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of "can you do this?": the right answer, and what to do with the other."""

    key: str
    text: str
    wanted: bool
    otherwise: str
    leads_to: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one question."""
        return cls(
            key=str(data["key"]),
            text=str(data["text"]),
            wanted=bool(data["wanted"]),
            otherwise=text_of(data, "otherwise"),
            leads_to=text_of(data, "leads_to"),
        )


@dataclass(frozen=True, kw_only=True)
class PlainStep:
    """One step as a citizen reads it: who does what, and how long it takes in words."""

    who: str
    text: str

    @classmethod
    def from_data(cls, data: Data) -> Self:
        """Read one step."""
        return cls(who=text_of(data, "who"), text=str(data["text"]))

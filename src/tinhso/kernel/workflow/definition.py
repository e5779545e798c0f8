"""What a process is made of, read from data and checked with sentences for an official."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.kernel.errors import Invalid
from tinhso.kernel.workflow.expressions import Expression, problems

KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
MOST_STEPS: Final = 200


class StepKind(StrEnum):
    """What happens at a step."""

    TASK = "task"
    CONSULTATION = "consultation"
    FIELD_CHECK = "field_check"
    SIGN = "sign"
    NUMBER_AND_SEAL = "number_and_seal"
    DESK = "desk"
    WAIT = "wait"
    SPLIT = "split"
    JOIN = "join"
    END = "end"

    @property
    def is_worked(self) -> bool:
        """Tell whether somebody, or something outside, acts at such a step."""
        return self not in {StepKind.SPLIT, StepKind.JOIN, StepKind.END}


class Relation(StrEnum):
    """What an agency is to the case; who that is, the case says."""

    RECEIVING = "receiving"
    RESOLVING = "resolving"
    CONSULTED = "consulted"
    SUPPORT = "support"


class MoveKind(StrEnum):
    """Which way a move leads."""

    FORWARD = "forward"
    RETURN = "return"


class Reason(StrEnum):
    """Whether a move wants a reason."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Silence(StrEnum):
    """What a consulted agency's silence after its deadline means."""

    PROCEED = "proceed"
    REPORT = "report"
    WAIT = "wait"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One way out of a step."""

    key: str
    label: Words
    to: str = ""
    permission: str = ""
    kind: MoveKind = MoveKind.FORWARD
    reason: Reason = Reason.NONE
    guards: tuple[str, ...] = ()
    when: Expression | None = None
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One station of a process."""

    key: str
    name: Words
    kind: StepKind
    role: str = ""
    relation: Relation | None = None
    hours: int = 0
    when: Expression | None = None
    otherwise: str = ""
    moves: tuple[Move, ...] = ()
    to: str = ""
    branches: tuple[str, ...] = ()
    join: str = ""
    silence: Silence = Silence.WAIT
    outcome: str = ""

    def move(self, key: str) -> Move | None:
        """Return the move of that key, or None."""
        return next((move for move in self.moves if move.key == key), None)

    @property
    def skip_to(self) -> str:
        """Return where the case goes when this step's condition does not hold."""
        if self.otherwise or self.to:
            return self.otherwise or self.to
        ahead = (move.to for move in self.moves if move.kind is MoveKind.FORWARD)
        return next(ahead, "")

    @property
    def ahead(self) -> tuple[str, ...]:
        """Return the steps this one leads to, rework left out."""
        ways = [move.to for move in self.moves if move.kind is MoveKind.FORWARD and move.to]
        ways += [way for way in (self.to, self.otherwise) if way]
        return tuple(dict.fromkeys([*ways, *self.branches]))


@dataclass(frozen=True)
class Definition:
    """A sound process; `from_data` refuses any other."""

    start: str
    steps: Mapping[str, Step] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Definition":
        """Read a process; raises `Invalid` with every sentence of `check`."""
        if sentences := check(data):
            raise Invalid(" ".join(sentences))
        return read(data)

    @cached_property
    def scopes(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each step the joins that wait for it, the outermost first."""
        from tinhso.kernel.workflow.structure import scopes_of

        return scopes_of(self)

    @cached_property
    def total_hours(self) -> int:
        """Return the working hours of the longest way through, rework left out."""
        return self.hours_from(self.start)

    def hours_from(self, key: str) -> int:
        """Return the working hours of the longest way from a step to an end, itself included."""
        from tinhso.kernel.workflow.structure import longest_way

        return longest_way(self, key)

    def check_term(self, hours: int) -> str:
        """Return the sentence when the steps together take longer than the term, or ''."""
        if self.total_hours <= hours:
            return ""
        return _(
            "Các bước cộng lại %(total)d giờ làm việc, dài hơn thời hạn của thủ tục là "
            "%(term)d giờ."
        ) % {"total": self.total_hours, "term": hours}

    def name_of(self, key: str, language: str | None = None) -> str:
        """Return the name of a step in the reader's language."""
        return worded(self.steps[key].name, language)


def read(data: Mapping[str, object]) -> Definition:
    """Turn data that passed `check` into a definition."""
    steps = [_read_step(cast(Mapping[str, object], raw)) for raw in _list(data.get("steps"))]
    return Definition(start=str(data["start"]), steps={step.key: step for step in steps})


def _read_step(raw: Mapping[str, object]) -> Step:
    relation = raw.get("relation")
    return Step(
        key=str(raw["key"]),
        name=cast(Words, raw["name"]),
        kind=StepKind(str(raw["kind"])),
        role=str(raw.get("role", "")),
        relation=Relation(str(relation)) if relation else None,
        hours=int(str(raw.get("hours", 0))),
        when=cast("Expression | None", raw.get("when")),
        otherwise=str(raw.get("otherwise", "")),
        moves=tuple(_read_move(cast(Mapping[str, object], m)) for m in _list(raw.get("moves"))),
        to=str(raw.get("to", "")),
        branches=tuple(str(branch) for branch in _list(raw.get("branches"))),
        join=str(raw.get("join", "")),
        silence=Silence(str(raw.get("silence", "wait"))),
        outcome=str(raw.get("outcome", "")),
    )


def _read_move(raw: Mapping[str, object]) -> Move:
    return Move(
        key=str(raw["key"]),
        label=cast(Words, raw["label"]),
        to=str(raw.get("to", "")),
        permission=str(raw.get("permission", "")),
        kind=MoveKind(str(raw.get("kind", "forward"))),
        reason=Reason(str(raw.get("reason", "none"))),
        guards=tuple(str(guard) for guard in _list(raw.get("guards"))),
        when=cast("Expression | None", raw.get("when")),
        outcome=str(raw.get("outcome", "") or raw["key"]),
    )


def check(data: object) -> list[str]:
    """Return what is wrong with a process, in sentences for the official who draws it."""
    from tinhso.kernel.workflow.structure import structure_problems

    if not isinstance(data, Mapping):
        return [_("Quy trình phải là một bảng có “start” và “steps”.")]
    found = _shape_problems(data)
    return found or structure_problems(read(data))


_STEP_FIELDS: Final = frozenset(
    {"key", "name", "kind", "role", "relation", "hours", "when", "otherwise", "moves", "to"}
    | {"branches", "join", "silence", "outcome", "note"}
)
_MOVE_FIELDS: Final = frozenset(
    ["key", "label", "to", "permission", "kind", "reason", "guards", "when", "outcome", "note"]
)
_A_STEP = gettext_lazy("Bước thứ %(position)d")


def _shape_problems(data: Mapping[str, object]) -> list[str]:
    raw_steps = data.get("steps")
    if not isinstance(raw_steps, list) or not raw_steps:
        return [_("Quy trình chưa có bước nào.")]
    if len(raw_steps) > MOST_STEPS:
        return [_("Quy trình có quá %(most)d bước.") % {"most": MOST_STEPS}]
    found: list[str] = []
    seen: set[str] = set()
    for position, raw in enumerate(raw_steps, 1):
        if not isinstance(raw, Mapping):
            found.append(
                _("%(step)s phải là một bảng.") % {"step": _A_STEP % {"position": position}}
            )
            continue
        found += _step_problems(raw, position)
        key = str(raw.get("key"))
        if key in seen:
            found.append(_("Có hai bước cùng khóa “%(key)s”.") % {"key": key})
        seen.add(key)
    if str(data.get("start")) not in seen:
        found.append(_("Bước đầu “%(key)s” không có trong quy trình.") % {"key": data.get("start")})
    return found


def _step_problems(raw: Mapping[str, object], position: int) -> list[str]:
    key = raw.get("key")
    name = raw.get("name")
    label = worded(cast(Words, name)) if are_words(name) else _A_STEP % {"position": position}
    says: list[str] = []
    if not isinstance(key, str) or not KEY.fullmatch(key):
        says.append(_("khóa chỉ gồm chữ thường không dấu, số, gạch nối, tối đa 40 ký tự"))
    if not are_words(name):
        says.append(_("thiếu tên tiếng Việt"))
    says += [
        _("không hiểu mục “%(field)s”") % {"field": unknown}
        for unknown in sorted(set(raw) - _STEP_FIELDS)
    ]
    if raw.get("kind") not in set(StepKind):
        return [
            _said(label, [*says, _("không có loại bước “%(kind)s”") % {"kind": raw.get("kind")}])
        ]
    kind = StepKind(str(raw["kind"]))
    if raw.get("relation") and raw["relation"] not in set(Relation):
        says.append(_("không có quan hệ “%(value)s”") % {"value": raw["relation"]})
    hours = raw.get("hours", 0)
    if not isinstance(hours, int) or isinstance(hours, bool) or not 0 <= hours <= 8_000:
        says.append(_("số giờ phải là số nguyên từ 0 đến 8.000"))
    if raw.get("silence", "wait") not in set(Silence):
        says.append(_("không có cách xử lý im lặng “%(value)s”") % {"value": raw["silence"]})
    if "when" in raw:
        says += [_without_stop(p) for p in problems(raw["when"])]
    if kind.is_worked:
        if kind is not StepKind.WAIT and not (raw.get("role") and raw.get("relation")):
            says.append(_("chưa nói ai làm (vai trò và quan hệ)"))
        if not _list(raw.get("moves")):
            says.append(_("chưa có cách chuyển nào"))
    if kind is StepKind.SPLIT and (len(_list(raw.get("branches"))) < 2 or not raw.get("join")):
        says.append(_("rẽ nhánh cần ít nhất hai nhánh và bước gộp"))
    if kind in {StepKind.JOIN, StepKind.CONSULTATION} and not raw.get("to"):
        says.append(_("chưa nói đi tiếp đến bước nào"))
    says += _moves_problems(raw, kind)
    return [_said(label, says)] if says else []


def _moves_problems(raw: Mapping[str, object], kind: StepKind) -> list[str]:
    says: list[str] = []
    seen: set[object] = set()
    for move in _list(raw.get("moves")):
        if not isinstance(move, Mapping):
            says.append(_("một cách chuyển không phải là bảng"))
            continue
        key = move.get("key")
        if not isinstance(key, str) or not KEY.fullmatch(key) or key in seen:
            says.append(_("cách chuyển “%(key)s” thiếu khóa hoặc trùng khóa") % {"key": key})
        seen.add(key)
        wrong = sorted(set(move) - _MOVE_FIELDS)
        if not are_words(move.get("label")):
            wrong.append("label")
        if move.get("kind", "forward") not in set(MoveKind):
            wrong.append("kind")
        if move.get("reason", "none") not in set(Reason):
            wrong.append("reason")
        if not isinstance(move.get("guards", []), list):
            wrong.append("guards")
        if (kind is StepKind.CONSULTATION) == bool(move.get("to")):
            wrong.append("to")
        says += [
            _("cách chuyển “%(key)s” có mục “%(field)s” chưa đúng") % {"key": key, "field": name}
            for name in wrong
        ]
        if "when" in move:
            says += [_without_stop(p) for p in problems(move["when"])]
    return says


def _said(label: object, says: Sequence[str]) -> str:
    return _("Bước “%(step)s”: %(problems)s.") % {"step": label, "problems": "; ".join(says)}


def _without_stop(sentence: str) -> str:
    return sentence.rstrip(".")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []

"""Faults of a form, told in sentences to the official who writes it."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, cast

from django.utils.translation import gettext as _

from tinhso.kernel.db.words import Words, are_words, worded
from tinhso.kernel.eforms.registry import choice_sources, prefill_keys
from tinhso.kernel.eforms.spec import FieldKind
from tinhso.kernel.workflow.expressions import problems, sum_problems

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELD_PARTS: Final = frozenset(
    {"key", "kind", "label", "hint", "required", "when", "prefill", "index", "personal", "choices"}
    | {"choices_from", "fields", "item_label", "min", "max", "min_length", "max_length", "unit"}
    | {"decimals", "precision", "not_after", "not_before", "component", "old_allowed", "note"}
)
_MOST_FIELDS: Final = 300


def check(data: object) -> list[str]:
    """Return what is wrong with a form, in sentences; an empty list when it is sound."""
    if not isinstance(data, Mapping):
        return [_("Biểu mẫu phải là một bảng có “key”, “title” và “steps”.")]
    found: list[str] = []
    if not isinstance(data.get("key"), str) or not data["key"]:
        found.append(_("Biểu mẫu chưa có khóa “key”."))
    if not are_words(data.get("title")):
        found.append(_("Biểu mẫu chưa có tên tiếng Việt."))
    steps = data.get("steps")
    if not isinstance(steps, list) or not steps:
        return [*found, _("Biểu mẫu chưa có trang nào.")]
    checker = _Checker()
    for step in steps:
        checker.step(step)
    for calculation in _list(data.get("calculations")):
        checker.calculation(calculation)
    for rule in _list(data.get("rules")):
        checker.rule(rule)
    if len(checker.names) > _MOST_FIELDS:
        checker.found.append(_("Biểu mẫu có quá %(most)d ô.") % {"most": _MOST_FIELDS})
    return found + checker.found


class _Checker:
    """Goes through a form from top to bottom; a condition may use only what stands above it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.names: set[str] = set()
        self.steps: set[str] = set()

    def step(self, raw: object) -> None:
        if not isinstance(raw, Mapping):
            self.found.append(_("Một trang của biểu mẫu không phải là bảng."))
            return
        key = raw.get("key")
        label = self._label(raw.get("title"), key)
        if not isinstance(key, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", key):
            self._say(label, _("khóa chỉ gồm chữ thường không dấu, số, gạch, tối đa 40 ký tự"))
        elif key in self.steps:
            self._say(label, _("trùng khóa với trang khác"))
        else:
            self.steps.add(key)
        if not are_words(raw.get("title")):
            self._say(label, _("thiếu tên tiếng Việt"))
        self._condition(label, raw.get("when"), self.names)
        fields = raw.get("fields")
        if not isinstance(fields, list) or not fields:
            self._say(label, _("chưa có ô nào"))
            return
        for field in fields:
            self.field(field, self.names, prefix="")

    def field(self, raw: object, names: set[str], *, prefix: str) -> None:
        if not isinstance(raw, Mapping):
            self.found.append(_("Một ô của biểu mẫu không phải là bảng."))
            return
        key = raw.get("key")
        label = self._label(raw.get("label"), key)
        if not isinstance(key, str) or not KEY.fullmatch(key):
            self._say(label, _("khóa chỉ gồm chữ thường không dấu, số và gạch dưới"))
            return
        if key in names:
            self._say(label, _("trùng khóa “%(key)s” với ô khác") % {"key": key})
        if not are_words(raw.get("label")):
            self._say(label, _("thiếu câu hỏi tiếng Việt"))
        for unknown in sorted(set(raw) - _FIELD_PARTS):
            self._say(label, _("không hiểu mục “%(part)s”") % {"part": unknown})
        if raw.get("kind") not in set(FieldKind):
            self._say(label, _("không có loại ô “%(kind)s”") % {"kind": raw.get("kind")})
            return
        self._condition(label, raw.get("when"), names)
        required = raw.get("required", False)
        if not isinstance(required, bool):
            self._condition(label, required, names)
        if raw.get("prefill") and str(raw["prefill"]) not in prefill_keys:
            self._say(label, _("không có nguồn điền sẵn “%(key)s”") % {"key": raw["prefill"]})
        self._by_kind(FieldKind(str(raw["kind"])), label, raw, names, prefix=prefix)
        names.add(key)
        self.names.add(prefix + key)

    def _by_kind(
        self,
        kind: FieldKind,
        label: str,
        raw: Mapping[str, object],
        names: set[str],
        *,
        prefix: str,
    ) -> None:
        if kind in {FieldKind.CHOICE, FieldKind.MULTI}:
            self._choices(label, raw)
        if kind is FieldKind.DATE and raw.get("precision", "day") not in {"day", "month", "year"}:
            self._say(label, _("độ chính xác của ngày là “day”, “month” hoặc “year”"))
        for part in ("not_after", "not_before"):
            if raw.get(part) and not _is_day(raw[part]):
                self._say(label, _("“%(part)s” phải là “today” hoặc một ngày") % {"part": part})
        for part in ("min", "max"):
            if part in raw and not _is_number(raw[part]):
                self._say(label, _("“%(part)s” phải là một số") % {"part": part})
        for part in ("min_length", "max_length", "decimals"):
            size = raw.get(part, 0)
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                self._say(label, _("“%(part)s” phải là một số") % {"part": part})
        if kind is FieldKind.GROUP:
            inner = raw.get("fields")
            if prefix:
                self._say(label, _("nhóm không lồng trong nhóm"))
            elif not isinstance(inner, list) or not inner:
                self._say(label, _("nhóm chưa có ô nào"))
            else:
                own: set[str] = set(names)
                for field in inner:
                    self.field(field, own, prefix=f"{raw['key']}.")

    def _choices(self, label: str, raw: Mapping[str, object]) -> None:
        if raw.get("choices_from"):
            if str(raw["choices_from"]) not in choice_sources:
                self._say(label, _("không có danh sách “%(key)s”") % {"key": raw["choices_from"]})
            return
        choices = _list(raw.get("choices"))
        values = [choice.get("value") for choice in choices if isinstance(choice, Mapping)]
        if not choices or len(values) < len(choices):
            self._say(label, _("chưa có câu trả lời để chọn"))
        elif len(set(map(str, values))) < len(values) or not all(values):
            self._say(label, _("các câu trả lời phải có giá trị và không trùng nhau"))
        elif not all(are_words(c.get("label")) for c in choices if isinstance(c, Mapping)):
            self._say(label, _("có câu trả lời thiếu tên tiếng Việt"))

    def calculation(self, raw: object) -> None:
        if not isinstance(raw, Mapping) or not are_words(raw.get("label")) or "is" not in raw:
            self.found.append(_("Một phép tính thiếu tên hoặc công thức “is”."))
            return
        label = self._label(raw.get("label"), raw.get("key"))
        for sentence in sum_problems(raw["is"], names=frozenset(self.names)):
            self._say(label, sentence.rstrip("."))
        key = raw.get("key")
        if not isinstance(key, str) or not KEY.fullmatch(key) or key in self.names:
            self._say(label, _("thiếu khóa hoặc trùng khóa"))
            return
        self.names.add(key)

    def rule(self, raw: object) -> None:
        if not isinstance(raw, Mapping) or not are_words(raw.get("message")):
            self.found.append(_("Một quy tắc chưa có câu nói cho người điền."))
            return
        label = worded(cast(Words, raw["message"]))
        if raw.get("field") not in self.names:
            self._say(label, _("quy tắc phải đứng ở một ô có thật"))
        if "require" not in raw:
            self._say(label, _("quy tắc chưa có điều kiện “require”"))
        self._condition(label, raw.get("require"), self.names)

    def _condition(self, label: str, condition: object, names: set[str]) -> None:
        if condition is None:
            return
        for sentence in problems(condition, names=frozenset(names)):
            self._say(
                label,
                _("%(problem)s (chỉ dùng được ô đứng trước)") % {"problem": sentence.rstrip(".")},
            )

    def _label(self, words: object, key: object) -> str:
        return worded(cast(Words, words)) if are_words(words) else str(key)

    def _say(self, label: str, problem: str) -> None:
        self.found.append(_("“%(label)s”: %(problem)s.") % {"label": label, "problem": problem})


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_day(value: object) -> bool:
    if value == "today":
        return True
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _is_number(value: object) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False

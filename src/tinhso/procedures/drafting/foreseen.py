"""What keeps the ways the house recommends, before anybody asks, from being published."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from tinhso.procedures.drafting.conditions import Known, known_answers
from tinhso.procedures.drafting.layout import RECOMMENDED, Content
from tinhso.procedures.parts import rows_of
from tinhso.procedures.proactive import Degree, Option, Proactive, proactive_in

LIST = "phan/thiet-lap/"
CHOSEN = ("choice", "yes_no")
"""Kinds of answers that a recommended way may give in advance."""


def foreseen_by(content: Content) -> Proactive | None:
    """Return what a draft foresees."""
    settings = content.get("settings_data")
    return proactive_in(settings) if isinstance(settings, dict) else None


def answers_given(content: Content) -> list[Known]:
    """Return the fields of the form that a recommended way may answer in advance."""
    return [known for known in known_answers(content) if known.kind in CHOSEN]


def troubles_of(content: Content) -> Iterator[tuple[str, str]]:
    """Return each trouble with the address of its place."""
    settings = content.get("settings_data")
    kept = settings.get("proactive") if isinstance(settings, dict) else None
    rows = rows_of(kept, "options") if isinstance(kept, Mapping) else []
    options = [Option.from_data(row) for row in rows]
    proactive = foreseen_by(content)
    level = proactive.level if proactive is not None else 0
    if options and level < Degree.RECOMMEND:
        yield _("Có cách làm được đề xuất thì mức làm trước phải là 3 hoặc 4."), LIST
    if not options and level == Degree.RECOMMEND:
        yield _("Mức 3 phải có ít nhất một cách làm được đề xuất."), LIST
    known = {one.key: one for one in known_answers(content)}
    keys = [option.key for option in options]
    for index, option in enumerate(options):
        for text in _of_option(option, keys=keys, known=known):
            said = {"way": option.name or index + 1, "trouble": text}
            yield _("Cách “%(way)s”: %(trouble)s") % said, f"muc/{RECOMMENDED.key}/{index}/"
        if option.when is not None and any(before.when is None for before in options[:index]):
            text = _("Cách “%(way)s” không bao giờ được đề xuất: một cách đứng trước luôn đúng.")
            yield text % {"way": option.name}, LIST


def _of_option(option: Option, *, keys: list[str], known: Mapping[str, Known]) -> Iterator[str]:
    if not option.name:
        yield _("chưa có tên.")
    if not option.why:
        yield _("chưa nói vì sao.")
    if keys.count(option.key) > 1:
        yield _("trùng khóa với cách khác.")
    for key, value in option.answers.items():
        field = known.get(key)
        if field is None:
            yield _("trả lời sẵn một ô không có trong biểu mẫu: %(key)s.") % {"key": key}
        elif field.kind == "choice" and str(value) not in {one for one, _words in field.options}:
            yield _("trả lời sẵn một lựa chọn không có ở ô “%(field)s”.") % {"field": field.label}

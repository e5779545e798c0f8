"""Words that would not reach a reader as they should, found in the source by its shape.

Two shapes are refused. Words inside an f-string: what gathers the words for the catalogues does
not look into one, so that they stay Vietnamese on an English page and no check notices. A
sentence filled by `%` where a page says what was done: the names in it lose their language;
`told` (`kernel.errors.sentences`) marks them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

TRANSLATE: Final = frozenset(
    {
        "_",
        "gettext",
        "gettext_lazy",
        "gettext_noop",
        "ngettext",
        "ngettext_lazy",
        "npgettext",
        "npgettext_lazy",
        "pgettext",
        "pgettext_lazy",
    }
)
FLASHES: Final = frozenset({"add_message", "debug", "error", "info", "success", "warning"})


def problems_of_words(source: Path) -> Iterator[str]:
    """Yield what is wrong in the Python files of a folder, each with its place."""
    for file in sorted(source.rglob("*.py")):
        if "tests" not in file.relative_to(source).parts:
            where = file.relative_to(source)
            for line, words in wrong_words(file.read_text(encoding="utf-8")):
                yield f"{where}:{line}: {words}"


def wrong_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and fault of each wrong shape in one source text."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and _name(inner.func) in TRANSLATE:
                    yield inner.lineno, f"words inside an f-string: {ast.unparse(inner)[:60]}"
        elif isinstance(node, ast.Call) and _is_flash(node.func):
            for argument in node.args[1:]:
                for inner in ast.walk(argument):
                    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mod):
                        yield inner.lineno, f"filled by %, not told(): {ast.unparse(inner)[:60]}"
                    elif isinstance(inner, ast.JoinedStr):
                        yield inner.lineno, f"an f-string, not told(): {ast.unparse(inner)[:60]}"


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_flash(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and _name(function.value) == "messages"
        and function.attr in FLASHES
    )

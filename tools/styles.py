"""Style sheets in one format: `python -m tools.styles format|check`.

A rule stands on one line where it fits, else one declaration to a line; nothing else but white
space ever changes.
"""

import re
import sys
from pathlib import Path
from typing import Final

import cssbeautifier

SOURCE: Final = Path(__file__).resolve().parents[1] / "src"
WIDTH: Final = 100
_RULE = re.compile(
    r"^(?P<indent> *)(?P<selectors>[^{}@;/]+) \{\n(?P<body>[^{}]*)\n(?P=indent)\}$", re.M
)
_SPACE = re.compile(r"\s+")


def formatted(text: str) -> str:
    """Return a style sheet as the house writes them."""
    options = cssbeautifier.default_options()
    options.indent_size = 2
    options.end_with_newline = True
    options.newline_between_rules = False
    options.space_around_combinator = True
    options.max_preserve_newlines = 2
    laid_out = str(cssbeautifier.beautify(text, options))
    return _RULE.sub(_on_one_line, laid_out)


def _on_one_line(rule: re.Match[str]) -> str:
    """Return a rule on one line, or as it is where that is too long."""
    selectors = _SPACE.sub(" ", rule["selectors"].strip())
    body = _SPACE.sub(" ", rule["body"].strip())
    line = f"{rule['indent']}{selectors} {{ {body} }}"
    return line if len(line) <= WIDTH and "/*" not in body else rule[0]


def sheets() -> list[Path]:
    """Return every style sheet of the house; those of others lie elsewhere."""
    return sorted(SOURCE.glob("**/static/**/*.css"))


def main() -> int:
    """Format all, or name those that are not formatted."""
    is_check = sys.argv[1:] == ["check"]
    behind = [sheet for sheet in sheets() if sheet.read_text() != formatted(sheet.read_text())]
    for sheet in behind:
        sys.stdout.write(f"{sheet.relative_to(SOURCE)}{' is not formatted' if is_check else ''}\n")
        if not is_check:
            sheet.write_text(formatted(sheet.read_text()))
    return 1 if behind and is_check else 0


if __name__ == "__main__":
    sys.exit(main())

"""Which tests failed and why, to be said once more where a long run ends.

Whoever looks at a run of an hour sees its last lines; the names of what failed belong there.
"""

import re

SECTION = re.compile(r"_+ (?:ERROR at \w+ of )?(?P<test>\S{2,}) _+\s*$")
"""Opens what pytest tells about one failed test; a long name leaves few underlines."""
SUMMARY = re.compile(r"(?:FAILED|ERROR) (?P<node>\S+)")
"""Names one failed test in pytest's short summary."""
REASON = re.compile(r"E\s{3}")
LINES = 6
"""Of a reason, so many lines are said again."""


class Failures:
    """What failed in all parts of a run, with the first lines of each reason."""

    def __init__(self) -> None:
        """Begin with nothing failed."""
        self.named: list[str] = []
        self._reasons: dict[str, list[str]] = {}
        self._test = ""

    def hear(self, line: str) -> None:
        """Take in one line of pytest's."""
        if section := SECTION.match(line):
            self._test = section["test"]
        elif REASON.match(line):
            self._reasons.setdefault(self._test, []).append(line.rstrip())
        elif summary := SUMMARY.match(line):
            self._name(summary["node"])

    def _name(self, node: str) -> None:
        words = "\n".join(self._reasons.pop(_section(node), [])[:LINES])
        self.named.append(f"{node}\n{words}".rstrip())


def _section(node: str) -> str:
    """Return how pytest heads what it tells about a test: its class and name, without the file."""
    return node.partition("::")[2].replace("::", ".")

"""Bring the installation of this process up; `fail` as an argument lets the change itself fail."""

import sys
from collections.abc import Callable

from tinhso.kernel.loading import load


def main() -> int:
    """Upgrade as `tinhso upgrade` does, without filling a new database."""
    load()
    from tinhso.config import backup, preparing, upgrading

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")

    def broken(say: Callable[[str], None]) -> int:
        raise preparing.NotReady("the change does not fit")

    if "fail" in sys.argv:
        preparing.migrate = broken
    try:
        made = upgrading.bring_up(
            back_up=lambda: backup.back_up_at_home(say=say), rests=True, say=say
        )
    except preparing.NotReady as refusal:
        say(f"{refusal} {upgrading.rest_mark().exists()}")
        return 1
    say(f"{made is not None and made.exists()} {upgrading.rest_mark().exists()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

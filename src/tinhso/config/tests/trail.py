"""Record some acts; with `--sealed` chain them as the sealer does."""

import sys

from tinhso.kernel.loading import load


def record_acts(count: int, *, sealed: bool) -> None:
    """Record so many acts of a system actor."""
    from tinhso.kernel.actors import system_actor
    from tinhso.kernel.audit import record
    from tinhso.kernel.audit.sealing import seal

    for number in range(count):
        record("tests.act", actor=system_actor("tester"), number=number, code="Đ-1")
    if sealed:
        seal()


if __name__ == "__main__":
    load()
    record_acts(int(sys.argv[1]), sealed="--sealed" in sys.argv)

"""What the audit trail plugs into the running of the house."""

from collections.abc import Iterator
from datetime import timedelta

from tinhso.kernel.audit import verifying
from tinhso.kernel.registry.operations import Finding, doctors, metrics, verifications

UNSEALED_TOO_LONG = timedelta(minutes=1)


def _chain() -> Iterator[Finding]:
    yield from verifying.findings()


def _sealer() -> Iterator[Finding]:
    waiting = verifying.unsealed()
    if waiting.oldest > UNSEALED_TOO_LONG:
        yield Finding(
            "audit.unsealed",
            f"{waiting.count} audit entries are not sealed, the oldest for"
            f" {int(waiting.oldest.total_seconds())} s: is `tinhso work` running?",
            is_error=False,
        )


def _gauges() -> Iterator[tuple[str, str, float]]:
    waiting = verifying.unsealed()
    yield "tinhso_audit_unsealed", "Audit entries not sealed yet", waiting.count
    yield (
        "tinhso_audit_unsealed_seconds",
        "Age of the oldest audit entry not sealed yet",
        waiting.oldest.total_seconds(),
    )


verifications.register("audit", _chain)
doctors.register("audit", _sealer)
metrics.register("audit", _gauges)

"""What the audit trail plugs into the running of the house."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import verifying
from tinhso.kernel.registry.operations import (
    Concern,
    ConcernWords,
    Finding,
    concern_words,
    doctors,
    metrics,
    verifications,
)

UNSEALED_TOO_LONG = timedelta(minutes=1)


def _chain() -> Iterator[Finding]:
    yield from verifying.findings()


def _sealer() -> Iterator[Concern]:
    waiting = verifying.unsealed()
    if waiting.oldest > UNSEALED_TOO_LONG:
        yield Concern(
            code="audit.unsealed",
            values={"count": waiting.count, "seconds": int(waiting.oldest.total_seconds())},
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
concern_words.register(
    "audit.unsealed",
    ConcernWords(
        _("Mục nhật ký chưa niêm phong: %(count)d, mục cũ nhất đã %(seconds)d giây."),
        _("Kiểm tra `tinhso work` có đang chạy không."),
    ),
)
doctors.register("audit", _sealer)
metrics.register("audit", _gauges)

"""The round that seals the audit trail."""

from tinhso.kernel.audit import sealing
from tinhso.kernel.audit.models import AuditEntry, AuditSeal
from tinhso.kernel.db.append_only import append_only
from tinhso.kernel.jobs import pulse

append_only.register("audit.AuditEntry", AuditEntry)
append_only.register("audit.AuditSeal", AuditSeal)


@pulse("audit.seal", seconds=1)
def seal() -> None:
    """Chain what was recorded since the last round."""
    sealing.seal()

"""What the registers plug into the running of the house."""

from collections.abc import Iterator

from tinhso.kernel.numbering.queries import register_faults
from tinhso.kernel.registry.operations import Finding, verifications


def _gapless() -> Iterator[Finding]:
    for fault in register_faults():
        yield Finding(
            "numbering.register_fault",
            f"Register {fault.register} of agency {fault.agency_id}, {fault.period}: the counter"
            f" says {fault.first} to {fault.last}; {fault.given} numbers stand there,"
            f" from {fault.lowest} to {fault.highest}.",
        )


verifications.register("numbering", _gapless)

"""What the registers plug into the running of the house."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.numbering.models import Counter
from tinhso.kernel.numbering.queries import register_faults
from tinhso.kernel.registry.mergers import EffectLine, MergerEffect, Merging, merger_effects
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


class RegistersEffect(MergerEffect):
    """Registers never move: the old ones end where they stand, the successor's go on or begin."""

    title = _("Sổ và số")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count the registers that end."""
        kept = Counter.objects.filter(agency_id__in=merging.agencies)
        return [
            EffectLine(
                label=_("Sổ khóa lại ở số cuối"),
                count=kept.count(),
                note=_(
                    "Số đã cấp giữ nguyên; số mới do cơ quan tiếp nhận cấp từ sổ của mình."
                    " Mã định danh cũ không cấp lại."
                ),
            )
        ]


merger_effects.register("numbering", RegistersEffect())

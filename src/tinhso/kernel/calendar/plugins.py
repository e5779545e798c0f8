"""What the calendar plugs into lower sockets."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.calendar.models import OfficeHours
from tinhso.kernel.registry.mergers import EffectLine, MergerEffect, Merging, merger_effects


class HoursEffect(MergerEffect):
    """Office hours do not move: each agency keeps its own, and promises stay as they were made."""

    title = _("Giờ làm việc")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Name agencies with hours of their own, which nobody takes over by itself."""
        own = OfficeHours.objects.filter(agency_id__in=merging.agencies)
        return [
            EffectLine(
                label=_("Cơ quan có giờ làm việc riêng"),
                count=own.values("agency_id").distinct().count(),
                note=_(
                    "Hồ sơ mới tính theo giờ của cơ quan tiếp nhận; ngày đã hẹn với người dân"
                    " không đổi. Hãy xem lại giờ của cơ quan tiếp nhận."
                ),
                is_warning=True,
            )
        ]


merger_effects.register("calendar", HoursEffect())

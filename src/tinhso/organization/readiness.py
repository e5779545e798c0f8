"""What the list of agencies shows of the way to production."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.registry.readiness import ReadyLine, readiness, standing
from tinhso.organization.models import AgencyPeriod, UnitPeriod
from tinhso.organization.rules import UnitKind


def lines() -> Iterator[ReadyLine]:
    """Yield whether the agencies are the province's own, and each has its units."""
    today = timezone.localdate()
    agencies = AgencyPeriod.objects.at(today)
    invented = agencies.filter(agency__is_demonstration=True).count()
    own = agencies.filter(agency__is_demonstration=False).count()
    if invented:
        said = _("Còn %(invented)s cơ quan của bản trình diễn, %(own)s cơ quan thật.")
    else:
        said = _("%(own)s cơ quan thật, không còn cơ quan trình diễn.")
    yield ReadyLine(
        order=110,
        title=_("Cơ quan"),
        said=said if invented or own else _("Chưa có cơ quan nào."),
        values={"invented": invented, "own": own},
        standing=standing(bool(own) and not invented),
        url="/quan-tri/co-quan/",
    )
    units = UnitPeriod.objects.at(today)
    with_unit = set(units.values_list("unit__agency_id", flat=True))
    bare = agencies.exclude(agency_id__in=with_unit).count()
    desks = units.filter(unit__kind=UnitKind.DESK).count()
    yield ReadyLine(
        order=120,
        title=_("Đơn vị và bộ phận một cửa"),
        said=_("%(desks)s bộ phận một cửa; %(bare)s cơ quan chưa có đơn vị nào."),
        values={"desks": desks, "bare": bare},
        standing=standing(bool(desks) and not bare),
        url="/quan-tri/co-quan/",
    )


readiness.register("organization", lines)

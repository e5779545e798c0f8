"""What certificates show of the way to production."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.registry.readiness import ReadyLine, readiness, standing
from tinhso.organization.queries import agencies_at
from tinhso.signing.models import Certificate


def lines() -> Iterator[ReadyLine]:
    """Yield whether each agency can seal."""
    agencies = set(agencies_at().values_list("agency_id", flat=True))
    sealing = set(
        Certificate.objects.usable()
        .filter(agency_id__isnull=False)
        .values_list("agency_id", flat=True)
    )
    without = len(agencies - sealing)
    yield ReadyLine(
        order=180,
        title=_("Chứng thư số của cơ quan"),
        said=_("%(with)s cơ quan có chứng thư đang dùng được, %(without)s cơ quan chưa có."),
        values={"with": len(agencies & sealing), "without": without},
        standing=standing(bool(agencies) and not without),
        url="/quan-tri/chung-thu-so/",
    )


readiness.register("signing", lines)

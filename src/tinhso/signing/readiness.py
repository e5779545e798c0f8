"""What certificates show of the way to production."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.registry.readiness import ReadyLine, readiness, standing
from tinhso.organization.queries import agencies_at
from tinhso.signing.models import Certificate
from tinhso.signing.services.clock import clock_standing
from tinhso.signing.services.resting import silence_of
from tinhso.signing.wording import CLOCK_TROUBLES


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
    yield _clock()
    if settings.TINHSO_TSA_URL:
        yield _time_stamps()


def _clock() -> ReadyLine:
    clock = clock_standing()
    said: str | Promise = _("Đồng hồ được theo dõi và tin được.")
    if clock.trouble is not None:
        said = CLOCK_TROUBLES[clock.trouble]
    elif not clock.is_watched:
        said = _("Đồng hồ không được theo dõi (TINHSO_CLOCK).")
    return ReadyLine(
        order=185,
        title=_("Đồng hồ cho dấu thời gian"),
        said=said,
        standing=standing(clock.is_watched and clock.is_trusted),
        url="/quan-tri/chung-thu-so/dich-vu/",
    )


def _time_stamps() -> ReadyLine:
    silence = silence_of(settings.TINHSO_TSA_URL)
    said = _("Dịch vụ dấu thời gian bên ngoài trả lời.")
    if silence is not None:
        said = _("Dịch vụ dấu thời gian bên ngoài không trả lời %(times)s lần liền.")
    return ReadyLine(
        order=186,
        title=_("Dịch vụ dấu thời gian"),
        said=said,
        values={"times": silence.times} if silence is not None else {},
        standing=standing(silence is None),
        url="/quan-tri/chung-thu-so/dich-vu/",
    )


readiness.register("signing", lines)

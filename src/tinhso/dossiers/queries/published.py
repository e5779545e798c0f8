"""What was published of how agencies serve; it names no person, so anybody may ask."""

from django.db.models import QuerySet

from tinhso.dossiers.models import ServiceFigures


def published_figures() -> QuerySet[ServiceFigures]:
    """Return every published quarter of every agency."""
    return ServiceFigures.objects.select_related("agency")


def figures_of(*, year: int, quarter: int, level: str = "") -> QuerySet[ServiceFigures]:
    """Return one quarter by the names of agencies, of all tiers or of one."""
    rows = published_figures().filter(year=year, quarter=quarter)
    return (rows.filter(level=level) if level else rows).order_by("agency_folded", "pk")


def quarters_published() -> list[tuple[int, int]]:
    """Return the years and quarters there are, the newest first."""
    known = ServiceFigures.objects.order_by("-year", "-quarter")
    return list(known.values_list("year", "quarter").distinct())

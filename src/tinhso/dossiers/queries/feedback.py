"""Complaints as the periodic reports 06a and 06b count them."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.lookups import In

from tinhso.dossiers.models import Complaint, ComplaintQuerySet
from tinhso.dossiers.queries.spans import Span
from tinhso.dossiers.rules.complaints import CONDUCT
from tinhso.kernel.db.repointing import moves_of, pointing_on
from tinhso.organization import queries as organization
from tinhso.organization.queries import AgencyLevel


def counts_by_field(*, agency_ids: Collection[int], span: Span) -> dict[str, Mapping[str, int]]:
    """Return by field what was brought over, came, was done and is open at the end of a period.

    Whatever ended counts as done, withdrawn ones too: so (3) is always (8) and (13) together. What
    a merger moved counts for who had it at the end; who took it over brought it over.
    """
    moves = moves_of(Complaint, "agency_id").filter(on__gt=span.first_day)
    taken = moves.filter(row=OuterRef("pk"), on__lte=span.last_day, new__in=agency_ids)
    before = Q(made_at__lt=span.start) | Q(Exists(taken.exclude(old__in=agency_ids)))
    came = ~before
    at_end = In(pointing_on(Complaint, "agency_id", span.last_day), list(agency_ids))
    done, open_then = Q(ended_at__lt=span.at), Q(ended_at__isnull=True) | Q(ended_at__gte=span.at)
    conduct = Q(about__in=[str(about) for about in CONDUCT])
    rows: ComplaintQuerySet = Complaint.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=span.start),
        Q(at_end),
        made_at__lt=span.at,
    )
    public = Q(published_at__gte=span.start, published_at__lt=span.at)
    wanted = {
        "total": Q(),
        "conduct": conduct,
        "rules": ~conduct,
        "carried": before,
        "new": came,
        "done": done,
        "done_conduct": done & conduct,
        "done_rules": done & ~conduct,
        "done_carried": done & before,
        "done_new": done & came,
        "open": open_then,
        "open_conduct": open_then & conduct,
        "open_rules": open_then & ~conduct,
        "published": public,
    }
    sums = {f"feedback_{name}": Count("pk", filter=where) for name, where in wanted.items()}
    return {
        str(line["group"]): {name: int(str(line[name])) for name in sums}
        for line in _grouped(rows, **sums)
    }


def _grouped(rows: ComplaintQuerySet, **sums: Count) -> list[dict[str, object]]:
    known = rows.order_by().values(group=F("dossier__field_code")).annotate(**sums)
    return [dict(row) for row in known]


def agencies_of_part(agency_id: int, part: str) -> list[int]:
    """Return the agencies of one part of a form: all, above the communes, or the communes."""
    ids = organization.descendants_of(agency_id)
    if not part:
        return ids
    infos = organization.agency_infos(ids)
    at_commune = {pk for pk, info in infos.items() if info.level == AgencyLevel.COMMUNE}
    return [pk for pk in ids if (pk in at_commune) == (part == "II")]

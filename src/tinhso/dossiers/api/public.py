"""What anybody may ask: how far a dossier is, a rating by its receipt, how agencies serve."""

from django.http import HttpRequest
from ninja import Query, Status

from tinhso.dossiers import services
from tinhso.dossiers.models import ServiceFigures
from tinhso.dossiers.queries.published import figures_of
from tinhso.dossiers.rules.rating import LEAST_RATED
from tinhso.dossiers.schemas import answered as out
from tinhso.dossiers.schemas import asked
from tinhso.dossiers.schemas.published import ServiceOut, ServiceQuery
from tinhso.kernel.actors import actor_of
from tinhso.kernel.api import Router, anybody

router = Router()


@router.post("/tracking", response=out.TrackingOut, auth=anybody)
def track(request: HttpRequest, body: asked.TrackIn) -> out.TrackingOut:
    """Tell how far a dossier is to whoever has its code and a second item; guarded by address."""
    found = services.track(
        code=body.code,
        second_item=body.second_item,
        address=request.META.get("REMOTE_ADDR", ""),
    )
    return out.TrackingOut(
        code=found.code,
        percent=found.percent,
        is_over=found.is_over,
        parts=list(found.parts),
    )


@router.post("/tracking/rating", response={201: out.RatingOut}, auth=anybody)
def rate_by_code(request: HttpRequest, body: asked.RatingByCodeIn) -> Status[out.RatingOut]:
    """Rate the service with what the receipt says; a second rating is refused."""
    rating = services.rate_by_code(
        code=body.code,
        second_item=body.second_item,
        address=request.META.get("REMOTE_ADDR", ""),
        scores=body.scores,
        comment=body.comment,
        channel="api",
        actor=actor_of(request),
    )
    return Status(201, out.RatingOut(average=rating.average))


@router.get("/published", response=list[ServiceOut], auth=anybody)
def published(request: HttpRequest, query: Query[ServiceQuery]) -> list[ServiceOut]:
    """Tell how each agency served in a quarter, by name; scores of few ratings are left out."""
    rows = figures_of(year=query.year, quarter=query.quarter, level=query.level or "")
    return [_service_out(row) for row in rows]


def _service_out(row: ServiceFigures) -> ServiceOut:
    told = row.rated >= LEAST_RATED
    return ServiceOut(
        agency=row.agency.uid,
        name=row.agency_name,
        level=row.level,
        resolved=row.resolved,
        in_time=row.in_time,
        rated=row.rated,
        satisfied=row.satisfied if told else None,
        average=row.average_hundredths / 100 if told else None,
        by_question={key: value / 100 for key, value in row.scores.items()} if told else {},
        is_final=row.is_final,
    )

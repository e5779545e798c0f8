"""Lists of results given to the post: made, handed over, each result delivered or back."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from tinhso.dossiers import services
from tinhso.dossiers.api.reading import officer
from tinhso.dossiers.models import PostList
from tinhso.dossiers.queries.post import post_list_of
from tinhso.dossiers.schemas import post as schemas
from tinhso.dossiers.services.post import Sending
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.api import Router, idempotent

router = Router()


@router.post("/post-lists", response={201: schemas.PostListOut})
@idempotent
def make_list(request: HttpRequest, body: schemas.PostListIn) -> tuple[int, schemas.PostListOut]:
    """Put results on one numbered list for a carrier."""
    actor = officer(request)
    made = services.list_for_post(
        actor=actor,
        kind=body.kind,
        carrier=body.carrier,
        items=[Sending(dossier=item.dossier, tracking=item.tracking) for item in body.items],
    )
    return 201, _shown(made.uid, actor)


@router.get("/post-lists/{uuid:uid}", response=schemas.PostListOut)
def show_list(request: HttpRequest, uid: UUID) -> schemas.PostListOut:
    """Tell what is on a list and how each result fared."""
    return _shown(uid, officer(request))


@router.post("/post-lists/{uuid:uid}/hand-over", response=schemas.PostListOut)
@idempotent
def hand_over(request: HttpRequest, uid: UUID, body: schemas.TakenIn) -> schemas.PostListOut:
    """Say that the carrier took everything on a list."""
    actor = officer(request)
    services.hand_to_carrier(uid=uid, actor=actor, taken_by=body.taken_by)
    return _shown(uid, actor)


@router.post("/post-items/{uuid:uid}/settle", response=schemas.PostListOut)
@idempotent
def settle(request: HttpRequest, uid: UUID, body: schemas.SettledIn) -> schemas.PostListOut:
    """Say that one result was delivered, or came back and why."""
    actor = officer(request)
    item = services.settle_post(
        uid=uid, actor=actor, is_delivered=body.is_delivered, reason=body.reason
    )
    return _shown(item.post_list.uid, actor)


@router.post("/{uuid:uid}/post-wish", response=schemas.PostWishOut)
@idempotent
def wish_post(request: HttpRequest, uid: UUID, body: schemas.PostWishIn) -> schemas.PostWishOut:
    """Have the paper result sent: said by its applicant, or at the desk for him."""
    wish = services.wish_post(uid=uid, actor=actor_of(request), address=body.address)
    return schemas.PostWishOut(address=wish.address, asked_at=wish.asked_at)


@router.delete("/{uuid:uid}/post-wish", response={204: None})
def drop_post_wish(request: HttpRequest, uid: UUID) -> Status[None]:
    """Take that back: the result is fetched at the desk."""
    services.drop_post_wish(uid=uid, actor=actor_of(request))
    return Status(204, None)


def _shown(uid: UUID, actor: Actor) -> schemas.PostListOut:
    made: PostList
    made, items = post_list_of(uid=uid, actor=actor)
    return schemas.PostListOut(
        uid=made.uid,
        number=made.number,
        kind=made.kind,
        carrier=made.carrier,
        made_at=made.made_at,
        handed_at=made.handed_at,
        taken_by=made.taken_by,
        items=[
            schemas.PostItemOut(
                uid=item.uid,
                dossier=item.dossier.uid,
                number=item.dossier.shown_number,
                tracking=item.tracking,
                state=item.state,
                reason=item.reason,
            )
            for item in items
        ],
    )

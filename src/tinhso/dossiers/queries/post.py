"""The lists given to the post: what may go out, what is on its way, the paper both sides sign."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tinhso.dossiers.models import Arrival, Dossier, PartyRole, PostItem, PostList, PostWish
from tinhso.dossiers.models.live import IsLive
from tinhso.dossiers.rules.post import OPEN_ITEMS, ItemState, may_wish_post
from tinhso.dossiers.rules.states import WITH_RESULT, Channel
from tinhso.kernel import papers
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of

MOST_OFFERED = 100


def arrival_of(dossier: Dossier) -> Arrival | None:
    """Return who brought a dossier to the desk in its owner's stead; None for most."""
    if dossier.channel != Channel.POST:
        return None
    return Arrival.objects.filter(dossier=dossier).first()


def wish_of(dossier: Dossier) -> PostWish | None:
    """Return where somebody wants his paper result sent, if he wants that."""
    return PostWish.objects.filter(dossier=dossier).first()


def envelope_for(dossier: Dossier) -> str:
    """Return what an envelope would say: the wish, else the owner as he was written down."""
    wish = wish_of(dossier)
    if wish is not None:
        return wish.address
    owner = dossier.parties.filter(role=PartyRole.OWNER).first()
    said = (owner.name, owner.address, owner.phone) if owner is not None else ()
    return ", ".join(part for part in said if part)


def may_wish(dossier: Dossier) -> bool:
    """Tell whether the paper result may still be asked for by post: it stands on no list yet."""
    return may_wish_post(dossier) and not is_listed(dossier)


def is_listed(dossier: Dossier) -> bool:
    """Tell whether it stands on a list that is not settled."""
    return PostItem.objects.filter(dossier=dossier, state__in=sorted(OPEN_ITEMS)).exists()


def open_item(dossier: Dossier) -> PostItem | None:
    """Return under what a result stands on a list that is not settled; a part by its lead's."""
    going = PostItem.objects.filter(state__in=sorted(OPEN_ITEMS))
    rows = going.filter(dossier_id__in={dossier.pk, dossier.lead_id or dossier.pk})
    return rows.select_related("post_list").first()


def item_on_way(dossier: Dossier) -> PostItem | None:
    """Return under what a result is with a carrier who has not said how it fared."""
    rows = PostItem.objects.filter(dossier=dossier, state=ItemState.ON_WAY)
    return rows.select_related("post_list").first()


def ready_for_post(*, actor: Actor) -> list[Dossier]:
    """Return the paper results at the actor's desk that are on no list: wished for, then oldest."""
    listed = PostItem.objects.filter(dossier=OuterRef("pk"), state__in=sorted(OPEN_ITEMS))
    rows = (
        Dossier.objects.visible_to(actor)
        .filter(IsLive(), state__in=sorted(WITH_RESULT), electronic_only=False)
        .filter(receiving_unit_id=actor.unit_id, lead__isnull=True, awaits_parts=False)
        .filter(~Exists(listed))
        .annotate(is_wished=Exists(PostWish.objects.filter(dossier=OuterRef("pk"))))
    )
    first = rows.for_lists().select_related("post_wish")
    return list(first.order_by("-is_wished", "finished_at", "pk")[:MOST_OFFERED])


def post_list_of(*, uid: UUID, actor: Actor) -> tuple[PostList, list[PostItem]]:
    """Return a list of the actor's agency with the dossiers of it that he sees."""
    made = fetch(PostList.objects.visible_to(actor), uid=uid)
    seen = Dossier.objects.visible_to(actor)
    items = made.items.filter(dossier__in=seen.values("pk"))
    return made, list(items.select_related("dossier__procedure_version"))


@in_vietnamese
def printed_post_list(*, uid: UUID, actor: Actor) -> bytes:
    """Return the list as a paper with two signatures."""
    made, items = post_list_of(uid=uid, actor=actor)
    going = [item for item in items if not item.never_left]
    agency = organization.agency(made.agency_id)
    data = {
        "agency": agency.name,
        "place": place_of(agency.name),
        "desk": organization.unit_name(made.unit_id),
        "number": made.number,
        "date": timezone.localdate(made.made_at).isoformat(),
        "kind": str(made.get_kind_display()),
        "carrier": made.carrier,
        "made_by": made.handed_by_name or made.made_by_name,
        "taken_by": made.taken_by,
        "handed_at": (
            timezone.localtime(made.handed_at).isoformat(timespec="minutes")
            if made.handed_at is not None
            else ""
        ),
        "sample": any(item.dossier.is_sample for item in going),
        "rows": [
            {
                "n": item.number,
                "tracking": item.tracking,
                "code": item.dossier.shown_number,
                "procedure": item.dossier.procedure_version.name,
                "owner": item.dossier.owner_name,
                "address": item.address,
            }
            for item in going
        ],
    }
    return papers.render("dossiers/post_list.typ", data)

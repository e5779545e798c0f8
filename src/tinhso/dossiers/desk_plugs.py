"""The desk in the rail and in the palette: where one goes, what one finds by a few letters."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers import queries
from tinhso.dossiers.models import Dossier, DossierSight
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.paged import NEWEST
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.paging import Sight, page_of
from tinhso.kernel.web.registry import Command, NavItem, PaletteProvider, navigation, palette

DESK = "/lam-viec/mot-cua/"
SHORTEST = 3
MOST_COUNTED = 1000


def works_at_desk(actor: Actor) -> bool:
    """Tell whether the actor receives or returns somewhere."""
    return actor.is_official and (actor.may(P.RECEIVE) or actor.may(P.RETURN_RESULT))


def waiting_count(actor: Actor) -> int:
    """Return how many dossiers wait to be answered at the actor's desk, capped."""
    rows = queries.desk_list(actor=actor, view="waiting").order_by()
    return rows[:MOST_COUNTED].count()


def commands(actor: Actor) -> Sequence[Command]:
    """Return the places of the desk."""
    if not works_at_desk(actor):
        return []
    return [
        Command(label=_("Tiếp nhận hồ sơ tại quầy"), url=f"{DESK}tiep-nhan/", icon="plus-lg"),
        Command(label=_("Chờ trả kết quả"), url=f"{DESK}?view=to_return", icon="inbox"),
        Command(label=_("Giao bưu chính"), url=f"{DESK}buu-chinh/", icon="send"),
        Command(label=_("Kết quả chưa ai nhận"), url=f"{DESK}chua-nhan/", icon="hourglass"),
        Command(label=_("Bản giấy chuyển từ bản điện tử"), url=f"{DESK}ban-giay/", icon="printer"),
        Command(label=_("Chờ bổ sung"), url=f"{DESK}?view=supplement", icon="hourglass"),
        Command(label=_("Bàn giao hồ sơ giấy"), url=f"{DESK}ban-giao/", icon="arrow-left-right"),
        Command(label=_("Sổ theo dõi hồ sơ"), url=f"{DESK}so/", icon="journal-text"),
    ]


def find(actor: Actor, typed: str, limit: int) -> Sequence[Command]:
    """Find dossiers by code, number, telephone or words of a name; names stay masked."""
    if len(typed) < SHORTEST or not actor.is_official:
        return []
    rows = Dossier.objects.visible_to(actor).for_lists()
    found = page_of(
        queries.search(rows, text=typed),
        order=NEWEST,
        size=limit,
        sight=Sight(DossierSight, actor.sight_keys),
    )
    at_desk = works_at_desk(actor)
    return [
        Command(
            label=f"{dossier.shown_number} · {dossier.procedure_version.name}",
            url=f"{DESK if at_desk else '/lam-viec/ho-so/'}{dossier.uid}/",
            icon="folder2",
            detail=dossier.owner_masked,
            data=True,
            code=dossier.shown_number,
        )
        for dossier in found.rows
    ]


def register() -> None:
    """Put the desk where officers look for it."""
    navigation.register(
        "dossiers.desk",
        NavItem(
            label=gettext_lazy("Một cửa"),
            url=DESK,
            icon="ui-checks",
            order=20,
            visible=works_at_desk,
            count=waiting_count,
            also=("/lam-viec/ca-thu/",),
        ),
    )
    palette.register(
        "dossiers.desk",
        PaletteProvider(title=gettext_lazy("Hồ sơ"), commands=commands, search=find),
    )

"""Who has a dossier now, told to an officer from whom it went while he was writing."""

from django.utils.translation import gettext as _

from tinhso.dossiers.models import Complaint, CouncilSitting, Dossier, HandOver, Viewing
from tinhso.dossiers.services.errors import DossierChanged, MovedAway
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Message, NotFound, Now
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.words import when
from tinhso.organization import queries as organization


def not_seen(dossier: Dossier, actor: Actor) -> NotFound:
    """Return the refusal to who does not see a dossier: it does not exist for him.

    Only an officer who had it in his hands, while it is not over, hears where it is now.
    """
    if dossier.is_over or not _had_it(dossier, actor):
        return NotFound()
    said = _("Hồ sơ %(number)s không còn ở nơi bạn được xem. Nay do %(holder)s giữ.")
    return MovedAway(told(said, number=dossier.shown_number, holder=holder_of(dossier, actor)))


def changed(dossier: Dossier, actor: Actor) -> DossierChanged:
    """Return the refusal of what was written on an older page; it names who has it meanwhile."""
    now = Now(version=dossier.version, lines=_now(dossier, actor))
    if not actor.is_official or dossier.assignee in {None, actor.id, actor.delegated_by}:
        return DossierChanged(now=now)
    said = _("Hồ sơ vừa được xử lý và nay do %(holder)s giữ. Hãy xem lại rồi làm tiếp.")
    return DossierChanged(told(said, holder=holder_of(dossier, actor)), now=now)


def _now(dossier: Dossier, actor: Actor) -> list[tuple[Message, str]]:
    """Say where a dossier stands; to officers also who did the last thing, and when."""
    said: list[tuple[Message, str]] = [(_("Trạng thái"), str(dossier.get_state_display()))]
    last = dossier.timeline.order_by("-at", "-pk").first() if actor.is_official else None
    if last is not None and last.by_name:
        said.append((_("Lần xử lý gần nhất"), f"{last.by_name}, {when(last.at)}"))
    return said


def holder_of(dossier: Dossier, actor: Actor) -> str:
    """Say who has it: the officer and his unit; the unit alone where it is nobody else's yet."""
    is_at_desk = dossier.accepted_at is None
    unit_id = dossier.receiving_unit_id if is_at_desk else dossier.resolving_unit_id
    agency_id = dossier.receiving_agency_id if is_at_desk else dossier.resolving_agency_id
    place = f"{organization.unit_name(unit_id)}, {organization.agency_name(agency_id)}"
    is_anothers = dossier.assignee is not None and dossier.assignee != actor.id
    return f"{dossier.assignee_name} ({place})" if is_anothers else place


def _had_it(dossier: Dossier, actor: Actor) -> bool:
    if not actor.is_official or actor.id is None:
        return False
    return (
        dossier.accepted_by == actor.id
        or HandOver.objects.filter(dossier=dossier, received_by=actor.id).exists()
        or Viewing.objects.filter(dossier=dossier, by=actor.id).exists()
    )


def stands(row: Complaint | CouncilSitting) -> Now:
    """Say how a complaint or a sitting stands, to who wrote on an older page of it."""
    return Now(version=row.version, lines=((_("Trạng thái"), str(row.get_state_display())),))

"""What every act on a request leaves behind, and how its end is told."""

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify
from tinhso.privacy.events import DataRequestEnded
from tinhso.privacy.kinds import ANSWERED, ENDED
from tinhso.privacy.models import DataRequest, RequestStep
from tinhso.privacy.rules import RequestState, may_move


class RequestClosed(DomainError):
    """A request goes from answer to fulfilment, and what has ended stays as it is."""

    code = "privacy.request_closed"


def step(request: DataRequest, code: str, *, actor: Actor, words: str = "") -> None:
    """Keep one thing that was done, for the person to read."""
    by_name = "" if actor.kind is ActorKind.SYSTEM else actor.name[:200]
    RequestStep.objects.create(
        request=request, at=timezone.now(), code=code, by_name=by_name, words=words
    )


def check_move(request: DataRequest, to: RequestState) -> None:
    """Refuse what cannot follow where the request stands."""
    if not may_move(request.state, to):
        raise RequestClosed(
            told(
                _("Yêu cầu %(number)s đang ở “%(state)s” nên không làm bước này được."),
                number=request.number,
                state=Told(request.get_state_display()),
            )
        )


def tell_answer(request: DataRequest) -> None:
    """Tell the person that he was answered."""
    notify(
        person_id=request.person_id,
        kind=ANSWERED.code,
        values={"number": request.number, "until": request.due_at},
        link=own_address(request),
        key=f"{request.uid}:answered",
    )


def end(request: DataRequest, state: RequestState, *, actor: Actor) -> None:
    """Close a request in a state and tell the person; the caller has checked the move."""
    request.state = state
    request.ended_at = timezone.now()
    request.save()
    notify(
        person_id=request.person_id,
        kind=ENDED.code,
        values={"number": request.number, "state": str(RequestState(state).label)},
        link=own_address(request),
        key=f"{request.uid}:{state}",
    )
    publish(
        DataRequestEnded(
            request_uid=request.uid,
            agency_id=request.agency_id,
            kind=request.kind,
            state=str(state),
        )
    )


def own_address(request: DataRequest) -> str:
    """Return where the person reads his request."""
    return f"/tai-khoan/du-lieu/{request.uid}/"

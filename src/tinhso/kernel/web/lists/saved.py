"""What lists keep: views, columns, and long runs of exports and acts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Case, When
from django.http import QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import nfc
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import read_chunks
from tinhso.kernel.jobs import enqueue
from tinhso.kernel.web.lists.state import CURSOR, VIEW
from tinhso.kernel.web.models import ListRun, RunState, SavedView
from tinhso.kernel.web.permissions import WebPermission
from tinhso.kernel.web.queries import preference
from tinhso.kernel.web.services import keep_preference

if TYPE_CHECKING:
    from tinhso.kernel.web.lists.acts import ListAct
    from tinhso.kernel.web.lists.files import ListFiles
    from tinhso.kernel.web.lists.pages import ListPage

MOST_VIEWS: Final = 12
MOST_ROWS: Final = 1000
RESCUE: Final = timedelta(minutes=2)
"""After so long the job looks whether a run begun in a request was finished there."""
AT_ONCE: Final = 20
"""Up to so many rows an act is done while the reader waits."""
LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 2000
EXPORT: Final = "export:"


def chosen_columns(actor: Actor, list_name: str) -> list[str]:
    """Return the columns a reader chose, or none."""
    kept = preference(actor, f"list:{list_name}:columns")
    return [str(key) for key in kept] if isinstance(kept, list) else []


def keep_columns(*, actor: Actor, list_name: str, keys: Sequence[str]) -> None:
    """Keep the columns a reader wants; none means as the room shows them."""
    keep_preference(actor=actor, key=f"list:{list_name}:columns", value=list(keys))


def views_of(actor: Actor, list_name: str) -> list[SavedView]:
    """Return one's own views of a list, all of them, then some that colleagues share."""
    seen = SavedView.objects.visible_to(actor).filter(list_name=list_name)
    is_anothers = Case(When(owner=actor.id, then=0), default=1)
    return list(seen.order_by(is_anothers, "created_at", "pk")[: 2 * MOST_VIEWS])


@transaction.atomic
def keep_view(*, actor: Actor, list_name: str, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a filter under a name; sharing shows it to everybody of the actor's agency."""
    if actor.id is None:
        raise NotFound
    if is_shared:
        require(actor, WebPermission.SHARE_VIEW)
    name = nfc(name)
    if not name or len(name) > LONGEST_NAME:
        wrong = _("Tên bộ lọc dài từ 1 đến %(most)s chữ. Bạn đã nhập %(n)s.")
        raise Invalid(fields={"ten": told(wrong, most=LONGEST_NAME, n=len(name))})
    params = QueryDict(query[:LONGEST_QUERY], mutable=True)
    params.pop(CURSOR, None)
    params.pop(VIEW, None)
    if SavedView.objects.filter(owner=actor.id, list_name=list_name).count() >= MOST_VIEWS:
        raise Invalid(told(_("Đã có %(most)s bộ lọc; hãy bỏ bớt một bộ lọc cũ."), most=MOST_VIEWS))
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                uid=uuid4(),
                list_name=list_name,
                owner=actor.id,
                agency_id=actor.agency_id,
                is_shared=is_shared and actor.agency_id is not None,
                name=name,
                query=params.urlencode(),
            )
    except IntegrityError:
        taken = _("Bạn đã có bộ lọc tên “%(name)s”; hãy đặt tên khác.")
        raise Conflict(told(taken, name=name)) from None
    record("web.view_saved", actor=actor, target=view, list=list_name, shared=view.is_shared)
    return view


@transaction.atomic
def drop_view(*, actor: Actor, list_name: str, uid: str) -> None:
    """Drop one of the actor's own views."""
    if actor.id is None:
        raise NotFound
    own = SavedView.objects.visible_to(actor).filter(list_name=list_name, owner=actor.id)
    view = fetch(own, uid=_uuid(uid))
    record("web.view_dropped", actor=actor, target=view, list=list_name)
    view.delete()


@transaction.atomic
def start_export(*, actor: Actor, page: "ListFiles[Any]", query: str, kind: str) -> ListRun:
    """Begin to write a large file in the background."""
    run = _new_run(actor, page.name, f"{EXPORT}{kind}")
    run.query = query
    run.file_name = page.file_name(kind)
    run.save()
    record("web.export_asked", actor=actor, target=run, list=page.name, format=kind)
    enqueue("web.run_list", key=str(run.uid), run_uid=str(run.uid))
    return run


@transaction.atomic
def start_act(
    *, actor: Actor, page: "ListPage[Any]", act: "ListAct[Any]", keys: Sequence[str]
) -> ListRun:
    """Begin an act over rows in the background; only rows the actor sees are taken."""
    unique = list(dict.fromkeys(keys))
    if len(unique) > MOST_ROWS:
        wrong = _("Mỗi lần chọn nhiều nhất %(most)s dòng. Bạn đã chọn %(n)s.")
        raise Invalid(told(wrong, most=MOST_ROWS, n=len(unique)))
    run = _new_run(actor, page.name, act.key)
    run.keys = unique
    run.total_count = len(unique)
    run.save()
    record("web.bulk_asked", actor=actor, target=run, list=page.name, act=act.key, rows=len(unique))
    later = timezone.now() + RESCUE if len(unique) <= AT_ONCE else None
    enqueue("web.run_list", key=str(run.uid), run_at=later, run_uid=str(run.uid))
    return run


def _new_run(actor: Actor, list_name: str, act: str) -> ListRun:
    if actor.id is None:
        raise NotFound
    return ListRun(
        uid=uuid4(),
        list_name=list_name,
        owner=actor.id,
        act=act,
        state=RunState.WAITING,
        language=get_language() or "vi",
    )


def run_of(*, actor: Actor, list_name: str, uid: UUID) -> ListRun:
    """Return one run of the actor's own."""
    if actor.id is None:
        raise NotFound
    return fetch(ListRun.objects.filter(owner=actor.id, list_name=list_name), uid=uid)


def file_of(run: ListRun) -> StreamingHttpResponse:
    """Return the file an export made, decrypted on its way out."""
    if run.file_uid is None:
        raise NotFound
    stored = fetch(StoredFile.objects.all(), uid=run.file_uid)
    response = StreamingHttpResponse(read_chunks(stored), content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(True, run.file_name) or ""
    return response


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None

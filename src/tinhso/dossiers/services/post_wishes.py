"""An applicant wants his paper result by post: said by himself or at the desk, taken back."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import Dossier, PostWish
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.post import may_wish
from tinhso.dossiers.rules.post import LONGEST_ADDRESS
from tinhso.dossiers.services import _core
from tinhso.dossiers.services.errors import WrongState
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told


@one_act()
def wish_post(*, uid: UUID, actor: Actor, address: str, version: int | None = None) -> PostWish:
    """Keep where the paper result is to be sent; a second wish takes the place of the first."""
    dossier = _open(uid, actor, version=version)
    where = " ".join(address.split())
    if not where:
        raise Invalid(fields={"address": _("Hãy ghi người nhận, địa chỉ và điện thoại.")})
    if len(where) > LONGEST_ADDRESS:
        longest = {"n": LONGEST_ADDRESS}
        raise Invalid(fields={"address": told(_("Địa chỉ dài nhất %(n)s ký tự."), **longest)})
    wish, _made = PostWish.objects.update_or_create(
        dossier=dossier,
        defaults={"address": where, "asked_at": timezone.now(), "asked_by": actor.id},
    )
    _core.tell("post_wished", dossier, actor=actor)
    _core.audit("post_wished", dossier, actor=actor)
    return wish


@one_act()
def drop_post_wish(*, uid: UUID, actor: Actor) -> None:
    """Take the wish back: the result is fetched at the desk after all."""
    dossier = _open(uid, actor)
    if PostWish.objects.filter(dossier=dossier).delete()[0]:
        _core.tell("post_unwished", dossier, actor=actor)
        _core.audit("post_unwished", dossier, actor=actor)


def _open(uid: UUID, actor: Actor, *, version: int | None = None) -> Dossier:
    dossier = _core.load(uid=uid, actor=actor, version=version)
    if not _core.is_applicant(actor, dossier):
        require(actor, P.RECEIVE, unit_id=dossier.receiving_unit_id)
    if not may_wish(dossier):
        raise WrongState(
            told(_("Hồ sơ %(number)s không có kết quả giấy chờ gửi."), number=dossier.shown_number)
        )
    return dossier

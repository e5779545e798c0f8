"""What the house offers before anybody asks, in each of the four degrees (224/2026 Art. 16).

Results that run out soon need a life long past: a carrier's badges of last year, a certificate of
this spring. Ten days ago the first of them were foreseen and answered; the rest wait today.
"""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.cast import Cast
from tinhso.dossiers.demonstration.lives import BADGE, ONLINE, SINGLE, Acts, Life
from tinhso.dossiers.models import ProactiveOffer
from tinhso.dossiers.rules.proactive import OfferState
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.procedures.queries import Degree

FIRST: Final = 100_000
"""Numbers of these lives: beside those that are counted."""
LOOKED: Final = timedelta(days=10)
"""How long ago the house looked ahead before today."""
CARRIER: Final = "doanhnghiep"
_REST: Final = (0.2, 2.0)
_YEAR: Final[Acts] = (
    *ONLINE, ("take", 0.5), ("draft_for_a_year", 1), ("submit", 0.2), ("sign", 1), ("issue", 0.5),
    ("download", 1),
)  # fmt: skip
_HALF_YEAR: Final[Acts] = (
    *ONLINE, ("take", 0.5), ("draft", 1), ("submit", 0.2), ("sign", 1), ("issue", 0.5),
    ("download", 1),
)  # fmt: skip


def _badge(days_ago: int, *, is_known: bool) -> Life:
    """A carrier's badges; the house may renew those by itself whose vehicles are in its data."""
    return Life(
        share=1,
        procedure=BADGE,
        acts=_YEAR,
        rest=_REST,
        online=True,
        login=CARRIER,
        answers={"loai_de_nghi": "cap_moi", "tra_cuu_dang_ky": is_known},
        days_ago=days_ago,
    )


def _single(login: str, days_ago: int) -> Life:
    return Life(
        share=1,
        procedure=SINGLE,
        acts=_HALF_YEAR,
        rest=_REST,
        online=True,
        login=login,
        answers={"tinh_trang": "chua", "nop_thay": False, "cap_lai": False},
        days_ago=days_ago,
    )


EARLIER: Final = (
    # foreseen ten days ago, and answered
    _badge(350, is_known=True),
    _badge(349, is_known=True),
    _badge(348, is_known=False),
    _single("congdan2", 169),
    # foreseen today
    _badge(337, is_known=True),
    _badge(336, is_known=False),
    _single("congdan", 154),
)
"""Lives whose results run out within the days in which the house looks ahead."""


def foresee_and_answer(cast: Cast) -> int:
    """Look ahead as it was done ten days ago, let people answer, look ahead today."""
    now = timezone.now()
    with clock_set_to(now - LOOKED) as clock:
        made = services.foresee(on=timezone.localdate())
        clock.move_to(now - LOOKED / 2)
        for one in (*cast.applicants, *cast.companies):
            if one.actor is not None and one.login:
                _answer(one.actor)
    return made + services.foresee(on=timezone.localdate())


def _answer(actor: Actor) -> None:
    """Of what was done by itself one stands and one is undone; what was prepared is filed."""
    mine = ProactiveOffer.objects.visible_to(actor).exclude(level=Degree.REMIND).order_by("pk")
    done = list(mine.filter(state=OfferState.EXECUTED))
    for stands in done[:1]:
        services.confirm_offer(uid=stands.uid, actor=actor)
    for sold in done[1:2]:
        services.undo_offer(uid=sold.uid, actor=actor, reason="Chúng tôi đã bán các xe này.")
    for row in mine.filter(state=OfferState.PREPARED):
        if row.level == Degree.PREPARE:
            services.refuse_offer(uid=row.uid, actor=actor, reason="Tôi đã dùng xong giấy này.")
        else:
            services.confirm_offer(uid=row.uid, actor=actor, pledged=True)

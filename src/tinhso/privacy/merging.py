"""What a merger of agencies does to requests over personal data, breaches and lists to destroy."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
)
from tinhso.privacy.breach_rules import BreachState
from tinhso.privacy.models import AuthorityRequest, Breach, DataRequest, DestructionAct
from tinhso.privacy.retention_rules import ActState
from tinhso.privacy.rules import OPEN


class PrivacyMoves(MergerEffect):
    """What an agency owes a person over his data, its successor owes by the same clock."""

    title = _("Dữ liệu cá nhân")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count what is under way."""
        return [
            EffectLine(
                label=label,
                count=rows.count(),
                note=_("Hạn trả lời và hạn thực hiện không đổi."),
                listed=partial(_named, rows),
            )
            for label, rows in zip(LABELS, _open(merging), strict=True)
        ]

    def apply(self, merging: Merging) -> None:
        """Point each at the agency that takes over."""
        for rows in _open(merging):
            repoint(rows, "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on)

    def undo(self, merging: Merging) -> None:
        """Point them back."""
        for model in (DataRequest, Breach, DestructionAct, AuthorityRequest):
            point_back(model, act=merging.uid)


LABELS = (
    _("Yêu cầu về dữ liệu cá nhân chuyển theo"),
    _("Vụ vi phạm dữ liệu chưa khép chuyển theo"),
    _("Danh sách tiêu hủy đang làm chuyển theo"),
    _("Yêu cầu của cơ quan có thẩm quyền chuyển theo"),
)


def _named(rows: "QuerySet[Model]") -> list[Counted]:
    """Name requests, breaches and lists by their numbers; no person is named."""
    return [Counted(name=str(row)) for row in rows[:SHOWN_AT_ONCE]]


def _open(merging: Merging) -> "list[QuerySet[Model]]":
    here = list(merging.agencies)
    return [
        DataRequest.objects.filter(agency_id__in=here, state__in=OPEN).order_by("pk"),
        Breach.objects.filter(agency_id__in=here).exclude(state=BreachState.CLOSED).order_by("pk"),
        DestructionAct.objects.filter(
            agency_id__in=here, state__in=[ActState.PROPOSED, ActState.CONFIRMED]
        ).order_by("pk"),
        AuthorityRequest.objects.open().filter(agency_id__in=here).order_by("pk"),
    ]

"""What a merger of agencies does to papers that wait for a signature or a seal."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.db.repointing import moved_rows, point_back, repoint
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    Text,
)
from tinhso.signing.models import Certificate, SealAct, SigningItem
from tinhso.signing.rules import CertificateRole, ItemState, SealState

OPEN = (ItemState.WAITING, ItemState.OPENED, ItemState.POSTPONED)


class PapersEffect(MergerEffect):
    """Papers before a leader or a clerk go on at the successor; certificates never move."""

    title = _("Ký số và con dấu")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count papers under way, and name what somebody must do about seals."""
        items = SigningItem.objects.filter(agency_id__in=merging.agencies)
        now = timezone.now()
        seals = Certificate.objects.filter(
            agency_id__in=merging.agencies,
            role=CertificateRole.AGENCY,
            revoked_at__isnull=True,
            not_after__gt=now,
        )
        heirs = set(merging.moved_agencies.values())
        without = [
            pk
            for pk in heirs
            if not Certificate.objects.filter(
                agency_id=pk,
                role=CertificateRole.AGENCY,
                revoked_at__isnull=True,
                not_after__gt=now,
            ).exists()
        ]
        return [
            EffectLine(
                label=_("Dự thảo đang trình ký"),
                count=items.filter(state__in=OPEN).count(),
                listed=lambda: [
                    Counted(name=one.title, detail=one.drafted_by)
                    for one in items.filter(state__in=OPEN).order_by("pk")[:SHOWN_AT_ONCE]
                ],
                note=_("Bản in mang tên cơ quan cũ: trả lại để soạn lại sau ngày sắp xếp."),
                is_warning=True,
            ),
            EffectLine(
                label=_("Văn bản đã ký, chờ vào số và đóng dấu"),
                count=items.filter(state=ItemState.SIGNED)
                .exclude(seal_act__state=SealState.SEALED)
                .count(),
                note=_("Nên đóng dấu xong trước ngày sắp xếp."),
                is_warning=True,
            ),
            EffectLine(
                label=_("Chứng thư số của cơ quan cũ"),
                count=seals.count(),
                note=_("Thu hồi sau khi đã đóng dấu xong mọi văn bản của cơ quan cũ."),
                is_warning=True,
            ),
            EffectLine(
                label=_("Cơ quan tiếp nhận chưa có chứng thư số"),
                count=len(without),
                note=_("Chưa đóng dấu được kết quả cho đến khi có chứng thư."),
                is_warning=True,
            ),
        ]

    def apply(self, merging: Merging) -> None:
        """Let papers without a number go on at the successor; numbered ones keep their number."""
        items = SigningItem.objects.filter(seal_act__isnull=True).filter(
            state__in=[*OPEN, ItemState.SIGNED]
        )
        act, on = merging.uid, merging.on
        for old, (agency_id, unit_id) in merging.moved_units.items():
            here = items.filter(unit_id=old)
            gone = dict.fromkeys(merging.agencies, agency_id)
            repoint(here, "agency_id", gone, act=act, on=on)
            repoint(here, "unit_id", {old: unit_id}, act=act, on=on)
        repoint(items, "agency_id", merging.moved_agencies, act=act, on=on)

    def since(self, merging: Merging) -> Sequence[Text]:
        """What was numbered by the successor cannot be taken back."""
        moved = moved_rows(SigningItem, act=merging.uid).values("row")
        decided = SigningItem.objects.filter(pk__in=moved, decided_at__date__gte=merging.on)
        sealed = SealAct.objects.filter(item__in=moved)
        if sealed.exists() or decided.filter(state=ItemState.RETURNED).exists():
            return [_("văn bản được chuyển đã vào số hoặc trả lại")]
        return []

    def undo(self, merging: Merging) -> None:
        """Point them back."""
        point_back(SigningItem, act=merging.uid)

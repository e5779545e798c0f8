"""What a merger of agencies does to pictures of seals and signatures.

A seal names the agency whose it is: its picture goes out of use with the agency, on the day, and
whoever takes over uses a seal of his own once its picture is approved. A person's signature stays
his, and is looked after where he works now.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from uuid import UUID

from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.identity.queries import accounts_in
from tinhso.kernel import audit
from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.repointing import point_back, repoint
from tinhso.kernel.notifications.services import notify
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    Progress,
    Text,
)
from tinhso.organization.queries import agency_names
from tinhso.signing.kinds import SEAL_NEEDED
from tinhso.signing.models import SealAct, SignatureImage, SignatureImageQuerySet
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.images import image_used_at
from tinhso.signing.rules_images import ImageRole, ImageState

PLACE = "/lam-viec/anh-chu-ky/gui/?loai=agency"
LIVE = (ImageState.PROPOSED, ImageState.APPROVED)


class ImagesEffect(MergerEffect):
    """Pictures of seals end with their agencies; pictures of signatures follow their people."""

    title = _("Ảnh chữ ký, con dấu")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count what goes out of use and what follows, and name who needs a picture approved."""
        seals, people = _seals(merging), _people(merging)
        needing = _needing(merging)
        return [
            EffectLine(
                label=_("Ảnh con dấu của cơ quan cũ thôi dùng"),
                count=seals.count(),
                listed=lambda: [
                    Counted(name=row.name, detail=str(row.get_state_display()))
                    for row in seals.order_by("name", "pk")[:SHOWN_AT_ONCE]
                ],
                note=_("Thôi dùng từ đầu ngày sắp xếp; văn bản đã đóng dấu giữ nguyên."),
            ),
            EffectLine(
                label=_("Ảnh con dấu cơ quan tiếp nhận cần gửi và duyệt"),
                count=len(needing),
                listed=lambda: [Counted(name=name) for name in _names(needing)],
                note=_("Chưa đóng dấu được cho đến khi ảnh con dấu mới được duyệt."),
                is_warning=True,
            ),
            EffectLine(
                label=_("Ảnh chữ ký đi theo người ký"),
                count=people.count(),
                listed=lambda: [
                    Counted(name=row.name, detail=str(row.get_state_display()))
                    for row in people.order_by("name", "pk")[:SHOWN_AT_ONCE]
                ],
            ),
        ]

    def apply(self, merging: Merging) -> None:
        """Take the seals out of use from the first minute of the day; let people's follow them."""
        from_day = timezone.make_aware(datetime.combine(merging.on, time.min))
        for row in _seals(merging).select_for_update(of=("self",)):
            row.state, row.withdrawn_at = ImageState.WITHDRAWN, from_day
            row.retired_by, row.successor_id = merging.uid, merging.agencies[row.agency_id]
            row.save(update_fields=["state", "withdrawn_at", "retired_by", "successor_id"])
            audit.record(
                "signing.image_retired",
                actor=system_actor("signing.merger"),
                target=row,
                merger=str(merging.uid),
            )
        for heir, uids in _people_by_heir(merging).items():
            rows = _people(merging).filter(account_uid__in=uids)
            moves = dict.fromkeys(merging.agencies, heir)
            repoint(rows, "agency_id", moves, act=merging.uid, on=merging.on)
        repoint(
            _people(merging), "agency_id", merging.moved_agencies, act=merging.uid, on=merging.on
        )

    def finish(self, merging: Merging, progress: Progress) -> None:
        """Tell the clerks of whoever needs a picture approved; told once however often it runs."""
        heirs = sorted(one for one in _needing(merging) if one is not None)
        for done, agency_id in enumerate(heirs, start=1):
            clerks = accounts_in(agency_id=agency_id, permission=SigningPermission.SEAL_DOCUMENT)
            for uid in sorted({line.uid for line in clerks}):
                notify(
                    account_uid=uid,
                    kind=SEAL_NEEDED.code,
                    values={"agency": agency_names([agency_id]).get(agency_id, "")},
                    link=PLACE,
                    key=f"{merging.uid}:{agency_id}",
                )
            progress(done, len(heirs))

    def since(self, merging: Merging) -> Sequence[Text]:
        """A seal whose picture the successor had approved has stood on papers since."""
        heirs = SignatureImage.objects.filter(retired_by=merging.uid).values("successor_id")
        used = SealAct.objects.filter(agency_id__in=heirs, sealed_at__date__gte=merging.on)
        approved = SignatureImage.objects.filter(
            role=ImageRole.AGENCY, agency_id__in=heirs, decided_at__date__gte=merging.on
        )
        if approved.exists() and used.exists():
            return [gettext("cơ quan tiếp nhận đã đóng dấu bằng ảnh con dấu mới")]
        return []

    def undo(self, merging: Merging) -> None:
        """Put the seals back as they were, and the people's pictures where they were."""
        retired = SignatureImage.objects.filter(retired_by=merging.uid)
        before = Case(
            When(decided_at=None, then=Value(ImageState.PROPOSED)),
            default=Value(ImageState.APPROVED),
        )
        retired.update(state=before, withdrawn_at=None, retired_by=None, successor_id=None)
        point_back(SignatureImage, act=merging.uid)


def _seals(merging: Merging) -> SignatureImageQuerySet:
    """Return the pictures of seals that end: those in use and those that wait."""
    rows = SignatureImage.objects.filter(role=ImageRole.AGENCY, state__in=LIVE)
    return rows.filter(agency_id__in=merging.agencies)


def _people(merging: Merging) -> SignatureImageQuerySet:
    rows = SignatureImage.objects.filter(role=ImageRole.PERSON, state__in=LIVE)
    return rows.filter(agency_id__in=merging.agencies)


def _people_by_heir(merging: Merging) -> dict[int, set[UUID]]:
    """Return where each person works now, of those whose picture hung on an agency that ends."""
    found: dict[int, set[UUID]] = {}
    heirs = {*merging.moved_agencies.values(), *(new for new, _ in merging.moved_units.values())}
    for uid in _people(merging).values_list("account_uid", flat=True).distinct():
        here = [line.agency_id for line in accounts_in(account_uid=uid) if line.agency_id in heirs]
        if here and uid is not None:
            found.setdefault(here[0], set()).add(uid)
    return found


def _needing(merging: Merging) -> set[int | None]:
    """Return who takes over from an agency with a seal in use and has none approved himself.

    Who is still to be opened has no id yet, and stands as None.
    """
    ended = set(
        _seals(merging).filter(state=ImageState.APPROVED).values_list("agency_id", flat=True)
    )
    retired = SignatureImage.objects.filter(retired_by=merging.uid).exclude(decided_at=None)
    heirs = {merging.agencies[one] for one in ended} | set(
        retired.values_list("successor_id", flat=True)
    )
    return {one for one in heirs if one is None or not _has_seal(one)}


def _has_seal(agency_id: int) -> bool:
    at = timezone.now()
    seal = image_used_at(role=ImageRole.AGENCY, account_uid=None, agency_id=agency_id, at=at)
    return seal is not None


def _names(needing: Iterable[int | None]) -> list[str]:
    known = agency_names([one for one in needing if one is not None])
    opened = [gettext("Cơ quan sẽ thành lập")] if None in needing else []
    return sorted(known.values()) + opened

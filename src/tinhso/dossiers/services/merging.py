"""What a merger of agencies does to dossiers: the open ones go on at the successor.

Codes, due dates and what happened stay. Ended ones are not moved: who goes on with the work of
their unit sees them by his own rights (`identity`), and reports find them where they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.events import DossierHandedToSuccessor
from tinhso.dossiers.models import (
    CollectionAccount,
    Consultation,
    Dossier,
    DossierQuerySet,
    Draft,
    MergerRecord,
    MergerRecordLine,
    ProactiveOffer,
    TaxSlip,
    TimelineEntry,
    UnitDuty,
)
from tinhso.dossiers.rules.states import BEFORE_ACCEPTANCE, CLOCK_RUNS, LIVE, WITH_RESULT
from tinhso.dossiers.services._core import audit, envelope, tell, write_sight
from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.repointing import BATCH, point_back, repoint
from tinhso.kernel.events import publish
from tinhso.kernel.registry.mergers import (
    SHOWN_AT_ONCE,
    Counted,
    EffectLine,
    MergerEffect,
    Merging,
    Progress,
    Text,
)
from tinhso.organization import queries as organization

TOLD_AT_ONCE: Final = 50
BY = system_actor("organization.merger")


class DossierMoves(MergerEffect):
    """Open dossiers, what was asked of the agency, drafts of applicants, division of work."""

    title = _("Hồ sơ một cửa")

    def preview(self, merging: Merging) -> Sequence[EffectLine]:
        """Count what is open, by where it stands, and name what must be done before."""
        rows = concerned(merging)
        waiting = rows.filter(state__in=BEFORE_ACCEPTANCE)
        late = rows.filter(state__in=CLOCK_RUNS, due_at__lt=timezone.now())
        ready = rows.filter(state__in=WITH_RESULT)
        portal = rows.filter(national__isnull=False)
        return [
            EffectLine(
                label=_("Hồ sơ chưa kết thúc chuyển theo"),
                count=rows.count(),
                listed=lambda: _named(rows),
            ),
            EffectLine(
                label=_("Trong đó chờ tiếp nhận"),
                count=waiting.count(),
                listed=lambda: _named(waiting),
                note=_("Mã hồ sơ cấp sau ngày sắp xếp mang mã của cơ quan tiếp nhận."),
            ),
            EffectLine(
                label=_("Trong đó đã quá hạn"),
                count=late.count(),
                listed=lambda: _named(late),
                is_warning=True,
            ),
            EffectLine(
                label=_("Trong đó có kết quả, chờ trả"),
                count=ready.count(),
                listed=lambda: _named(ready),
                note=_("Người dân nhận ở quầy của cơ quan tiếp nhận."),
            ),
            EffectLine(
                label=_("Ý kiến đang được hỏi"),
                count=_asked(merging).count(),
                listed=lambda: _named(Dossier.objects.filter(consultations__in=_asked(merging))),
            ),
            EffectLine(label=_("Bản nháp của người dân"), count=_drafts(merging).count()),
            EffectLine(
                label=_("Dòng phân việc theo thủ tục, lĩnh vực"), count=_duties(merging).count()
            ),
            EffectLine(
                label=_("Dịch vụ chủ động chờ người dân trả lời"),
                count=_offers(merging).count(),
                note=_("Cơ quan tiếp nhận làm tiếp; hạn trả lời không đổi."),
            ),
            EffectLine(
                label=_("Hồ sơ liên thông Cổng quốc gia"),
                count=portal.count(),
                note=_(
                    "Báo tiếp lên Cổng bằng mã cơ quan tiếp nhận; hồ sơ nộp ở Cổng bằng mã cũ đi"
                    " thẳng đến cơ quan tiếp nhận."
                ),
                listed=lambda: _named(portal),
            ),
            EffectLine(
                label=_("Cơ quan tiếp nhận chưa có tài khoản thu"),
                count=len(_without_account(merging)),
                note=_("Chưa nộp phí qua ngân hàng được cho đến khi có tài khoản."),
                is_warning=True,
            ),
        ]

    def apply(self, merging: Merging) -> None:
        """Note each open dossier as it stands, then point it and all around it elsewhere."""
        locked = list(
            concerned(merging)
            .select_for_update(of=("self",))
            .defer("answers", "due_lines", "owner_name")
            .order_by("pk")
        )
        _note(locked, merging)
        _point(merging)
        act, on = merging.uid, merging.on
        asked = _asked(merging)
        for old, (agency_id, unit_id) in merging.moved_units.items():
            here = asked.filter(unit=old)
            repoint(here, "agency_id", _to(merging, agency_id), act=act, on=on)
            repoint(here, "unit_id", {old: unit_id}, act=act, on=on)
        repoint(asked, "agency_id", merging.moved_agencies, act=act, on=on)
        slips = TaxSlip.objects.waiting()
        for old, (agency_id, unit_id) in merging.moved_units.items():
            theirs = slips.filter(unit=old)
            repoint(theirs, "agency_id", _to(merging, agency_id), act=act, on=on)
            repoint(theirs, "unit_id", {old: unit_id}, act=act, on=on)
        repoint(slips, "agency_id", merging.moved_agencies, act=act, on=on)
        for rows in (_drafts(merging), _offers(merging)):
            repoint(rows, "agency_id", merging.moved_agencies, act=act, on=on)
        _move_duties(merging)

    def finish(self, merging: Merging, progress: Progress) -> None:
        """Write it on each timeline and tell each applicant, some dozens at a time."""
        lines = MergerRecordLine.objects.filter(record__act=merging.uid)
        total = lines.count()
        while True:
            done = _tell_some(merging)
            left = lines.filter(told_at__isnull=True).count()
            progress(total - left, total)
            if not done:
                return

    def verify(self, merging: Merging) -> Sequence[Text]:
        """Nothing open is left behind, and everybody was told."""
        faults: list[Text] = []
        if concerned(merging).exists():
            faults.append(_("còn hồ sơ chưa kết thúc ở cơ quan cũ"))
        if MergerRecordLine.objects.filter(record__act=merging.uid, told_at__isnull=True).exists():
            faults.append(_("còn hồ sơ chưa báo cho người nộp"))
        return faults

    def since(self, merging: Merging) -> Sequence[Text]:
        """A dossier that somebody has worked on stays where it is; so does a signed record."""
        reasons: list[Text] = []
        lines = MergerRecordLine.objects.filter(record__act=merging.uid)
        if lines.exclude(version=F("dossier__version")).exists():
            reasons.append(_("hồ sơ được chuyển đã được xử lý tiếp"))
        if MergerRecord.objects.filter(act=merging.uid, item__isnull=False).exists():
            reasons.append(_("biên bản bàn giao đã trình ký"))
        return reasons

    def undo(self, merging: Merging) -> None:
        """Point everything back and say so on each timeline."""
        lines = MergerRecordLine.objects.filter(record__act=merging.uid)
        ids = list(lines.order_by("pk").values_list("dossier_id", flat=True))
        for model in (Dossier, Consultation, TaxSlip, Draft, ProactiveOffer, UnitDuty):
            point_back(model, act=merging.uid)
        now = timezone.now()
        for start in range(0, len(ids), BATCH):
            batch = Dossier.objects.filter(pk__in=ids[start : start + BATCH])
            batch.update(version=F("version") + 1)
            back = list(batch.values_list("pk", "state", "resolving_agency_id"))
            names = organization.agency_names({agency_id for _pk, _state, agency_id in back})
            TimelineEntry.objects.bulk_create(
                TimelineEntry(
                    dossier_id=pk,
                    at=now,
                    code="merger_undone",
                    state=state,
                    values={"agency": names.get(agency_id, "")},
                )
                for pk, state, agency_id in back
            )
        MergerRecord.objects.filter(act=merging.uid).delete()


def concerned(merging: Merging) -> DossierQuerySet:
    """Return the open dossiers that lie with what ends, in whatever part."""
    units, agencies = list(merging.units), list(merging.agencies)
    return Dossier.objects.in_states(LIVE).filter(
        Q(receiving_unit__in=units)
        | Q(resolving_unit__in=units)
        | Q(monitoring_unit__in=units)
        | Q(receiving_agency__in=agencies)
        | Q(resolving_agency__in=agencies)
        | Q(support_agency__in=agencies)
    )


def _named(rows: DossierQuerySet) -> list[Counted]:
    """Name dossiers by number and procedure; nobody's name is said to who plans a merger."""
    known = rows.select_related("procedure_version").defer("answers", "due_lines", "owner_name")
    return [
        Counted(
            name=f"{one.shown_number} {one.procedure_version.name}",
            detail=str(one.get_state_display()),
        )
        for one in known.distinct().order_by("pk")[:SHOWN_AT_ONCE]
    ]


def _to(merging: Merging, agency_id: int) -> dict[int, int]:
    """Point at one successor whatever names an agency that ends."""
    return dict.fromkeys(merging.agencies, agency_id)


def _point(merging: Merging) -> None:
    """Point the units, and with each unit its agency; then what hangs on no unit that ends."""
    rows = Dossier.objects.in_states(LIVE)
    act, on = merging.uid, merging.on
    for side in ("receiving", "resolving"):
        for old, (agency_id, unit_id) in merging.moved_units.items():
            here = rows.filter(**{f"{side}_unit": old})
            repoint(here, f"{side}_agency_id", _to(merging, agency_id), act=act, on=on)
            repoint(here, f"{side}_unit_id", {old: unit_id}, act=act, on=on)
        repoint(rows, f"{side}_agency_id", merging.moved_agencies, act=act, on=on)
    watched = {old: unit_id for old, (_agency, unit_id) in merging.moved_units.items()}
    repoint(rows, "monitoring_unit_id", watched, act=act, on=on)
    repoint(rows, "support_agency_id", merging.moved_agencies, act=act, on=on)


def _note(dossiers: Sequence[Dossier], merging: Merging) -> None:
    """Keep each dossier's line of the hand-over record, and let pages drawn before be old."""
    ids = [dossier.pk for dossier in dossiers]
    for start in range(0, len(ids), BATCH):
        batch = Dossier.objects.filter(pk__in=ids[start : start + BATCH])
        batch.update(version=F("version") + 1)
    sides: dict[tuple[int, int], list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        sides[_side_of(dossier, merging)].append(dossier)
    for (old, new), own in sides.items():
        record, _made = MergerRecord.objects.get_or_create(
            act=merging.uid,
            from_agency_id=old,
            to_agency_id=new,
            defaults={
                "on": merging.on,
                "basis": merging.basis[:320],
                "made_at": timezone.now(),
            },
        )
        MergerRecordLine.objects.bulk_create(
            [
                MergerRecordLine(
                    record=record,
                    dossier=dossier,
                    state=dossier.state,
                    due_at=dossier.due_at,
                    paper_unit_id=dossier.resolving_unit_id
                    if dossier.accepted_at is not None
                    else dossier.receiving_unit_id,
                    version=dossier.version + 1,
                )
                for dossier in own
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )


def _side_of(dossier: Dossier, merging: Merging) -> tuple[int, int]:
    """Return from which agency to which a dossier goes: who resolves it first, else its desk."""
    moves, gone = merging.moved_units, merging.moved_agencies
    for agency_id, unit_id in (
        (dossier.resolving_agency_id, dossier.resolving_unit_id),
        (dossier.receiving_agency_id, dossier.receiving_unit_id),
    ):
        if unit_id in moves:
            return agency_id, moves[unit_id][0]
        if agency_id in gone:
            return agency_id, gone[agency_id]
    if dossier.monitoring_unit_id in moves:
        return dossier.resolving_agency_id, moves[dossier.monitoring_unit_id][0]
    old = dossier.support_agency_id or dossier.resolving_agency_id
    return old, gone.get(old, old)


@one_act()
def _tell_some(merging: Merging) -> int:
    """Write on the next timelines that the dossier is elsewhere now; returns how many."""
    rows = MergerRecordLine.objects.filter(record__act=merging.uid, told_at__isnull=True)
    lines = list(
        rows.select_for_update(of=("self",))
        .select_related("dossier", "record")
        .order_by("pk")[:TOLD_AT_ONCE]
    )
    for line in lines:
        dossier = line.dossier
        write_sight(dossier)
        tell(
            "agency_merged",
            dossier,
            actor=BY,
            values={"agency": organization.agency_name(line.record.to_agency_id, merging.on)},
        )
        audit("handed_to_successor", dossier, actor=BY, merger=str(merging.uid))
        publish(DossierHandedToSuccessor(**envelope(dossier, BY), act=merging.uid))
    rows.filter(pk__in=[line.pk for line in lines]).update(told_at=timezone.now())
    return len(lines)


def _asked(merging: Merging) -> "QuerySet[Consultation]":
    here = Q(unit__in=merging.units) | Q(agency__in=merging.agencies)
    waiting = Q(silent_at__isnull=True) | Q(is_council=True)
    return Consultation.objects.filter(here, waiting, answered_at__isnull=True)


def _drafts(merging: Merging) -> "QuerySet[Draft]":
    return Draft.objects.filter(agency_id__in=merging.agencies, submitted_at__isnull=True)


def _offers(merging: Merging) -> "QuerySet[ProactiveOffer]":
    return ProactiveOffer.objects.open().filter(agency_id__in=list(merging.agencies))


def _duties(merging: Merging) -> "QuerySet[UnitDuty]":
    return UnitDuty.objects.filter(Q(agency__in=merging.agencies) | Q(unit__in=merging.units))


def _move_duties(merging: Merging) -> None:
    """Let the successor's units have the duties it did not divide itself already."""
    moves = merging.moved_units
    taken = set(
        UnitDuty.objects.filter(
            agency__in={agency_id for agency_id, _unit in moves.values()}
        ).values_list("agency_id", "field_key", "procedure_code")
    )
    for duty in _duties(merging).order_by("pk"):
        if duty.unit_id not in moves:
            continue
        agency_id, unit_id = moves[duty.unit_id]
        key = (agency_id, duty.field_key, duty.procedure_code)
        if agency_id != duty.agency_id and key in taken:
            continue
        taken.add(key)
        row = UnitDuty.objects.filter(pk=duty.pk)
        repoint(row, "agency_id", {duty.agency_id: agency_id}, act=merging.uid, on=merging.on)
        repoint(row, "unit_id", {duty.unit_id: unit_id}, act=merging.uid, on=merging.on)


def _without_account(merging: Merging) -> list[int]:
    """Return successors that could not be paid through a bank, though the old ones could."""
    known = CollectionAccount.objects.filter(effective_from__lte=timezone.localdate())
    if not known.filter(agency__in=merging.agencies).exists():
        return []
    heirs: Iterable[int] = set(merging.moved_agencies.values())
    have = set(known.filter(agency__in=heirs).values_list("agency_id", flat=True))
    return [pk for pk in heirs if pk not in have]

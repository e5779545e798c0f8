"""What a council said: votes and minutes, signed by its chair; then the dossiers go on."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.dossiers.models import (
    Consultation,
    CouncilCase,
    CouncilSeat,
    CouncilSitting,
    CouncilVote,
)
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.council import SittingPage, sitting_page
from tinhso.dossiers.rules.council import (
    CouncilRules,
    CouncilState,
    SeatRole,
    Vote,
    is_quorate,
    outcome_of,
    rules_of,
)
from tinhso.dossiers.services import _core
from tinhso.dossiers.services._holder import stands
from tinhso.dossiers.services._papers import local_text
from tinhso.dossiers.services.consulting import take_answer
from tinhso.dossiers.services.council import dossiers_before
from tinhso.dossiers.services.errors import DossierChanged, WrongState
from tinhso.identity import queries as identity
from tinhso.kernel import files
from tinhso.kernel import papers as setting
from tinhso.kernel.actors import Actor, require, system_actor
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission

KIND: Final = "dossiers.council_minutes"
PAPER: Final = "dossiers/council_minutes.typ"
INVITATION: Final = "dossiers/council_invitation.typ"
LONGEST: Final = 10000
SIGN: Final = SigningPermission.SIGN_ITEM
COSIGN: Final = SigningPermission.COSIGN_ITEM


@one_act()
def hold_sitting(
    *,
    uid: UUID,
    actor: Actor,
    attended: frozenset[UUID],
    votes: Mapping[UUID, Mapping[UUID, str]],
    minutes: str,
    conditions: Mapping[UUID, str] | None = None,
    version: int | None = None,
) -> CouncilSitting:
    """Write down who came and how each voted on each dossier, and put the minutes before the chair.

    Keys are those of seats and cases. Nothing is decided until the chair has signed; minutes that
    he sent back are written anew.
    """
    rows = CouncilSitting.objects.visible_to(actor).select_for_update(of=("self",))
    sitting = fetch(rows, uid=uid)
    require(actor, P.APPRAISE, unit_id=sitting.unit_id)
    if version is not None and version != sitting.version:
        raise DossierChanged(now=stands(sitting))
    _may_be_written(sitting)
    rules = rules_of(sitting.procedure_version.settings_data)
    if rules is None:
        raise WrongState(_("Thủ tục này không có bước đưa ra hội đồng."))
    page = sitting_page(uid=uid, actor=actor)
    faults = _faults(page, attended=attended, votes=votes, minutes=minutes, rules=rules)
    if faults:
        raise Invalid(fields=faults)
    for seat in page.seats:
        seat.attended = seat.uid in attended
    CouncilSeat.objects.bulk_update(page.seats, ["attended"])
    for line in page.open_cases:
        _note_votes(
            line.case,
            {seat: votes[line.case.uid][seat.uid] for seat in page.seats if seat.attended},
            rules=rules,
            conditions=(conditions or {}).get(line.case.uid, ""),
        )
    now = timezone.now()
    sitting.minutes = minutes.strip()[:LONGEST]
    sitting.state, sitting.held_at = CouncilState.HELD, now
    if rules.public_notice_days:
        last = timezone.localdate(now).toordinal() + rules.public_notice_days
        sitting.notice_until = date.fromordinal(last)
    _put_before(sitting, actor)
    sitting.version += 1
    sitting.save()
    record("dossiers.council_held", actor=actor, target=sitting, cases=len(page.open_cases))
    return sitting


def _may_be_written(sitting: CouncilSitting) -> None:
    if sitting.state == CouncilState.CALLED and sitting.at > timezone.now():
        raise WrongState(_("Phiên họp chưa đến giờ; hãy dời giờ họp nếu họp sớm hơn."))
    is_back = sitting.state == CouncilState.HELD and sitting.item is None
    if sitting.state != CouncilState.CALLED and not is_back:
        raise WrongState(_("Biên bản của phiên họp này đã trình ký."))


def _faults(
    page: SittingPage,
    *,
    attended: frozenset[UUID],
    votes: Mapping[UUID, Mapping[UUID, str]],
    minutes: str,
    rules: CouncilRules,
) -> dict[str, str]:
    """Say what keeps the minutes from being made."""
    faults = {}
    present = [seat for seat in page.seats if seat.uid in attended]
    if page.chair is not None and page.chair.uid not in attended:
        faults["attended"] = _("Người chủ trì phải có mặt; hãy dời phiên họp nếu vắng.")
    elif not is_quorate(present=len(present), seats=len(page.seats), rules=rules):
        faults["attended"] = told(
            _("Phải có hơn %(percent)s%% số thành viên; mới có %(present)s trên %(seats)s."),
            percent=rules.quorum_percent,
            present=len(present),
            seats=len(page.seats),
        )
    if not page.open_cases:
        faults["minutes"] = _("Không còn hồ sơ nào trong chương trình; hãy hủy phiên họp.")
    elif not minutes.strip():
        faults["minutes"] = _("Hãy ghi diễn biến phiên họp.")
    for line in page.open_cases:
        given = votes.get(line.case.uid, {})
        if any(given.get(seat.uid) not in Vote.values for seat in present):
            faults[f"case_{line.case.uid}"] = _("Hãy ghi biểu quyết của mọi người có mặt.")
    return faults


def _note_votes(
    case: CouncilCase,
    votes: Mapping[CouncilSeat, str],
    *,
    rules: CouncilRules,
    conditions: str,
) -> None:
    case.votes.all().delete()
    CouncilVote.objects.bulk_create(
        CouncilVote(case=case, seat=seat, vote=vote) for seat, vote in votes.items()
    )
    case.conditions = conditions.strip()
    case.opinion = outcome_of(votes.values(), rules=rules, conditions=conditions)
    case.save(update_fields=["conditions", "opinion"])


def _put_before(sitting: CouncilSitting, actor: Actor) -> None:
    """Put the minutes into the chair's own queue of papers to sign."""
    page = sitting_page(uid=sitting.uid, actor=actor)
    chair = page.chair
    if chair is None or chair.account is None:
        raise NotFound
    before = _before_chair(sitting, page)
    paper = setting.render_with_boxes(PAPER, _content(sitting, page))
    draft = files.store(
        content=signing.prepare_for_signing(paper),
        name="bien-ban-hop.pdf",
        use="signing.draft",
        actor=actor,
        owner_class="personal",
    )
    item = signing.request_signature(
        kind=KIND,
        reference=str(sitting.uid),
        file=draft,
        title=f"Biên bản họp {sitting.name}",
        for_account=chair.account,
        agency_id=sitting.agency_id,
        drafted_by=actor.name if actor.is_official else sitting.called_by_name,
        link=f"/lam-viec/phien-hop/{sitting.uid}/",
        before=before,
        capacity=str(SeatRole.CHAIR.label) if before else "",
        actor=actor,
    )
    sitting.item = item.uid


def _before_chair(sitting: CouncilSitting, page: SittingPage) -> list[signing.Cosigner]:
    """Return the secretary, where the procedure's data want his signature ahead of the chair's."""
    secretary = _secretary_who_signs(sitting, page)
    if secretary is None or secretary.account is None:
        return []
    may = identity.accounts_in(agency_id=sitting.agency_id, permission=COSIGN)
    may += identity.accounts_in(agency_id=sitting.agency_id, permission=SIGN)
    if secretary.account not in {line.uid for line in may}:
        raise Invalid(
            fields={
                "minutes": told(
                    _("%(name)s là thư ký phải ký biên bản mà chưa được giao quyền ký."),
                    name=secretary.name,
                )
            }
        )
    return [
        signing.Cosigner(
            account=secretary.account,
            box="signer_secretary",
            capacity=str(SeatRole.SECRETARY.label),
        )
    ]


def _secretary_who_signs(sitting: CouncilSitting, page: SittingPage) -> CouncilSeat | None:
    """Return the seat of the secretary if he signs; a chair who keeps the minutes signs once."""
    rules = rules_of(sitting.procedure_version.settings_data)
    if rules is None or SeatRole.SECRETARY not in rules.signed_by:
        return None
    return next((seat for seat in page.seats if seat.role == SeatRole.SECRETARY), None)


@one_act()
def mark_minutes_signed(*, uid: UUID, file: StoredFile, by: Actor) -> None:
    """Let what the council said flow back into its dossiers: the chair has signed."""
    sitting = CouncilSitting.objects.select_for_update(of=("self",)).get(uid=uid)
    house = system_actor("dossiers.council")
    now = timezone.now()
    cases = {
        case.consultation.dossier_id: case
        for case in sitting.cases.select_related("consultation").prefetch_related("votes")
    }
    for dossier in dossiers_before(sitting, house):
        case = cases[dossier.pk]
        row = take_answer(
            dossier,
            case.consultation,
            actor=house,
            opinion=case.opinion,
            answer=_told(case),
            file=file,
        )
        Consultation.objects.filter(pk=row.pk).update(answered_by=by.id)
        _core.tell("council_decided", dossier, actor=by, at=now)
    Consultation.objects.filter(council_case__sitting=sitting, answered_at__isnull=False).update(
        file=file
    )
    sitting.state, sitting.signed_at, sitting.file = CouncilState.DECIDED, now, file
    sitting.version += 1
    sitting.save()
    record("dossiers.council_decided", actor=by, target=sitting, cases=len(cases))


def mark_minutes_returned(*, uid: UUID) -> None:
    """Let minutes that the chair sent back be written again."""
    CouncilSitting.objects.filter(uid=uid).update(item=None)


@one_act()
def mark_minutes_voided(*, uid: UUID) -> None:
    """Put minutes whose signature was lost before their seal before their signers once more.

    What the council decided stands: only the paper is signed again.
    """
    sitting = CouncilSitting.objects.select_for_update(of=("self",)).get(uid=uid)
    sitting.signed_at = sitting.file = None
    _put_before(sitting, system_actor("dossiers.council"))
    sitting.version += 1
    sitting.save()


def mark_minutes_sealed(*, uid: UUID, file: StoredFile, number: str) -> None:
    """Keep the numbered and sealed minutes, with the sitting and with each dossier."""
    CouncilSitting.objects.filter(uid=uid).update(file=file, number=number)
    Consultation.objects.filter(council_case__sitting__uid=uid, answered_at__isnull=False).update(
        file=file
    )


def minutes_pdf(*, uid: UUID, actor: Actor) -> bytes:
    """Return the minutes as they stand: sealed, signed, or as they would be signed."""
    page = sitting_page(uid=uid, actor=actor)
    sitting = page.sitting
    if sitting.held_at is None:
        raise NotFound
    record("dossiers.council_minutes_read", actor=actor, target=sitting)
    if sitting.file is not None:
        return files.open_file(sitting.file)
    return setting.render(PAPER, _content(sitting, page))


def invitation_pdf(*, uid: UUID, actor: Actor) -> bytes:
    """Return the invitations, one page for each member."""
    page = sitting_page(uid=uid, actor=actor)
    sitting = page.sitting
    record("dossiers.council_invitation_read", actor=actor, target=sitting)
    return setting.render(INVITATION, _invited(sitting, page), paper="a5")


@in_vietnamese
def _invited(sitting: CouncilSitting, page: SittingPage) -> dict[str, object]:
    return {
        **_heading(sitting),
        "called_on": timezone.localdate(sitting.called_at).isoformat(),
        "rows": [
            {"name": seat.name, "title": seat.title, "role": str(seat.get_role_display())}
            for seat in page.seats
        ],
        "content": sitting.content,
        "cases": len(page.cases),
        "chair": page.chair.name if page.chair else "",
    }


def _told(case: CouncilCase) -> str:
    votes = [vote.vote for vote in case.votes.all()]
    told = ", ".join(f"{vote.label.lower()} {votes.count(vote)}" for vote in Vote)
    return f"{told}. {case.conditions}".strip()


def _heading(sitting: CouncilSitting) -> dict[str, object]:
    agency = organization.agency(sitting.agency_id, timezone.localdate(sitting.at))
    parent = agency.parent_id
    return {
        "parent": organization.agency(parent, timezone.localdate()).name if parent else "",
        "agency": agency.name,
        "name": sitting.name,
        "at": local_text(sitting.at),
        "place_of_sitting": sitting.place,
        "procedure": sitting.procedure_version.name,
        "secretary": sitting.called_by_name,
    }


@in_vietnamese
def _content(sitting: CouncilSitting, page: SittingPage) -> dict[str, object]:
    shown = [line for line in page.cases if line.votes]
    return {
        **_heading(sitting),
        "present": [_member(seat) for seat in page.seats if seat.attended],
        "absent": [_member(seat) for seat in page.seats if not seat.attended],
        "minutes": sitting.minutes,
        "notice_until": sitting.notice_until.isoformat() if sitting.notice_until else "",
        "signer": page.chair.name if page.chair else "",
        "secretary_signs": _secretary_who_signs(sitting, page) is not None,
        "sample": any(line.dossier.is_sample for line in shown),
        "rows": [
            {
                "n": n,
                "code": line.dossier.shown_number,
                "owner": line.dossier.owner_name,
                "question": line.case.consultation.question,
                "for": line.count(Vote.FOR),
                "against": line.count(Vote.AGAINST),
                "other": line.count(Vote.OTHER),
                "opinion": str(line.case.get_opinion_display()),
                "conditions": line.case.conditions,
            }
            for n, line in enumerate(shown, start=1)
        ],
    }


def _member(seat: CouncilSeat) -> str:
    named = f"{seat.name} ({seat.title})" if seat.title else seat.name
    return f"{named}, {str(seat.get_role_display()).lower()}" if seat.role != "member" else named

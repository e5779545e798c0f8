"""Dossiers in the state a test begins with, grown through the services."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.rules.answers import FORM_COMPONENTS
from tinhso.dossiers.services import AttachmentInput
from tinhso.kernel.eforms import Json, sample_answers
from tinhso.procedures import queries as procedures
from tinhso.signing import services as signing
from tinhso.signing.queries import item_of
from tinhso.signing.testing import confirmed

if TYPE_CHECKING:
    from tinhso.procedures.models import ProcedureVersion

from tinhso.dossiers.testing.world import Commune, World, a_file, permit_answers, the_owner


def submitted(world: World, *, token: UUID | None = None, **changes: Any) -> Dossier:
    """Return a dossier a citizen filed online."""
    known: dict[str, Any] = {
        "token": token or uuid4(),
        "procedure_code": world.version.procedure.code,
        "resolving_agency_id": world.here.agency.pk,
        "answers": permit_answers(),
        "parties": [the_owner(world)],
        "attachments": [
            AttachmentInput(component_key="giay_to_dat", file=a_file()),
            AttachmentInput(component_key="ban_ve", file=a_file()),
        ],
        "actor": world.citizen,
        **changes,
    }
    return services.submit(**known)


def filed(world: World, **changes: Any) -> Dossier:
    """Return a dossier filed the way its procedure takes: online, else by somebody at the desk."""
    if "online" in world.version.channels:
        return submitted(world, **changes)
    return services.take_in(
        token=uuid4(),
        procedure_code=world.version.procedure.code,
        resolving_agency_id=world.here.agency.pk,
        parties=[the_owner(world)],
        actor=world.here.clerk_of_desk,
        **changes,
    )


def accepted(world: World, *, taken_in_by: Commune | None = None, **changes: Any) -> Dossier:
    """Return a dossier the desk, or another commune's, took in; it lies with the unit."""
    desk = taken_in_by or world.here
    dossier = submitted(world, receiving_agency_id=desk.agency.pk, **changes)
    return services.accept(uid=dossier.uid, actor=desk.clerk_of_desk)


def assigned(world: World, **changes: Any) -> Dossier:
    """Return a dossier in the specialist's hands."""
    dossier = accepted(world, **changes)
    specialist = world.here.specialist
    assert specialist.id is not None  # noqa: S101  # for the type checker
    return services.assign(
        uid=dossier.uid,
        assignee=specialist.id,
        actor=world.here.leader,
    )


def visited(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose field check is recorded and whose appraisal goes on."""
    dossier = assigned(world, **changes)
    check = services.invite_field_check(
        uid=dossier.uid,
        actor=world.here.specialist,
        at=timezone.now() + timedelta(days=1),
        place="Thửa đất số 118",
    )
    services.record_field_check(
        uid=dossier.uid,
        check_uid=check.uid,
        actor=world.here.specialist,
        outcome="met",
        findings="Đúng hiện trạng.",
    )
    dossier.refresh_from_db()
    return dossier


def before_leader(world: World, *, kind: str = "grant", **changes: Any) -> Dossier:
    """Return a dossier whose draft result waits for the leader's signature."""
    dossier = visited(world, **changes)
    specialist, leader = world.here.specialist, world.here.leader
    assert leader.id is not None  # noqa: S101  # for the type checker
    data = {"reason": "Không phù hợp quy hoạch."} if kind == "refusal" else {}
    services.draft_result(uid=dossier.uid, actor=specialist, data=data, kind=kind)
    services.submit_for_signing(uid=dossier.uid, actor=specialist, signer=leader.id)
    dossier.refresh_from_db()
    return dossier


def signed(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose result the leader has signed."""
    return sign(world, before_leader(world, **changes))


def sign(world: World, dossier: Dossier) -> Dossier:
    """Let the leader read and sign the draft that waits for him."""
    return sign_as(world.here, dossier)


def sign_as(office: Commune, dossier: Dossier) -> Dossier:
    """Let the leader of an agency read and sign the draft that waits for him."""
    leader = office.leader
    item = item_of(kind="dossiers.result", reference=str(dossier.results.latest("pk").uid))
    assert item is not None  # noqa: S101  # for the type checker
    signing.open_item(item_uid=item.uid, actor=leader)
    confirmation, code = confirmed(leader, item)
    signing.sign_items(item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader)
    dossier.refresh_from_db()
    return dossier


def resolved(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose result is numbered and sealed."""
    dossier = signed(world, **changes)
    services.issue(uid=dossier.uid, actor=world.here.clerk)
    dossier.refresh_from_db()
    return dossier


def returned(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose result the applicant holds."""
    dossier = resolved(world, **changes)
    return services.return_result(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        received_by=world.person.name,
        identity_checked=True,
    )


def sample_of(version: "ProcedureVersion", **known: Json) -> dict[str, Any]:
    """Return sound answers and the papers they call for, as `submit` and `take_in` want them."""
    spec = procedures.form_of(version=version)
    today = timezone.localdate()
    answers = sample_answers(spec, today=today, known=known) if spec is not None else {}
    owed = procedures.components_for(version=version, answers=answers, on=today)
    return {
        "answers": answers,
        "attachments": [
            AttachmentInput(component_key=component.key, file=a_file())
            for component in owed
            if component.required
            and not component.shown_only
            and component.key not in FORM_COMPONENTS
        ],
    }

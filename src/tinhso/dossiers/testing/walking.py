"""A dossier led through its own process, whatever it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.services import ConsultInput
from tinhso.kernel.workflow.definition import Definition
from tinhso.procedures import queries as procedures

if TYPE_CHECKING:
    pass

from tinhso.dossiers.testing.councils import before_council, decide
from tinhso.dossiers.testing.growing import sign
from tinhso.dossiers.testing.world import World, id_of


def resolve(world: World, dossier: Dossier) -> None:
    """Lead a filed dossier through its own process, step by step, until the result is returned.

    At each step the first way forward is taken: who consults asks the neighbour, who agrees. The
    other agencies' parts of a linked request are done before all is handed over.
    """
    if dossier.accepted_at is None:
        services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
    acts = _acts(world)
    dossier.refresh_from_db()
    process = process_of(dossier)
    while process is not None and dossier.step_key:
        step = process.steps[dossier.step_key]
        act = next(move.key for move in step.moves if move.kind == "forward")
        if act == "return_result" and dossier.is_member:
            return
        if act == "return_result":
            for member in dossier.members.all():
                resolve(world, member)
            dossier.refresh_from_db()
        if step.role == "specialist" and dossier.assignee is None:
            services.take(uid=dossier.uid, actor=world.here.specialist)
        acts[act](dossier)
        dossier.refresh_from_db()


def process_of(dossier: Dossier) -> Definition | None:
    version = dossier.procedure_version
    part = procedures.linked_part(version=version, key=dossier.part) if dossier.is_member else None
    if part is None:
        return procedures.process_of(version=version)
    return Definition.from_data(procedures.part_process(part=part))


def _acts(world: World) -> dict[str, Callable[[Dossier], object]]:
    """Return what each move of a process means here, by its key."""
    here, neighbour = world.here, world.there
    specialist, leader = here.specialist, here.leader

    def visit(dossier: Dossier) -> None:
        services.record_field_check(
            uid=dossier.uid,
            check_uid=dossier.field_checks.latest("pk").uid,
            actor=specialist,
            outcome="met",
            findings="Đúng hiện trạng.",
        )

    def ask(dossier: Dossier) -> None:
        question = ConsultInput(agency_id=neighbour.agency.pk, question="Đề nghị cho ý kiến.")
        services.consult(uid=dossier.uid, actor=specialist, parties=[question])

    def agree(dossier: Dossier) -> None:
        if dossier.consultations.latest("pk").is_council:
            decide(here, dossier)
            return
        services.answer_consultation(
            consultation_uid=dossier.consultations.latest("pk").uid,
            actor=neighbour.specialist,
            opinion="agree",
            answer="Thống nhất.",
        )

    def draft_and_submit(dossier: Dossier) -> None:
        services.draft_result(uid=dossier.uid, actor=specialist)
        services.submit_for_signing(uid=dossier.uid, actor=specialist, signer=id_of(leader))

    return {
        "assign": lambda dossier: services.assign(
            uid=dossier.uid,
            assignee=id_of(specialist),
            actor=leader,
        ),
        "take": lambda dossier: services.take(uid=dossier.uid, actor=specialist),
        "invite_field_check": lambda dossier: services.invite_field_check(
            uid=dossier.uid,
            actor=specialist,
            at=timezone.now() + timedelta(days=1),
            place="Tại nơi đề nghị",
        ),
        "record_field_check": visit,
        "consult": ask,
        "call_council": lambda dossier: before_council(here, dossier),
        "agree": agree,
        "submit_for_signing": draft_and_submit,
        "sign": lambda dossier: sign(world, dossier),
        "issue": lambda dossier: services.issue(uid=dossier.uid, actor=here.clerk),
        "return_result": lambda dossier: services.return_result(
            uid=dossier.uid,
            actor=here.clerk_of_desk,
            received_by=world.person.name,
            identity_checked=True,
        ),
    }

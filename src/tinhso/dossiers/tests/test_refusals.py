"""Each act without its permission: refused, and nothing changed."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, TimelineEntry
from tinhso.dossiers.services import ConsultInput, SupplementItem
from tinhso.dossiers.testing import World, accepted, assigned, resolved, submitted
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotFound, NotPermitted

Act = Callable[[UUID, Actor], object]

AT_SUBMITTED: dict[str, Act] = {
    "accept": lambda uid, actor: services.accept(uid=uid, actor=actor),
    "refuse_intake": lambda uid, actor: services.refuse_intake(
        uid=uid, actor=actor, reasons=[], note="x"
    ),
    "request_supplement": lambda uid, actor: services.request_supplement(
        uid=uid, actor=actor, items=[SupplementItem(text="x")]
    ),
    "ask_prepayment": lambda uid, actor: services.ask_prepayment(uid=uid, actor=actor),
    "reissue": lambda uid, actor: services.mend_party(
        uid=uid, role="owner", actor=actor, name="Người khác"
    ),
}
AT_ASSIGNED: dict[str, Act] = {
    "assign": lambda uid, actor: services.assign(uid=uid, assignee=uuid4(), actor=actor),
    "appraise": lambda uid, actor: services.appraise(uid=uid, actor=actor, text="x"),
    "consult": lambda uid, actor: services.consult(
        uid=uid, actor=actor, parties=[ConsultInput(agency_id=1, question="x")]
    ),
    "field_check": lambda uid, actor: services.invite_field_check(
        uid=uid, actor=actor, at=timezone.now() + timedelta(days=1), place="x"
    ),
    "draft": lambda uid, actor: services.draft_result(uid=uid, actor=actor),
    "obligation": lambda uid, actor: services.ask_obligation(uid=uid, actor=actor, document="x"),
    "extend": lambda uid, actor: services.extend(
        uid=uid, actor=actor, reason="x", due_at=timezone.now() + timedelta(days=30)
    ),
    "note": lambda uid, actor: services.add_note(uid=uid, actor=actor, text="x"),
    "remind": lambda uid, actor: services.remind(uids=[uid], actor=actor),
}


def unchanged(dossier: Dossier, act: Act, actor: Actor, error: type[Exception]) -> None:
    """Check that an act is refused and leaves no trace."""
    before = (dossier.state, dossier.version, TimelineEntry.objects.count())
    audited = AuditEntry.objects.count()

    with pytest.raises(error):
        act(dossier.uid, actor)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.version, TimelineEntry.objects.count()) == before
    assert AuditEntry.objects.count() == audited


def test_desk_acts_want_the_desk(world: World) -> None:
    dossier = submitted(world)

    for act in AT_SUBMITTED.values():
        unchanged(dossier, act, world.here.specialist, NotPermitted)
        unchanged(dossier, act, world.citizen, NotPermitted)
        unchanged(dossier, act, world.there.clerk_of_desk, NotFound)
        unchanged(dossier, act, world.stranger, NotFound)


def test_acts_of_the_agency_want_the_agency(world: World) -> None:
    dossier = assigned(world)

    for act in AT_ASSIGNED.values():
        unchanged(dossier, act, world.citizen, NotPermitted)
        unchanged(dossier, act, world.there.specialist, NotFound)
        unchanged(dossier, act, world.there.leader, NotFound)
        unchanged(dossier, act, world.stranger, NotFound)


def test_an_officer_does_not_act_for_the_applicant(world: World) -> None:
    dossier = submitted(world)
    desk = world.here.clerk_of_desk

    unchanged(
        dossier,
        lambda uid, actor: services.withdraw(uid=uid, actor=actor),
        desk,
        NotPermitted,
    )
    unchanged(
        dossier, lambda uid, actor: services.ask_stop(uid=uid, actor=actor), desk, NotPermitted
    )


def test_acts_out_of_turn_are_refused(world: World) -> None:
    dossier = accepted(world)
    desk = world.here.clerk_of_desk

    unchanged(
        dossier,
        lambda uid, actor: services.accept(uid=uid, actor=actor),
        desk,
        services.WrongState,
    )
    unchanged(
        dossier,
        lambda uid, actor: services.return_result(
            uid=uid, actor=actor, received_by="x", identity_checked=True
        ),
        desk,
        services.WrongState,
    )
    unchanged(
        dossier,
        lambda uid, actor: services.take(uid=uid, actor=actor),
        world.here.specialist,
        services.WrongState,
    )


def test_a_result_is_handed_over_only_by_the_desk_that_saw_an_identity(world: World) -> None:
    dossier = resolved(world)

    unchanged(
        dossier,
        lambda uid, actor: services.return_result(
            uid=uid, actor=actor, received_by="x", identity_checked=True
        ),
        world.here.specialist,
        NotPermitted,
    )
    unchanged(
        dossier,
        lambda uid, actor: services.return_result(
            uid=uid, actor=actor, received_by="x", identity_checked=False
        ),
        world.here.clerk_of_desk,
        Invalid,
    )

"""Drafts nobody went on with: two people decide, what goes is proved, what was handed in stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Draft, DraftFile
from tinhso.dossiers.testing import PERMIT, World
from tinhso.dossiers.testing.world import a_file
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.files.models import Blob
from tinhso.organization.queries import agency
from tinhso.privacy.permissions import PrivacyPermission as P
from tinhso.privacy.services import retention
from tinhso.privacy.testing import Destruction, ItemOutcome
from tinhso.signing.services import certify_agency

pytestmark = pytest.mark.django_db
KIND = "dossiers.drafts"


def left(world: World, *, days: int, has_paper: bool = False) -> Draft:
    """Return a draft that was saved so many days ago."""
    draft = services.start_draft(
        procedure_code=PERMIT, actor=world.citizen, resolving_agency_id=world.here.agency.pk
    )
    if has_paper:
        DraftFile.objects.create(
            draft=draft, component_key="ban_ve", file=a_file(), added_at=timezone.now()
        )
    Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(days=days))
    return draft


def officer_with_term(world: World) -> Actor:
    """Let drafts be kept for a year, and return who said so."""
    officer = world.here.official(
        P.SET_RETENTION, P.PROPOSE_DESTRUCTION, unit=world.here.desk, name="Người lập"
    )
    retention.set_retention(
        kind=KIND,
        months=12,
        basis="Quy chế minh họa",
        is_verified=False,
        valid_from=timezone.localdate(),
        actor=officer,
    )
    return officer


def test_drafts_left_behind_go_with_their_papers_and_leave_a_proof(world: World) -> None:
    certify_agency(code=agency(world.here.agency.pk).code, years=1, actor=system_actor("tests"))
    officer = officer_with_term(world)
    leader = world.here.official(P.CONFIRM_DESTRUCTION, unit=world.here.leadership, name="Duyệt")
    old = left(world, days=400, has_paper=True)
    young, handed_in = left(world, days=100), left(world, days=400)
    blob = DraftFile.objects.get(draft=old).file.blob_id

    act = retention.propose_destruction(kind=KIND, actor=officer)
    retention.confirm_destruction(uid=act.uid, actor=leader)
    Draft.objects.filter(pk=handed_in.pk).update(submitted_at=timezone.now())
    done = retention.carry_out(uid=act.uid)

    assert done == 1
    assert set(Draft.objects.values_list("pk", flat=True)) == {young.pk, handed_in.pk}
    assert not Blob.objects.filter(pk=blob).exists()
    proof = Destruction.objects.get()
    assert (proof.kind, proof.reference, len(proof.hashes)) == (KIND, str(old.uid), 1)
    outcomes = dict(act.items.values_list("reference", "outcome"))
    assert outcomes[str(handed_in.uid)] == ItemOutcome.GONE


def test_another_agency_has_none_of_them(world: World) -> None:
    officer_with_term(world)
    left(world, days=400)
    there = world.there.official(P.PROPOSE_DESTRUCTION, unit=world.there.desk, name="Bên kia")

    with pytest.raises(retention.NotNow):
        retention.propose_destruction(kind=KIND, actor=there)

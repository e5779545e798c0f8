"""Delegation hands on what one may do, never what one signs with (Law 20/2023 Art. 22)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tinhso.identity import services as identity
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.testing import Account, OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Confirmation, KeyUse, SigningBatch
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import BatchAct
from tinhso.signing.testing import a_plain_pdf, certificate_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def deputy() -> Account:
    """Return whom a leader with a key left his right to sign."""
    unit = UnitFactory.create()
    leader: Account = OfficialFactory.create(name="Bế Văn Lãnh")
    rights = (SigningPermission.SIGN_ITEM, IdentityPermission.DELEGATE_OWN)
    give_role(leader, *rights, agency_id=unit.agency_id, unit_id=unit.pk)
    certificate_for(account_uid=leader.uid, name="Bế Văn Lãnh")
    taker: Account = OfficialFactory.create(name="Nông Thị Hoa")
    now = timezone.now()
    identity.delegate(
        giver_uid=leader.uid,
        taker_uid=taker.uid,
        permissions=[SigningPermission.SIGN_ITEM],
        valid_from=now,
        valid_to=now + timedelta(days=3),
        reason="Đi công tác",
        actor=actor_for(leader),
    )
    return taker


def asked(deputy: Account) -> SigningBatch:
    actor = actor_for(deputy)
    given = services.give_file(content=a_plain_pdf(), name="don.pdf", actor=actor)
    wanted = services.WantedBatch(act=BatchAct.SIGN)
    return services.open_batch(wanted=wanted, given=[given.uid], actor=actor)


def test_without_a_key_of_his_own_a_deputy_signs_nothing(deputy: Account) -> None:
    with pytest.raises(services.NoCertificate):
        asked(deputy)

    assert not KeyUse.objects.exists()


def test_a_deputy_signs_in_his_own_name(deputy: Account) -> None:
    own = certificate_for(account_uid=deputy.uid, name="Nông Thị Hoa")
    batch, actor = asked(deputy), actor_for(deputy)

    confirmation = services.start_batch_confirmation(batch_uid=batch.uid, actor=actor)
    code = Confirmation.objects.get(pk=confirmation.pk).secret
    services.confirm_batch(
        batch_uid=batch.uid, confirmation_uid=confirmation.uid, code=code, actor=actor
    )
    run_waiting_jobs("signing.batch")

    (row,) = queries.batch_files(batch=batch)
    assert row.result is not None
    (found,) = services.verify(files.open_file(row.result)).signatures
    assert found.signer == "Nông Thị Hoa"
    assert {use.certificate_id for use in KeyUse.objects.all()} == {own.pk}

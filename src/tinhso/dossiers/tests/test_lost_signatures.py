"""A result whose signer's key was lost before the seal: drafted, signed again, issued."""

import pytest

from tinhso.dossiers import services
from tinhso.dossiers.testing import World, id_of, sign, signed
from tinhso.dossiers.tests.working import page_of, signed_in
from tinhso.kernel.actors import system_actor
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing
from tinhso.signing.testing import certificate_for

SETUP = system_actor("dossiers.tests")


def test_a_result_is_signed_again_before_it_is_issued(world: World) -> None:
    dossier = signed(world)
    here = world.here
    result = dossier.results.get()
    lost = signing_queries.certificate_of(account_uid=id_of(here.leader))
    assert lost is not None
    assert result.signing_item is not None
    signing.revoke_certificate(certificate_uid=lost.uid, reason="key_compromise", actor=SETUP)
    clerk, specialist = signed_in(here.clerk), signed_in(here.specialist)

    with pytest.raises(signing.SignatureLost):
        services.issue(uid=dossier.uid, actor=here.clerk)
    refused = clerk.post(page_of(dossier, "vao-so/"))
    signing.void_signature(item_uid=result.signing_item, actor=here.clerk)

    assert refused.status_code == 409
    dossier.refresh_from_db()
    result.refresh_from_db()
    assert dossier.state == "drafted"
    assert (result.signed_file, result.signed_by, result.signed_at) == (None, None, None)
    shown = specialist.get(page_of(dossier)).content.decode()
    assert "Chữ ký hết giá trị, phải ký lại" in shown
    assert "đã bị thu hồi" in shown

    certificate_for(account_uid=here.leader.id, name=here.leader.name)
    services.submit_for_signing(uid=dossier.uid, actor=here.specialist, signer=id_of(here.leader))
    sign(world, dossier)
    issued = services.issue(uid=dossier.uid, actor=here.clerk)
    assert issued.number
    assert issued.returned_reason == ""

"""`tinhso verify` names signed files whose signatures do not hold, and nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tinhso.kernel import files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.testing import a_pdf
from tinhso.kernel.registry.operations import doctors, verifications
from tinhso.signing import services
from tinhso.signing.models import Certificate, SealAct
from tinhso.signing.rules import SEALED_SOON, RevocationReason, SealState
from tinhso.signing.services.standing import signature_faults
from tinhso.signing.testing import SETUP, a_clerk, a_leader, a_signed_item

pytestmark = pytest.mark.django_db


def sealed_paper() -> SealAct:
    """Return a paper that was signed, numbered and sealed."""
    item = a_signed_item(a_leader())
    return services.number_and_seal(
        item_uid=item.uid, register="signing.tests", format="%(n)02d/GPXD-UBND", actor=a_clerk()
    )


def kept(content: bytes, use: str) -> StoredFile:
    """Return a file that the house keeps for a use."""
    return files.store(content=content, name="giay.pdf", use=use, actor=SETUP)


def told() -> list[tuple[str, str]]:
    """Return what the check says of which file."""
    return [(fault.code, fault.uid) for fault in signature_faults()]


def signed_bytes(act: SealAct) -> bytearray:
    """Return the bytes of a sealed paper, to be changed."""
    assert act.sealed_file is not None
    return bytearray(files.open_file(act.sealed_file))


def test_what_was_signed_and_sealed_here_holds() -> None:
    sealed_paper()

    assert told() == []


def test_a_changed_byte_is_named_with_its_reason() -> None:
    content = signed_bytes(sealed_paper())
    content[content.index(b"endobj") - 3] ^= 1
    changed = kept(bytes(content), "signing.signed")

    (fault,) = signature_faults()

    assert fault.uid == str(changed.uid)
    assert fault.code in {"invalid", "unreadable"}


def test_a_file_that_should_carry_a_signature_and_does_not_is_named() -> None:
    sealed_paper()
    bare = kept(a_pdf(), "dossiers.signed_scan")

    assert told() == [("unsigned", str(bare.uid))]


def test_a_form_that_was_never_signed_is_no_fault() -> None:
    kept(a_pdf(), "dossiers.paper")

    assert told() == []


def test_a_certificate_revoked_later_leaves_the_paper_as_it_was() -> None:
    act = sealed_paper()

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        services.revoke_certificate(
            certificate_uid=Certificate.objects.get(agency_id=act.agency_id).uid,
            reason=RevocationReason.SUPERSEDED,
            actor=SETUP,
        )
        assert told() == []


def test_a_seal_over_another_paper_is_named() -> None:
    act, other = sealed_paper(), a_signed_item(a_leader())
    act.item.signed_file = other.signed_file
    act.item.save(update_fields=["signed_file"])

    assert told() == [("other_paper_sealed", str(act.uid))]


def test_a_seal_without_its_file_is_named() -> None:
    act = sealed_paper()
    SealAct.objects.filter(pk=act.pk).update(sealed_file=None)

    assert told() == [("seal_without_paper", str(act.uid))]


def test_verify_says_it_in_a_sentence() -> None:
    bare = kept(a_pdf(), "signing.signed")

    (finding,) = verifications.get("signing")()

    assert finding.is_error
    assert finding.sentence == f"signed paper {bare.uid}: unsigned"


def test_the_doctor_sees_a_number_that_waits_for_its_seal() -> None:
    act = sealed_paper()
    assert list(doctors.get("signing")()) == []
    SealAct.objects.filter(pk=act.pk).update(
        state=SealState.NUMBERED, numbered_at=timezone.now() - 2 * SEALED_SOON
    )

    (concern,) = doctors.get("signing")()

    assert (concern.code, concern.values) == ("signing.unsealed", {"count": 1})

"""Evidence goes behind an ordinary signature in one small update; what is odd goes the long way."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from django.utils import timezone
from pikepdf import Array, Dictionary, Name, Pdf

from tinhso.kernel.files.testing import a_pdf
from tinhso.signing import services
from tinhso.signing.checking.report import TimeSource, Verdict
from tinhso.signing.formats.signer import SealingKey
from tinhso.signing.models import Certificate, KeyUse
from tinhso.signing.pdf import sealing
from tinhso.signing.pdf.store import Kept, put_into_store
from tinhso.signing.pdf.updates import Odd, open_update
from tinhso.signing.rules import Format
from tinhso.signing.services import Given
from tinhso.signing.services.key_uses import signing_over
from tinhso.signing.services.signatures import evidence_of, usable_key
from tinhso.signing.testing import SETUP, certificate_for

pytestmark = pytest.mark.django_db

KEPT = Kept((b"\x30\x01a", b"\x30\x01b"), (b"\x30\x01c",))


@pytest.fixture
def person() -> Certificate:
    return certificate_for(account_uid=uuid4())


def refuse(*_given: object) -> bytes:
    raise Odd("for this test")


def signed(person: Certificate, level: str, pdf: bytes | None = None) -> bytes:
    given = Given(name="a.pdf", content=pdf or a_pdf("tờ"))
    return services.sign_file(
        file=given, certificate=person, form=Format.PADES, level=level
    ).content


def put(pdf: bytes, kept: Kept, contents: bytes = b"00") -> bytes:
    update = open_update(pdf)
    with update.file:
        put_into_store(update, kept, contents)
        return b"".join((pdf, *update.pieces()))


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_with_its_evidence_a_signature_outlives_key_and_certificate(
    monkeypatch: pytest.MonkeyPatch, person: Certificate, level: str
) -> None:
    monkeypatch.setattr(sealing, "_sign_at_length", refuse)
    monkeypatch.setattr(sealing, "extend_pdf", refuse)

    pdf = signed(person, level, signed(person, level))

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        services.revoke_certificate(
            certificate_uid=person.uid, reason="key_compromise", actor=SETUP
        )
        found = services.verify(pdf).signatures
    assert [one.verdict for one in found] == [Verdict.VALID] * 2
    assert {one.time_source for one in found} == {TimeSource.TIME_STAMP}


def test_what_is_in_the_store_is_held_once_and_stays() -> None:
    once = put(a_pdf("tờ"), KEPT, b"01")
    more = replace(KEPT, lists=(b"\x30\x01d",))

    twice = put(once, more, b"02")

    with Pdf.open(io.BytesIO(twice), attempt_recovery=False) as read:
        store = read.Root.DSS
        assert [one.read_bytes() for one in store.Certs] == list(KEPT.certificates)
        assert [one.read_bytes() for one in store.CRLs] == [*KEPT.lists, *more.lists]
        assert [len(one.Cert) for one in store.VRI.values()] == [2, 2]
        assert not read.check_pdf_syntax()


def test_a_key_of_another_authority_goes_the_long_way_before_it_is_used(
    monkeypatch: pytest.MonkeyPatch, person: Certificate
) -> None:
    key = usable_key(person)
    stranger = SealingKey(key.certificate, (*key.chain, b"khac"), key.sign, key.algorithm)
    monkeypatch.setattr(sealing, "_sign_at_length", lambda *_given: b"the long way")

    with signing_over(["a.pdf"], [b""]):
        made = sealing.add_signature(
            a_pdf("tờ"), stranger, field_name="Ky", evidence=evidence_of("B-LT")
        )

    assert made == b"the long way"
    assert not KeyUse.objects.exists()


def test_evidence_that_does_not_fit_is_put_by_the_other_way_and_the_key_works_once(
    monkeypatch: pytest.MonkeyPatch, person: Certificate
) -> None:
    monkeypatch.setattr(sealing, "prove_quickly", refuse)
    monkeypatch.setattr(sealing, "_sign_at_length", refuse)

    (found,) = services.verify(signed(person, "B-LT")).signatures

    assert (found.verdict, found.time_source) == (Verdict.VALID, TimeSource.TIME_STAMP)
    assert KeyUse.objects.count() == 1


def packed(pdf: Pdf) -> None:
    one = pdf.make_stream(b"x" * 99, Filter=Name.FlateDecode)
    pdf.Root.DSS = pdf.make_indirect(Dictionary(Certs=Array([one])))


def direct(pdf: Pdf) -> None:
    pdf.Root.DSS = Dictionary(Certs=Array())


def elsewhere(pdf: Pdf) -> None:
    pdf.Root.DSS = pdf.make_indirect(Dictionary(CRLs=pdf.make_indirect(Array())))


def no_proofs(pdf: Pdf) -> None:
    pdf.Root.DSS = pdf.make_indirect(Dictionary(VRI=Array()))


@pytest.mark.parametrize("change", [packed, direct, elsewhere, no_proofs])
def test_a_store_unlike_ours_is_left_to_the_general_library(
    change: Callable[[Pdf], None], person: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Pdf.open(io.BytesIO(a_pdf("tờ"))) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    monkeypatch.setattr(sealing, "_sign_at_length", lambda *_given: b"the long way")

    assert signed(person, "B-B", out.getvalue()) == b"the long way"
    assert not KeyUse.objects.exists()

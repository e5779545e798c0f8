"""The reference agent as a process of its own, on SoftHSM2, against the house as it serves."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.contracts import outside
from tests.contracts.officials_desk import Desk, ready_devices
from tinhso.kernel import files
from tinhso.signing import queries, services
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import AgentKey, AgentTurn
from tinhso.signing.pki import pem
from tinhso.signing.rules import BatchState, Format, ItemState, TurnState
from tinhso.signing.services import agent_batches
from tinhso.signing.testing import PIN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, live_server: LiveServer
) -> Desk:
    made = Desk(ready_devices(tmp_path, monkeypatch, settings), live_server.url, tmp_path)
    made.pair()
    return made


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384, KeyKind.RSA2048])
def test_what_the_agent_signed_is_verified_by_pdfsig_and_openssl(
    desk: Desk, kind: KeyKind, tmp_path: Path
) -> None:
    desk.enrol(kind)
    turn = desk.start()

    told = desk.run()

    assert AgentTurn.objects.get(pk=turn.pk).state == TurnState.DONE
    assert "2" in told
    assert files.sha256_of(desk.items[0].file) in told
    root = tmp_path / "ca.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))
    for item in desk.items:
        item.refresh_from_db()
        assert item.signed_file is not None
        signed = tmp_path / "signed.pdf"
        signed.write_bytes(files.open_file(item.signed_file))
        poppler = outside.run("pdfsig", "-nocert", signed).stdout
        assert poppler.count("Signature Validation: Signature is Valid.") == 1
        assert "Total document signed" in poppler
        ((message, covered),) = outside.cms_of(signed.read_bytes())
        signature, content = tmp_path / "value", tmp_path / "covered"
        signature.write_bytes(message)
        content.write_bytes(covered)
        said = outside.openssl_cms(signature, content, root)
        assert "CAdES Verification successful" in said.stderr
    assert (tmp_path / "agent" / "pairing.json").stat().st_mode & 0o077 == 0
    assert PIN not in (tmp_path / "agent" / "pairing.json").read_text()


def test_wrong_pin_and_missing_device_are_told_at_both_sides_and_nothing_is_signed(
    desk: Desk, tmp_path: Path
) -> None:
    desk.enrol(KeyKind.P256)

    (tmp_path / "pin").write_text("000000")
    wrong = desk.start()
    said_wrong = desk.run()
    states = desk.states()
    desk.devices.pull()
    absent = desk.start()
    desk.run()

    wrong.refresh_from_db()
    absent.refresh_from_db()
    assert said_wrong.count("PIN") >= 1
    assert "Thiết bị báo đã có lần nhập sai" in wrong.said
    assert "Không thấy thiết bị giữ khóa" in absent.said
    assert {*states, *desk.states()} == {ItemState.OPENED}


def test_many_files_are_signed_by_one_pin_and_a_stopped_batch_goes_on(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_batches, "AGENT_PORTION", 3)
    desk.enrol(KeyKind.P256)
    batch = desk.batch(files=8)
    desk.confirm(batch)
    serial = desk.devices.folder / "devices"
    serial.rename(tmp_path / "pulled")
    serial.mkdir()

    absent = desk.run()
    batch.refresh_from_db()
    stopped = batch.state
    serial.rmdir()
    (tmp_path / "pulled").rename(serial)
    desk.confirm(batch)
    told = desk.run()

    batch.refresh_from_db()
    assert (stopped, "Giấy mời" in absent) == (BatchState.UNCONFIRMED, True)
    assert (batch.state, batch.done_count) == (BatchState.DONE, 8)
    assert told.count("SHA-256") == 8
    last = queries.batch_files(batch=batch)[7]
    assert last.result is not None
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(files.open_file(last.result))
    poppler = outside.run("pdfsig", "-nocert", signed).stdout
    assert poppler.count("Signature Validation: Signature is Valid.") == 1


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384, KeyKind.RSA2048])
def test_openssl_verifies_what_the_agent_signed_beside_a_file(
    desk: Desk, kind: KeyKind, tmp_path: Path
) -> None:
    desk.enrol(kind)
    batch = desk.batch(files=2, form=Format.CADES)
    desk.confirm(batch)

    told = desk.run()

    by = "sha384" if kind is KeyKind.P384 else "sha256"
    root = tmp_path / "ca.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))
    for row in queries.batch_files(batch=batch):
        assert row.source is not None
        assert row.result is not None, row.said
        shown = hashlib.new(by, files.open_file(row.source)).hexdigest()
        assert f"{by.upper().replace('SHA', 'SHA-')} {shown}" in told
        signature, content = tmp_path / "signature.p7s", tmp_path / "content"
        signature.write_bytes(files.open_file(row.result))
        content.write_bytes(files.open_file(row.source))
        said = outside.openssl_cms(signature, content, root)
        content.write_bytes(files.open_file(row.source) + b" ")
        changed = outside.openssl_cms(signature, content, root)
        assert "CAdES Verification successful" in said.stderr
        assert changed.returncode != 0


def test_openssl_verifies_a_container_that_the_agent_signed(desk: Desk, tmp_path: Path) -> None:
    desk.enrol(KeyKind.P256)
    batch = desk.batch(files=3, form=Format.ASIC_E, is_together=True)
    desk.confirm(batch)

    told = desk.run()

    rows = list(queries.batch_files(batch=batch))
    assert rows[0].result is not None, rows[0].said
    for row in rows:
        assert row.name in told
        assert row.digest in told
    root = tmp_path / "ca.pem"
    root.write_text(pem(services.ensure_authority().root.certificate))
    said = outside.openssl_cms_of_container(files.open_file(rows[0].result), root, tmp_path)
    assert "CAdES Verification successful" in said.stderr
    report = services.verify(files.open_file(rows[0].result))
    assert (report.verdict, len(report.signatures[0].covers)) == (Verdict.VALID, 3)


IN_XML = pytest.mark.parametrize(
    "form", [Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.XADES_DETACHED]
)


@IN_XML
@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384, KeyKind.RSA2048])
def test_xmlsec_and_signxml_verify_what_the_agent_signed_in_xml(
    desk: Desk, kind: KeyKind, form: Format, tmp_path: Path
) -> None:
    desk.enrol(kind)
    contents = [f"<don so='{number}'>Giấy phép</don>".encode() for number in range(2)]
    batch = desk.batch(files=contents, form=form)
    desk.confirm(batch)

    told = desk.run()

    root, made = tmp_path / "ca.pem", tmp_path / "signature.xml"
    root.write_text(pem(services.ensure_authority().root.certificate))
    for row, content in zip(queries.batch_files(batch=batch), contents, strict=True):
        assert row.result is not None, row.said
        assert f"{row.name}\n" in told
        outside.judged_in_xml(
            files.open_file(row.result),
            root,
            made,
            beside={row.name: content} if form is Format.XADES_DETACHED else {},
            is_pss=kind is KeyKind.RSA2048,
        )


def test_a_key_is_shown_again_from_a_computer_paired_anew(desk: Desk) -> None:
    desk.enrol(KeyKind.P256)
    left = desk.agent("leave")
    unpaired = desk.agent("state")
    desk.pair()
    desk.agent("enrol", "--existing", "--module", desk.devices.library)
    turn = desk.start(papers=1)

    desk.run()

    assert (left != "", unpaired != "") == (True, True)
    assert AgentKey.objects.get().agent.ended_at is None
    assert AgentTurn.objects.get(pk=turn.pk).state == TurnState.DONE


def test_the_certificate_on_the_device_is_shown_with_its_key(desk: Desk) -> None:
    desk.enrol(KeyKind.RSA2048)
    issued = AgentKey.objects.get()
    assert issued.certificate is not None
    pem_text = issued.certificate.certificate.encode()
    own = x509.load_pem_x509_certificate(pem_text)
    desk.devices.put(own, label="The cua Hanh", place=issued.place)

    desk.agent("enrol", "--existing", "--module", desk.devices.library)

    shown = queries.held_certificate(key=AgentKey.objects.get())
    assert shown is not None
    assert shown.serial == issued.certificate.serial


def test_the_agent_needs_no_django_and_nothing_else_of_the_house() -> None:
    asked = (
        "import sys, tinhso_agent.commands; "
        "print([name for name in sys.modules if name.split('.')[0] == 'django' "
        "or name.startswith('tinhso.') and not name.startswith('tinhso.signing')])"
    )

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"

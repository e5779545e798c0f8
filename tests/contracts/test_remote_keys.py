"""What a remote signing service (CSC API v2) signed is valid to others' tools, as any file is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.contracts import outside
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import Confirmation
from tinhso.signing.pki import pem
from tinhso.signing.rules import BatchAct, Format
from tinhso.signing.testing import SETUP, an_item, confirmed
from tinhso_peers.remote_signer.server import RemoteSigner

pytestmark = pytest.mark.django_db
CONTENT = "<don so='1'>Giấy phép</don>".encode()


@pytest.fixture
def service(settings: Settings) -> Iterator[RemoteSigner]:
    made = RemoteSigner(client="tinhso", secret="bi-mat")
    settings.TINHSO_CSC_URL = made.url
    settings.TINHSO_CSC_CLIENT, settings.TINHSO_CSC_SECRET = "tinhso", "bi-mat"
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("is_rsa", [False, True])
def test_what_the_service_signed_is_verified_by_pdfsig_and_pyhanko(
    service: RemoteSigner, is_rsa: bool, tmp_path: Path
) -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    actor = actor_for(account)
    credential = service.vault.add(account.login, account.name, is_rsa=is_rsa)
    certificate = services.link_remote(login=account.login, credential=credential, actor=SETUP)
    item = an_item(actor)
    services.open_item(item_uid=item.uid, actor=actor)
    confirmation, code = confirmed(actor, item)
    services.begin_secret(certificate)

    (outcome,) = services.sign_items(
        item_uids=[item.uid],
        confirmation_uid=confirmation,
        code=code,
        secret=service.vault.credentials[credential].code,
        actor=actor,
    )

    assert outcome.signed
    item.refresh_from_db()
    assert item.signed_file is not None
    signed, forged, root = (tmp_path / name for name in ("a.pdf", "b.pdf", "ca.pem"))
    content = files.open_file(item.signed_file)
    signed.write_bytes(content)
    middle = content.index(b"stream", 2000) + 40
    forged.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    root.write_text(pem(service.vault.root))
    trusting = ("--trust", str(root), "--trust-replace", "--no-revocation-check")
    poppler = outside.run("pdfsig", "-nocert", signed).stdout
    judged = outside.run(outside.PYHANKO, "sign", "validate", *trusting, signed).stdout
    assert poppler.count("Signature Validation: Signature is Valid.") == 1
    assert judged.strip().endswith(":INTACT:TRUSTED,UNTOUCHED")
    assert "Digest Mismatch" in outside.run("pdfsig", "-nocert", forged).stdout


def made_by(service: RemoteSigner, form: Format, *, is_rsa: bool, scal: str) -> bytes:
    """Have a file signed by an official's key at the service; return what came of it."""
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    actor = actor_for(account)
    credential = service.vault.add(account.login, account.name, is_rsa=is_rsa, scal=scal)
    services.link_remote(login=account.login, credential=credential, actor=SETUP)
    given = services.give_file(content=CONTENT, name="don.xml", actor=actor)
    wanted = services.WantedBatch(act=BatchAct.SIGN, form=form)
    batch = services.open_batch(wanted=wanted, given=[given.uid], actor=actor)
    asked = services.start_batch_confirmation(batch_uid=batch.uid, actor=actor)
    services.begin_secret(batch.certificate)
    services.confirm_batch(
        batch_uid=batch.uid,
        confirmation_uid=asked.uid,
        code=Confirmation.objects.get(pk=asked.pk).secret,
        secret=service.vault.credentials[credential].code,
        actor=actor,
    )
    (row,) = queries.batch_files(batch=batch)
    assert row.result is not None, row.said
    return files.open_file(row.result)


EITHER = pytest.mark.parametrize("is_rsa", [False, True])
BOUND = pytest.mark.parametrize("scal", ["1", "2"])


@EITHER
@BOUND
@pytest.mark.parametrize(
    "form", [Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.XADES_DETACHED]
)
def test_what_the_service_signed_in_xml_is_verified_by_xmlsec_and_signxml(
    service: RemoteSigner, form: Format, is_rsa: bool, scal: str, tmp_path: Path
) -> None:
    made = made_by(service, form, is_rsa=is_rsa, scal=scal)

    root = tmp_path / "ca.pem"
    root.write_text(pem(service.vault.root))
    outside.judged_in_xml(
        made,
        root,
        tmp_path / "signature.xml",
        beside={"don.xml": CONTENT} if form is Format.XADES_DETACHED else {},
        is_pss=is_rsa,
    )


@EITHER
@BOUND
def test_what_the_service_signed_beside_files_is_verified_by_openssl(
    service: RemoteSigner, is_rsa: bool, scal: str, tmp_path: Path
) -> None:
    made = made_by(service, Format.CADES, is_rsa=is_rsa, scal=scal)

    root, signature, content = (tmp_path / name for name in ("ca.pem", "a.p7s", "a.xml"))
    root.write_text(pem(service.vault.root))
    signature.write_bytes(made)
    content.write_bytes(CONTENT)
    said = outside.openssl_cms(signature, content, root)
    content.write_bytes(CONTENT + b" ")
    changed = outside.openssl_cms(signature, content, root)
    assert "CAdES Verification successful" in said.stderr
    assert "verification failure" in changed.stderr


def test_a_container_that_the_service_signed_is_verified_by_openssl(
    service: RemoteSigner, tmp_path: Path
) -> None:
    made = made_by(service, Format.ASIC_E, is_rsa=False, scal="2")

    root = tmp_path / "ca.pem"
    root.write_text(pem(service.vault.root))
    said = outside.openssl_cms_of_container(made, root, tmp_path)
    assert "CAdES Verification successful" in said.stderr

"""Scans of the desk signed by an officer whose key lies at a remote signing service."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_django import Settings

from tinhso.dossiers.models import Attachment
from tinhso.dossiers.queries.scans import unsigned_scans
from tinhso.dossiers.testing import World, accepted, id_of, tiny_pdf
from tinhso.dossiers.tests.test_scans_at_once import PAGE, a_photograph, scanned
from tinhso.dossiers.tests.working import signed_in
from tinhso.identity.testing import Account
from tinhso.kernel import files
from tinhso.kernel.actors import system_actor
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing
from tinhso_peers.remote_signer.server import RemoteSigner

SETUP = system_actor("dossiers.tests")


@pytest.fixture
def signer(settings: Settings) -> Iterator[RemoteSigner]:
    made = RemoteSigner(client="tinhso", secret="bi-mat")
    settings.TINHSO_CSC_URL = made.url
    settings.TINHSO_CSC_CLIENT, settings.TINHSO_CSC_SECRET = "tinhso", "bi-mat"
    made.start()
    yield made
    made.stop()


def at_service(world: World, signer: RemoteSigner, scal: str) -> str:
    """Give the desk's officer a key at the service; return its name there."""
    account = Account.objects.get(uid=id_of(world.here.clerk_of_desk))
    known = signer.vault.add(account.login, world.here.clerk_of_desk.name, scal=scal)
    signing.link_remote(login=account.login, credential=known, actor=SETUP)
    root = signer.vault.root
    signing.add_trust_anchor(certificate=root.public_bytes(Encoding.PEM), actor=SETUP)
    return known


@pytest.fixture
def three(world: World) -> list[Attachment]:
    given = {"ban-ve.pdf": tiny_pdf(), "anh.jpg": a_photograph(), "ban-ve-2.pdf": tiny_pdf()}
    return [scanned(world, accepted(world), one, name) for name, one in given.items()]


@pytest.mark.parametrize("scal", ["1", "2"])
def test_all_scans_are_signed_by_one_code_of_the_service(
    world: World, signer: RemoteSigner, three: list[Attachment], scal: str
) -> None:
    known = at_service(world, signer, scal)
    desk = world.here.clerk_of_desk
    browser = signed_in(desk)

    place = browser.post(PAGE)["Location"]
    asked = browser.get(place).content.decode()
    (own,) = signing_queries.codes_on_telephone(actor=desk)
    code = signer.vault.credentials[known].code
    browser.post(place, {"code": own.secret, "secret": code}, follow=True)

    assert "Mã của dịch vụ ký từ xa" in asked
    assert signer.asked.paths.count("/csc/v2/credentials/authorize") == 1
    assert not unsigned_scans(actor=desk).exists()
    for row in three:
        row.refresh_from_db()
        assert row.file is not None
        (found,) = signing.verify_pdf(files.open_file(row.file)).signatures
        assert (found.field_name, found.signer) == ("CanBoSoHoa", desk.name)
        assert found.verdict in {"valid", "unknown"}


def test_a_wrong_code_signs_no_scan(
    world: World, signer: RemoteSigner, three: list[Attachment]
) -> None:
    at_service(world, signer, "1")
    desk = world.here.clerk_of_desk
    browser = signed_in(desk)
    place = browser.post(PAGE)["Location"]
    (own,) = signing_queries.codes_on_telephone(actor=desk)

    done = browser.post(place, {"code": own.secret, "secret": "khong-phai"}, follow=True)

    assert done.status_code == 200
    assert unsigned_scans(actor=desk).count() == 3
    for row in three:
        row.refresh_from_db()
        assert row.scan_signed_at is None

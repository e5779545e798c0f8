"""An authority elsewhere answers by file: its paper is kept, its certificates find their lines."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel import files
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.signing import pki, services
from tinhso.signing.algorithms import PublicKey, new_key
from tinhso.signing.models import (
    AnsweredCertificate,
    AuthorityAnswer,
    Certificate,
    CertificateRequest,
)
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.services.verification import forget_trust
from tinhso.signing.testing import a_plain_pdf, certificate_for
from tinhso.signing.tests.requests_world import World

if TYPE_CHECKING:
    from tinhso.identity.models import Account

pytestmark = pytest.mark.django_db
REQUESTS = "/lam-viec/chung-thu-so/yeu-cau/"


@pytest.fixture(scope="module")
def elsewhere() -> pki.Identity:
    now, key = timezone.now(), new_key()
    subject, until = pki.Subject(common_name="CA nơi khác"), now + timedelta(days=1800)
    root = pki.make_root(at=now)
    return pki.Identity(key, pki.issue(root, subject, key.public_key(), at=now, until=until))


@pytest.fixture
def world(settings: Settings) -> World:
    settings.TINHSO_CERTIFICATE_CHANNEL = "hand"
    return World.make()


def carried(world: World, request: CertificateRequest | None = None) -> CertificateRequest:
    """Return a request that the clerk carried to the authority."""
    sent = world.sent(request)
    return services.requests.note_sent(uid=sent.uid, reference="BCY-1", actor=world.by("clerk"))


def of(
    issuer: pki.Identity, name: str, organization: str = "", *, key: object = None
) -> x509.Certificate:
    """Have the other authority issue a certificate."""
    now = timezone.now()
    public = key if isinstance(key, PublicKey) else new_key().public_key()
    subject = pki.Subject(common_name=name, organization=organization)
    return pki.issue(issuer, subject, public, at=now, until=now + timedelta(days=900))


def p7b(*certificates: x509.Certificate) -> bytes:
    return pkcs7.serialize_certificates(list(certificates), Encoding.DER)


def brought(
    world: World, request: CertificateRequest, *certificates: x509.Certificate
) -> list[AnsweredCertificate]:
    answer = services.requests.take_authority_answer(
        uid=request.uid,
        certificates=p7b(*certificates),
        name="a.p7b",
        actor=world.by("clerk"),
    )
    return list(answer.certificates.order_by("pk"))


def colleague(world: World, name: str) -> "Account":
    """Appoint somebody else of the agency."""
    account = OfficialFactory.create(name=name)
    unit = UnitFactory.create(agency=world.agency)
    give_role(account, P.SIGN_SCAN, agency_id=world.agency_id, unit_id=unit.pk)
    return account


def test_certificates_find_their_lines_and_come_into_the_register_when_the_clerk_says_so(
    world: World, elsewhere: pki.Identity
) -> None:
    request = carried(world)
    line = request.lines.get()
    stranger = of(elsewhere, "Người Lạ", line.agency_name)

    rows = {
        row.name: row
        for row in brought(
            world, request, of(elsewhere, line.name.upper(), line.agency_name), stranger
        )
    }

    matched = rows[line.name.upper()]
    assert (matched.line, matched.known_by) == (line, "name")
    assert rows["Người Lạ"].line is None
    assert not Certificate.objects.filter(account_uid=world.official.uid).exists()

    done = services.requests.accept_answered(uid=request.uid, actor=world.by("clerk"))

    line.refresh_from_db()
    assert (done.taken, done.refused, line.state) == (1, [], "issued")
    held = Certificate.objects.get(account_uid=world.official.uid)
    assert (line.issued, held.serial, held.key_store) == (held, matched.serial, "")
    assert not Certificate.objects.filter(name="Người Lạ").exists()


@pytest.mark.parametrize("said", ["Người Khác Hẳn", "nong van tu"])
def test_who_is_not_recognised_is_named_by_the_clerk(
    world: World, elsewhere: pki.Identity, said: str
) -> None:
    request = carried(world)
    line = request.lines.get()
    (row,) = brought(world, request, of(elsewhere, said, line.agency_name))
    assert row.line is None
    clerk = world.by("clerk")
    assert services.requests.accept_answered(uid=request.uid, actor=clerk).taken == 0

    services.requests.match_answered(uid=row.uid, line_uid=line.uid, actor=clerk)

    assert services.requests.accept_answered(uid=request.uid, actor=clerk).taken == 1
    line.refresh_from_db()
    assert line.issued is not None
    with pytest.raises(Conflict):
        services.requests.leave_answered(uid=row.uid, actor=clerk)


def test_two_of_one_name_are_told_apart_by_nobody_but_the_clerk(
    world: World, elsewhere: pki.Identity
) -> None:
    twin = colleague(world, world.official.name)
    request = carried(world, world.drafted(world.official.uid, twin.uid))
    line = request.lines.first()
    assert line is not None

    (row,) = brought(world, request, of(elsewhere, line.name, line.agency_name))

    assert row.line is None


def test_a_renewal_is_known_by_its_key_and_another_key_is_refused(
    world: World, elsewhere: pki.Identity
) -> None:
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id, years=1)
    Certificate.objects.filter(pk=held.pk).update(not_after=timezone.now() + timedelta(days=20))
    request = carried(
        world,
        services.requests.renew_many(certificates=[held.uid], actor=world.by("clerk")).request,
    )
    line = request.lines.get()
    key = pki.load_certificate(held.certificate).public_key()
    clerk = world.by("clerk")

    other, same = sorted(
        brought(world, request, of(elsewhere, "Tên Ghi Khác", key=key), of(elsewhere, "Khóa Khác")),
        key=lambda row: row.name,
    )
    assert (same.line, same.known_by, other.line) == (line, "key", None)
    services.requests.leave_answered(uid=same.uid, actor=clerk)
    services.requests.match_answered(uid=other.uid, line_uid=line.uid, actor=clerk)
    refused = services.requests.accept_answered(uid=request.uid, actor=clerk)

    assert refused.taken == 0
    assert "khóa khác" in refused.refused[0][1]
    line.refresh_from_db()
    assert line.state == "asked"
    (again,) = brought(world, request, of(elsewhere, "Tên Ghi Khác", key=key))
    assert again.line == line
    assert services.requests.accept_answered(uid=request.uid, actor=clerk).taken == 1
    held.refresh_from_db()
    assert held.revocation_reason == "superseded"


def test_the_paper_is_kept_as_it_came_and_opens_to_who_sees_the_request(
    world: World, elsewhere: pki.Identity
) -> None:
    request = carried(world)
    client = world.client("clerk")
    signed = services.seal_as_agency(
        a_plain_pdf(), agency_id=world.agency_id, reason="Trả lời", actor=world.by("clerk")
    )

    page = client.post(
        f"{REQUESTS}{request.uid}/van-ban-tra-loi/",
        {
            "paper": SimpleUploadedFile("tra-loi.pdf", signed, "application/pdf"),
            "number": "15/BCY-CTSBMTT",
        },
        follow=True,
    )

    answer = AuthorityAnswer.objects.get()
    assert answer.file is not None
    assert (answer.verdict, files.open_file(answer.file)) == ("valid", signed)
    assert "15/BCY-CTSBMTT" in page.content.decode()
    assert client.get(answer.file.get_absolute_url()).status_code == 200
    stranger = OfficialFactory.create()
    client.force_login(stranger)
    assert client.get(answer.file.get_absolute_url()).status_code == 404


def test_a_paper_whose_signature_does_not_hold_and_a_file_without_certificates_are_refused(
    world: World,
) -> None:
    forget_trust()
    request = carried(world)
    client = world.client("clerk")
    signed = services.seal_as_agency(
        a_plain_pdf(), agency_id=world.agency_id, reason="Trả lời", actor=world.by("clerk")
    )
    broken = signed.replace(b"%PDF-", b"%PDF-", 1).replace(b"/Type /Page", b"/Type /Pagf", 1)
    place = f"{REQUESTS}{request.uid}/van-ban-tra-loi/"

    bad_paper = client.post(
        place, {"paper": SimpleUploadedFile("a.pdf", broken, "application/pdf"), "number": "7/X"}
    )
    no_certificates = client.post(place, {"certificates": SimpleUploadedFile("a.pem", b"khong")})
    nothing = client.post(place, {"number": "7/X"})

    assert [bad_paper.status_code, no_certificates.status_code, nothing.status_code] == [422] * 3
    assert "7/X" in bad_paper.content.decode()
    assert not AuthorityAnswer.objects.exists()


def test_the_page_names_matches_and_takes_what_the_clerk_decides(
    world: World, elsewhere: pki.Identity
) -> None:
    request = carried(world)
    line = request.lines.get()
    (row,) = brought(world, request, of(elsewhere, "Người Lạ"))
    client = world.client("clerk")
    place = f"{REQUESTS}{request.uid}/van-ban-tra-loi/"

    assert "Người Lạ" in client.get(place).content.decode()
    client.post(place, {"viec": "gan", "chung-thu": str(row.uid), "dong": str(line.uid)})
    assert "Tên khác với tên trong yêu cầu" in client.get(place).content.decode()
    done = client.post(place, {"viec": "ghi"}, follow=True)

    assert "trả lời: 1 dòng" in done.content.decode()
    assert client.post(place, {"viec": "la"}).status_code == 404
    line.refresh_from_db()
    assert line.issued is not None


def test_others_bring_nothing_and_what_the_house_answers_takes_no_paper(
    world: World, elsewhere: pki.Identity, settings: Settings
) -> None:
    request = carried(world)
    (row,) = brought(world, request, of(elsewhere, "Người Lạ"))
    stranger = make_actor(P.ASK_CERTIFICATE, agency_id=AgencyFactory.create().pk)
    with pytest.raises(NotFound):
        services.requests.take_authority_answer(
            uid=request.uid, certificates=p7b(of(elsewhere, "A")), actor=stranger
        )
    with pytest.raises(NotFound):
        services.requests.leave_answered(uid=row.uid, actor=stranger)
    settings.TINHSO_CERTIFICATE_CHANNEL = "house"
    twin = colleague(world, "Người Khác")
    own = world.sent(world.drafted(twin.uid))

    with pytest.raises(Conflict):
        services.requests.take_authority_answer(
            uid=own.uid, certificates=p7b(of(elsewhere, "A")), actor=world.by("operator")
        )
    with pytest.raises(Invalid):
        services.requests.take_authority_answer(uid=request.uid, actor=world.by("clerk"))
    assert AuthorityAnswer.objects.count() == 1

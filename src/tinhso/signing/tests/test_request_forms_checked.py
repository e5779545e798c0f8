"""The authority of the house issues only on a form that its head signed and its agency sealed."""

import pytest
from django.utils import timezone

from tinhso.kernel import files
from tinhso.kernel.files.models import StoredFile
from tinhso.signing import services
from tinhso.signing.models import Certificate, CertificateRequest, SigningItem
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.services.requests.forms import FormNotSigned, trouble_with_form
from tinhso.signing.testing import SETUP, a_plain_pdf, certificate_for
from tinhso.signing.tests.bad_pdfs import by_others
from tinhso.signing.tests.requests_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World.make()


def on_file(request: CertificateRequest, content: bytes) -> CertificateRequest:
    """Put another paper in the place of a request's form."""
    request.file = files.store(
        content=content, name="mau.pdf", use=SIGNED_USE, actor=SETUP, owner_class="personal"
    )
    request.save(update_fields=["file"])
    return request


def form_of(request: CertificateRequest) -> bytes:
    assert request.file is not None
    return files.open_file(request.file)


def refused(world: World, request: CertificateRequest) -> str:
    """Have the authority say yes; return why it does not."""
    before = Certificate.objects.count()
    with pytest.raises(FormNotSigned) as why:
        world.granted(request)
    assert Certificate.objects.count() == before
    assert request.lines.get().state == "asked"
    return str(why.value.message)


def test_a_form_signed_by_the_head_and_sealed_is_granted(world: World) -> None:
    request = world.sent()

    assert trouble_with_form(request) == ""
    assert world.granted(request).issued is not None


def test_a_changed_form_is_refused_with_the_reason_and_may_be_answered_with_no(
    world: World,
) -> None:
    request = world.sent()
    content = form_of(request)
    place = content.index(b"stream") + 12
    on_file(request, content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

    assert "sửa sau khi ký" in refused(world, request)
    line = request.lines.get()
    services.requests.refuse_line(
        uid=line.uid, reason="Văn bản đã bị sửa", actor=world.by("operator")
    )
    request.refresh_from_db()
    assert request.state == "refused"


def test_an_unsigned_form_is_refused(world: World) -> None:
    request = on_file(world.sent(), a_plain_pdf())

    assert "không có chữ ký số" in refused(world, request)


def test_a_form_without_its_seal_is_refused(world: World) -> None:
    request = world.sent()
    item = SigningItem.objects.get(reference=str(request.uid))
    assert item.signed_file is not None
    on_file(request, files.open_file(item.signed_file))

    assert "con dấu" in refused(world, request)


def test_the_seal_of_another_agency_is_none(world: World) -> None:
    request = world.sent()
    other = World.make()
    CertificateRequest.objects.filter(pk=request.pk).update(agency_id=other.agency_id)

    assert "con dấu" in refused(world, request)


def test_the_signature_of_another_than_the_head_is_none(world: World) -> None:
    request = world.sent()
    sealed = services.seal_as_agency(
        a_plain_pdf(), agency_id=world.agency_id, reason="Đề nghị", actor=SETUP
    )
    on_file(request, sealed)

    assert "người đứng đầu" in refused(world, request)


def test_a_key_revoked_after_the_form_was_sent_leaves_it_as_it_was(world: World) -> None:
    request = world.sent()
    held = Certificate.objects.get(account_uid=world.head.uid)
    certificate_for(account_uid=world.head.uid, agency_id=world.agency_id)
    held.refresh_from_db()
    assert held.revoked_at is not None
    assert held.revoked_at > (request.sent_at or timezone.now())

    assert trouble_with_form(request) == ""
    assert world.granted(request).issued is not None


def test_a_lost_form_is_refused(world: World) -> None:
    request = world.sent()
    assert isinstance(request.file, StoredFile)
    CertificateRequest.objects.filter(pk=request.pk).update(file=None)

    assert "không có văn bản" in refused(world, request)


def test_who_answers_reads_what_is_wrong_with_the_form(world: World) -> None:
    request = on_file(world.sent(), a_plain_pdf())

    page = world.client("operator").get(request.get_absolute_url())

    assert "không có chữ ký số" in page.content.decode()


def test_nothing_stands_behind_the_seal(world: World) -> None:
    request = world.sent()
    held = Certificate.objects.get(account_uid=world.head.uid)
    on_file(request, by_others(held, form_of(request), name="Them"))

    assert "Sau dấu" in refused(world, request)

"""A certificate asked for, signed, sent, answered, handed over; renewed, changed, revoked."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tinhso.kernel import files
from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import AgencyFactory, put_in_province
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.kinds import HAND_OVER, REQUEST_ANSWERED, REQUEST_CAME, REQUEST_LATE
from tinhso.signing.models import Certificate, CertificateRequest, KeyDevice, SigningItem
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.rules_requests import days_for, terms_of
from tinhso.signing.services.requests import LineValues
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.tests.requests_world import PERSON, World

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(str(row.account_uid) for row in Notification.objects.filter(kind=kind))


def signed_places(content: bytes) -> list[str]:
    """Return the fields of a PDF that are signed and take room on the page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        return [
            str(one.T)
            for one in fields
            if "/V" in one and float(one.Rect[2]) - float(one.Rect[0]) > 0
        ]


def test_a_person_is_asked_for_and_signs_that_he_received_it() -> None:
    world = World.make()
    request = world.sent()
    assert (request.state, request.form, request.addressee) == ("sent", "01", "ca")
    assert request.number.endswith("/ĐN-CTS")
    assert told(REQUEST_CAME.code) == [str(world.operator.uid)]
    assert request.file is not None
    assert services.verify_pdf(files.open_file(request.file)).verdict is Verdict.VALID

    line = world.granted(request, device_serial="T-100")

    request.refresh_from_db()
    assert (request.state, line.state) == ("answered", "issued")
    assert told(HAND_OVER.code) == [str(world.official.uid)]
    assert told(REQUEST_ANSWERED.code) == [str(world.clerk.uid)]
    held = queries.certificate_of(account_uid=world.official.uid)
    assert held is not None
    assert (held.email, held.device and held.device.serial) == ("hanh@caobang.example", "T-100")
    assert request.answer_file is not None

    line = world.received(line)

    request.refresh_from_db()
    assert (request.state, line.state) == ("done", "handed")
    assert line.minute_file is not None
    minute = files.open_file(line.minute_file)
    report = services.verify_pdf(minute)
    assert (report.verdict, report.signatures[0].serial) == (Verdict.VALID, held.serial)
    assert signed_places(minute) == ["NguoiKy"]
    own = world.client("official").get("/tai-khoan/chu-ky-so/").content.decode()
    asked = world.client("clerk").get(request.get_absolute_url()).content.decode()
    for page in (own, asked):
        assert f'href="{line.minute_file.get_absolute_url()}"' in page


def test_the_form_says_what_was_typed() -> None:
    world = World.make()
    request = world.drafted()
    services.requests.put_before_head(
        uid=request.uid, signer=world.head.uid, actor=world.by("clerk")
    )

    said = words_of(request, world)
    for words in ("Mẫu01", "004085001234", "04/03/2022", "hanh@caobang.example"):
        assert words in said


def words_of(request: CertificateRequest, world: World) -> str:
    """Return what a form says, its blanks left out."""
    item = SigningItem.objects.get(reference=str(request.uid))
    read = queries.reading_of(item=item, actor=world.by("head")).paragraphs
    return "".join(" ".join(one.text for one in read).replace("\u200b", "").split())


def test_form_02_says_in_which_province_an_agency_is() -> None:
    world = World.make()
    put_in_province(world.agency, "Cao Bằng")
    clerk = world.by("clerk")

    request = services.requests.draft_request(
        kind="agency", agencies=[world.agency_id], actor=clerk
    )
    services.requests.complete_line(
        uid=request.lines.get().uid,
        values=LineValues(
            address="Số 1", email="ubnd@x.vn", device_kind="token", receiver="Nông Văn Tài"
        ),
        actor=clerk,
    )
    services.requests.put_before_head(uid=request.uid, signer=world.head.uid, actor=clerk)

    assert "TỉnhCaoBằng" in words_of(request, world)


def test_form_04_names_whose_certificate_changes() -> None:
    world = World.make()
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id)
    clerk = world.by("clerk")
    request = services.requests.draft_request(kind="change", certificates=[held.uid], actor=clerk)
    services.requests.complete_line(
        uid=request.lines.get().uid,
        values=LineValues(name=held.name, title="Phó Chủ tịch", agency_name=held.agency_name),
        actor=clerk,
    )
    services.requests.put_before_head(uid=request.uid, signer=world.head.uid, actor=clerk)

    said = words_of(request, world)
    assert "".join(held.name.split()) in said
    assert "Chứcvụ:PhóChủtịch" in said
    assert "Số:Thử" in said


def test_the_head_sends_it_back_and_it_goes_before_him_again() -> None:
    world = World.make()
    request = world.drafted()
    clerk = world.by("clerk")
    services.requests.put_before_head(uid=request.uid, signer=world.head.uid, actor=clerk)
    item = SigningItem.objects.get(reference=str(request.uid))

    services.return_for_rework(item_uid=item.uid, reason="Sai chức vụ", actor=world.by("head"))

    request.refresh_from_db()
    assert (request.state, request.return_reason) == ("draft", "Sai chức vụ")
    assert world.sent(request).state == "sent"


def test_what_is_lacking_is_named_at_its_field_and_nothing_goes_out() -> None:
    world = World.make()
    clerk = world.by("clerk")
    request = services.requests.draft_request(
        kind="person", accounts=[world.official.uid], actor=clerk
    )
    line = request.lines.get()

    with pytest.raises(Invalid) as lacking:
        services.requests.put_before_head(uid=request.uid, signer=world.head.uid, actor=clerk)
    with pytest.raises(Invalid) as typed:
        services.requests.complete_line(
            uid=line.uid,
            values=LineValues(email="hanh", identity_number="12", device_kind="sim"),
            actor=clerk,
        )

    assert set(lacking.value.fields) == {"lines"}
    assert set(typed.value.fields) == {
        "email",
        "identity_number",
        "identity_on",
        "identity_by",
        "phone",
    }
    assert not SigningItem.objects.filter(reference=str(request.uid)).exists()


def test_several_are_asked_for_by_one_form_and_answered_one_by_one() -> None:
    world = World.make()
    other = world.official
    request = world.sent(world.drafted(world.official.uid, world.clerk.uid))
    first, second = request.lines.order_by("pk")
    operator = world.by("operator")

    services.requests.grant_line(uid=first.uid, actor=operator)
    request.refresh_from_db()
    assert request.state == "sent"
    with pytest.raises(Invalid):
        services.requests.refuse_line(uid=second.uid, reason=" ", actor=operator)
    services.requests.refuse_line(
        uid=second.uid, reason="Chưa có quyết định bổ nhiệm", actor=operator
    )

    request.refresh_from_db()
    assert request.state == "answered"
    assert queries.certificate_of(account_uid=other.uid) is not None
    assert queries.certificate_of(account_uid=world.clerk.uid) is None
    with pytest.raises(Conflict):
        services.requests.grant_line(uid=second.uid, actor=operator)


def test_renewal_continues_the_key_once_and_only_near_the_end() -> None:
    world = World.make()
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id, years=1)
    clerk = world.by("clerk")
    with pytest.raises(Invalid) as early:
        services.requests.draft_request(kind="renew", certificates=[held.uid], actor=clerk)
    assert set(early.value.fields) == {"certificates"}

    with time_machine.travel(held.not_after - timedelta(days=20), tick=True):
        request = world.about("renew", held.uid, LineValues())
        assert request.addressee == "department"
        line = world.granted(request, years=2)

        renewed = line.issued
        held.refresh_from_db()
        assert renewed is not None
        assert (renewed.follows, renewed.key_reference) == (held, held.key_reference)
        assert (renewed.not_after - held.not_after).days == 730
        assert held.revocation_reason == "superseded"
        assert (line.state, line.request.kind) == ("settled", "renew")
        assert queries.certificate_of(account_uid=world.official.uid) == renewed

    with (
        time_machine.travel(renewed.not_after - timedelta(days=20), tick=True),
        pytest.raises(Invalid),
    ):
        services.requests.draft_request(kind="renew", certificates=[renewed.uid], actor=clerk)


def test_a_change_gives_the_key_a_certificate_with_the_new_words() -> None:
    world = World.make()
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id)
    same = LineValues(name=held.name, title=held.title, agency_name=held.agency_name)
    with pytest.raises(Invalid):
        world.about("change", held.uid, same)
    CertificateRequest.objects.all().delete()

    request = world.about(
        "change",
        held.uid,
        LineValues(
            name=held.name,
            title="Phó Chánh Văn phòng",
            agency_name=held.agency_name,
            email="h@x.vn",
        ),
    )
    line = world.granted(request)

    assert line.issued is not None
    assert (line.issued.title, line.issued.not_after) == ("Phó Chánh Văn phòng", held.not_after)
    request.refresh_from_db()
    assert request.state == "done"


def test_a_revoked_devices_return_has_its_term_and_its_form() -> None:
    world = World.make()
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id)
    services.give_device(certificate_uid=held.uid, kind="token", serial="T-7", actor=SETUP)
    request = world.about("revoke", held.uid, LineValues(reason="left"))

    line = world.granted(request)

    held.refresh_from_db()
    assert held.revocation_reason == "left"
    assert (line.state, line.device_due_at is not None) == ("revoked", True)
    with pytest.raises(Invalid):
        services.requests.return_device(
            line_uid=line.uid, is_lost=True, note="", actor=world.by("clerk")
        )
    line = services.requests.return_device(
        line_uid=line.uid, is_lost=False, note="", actor=world.by("clerk")
    )
    assert KeyDevice.objects.get().state == "returned"
    assert line.minute_file is not None
    report = services.verify_pdf(files.open_file(line.minute_file))
    assert report.verdict is Verdict.VALID
    request.refresh_from_db()
    assert request.state == "done"


def test_a_device_is_restored_for_whom_somebody_coordinates() -> None:
    world = World.make()
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id)
    clerk = world.by("clerk")
    request = services.requests.draft_request(kind="restore", certificates=[held.uid], actor=clerk)
    services.requests.complete_line(
        uid=request.lines.get().uid, values=LineValues(note="Khóa do nhập sai PIN"), actor=clerk
    )
    with pytest.raises(Invalid) as nobody:
        services.requests.put_before_head(uid=request.uid, signer=world.head.uid, actor=clerk)
    assert set(nobody.value.fields) == {"contact_name"}

    services.requests.put_before_head(
        uid=request.uid, signer=world.head.uid, contact_name="Lê Thu", actor=clerk
    )
    world.signed(request)
    world.sealed(request)
    world.granted(request)

    request.refresh_from_db()
    assert request.state == "done"
    assert queries.certificate_of(account_uid=world.official.uid) == held


def test_an_agencys_certificate_is_received_under_its_own_new_seal() -> None:
    world = World.make()
    below = AgencyFactory.create(parent=world.agency)
    clerk = world.by("clerk")
    request = services.requests.draft_request(kind="agency", agencies=[below.pk], actor=clerk)
    services.requests.complete_line(
        uid=request.lines.get().uid,
        values=LineValues(
            address="Đông Khê", email="xa@x.vn", device_kind="token", receiver="Lê Thu"
        ),
        actor=clerk,
    )
    line = world.granted(world.sent(request), device_serial="T-9")

    line = services.requests.hand_over(line_uid=line.uid, actor=clerk)

    assert line.minute_file is not None
    minute = files.open_file(line.minute_file)
    report = services.verify_pdf(minute)
    assert signed_places(minute) == ["CoQuan"]
    sealing = queries.agency_certificate(agency_id=below.pk)
    assert sealing is not None
    assert (report.verdict, report.signatures[0].serial) == (Verdict.VALID, sealing.serial)


def test_what_the_clerk_carries_himself_he_notes(settings: Settings) -> None:
    world = World.make()
    settings.TINHSO_CERTIFICATE_CHANNEL = "hand"
    clerk = world.by("clerk")
    request = world.sent()
    assert request.state == "sending"

    services.requests.note_sent(uid=request.uid, reference="DVC-17", actor=clerk)
    line = request.lines.get()
    with pytest.raises(Invalid) as unknown:
        services.requests.grant_line(uid=line.uid, serial="abc", actor=clerk)
    assert set(unknown.value.fields) == {"serial"}
    given = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id)
    line = services.requests.grant_line(uid=line.uid, serial=given.serial.upper(), actor=clerk)

    assert (line.state, line.issued) == ("issued", given)


def test_an_answer_that_does_not_come_is_told_once() -> None:
    with time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))):
        world = World.make()
        request = world.sent()
        assert request.due_at is not None
        assert timezone.localdate(request.due_at) == date(2026, 11, 19)
        assert services.requests.warn_of_late_requests() == 0

    with time_machine.travel(request.due_at + timedelta(hours=1)):
        assert [
            services.requests.warn_of_late_requests(),
            services.requests.warn_of_late_requests(),
        ] == [2, 0]
    assert told(REQUEST_LATE.code) == sorted([str(world.clerk.uid), str(world.operator.uid)])


def test_terms_are_those_of_the_day() -> None:
    terms = terms_of(["2024-08-15:new=3", "2027-01-01:new=2"])

    assert days_for("new", on=date(2026, 11, 29), terms=terms) == 3
    assert days_for("new", on=date(2027, 1, 1), terms=terms) == 2
    assert days_for("new", on=date(2020, 1, 1), terms=terms) is None
    with pytest.raises(ValueError, match="no term"):
        terms_of(["2024-08-15:lend=3"])


def test_others_see_and_change_nothing() -> None:
    world = World.make()
    request = world.drafted()
    line = request.lines.get()
    elsewhere = make_actor(P.ASK_CERTIFICATE, agency_id=AgencyFactory.create().pk)
    specialist = world.by("official")

    for actor in (elsewhere, specialist):
        with pytest.raises((NotFound, NotPermitted)):
            services.requests.put_before_head(uid=request.uid, signer=world.head.uid, actor=actor)
        with pytest.raises((NotFound, NotPermitted)):
            services.requests.complete_line(uid=line.uid, values=PERSON, actor=actor)
        with pytest.raises((NotFound, NotPermitted)):
            services.requests.withdraw(uid=request.uid, actor=actor)
    with pytest.raises(NotPermitted):
        services.requests.grant_line(
            uid=world.sent(request).lines.get().uid, actor=world.by("clerk")
        )

    assert not Certificate.objects.filter(account_uid=world.official.uid).exists()


def test_a_withdrawn_request_leaves_the_heads_queue() -> None:
    world = World.make()
    request = world.drafted()
    services.requests.put_before_head(
        uid=request.uid, signer=world.head.uid, actor=world.by("clerk")
    )

    services.requests.withdraw(uid=request.uid, actor=world.by("clerk"))

    assert SigningItem.objects.get(reference=str(request.uid)).state == "withdrawn"
    with pytest.raises(Conflict):
        services.requests.withdraw(uid=request.uid, actor=world.by("clerk"))

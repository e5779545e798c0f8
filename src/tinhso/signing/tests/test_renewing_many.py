"""Renewals of many certificates by one form, and answers to hundreds by a spreadsheet."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from tinhso.identity.testing import OfficialFactory
from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import AgencyFactory
from tinhso.signing import services
from tinhso.signing.models import AnswerSheet, Certificate, CertificateRequest
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.services.requests.renewable import why_not_renewed
from tinhso.signing.services.requests.sheets import COLUMNS
from tinhso.signing.testing import certificate_for
from tinhso.signing.tests.requests_world import World

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/chung-thu-so/"
REQUESTS = f"{LIST}yeu-cau/"


@pytest.fixture
def world() -> World:
    return World.make()


def held_by(world: World, count: int, *, years: int = 1) -> list[Certificate]:
    """Give so many officials of the agency a certificate that runs out after these years."""
    return [
        certificate_for(
            account_uid=OfficialFactory.create().uid, agency_id=world.agency_id, years=years
        )
        for _n in range(count)
    ]


def near(row: Certificate) -> time_machine.travel:
    """Go to a day near a certificate's end."""
    return time_machine.travel(row.not_after - timedelta(days=20), tick=True)


def sheet(*rows: dict[str, str]) -> bytes:
    """Return a filled-in spreadsheet of answers."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(list(COLUMNS))
    for row in rows:
        page.append([row.get(name, "") for name in COLUMNS])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_all_of_a_list_that_may_be_renewed_stand_in_one_form(world: World) -> None:
    rows = held_by(world, 3)
    (long_one,) = held_by(world, 1, years=3)
    clerk = world.by("clerk")

    with near(rows[0]):
        made = services.requests.renew_many(
            certificates=[row.uid for row in [*rows, long_one]], actor=clerk
        )
        request = world.sent(made.request)

        assert (made.taken, sum(made.left_out.values())) == (3, 1)
        assert (request.kind, request.form, request.lines.count()) == ("renew", "04", 3)
        with pytest.raises(Invalid) as busy:
            services.requests.renew_many(certificates=[rows[0].uid], actor=clerk)
        assert "chưa xong" in str(busy.value.fields["certificates"])


def test_chosen_rows_are_put_on_the_request_that_is_being_written(world: World) -> None:
    rows = held_by(world, 3)

    with near(rows[0]):
        client = world.client("clerk")
        chosen = {"viec": "renew", "chon": [str(row.uid) for row in rows[:2]]}
        run = client.post(f"{LIST}viec/", chosen, follow=True)
        more = {"viec": "renew", "chon": [str(rows[2].uid), str(rows[0].uid)]}
        again = client.post(f"{LIST}viec/", more, follow=True)

    request = CertificateRequest.objects.get()
    assert set(request.lines.values_list("certificate", flat=True)) == {row.pk for row in rows}
    assert run.context["failed"] == 0
    assert again.context["failed"] == 1
    assert "chưa xong" in again.content.decode()


def test_the_whole_filter_becomes_one_request(world: World) -> None:
    rows = held_by(world, 2)
    held_by(world, 1, years=3)
    certificate_for(account_uid=uuid4(), agency_id=AgencyFactory.create().pk, years=1)

    with near(rows[0]):
        client = world.client("clerk")
        nobody = client.post(f"{REQUESTS}gia-han/", {"cau-hoi": "q=khongcoai"})
        made = client.post(
            f"{REQUESTS}gia-han/", {"cau-hoi": "tinh-trang=soon&loai=person"}, follow=True
        )

    assert (nobody.status_code, nobody["Location"]) == (302, f"{LIST}?q=khongcoai")
    assert made.status_code == 200
    request = CertificateRequest.objects.get()
    assert set(request.lines.values_list("certificate", flat=True)) == {row.pk for row in rows}


def test_others_renew_nothing_of_the_agency(world: World) -> None:
    (row,) = held_by(world, 1)
    there = AgencyFactory.create().pk
    stranger = make_actor(P.ASK_CERTIFICATE, agency_id=there)
    own = certificate_for(account_uid=uuid4(), agency_id=there, years=1)

    with near(row):
        services.requests.renew_many(certificates=[own.uid], actor=stranger)
        with pytest.raises(NotFound):
            services.requests.add_to_renewal(certificate_uid=row.uid, actor=stranger)
        with pytest.raises(Invalid):
            services.requests.renew_many(certificates=[row.uid], actor=stranger)
        with pytest.raises(NotPermitted):
            services.requests.renew_many(certificates=[row.uid], actor=world.by("official"))
    assert not CertificateRequest.objects.filter(lines__certificate=row).exists()


def test_it_is_asked_in_a_few_queries_whether_hundreds_may_be_renewed(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = held_by(world, 4)

    with near(rows[0]), django_assert_max_num_queries(3):
        assert why_not_renewed(rows) == {}


def test_a_spreadsheet_answers_line_by_line(world: World) -> None:
    rows = held_by(world, 3)
    with near(rows[0]):
        client = world.client("operator")
        request = world.sent(
            services.requests.renew_many(
                certificates=[r.uid for r in rows], actor=world.by("clerk")
            ).request
        )
        place = f"{REQUESTS}{request.uid}/bang-tra-loi/"
        given = load_workbook(BytesIO(client.get(f"{place}tep/").getvalue())).active
        assert given is not None
        keys = [str(line[0].value) for line in given.iter_rows(min_row=2)]

        content = sheet(
            {"ma_dong": keys[0], "tra_loi": "Đồng ý", "so_nam": "2"},
            {"ma_dong": keys[1], "tra_loi": "không", "ly_do": "Thiếu quyết định"},
            {"ma_dong": keys[2]},
        )
        page = client.post(place, {"file": SimpleUploadedFile("a.xlsx", content)}, follow=True)

    states = list(request.lines.order_by("pk").values_list("state", "refusal"))
    assert states == [("settled", ""), ("refused", "Thiếu quyết định"), ("asked", "")]
    assert "2 trên 2" in page.content.decode()
    request.refresh_from_db()
    assert request.state == "sent"


def test_while_a_row_is_wrong_nothing_is_answered(world: World) -> None:
    rows = held_by(world, 2)
    operator = world.by("operator")
    with near(rows[0]):
        request = world.sent(
            services.requests.renew_many(
                certificates=[r.uid for r in rows], actor=world.by("clerk")
            ).request
        )
        one, two = (str(uid) for uid in request.lines.order_by("pk").values_list("uid", flat=True))
        wrong = (
            {"ma_dong": str(uuid4()), "tra_loi": "có"},
            {"ma_dong": one, "tra_loi": "có"},
            {"ma_dong": one, "tra_loi": "có"},
            {"ma_dong": two, "tra_loi": "có lẽ"},
            {"ma_dong": two, "tra_loi": "không"},
            {"ma_dong": two, "tra_loi": "có", "so_nam": "9"},
        )

        with pytest.raises(Invalid) as refused:
            services.requests.take_answers(uid=request.uid, content=sheet(*wrong), actor=operator)
        page = world.client("operator").post(
            f"{REQUESTS}{request.uid}/bang-tra-loi/",
            {"file": SimpleUploadedFile("a.xlsx", sheet(*wrong))},
        )

        said = str(refused.value.fields["file"])
        assert [f"Dòng {n}" in said for n in range(2, 8)] == [True, False, True, True, True, True]
        assert page.status_code == 422
        assert not AnswerSheet.objects.exists()
        assert set(request.lines.values_list("state", flat=True)) == {"asked"}
        with pytest.raises(NotPermitted):
            services.requests.take_answers(
                uid=request.uid, content=sheet(), actor=world.by("clerk")
            )


def test_more_than_a_few_are_a_job_that_goes_on_behind_the_last_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinhso.signing.services.requests.sheets.AT_ONCE", 1)
    rows = held_by(world, 3)
    operator = world.by("operator")
    with near(rows[0]):
        request = world.sent(
            services.requests.renew_many(
                certificates=[r.uid for r in rows], actor=world.by("clerk")
            ).request
        )
        lines = list(request.lines.order_by("pk"))
        answers = [{"ma_dong": str(line.uid), "tra_loi": "x"} for line in lines]
        given = services.requests.take_answers(
            uid=request.uid, content=sheet(*answers), actor=operator
        )
        assert Job.objects.filter(name="signing.answer").count() == 1
        services.requests.grant_line(uid=lines[1].uid, actor=operator)

        def dying(done: int, _total: int) -> None:
            if done == 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            services.requests.work_off_answers(sheet_uid=given.uid, say=dying)
        done = services.requests.work_off_answers(
            sheet_uid=given.uid, say=lambda _done, _total: None
        )

    assert (done.total, done.done, done.finished_at is not None) == (3, 3, True)
    assert [one["name"] for one in done.failed] == [lines[1].name]
    request.refresh_from_db()
    assert request.state == "done"
    with pytest.raises(Conflict):
        services.requests.take_answers(uid=request.uid, content=sheet(*answers), actor=operator)


def test_a_clerk_who_carried_it_names_the_new_certificates(
    world: World, settings: Settings
) -> None:
    settings.TINHSO_CERTIFICATE_CHANNEL = "hand"
    rows = held_by(world, 2)
    clerk = world.by("clerk")
    with near(rows[0]):
        request = world.sent(
            services.requests.renew_many(certificates=[r.uid for r in rows], actor=clerk).request
        )
        services.requests.note_sent(uid=request.uid, reference="BCY-7", actor=clerk)
        line, other = request.lines.order_by("pk")
        new = certificate_for(account_uid=line.account_uid, agency_id=world.agency_id)

        with pytest.raises(Invalid):
            services.requests.take_answers(
                uid=request.uid,
                content=sheet({"ma_dong": str(line.uid), "tra_loi": "có"}),
                actor=clerk,
            )
        given = services.requests.take_answers(
            uid=request.uid,
            content=sheet(
                {"ma_dong": str(line.uid), "tra_loi": "có", "so_moi": new.serial},
                {"ma_dong": str(other.uid), "tra_loi": "có", "so_moi": new.serial},
            ),
            actor=clerk,
        )
        done = services.requests.work_off_answers(sheet_uid=given.uid, say=lambda _d, _t: None)

    line.refresh_from_db()
    other.refresh_from_db()
    assert (line.issued, line.state, other.state) == (new, "settled", "asked")
    assert [one["name"] for one in done.failed] == [other.name]


def test_a_long_request_is_shown_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinhso.signing.views.requests.LINES", 2)
    rows = held_by(world, 3)
    with near(rows[0]):
        made = services.requests.renew_many(
            certificates=[r.uid for r in rows], actor=world.by("clerk")
        )
        client = world.client("clerk")
        first = client.get(f"{REQUESTS}{made.request.uid}/")
        last = client.get(f"{REQUESTS}{made.request.uid}/", {"trang": "2"})

    assert [len(page.context["shown"]) for page in (first, last)] == [2, 1]
    assert 'rel="next"' in first.content.decode()

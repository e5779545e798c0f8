"""The report of a period: acts counted by agency, each number opened, files, the signed paper."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.db.clock import clock_set_to
from tinhso.organization.queries import agency as agency_of
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.signing import services
from tinhso.signing.models import Certificate, CertificateRequest, CertificateRequestLine
from tinhso.signing.queries.register_acts import ACTS, Acts
from tinhso.signing.queries.register_report import register_report
from tinhso.signing.rules_periods import usual_stretches
from tinhso.signing.rules_requests import LineState, RequestKind, RequestState
from tinhso.signing.testing import SETUP
from tinhso.signing.tests.test_certificates import signed_in
from tinhso.signing.tests.test_register import MANAGER, clerk_of, issued, on

pytestmark = pytest.mark.django_db
PAGE = "/lam-viec/chung-thu-so/bao-cao/"
SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
ASKED = {"tu": "2025-01-01", "den": "2025-12-31"}


def answered(kind: str, day: date, before: Certificate, after: Certificate | None) -> None:
    """Keep that the authority answered a request about a certificate on a day."""
    request = CertificateRequest.objects.create(
        kind=kind, agency_id=before.agency_id or 0, state=RequestState.DONE, asked_at=on(day)
    )
    CertificateRequestLine.objects.create(
        request=request,
        certificate=before,
        issued=after,
        state=LineState.SETTLED,
        answered_at=on(day),
    )


@pytest.fixture
def agency_id() -> int:
    """Return an agency to whose certificates every act happened once, in 2025."""
    unit = UnitFactory.create()
    here = unit.agency_id
    old = issued(date(2024, 2, 1), agency_id=here, name="Người Gia Hạn")
    new = issued(
        date(2025, 2, 1), agency_id=here, name="Người Gia Hạn", account_uid=old.account_uid
    )
    answered(RequestKind.RENEW, date(2025, 2, 1), old, new)
    was = issued(date(2024, 3, 1), agency_id=here, name="Người Đổi Tên")
    now = issued(
        date(2025, 3, 1), agency_id=here, name="Người Đổi Tên", account_uid=was.account_uid
    )
    answered(RequestKind.CHANGE, date(2025, 3, 1), was, now)
    kept = issued(date(2024, 4, 1), agency_id=here, name="Người Khôi Phục")
    for day in (date(2025, 4, 1), date(2025, 5, 1)):
        answered(RequestKind.RESTORE, day, kept, None)
    gone = issued(date(2024, 5, 1), agency_id=here, name="Người Thôi Việc")
    with clock_set_to(on(date(2025, 6, 1))):
        services.revoke_certificate(certificate_uid=gone.uid, reason="left", actor=SETUP)
    issued(date(2022, 8, 1), agency_id=here, name="Người Hết Hạn")
    new_one = issued(date(2025, 8, 1), agency_id=here, name="Người Mới")
    services.give_device(certificate_uid=new_one.uid, kind="token", serial="T-1", actor=SETUP)
    issued(date(2024, 9, 1), agency_id=AgencyFactory.create().pk, role="agency", name="Nơi khác")
    return here


def test_every_act_of_a_period_is_counted_by_agency(agency_id: int) -> None:
    report = register_report(actor=MANAGER, since=SINCE, until=UNTIL)
    half = register_report(actor=MANAGER, since=date(2025, 7, 1), until=date(2025, 12, 31))

    lines = {line.code: line for line in report.lines}
    here = lines[agency_of(agency_id).code]
    assert here.acts == Acts(new=1, renewed=1, changed=1, revoked=1, recovered=1, expired=1)
    assert (here.people, here.agencies, here.agencies_without) == (4, 0, 1)
    assert (here.tokens, here.sims, here.servers, here.no_device) == (1, 0, 0, 3)
    assert (report.total.acts, report.total.agencies) == (here.acts, 1)
    assert half.total.acts == Acts(new=1, expired=1)


def test_each_number_opens_to_as_many_rows(agency_id: int) -> None:
    listed = issued(date(2023, 5, 1), agency_id=agency_id, name="Người Không Rõ Lý Do")
    Certificate.objects.filter(pk=listed.pk).update(revoked_at=on(date(2025, 6, 2)))
    client = signed_in("signing.manage_certificates")

    page = client.get(PAGE, ASKED)

    (line,) = [one for one in page.context["lines"] if one.figures[0].count]
    counted = {one.url: one.count for one in [*line.figures, *page.context["total"]] if one.count}
    opened = {url: len(client.get(url).context["rows"]) for url in counted}
    assert opened == counted
    assert [one.count for one in line.figures[: len(ACTS)]] == [1, 1, 1, 2, 1, 1]


def test_a_clerk_reports_his_agency_alone(agency_id: int) -> None:
    own = register_report(actor=clerk_of(agency_id), since=SINCE, until=UNTIL)
    stranger = register_report(actor=clerk_of(AgencyFactory.create().pk), since=SINCE, until=UNTIL)

    assert [line.code for line in own.lines] == [agency_of(agency_id).code]
    assert stranger.total.acts == Acts()
    for address in (PAGE, f"{PAGE}tep/csv/", "/api/v1/signing/register/report"):
        assert signed_in().get(address).status_code == 403


def test_the_report_leaves_as_spreadsheet_and_by_machine(agency_id: int) -> None:
    client = signed_in("signing.manage_certificates")
    name = agency_of(agency_id).name

    text = client.get(f"{PAGE}tep/csv/", ASKED).content.decode("utf-8-sig").splitlines()
    book = client.get(f"{PAGE}tep/xlsx/", ASKED).getvalue()
    machine = client.get(
        "/api/v1/signing/register/report", {"since": "2025-01-01", "until": "2025-12-31"}
    ).json()

    (line,) = [one for one in text if one.startswith(name)]
    assert line.split(",")[3:] == ["1"] * 6 + ["4", "0", "0", "1", "0", "0", "3", "1", "0"]
    assert text[-1].startswith("Tổng cộng")
    assert ZipFile(BytesIO(book)).read("xl/workbook.xml")
    assert machine["total"]["acts"] == dict.fromkeys(ACTS, 1)
    assert AuditEntry.objects.filter(action="signing.register_report_taken").count() == 2
    assert client.get(f"{PAGE}tep/doc/", ASKED).status_code == 404


def test_the_printed_report_is_signed_by_the_register(agency_id: int) -> None:
    client = signed_in("signing.manage_certificates")

    pdf = client.get(f"{PAGE}tep/pdf/", ASKED)

    found = services.verify_pdf(pdf.content)
    assert pdf["Content-Type"] == "application/pdf"
    assert (found.verdict.value, found.signatures[0].signer) == ("valid", "Sổ chứng thư số Tỉnh Số")


def test_a_wrong_period_keeps_what_was_typed() -> None:
    client = signed_in("signing.manage_certificates")
    turned = {"tu": "2025-12-31", "den": "2025-01-01"}

    page = client.get(PAGE, turned)

    assert page.status_code == 422
    assert "2025-12-31" in page.content.decode()
    assert client.get(f"{PAGE}tep/csv/", turned).status_code == 422


def test_the_share_of_signed_papers_is_found_by_who_reads_the_register_alone() -> None:
    share = 'href="/lam-viec/chung-thu-so/trao-doi/"'

    reader = signed_in("signing.manage_certificates").get("/lenh/", {"q": "tỷ lệ"}).content.decode()
    other = signed_in("dossiers.appraise").get("/lenh/", {"q": "tỷ lệ"}).content.decode()

    assert (share in reader, share in other) == (True, False)


def test_usual_periods_are_months_quarters_halves_and_years() -> None:
    offered = {one.words: (one.start, one.end) for one in usual_stretches(date(2026, 2, 10))}

    assert offered == {
        "Tháng 2/2026": (date(2026, 2, 1), date(2026, 2, 28)),
        "Tháng 1/2026": (date(2026, 1, 1), date(2026, 1, 31)),
        "Quý I/2026": (date(2026, 1, 1), date(2026, 3, 31)),
        "Quý IV/2025": (date(2025, 10, 1), date(2025, 12, 31)),
        "6 tháng đầu năm 2026": (date(2026, 1, 1), date(2026, 6, 30)),
        "6 tháng cuối năm 2025": (date(2025, 7, 1), date(2025, 12, 31)),
        "Năm 2026": (date(2026, 1, 1), date(2026, 12, 31)),
        "Năm 2025": (date(2025, 1, 1), date(2025, 12, 31)),
    }


def test_the_report_takes_as_many_queries_however_many_agencies(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _n in range(3):
        issued(date(2025, 1, 5), agency_id=AgencyFactory.create().pk)

    with django_assert_max_num_queries(8):
        register_report(actor=MANAGER, since=SINCE, until=UNTIL)


def test_only_asked_agencies_stand_in_it(agency_id: int) -> None:
    client: Client = signed_in("signing.manage_certificates")
    level = agency_of(agency_id).level
    other = "central" if level != "central" else "commune"

    there = client.get(PAGE, {**ASKED, "cap": other})
    here = client.get(PAGE, {**ASKED, "cap": level})

    assert not there.context["lines"]
    assert here.context["lines"]
    assert {f"cap={level}" in one.url for one in here.context["total"]} == {True}

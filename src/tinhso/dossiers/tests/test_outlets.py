"""What dossiers send out is counted with the signatures it bore, and opens down to the papers."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tinhso.dossiers.models import Paper, Result
from tinhso.dossiers.testing import World, accepted, browser_of, resolved
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.testing import in_english, make_actor, vietnamese_left_behind
from tinhso.signing.queries import exchange_share
from tinhso.signing.queries.exchange_share import Asked, Sent, count_rows, sent_rows, share_report
from tinhso.signing.registry import outlets

pytestmark = pytest.mark.django_db
PAGE = "/lam-viec/chung-thu-so/trao-doi/"
API = "/api/v1/signing/exchange-share"
MANAGER = make_actor("signing.manage_certificates")


def today() -> date:
    return timezone.localdate()


def sent_by(world: World, kind: str = "") -> Sent:
    report = share_report(actor=MANAGER, since=today(), until=today(), kind=kind)
    lines = {line.code: line.sent for line in report.lines}
    return lines.get("H14.20.05", Sent())


def sign_all(world: World) -> None:
    """Put the time of a signature on every form that was made."""
    Paper.objects.filter(dossier__receiving_agency=world.here.agency).update(
        signed_at=timezone.now()
    )


def test_a_result_leaves_with_both_signatures_and_a_form_unsigned_is_told(world: World) -> None:
    resolved(world)

    assert sent_by(world, "dossiers.result") == Sent(papers=1, personal=1, sealed=1, whole=1)
    forms = sent_by(world, "dossiers.form")
    assert (forms.papers > 0, forms.personal, forms.sealed, forms.whole) == (True, 0, 0, 0)
    assert not sent_by(world).is_whole


def test_an_agency_is_whole_only_with_its_last_paper(world: World) -> None:
    resolved(world)
    sign_all(world)
    whole = share_report(actor=MANAGER, since=today(), until=today())
    late = timezone.now() + timedelta(days=1, minutes=1)
    Paper.objects.filter(pk=Paper.objects.order_by("-made_at").values("pk")[:1]).update(
        signed_at=late
    )
    lacking = share_report(actor=MANAGER, since=today(), until=today())

    assert (whole.total.sending, whole.total.whole, whole.total.share) == (1, 1, 100)
    assert whole.lines[0].sent.share == 100
    assert (lacking.total.sending, lacking.total.whole, lacking.total.share) == (1, 0, 0)
    share = lacking.lines[0].sent.share
    assert share is not None
    assert share < 100


def test_who_sent_nothing_stands_apart_and_is_divided_by_nothing(world: World) -> None:
    resolved(world)
    sign_all(world)

    report = share_report(actor=MANAGER, since=today(), until=today())
    before = share_report(actor=MANAGER, since=date(2025, 9, 1), until=date(2025, 9, 30))

    assert [line.code for line in report.lines] == ["H14.20.05"]
    assert {"H14", "H14.20.06"} <= {line.code for line in report.silent}
    assert report.total.share == 100
    assert (before.lines, before.total.share, before.total.sent.share) == ([], None, None)
    assert sum(one.silent for one in report.levels) == report.total.silent == len(report.silent)


def test_each_number_opens_to_as_many_papers(world: World) -> None:
    resolved(world)
    accepted(world)
    client = browser_of(world.here.clerk)

    page = client.get(PAGE)

    (line,) = page.context["lines"]
    numbers = [*line.cells, *page.context["total"]]
    opened = [client.get(one.url).context["count"] for one in numbers]
    assert opened == [one.count for one in numbers]
    papers, personal, sealed, whole, lacking = (one.count for one in line.cells)
    assert (personal, sealed, whole, lacking) == (1, 1, 1, papers - 1)


def test_pages_of_papers_follow_one_another_across_kinds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved(world)
    accepted(world)
    Paper.objects.update(made_at=Result.objects.values("sealed_at")[:1])
    monkeypatch.setattr(exchange_share, "AT_ONCE", 2)
    asked = Asked(since=today(), until=today())

    found, place = [], None
    while True:
        rows, place = sent_rows(actor=MANAGER, asked=asked, after=place)
        found += [(one.kind, one.key) for one in rows]
        if place is None:
            break

    assert len(found) == len(set(found)) == count_rows(actor=MANAGER, asked=asked) == 3
    assert {kind for kind, _key in found} == {"dossiers.result", "dossiers.form"}


def test_who_may_not_see_a_dossier_reads_no_number_of_it(world: World) -> None:
    dossier = resolved(world)
    asked = Asked(since=today(), until=today(), kind="dossiers.result")

    (stranger,), _rest = sent_rows(actor=MANAGER, asked=asked)
    (own,), _rest = sent_rows(actor=world.here.clerk, asked=asked)
    elsewhere, _rest = sent_rows(actor=world.there.clerk, asked=asked)

    assert (stranger.paper.number, stranger.paper.url) == ("", "")
    assert str(dossier.uid) in own.paper.url
    assert elsewhere == []
    for address in (PAGE, f"{PAGE}tep/csv/", f"{PAGE}van-ban/", API, f"{API}/papers"):
        assert browser_of(world.here.clerk_of_desk).get(address).status_code == 403


def test_it_leaves_as_files_and_by_machine_in_both_languages(world: World) -> None:
    resolved(world)
    client = browser_of(world.here.clerk)

    text = client.get(f"{PAGE}tep/csv/").content.decode("utf-8-sig").splitlines()
    book = client.get(f"{PAGE}tep/xlsx/").getvalue()
    sheet = client.get(f"{PAGE}tep/ods/").getvalue()
    machine = client.get(API).json()
    papers = client.get(f"{API}/papers", {"which": "whole"}).json()

    (line,) = [one for one in text if "H14.20.05" in one]
    assert "Đông Khê" in line
    assert ZipFile(BytesIO(book)).testzip() is None
    assert ZipFile(BytesIO(sheet)).testzip() is None
    assert (machine["total"]["sending"], machine["total"]["whole"]) == (1, 0)
    assert (papers["count"], papers["papers"][0]["kind"]) == (1, "dossiers.result")
    assert AuditEntry.objects.filter(action="signing.exchange_share_taken").count() == 3
    english = in_english(client)
    for address in (PAGE, f"{PAGE}van-ban/"):
        assert not vietnamese_left_behind(english.get(address).content.decode())


def test_wrong_days_are_told_at_the_field_and_a_foreign_place_begins_anew(world: World) -> None:
    resolved(world)
    client = browser_of(world.here.clerk)

    wrong = client.get(PAGE, {"tu": "2026-02-30", "den": "2026-03-01"})
    unknown = client.get(f"{PAGE}van-ban/", {"loai": "khac"})
    guessed = client.get(f"{PAGE}van-ban/", {"sau": "2026-01-01 dossiers.result 1"})

    assert (wrong.status_code, unknown.status_code, guessed.status_code) == (422, 422, 200)
    assert "2026-02-30" in wrong.content.decode()
    assert guessed.context["rows"]


def test_the_report_asks_as_often_with_one_paper_as_with_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    accepted(world)
    kinds = len(outlets)

    with django_assert_num_queries(2 + kinds):
        share_report(actor=MANAGER, since=today(), until=today())
    accepted(world)
    resolved(world)
    with django_assert_num_queries(2 + kinds):
        share_report(actor=MANAGER, since=today(), until=today())


@pytest.mark.parametrize(
    ("kind", "index"),
    [
        ("dossiers.result", "dossiers_result_given"),
        ("dossiers.form", "dossiers_paper_made"),
        ("dossiers.answer", "dossiers_consult_answered"),
    ],
)
def test_a_period_is_found_by_an_index(kind: str, index: str) -> None:
    outlet = outlets.get(kind)
    model = outlet.sent().model

    named = {one.name: one.fields for one in model._meta.indexes}

    assert named[index][0] == outlet.at


def test_the_newest_lacking_papers_are_found_along_their_moments(world: World) -> None:
    resolved(world)
    asked = Asked(since=today(), until=today(), kind="dossiers.form", which="lacking")

    with CaptureQueriesContext(connection) as asks:
        rows, _rest = sent_rows(actor=MANAGER, asked=asked)

    (newest,) = (one["sql"] for one in asks.captured_queries if "LIMIT 51" in one["sql"])
    assert rows
    assert newest.count("SELECT") == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as asking:
            asking.execute("EXPLAIN QUERY PLAN " + newest.replace("%", "%%"))
            plan = " ".join(str(row[3]) for row in asking.fetchall())
        assert "SEARCH dossiers_paper USING INDEX dossiers_paper_made" in plan

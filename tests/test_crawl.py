"""The full grid goes on where it stopped, and says how each walk stands."""

from pathlib import Path

import pytest

from tools.crawl import Crawl, Passed, Record, alone, name_of, table

LINKS = "tests/test_every_link.py::test_every_link_opens[congdan]"
PAGES = "tests/browser/test_full_grid.py::test_every_page_is_sound[congdan-en]"


def _report(nodeid: str, outcome: str, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(
        nodeid,
        location=("", 0, ""),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]  # one of pytest's three words
        longrepr=None,
        when=when,  # type: ignore[arg-type]  # one of pytest's three words
        duration=61.2,
        user_properties=[("pages", 70)],
    )


def test_a_walk_has_one_name_whoever_runs_it() -> None:
    assert (name_of(LINKS), name_of(PAGES)) == ("links congdan", "pages congdan-en")


def test_what_went_through_is_left_out_of_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "walks.json"
    Crawl(Record(file), "aaa", set()).pytest_runtest_logreport(_report(PAGES, "passed"))

    again = Record(file)
    crawl = Crawl(again, "aaa", again.standing({"aaa"}))

    assert crawl.begin([LINKS, PAGES]) == [LINKS]
    assert again.passed == {"pages congdan-en": Passed("aaa", 70, 61)}
    assert table(crawl.outcomes, again.passed)[1:] == [
        "links congdan           not reached",
        "pages congdan-en        went through before   aaa              70       61",
        "1 of 2 walks went through",
    ]


def test_another_commit_is_walked_anew(tmp_path: Path) -> None:
    record = Record(tmp_path / "walks.json")
    record.keep("pages congdan-en", Passed("aaa", 70, 61))
    record.keep("pages congdan-vi", Passed("bbb", 70, 61))

    assert record.standing({"bbb"}) == {"pages congdan-vi"}
    assert record.standing(set()) == set()


def test_what_differs_from_the_commit_stands_for_nobody(tmp_path: Path) -> None:
    record = Record(tmp_path / "walks.json")

    Crawl(record, "", set()).pytest_runtest_logreport(_report(PAGES, "passed"))

    assert record.passed["pages congdan-en"].commit == "uncommitted"
    assert record.standing({"aaa"}) == set()


def test_a_walk_that_met_faults_stands_no_longer(tmp_path: Path) -> None:
    record = Record(tmp_path / "walks.json")
    record.keep("pages congdan-en", Passed("aaa", 70, 61))
    crawl = Crawl(record, "aaa", set())

    crawl.pytest_runtest_logreport(_report(PAGES, "failed"))

    assert Record(record.file).passed == {}
    assert crawl.outcomes == {"pages congdan-en": "met faults"}


def test_what_only_set_up_has_not_gone_through(tmp_path: Path) -> None:
    record = Record(tmp_path / "walks.json")

    Crawl(record, "aaa", set()).pytest_runtest_logreport(_report(PAGES, "passed", when="setup"))

    assert record.passed == {}


def test_two_runs_in_one_checkout_do_not_meet(tmp_path: Path) -> None:
    with alone(tmp_path) as first, alone(tmp_path) as second:
        assert (first, second) == (True, False)

    with alone(tmp_path) as third:
        assert third

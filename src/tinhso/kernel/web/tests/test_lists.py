"""The list page: filters, search, sort, views, columns, pages, files, acts."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tinhso.kernel.actors import Actor
from tinhso.kernel.jobs.models import Job
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.models import ListRun, RunState, SavedView
from tinhso.kernel.web.tests.conftest import SignIn
from tinhso.kernel.web.tests.lists import grow

pytestmark = pytest.mark.django_db
LIST = "/thu/danh-sach/"
KEYS = ["loai", "nhieu", "luu", "so", "ten", "chung"]


def names_on(page: Client, query: str = "") -> list[str]:
    """Return the names shown for an address."""
    answer = page.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [row.row.name for row in answer.context["rows"]]


def test_an_empty_list_says_what_to_do(page: Client) -> None:
    assert "Chưa có gì ở đây" in page.get(LIST).content.decode()


def test_a_list_is_sorted_as_asked_and_back(page: Client, reader: Actor) -> None:
    grow(reader, 3)

    assert names_on(page, "xep=name") == ["Dòng 000", "Dòng 001", "Dòng 002"]
    assert names_on(page, "xep=-name") == ["Dòng 002", "Dòng 001", "Dòng 000"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("loai=b", ["Khác 000"]),
        ("nhieu=a&nhieu=b&ten=kh", ["Khác 000"]),
        ("so_tu=1&so_den=1", ["Dòng 001"]),
        ("luu_tu=2026-11-03", ["Dòng 002"]),
        ("luu_tu=03/11/2026&luu_den=03/11/2026", ["Dòng 002"]),
        ("q=001", ["Dòng 001"]),
        ("chung=co", []),
    ],
)
def test_a_filter_narrows(page: Client, reader: Actor, query: str, shown: list[str]) -> None:
    grow(reader, 3)
    grow(reader, 1, list_name="b", name="Khác")

    assert names_on(page, f"xep=name&{query}") == shown


def test_many_filters_keep_one_row_and_what_narrows_stays_in_it(page: Client) -> None:
    quiet = page.get(LIST).context["state"]
    asked = page.get(f"{LIST}?chung=co").context["state"]

    assert [one.filter.key for one in quiet.first_filters] == KEYS[:4]
    assert [one.filter.key for one in quiet.more_filters] == KEYS[4:]
    assert [one.filter.key for one in asked.first_filters] == [*KEYS[:4], "chung"]
    assert "chung" not in [one.filter.key for one in asked.more_filters]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("luu_tu=31/02/2026", "“31/02/2026” không phải là ngày; hãy viết như 20/11/2026."),
        ("luu_tu=2026-11-05&luu_den=2026-11-01", "Ngày đầu đứng sau ngày cuối; hãy đổi chỗ."),
        ("so_tu=abc", "“abc” không phải là số; hãy viết như 1.250.000."),
        ("so_tu=9&so_den=1", "Số đầu lớn hơn số cuối; hãy đổi chỗ."),
        ("loai=zzz", "Không có lựa chọn này; hãy chọn trong danh sách."),
    ],
)
def test_a_wrong_filter_shows_its_sentence_and_no_rows(
    page: Client, reader: Actor, query: str, sentence: str
) -> None:
    grow(reader, 3)

    answer = page.get(f"{LIST}?{query}")

    assert sentence in answer.content.decode()
    assert answer.context["rows"] == []


def test_pages_go_on_and_back_without_losing_a_row(page: Client, reader: Actor) -> None:
    grow(reader, 25)

    first = page.get(f"{LIST}?xep=name")
    second = page.get(f"{LIST}?{first.context['next_query']}")
    third = page.get(f"{LIST}?{second.context['next_query']}")
    back = page.get(f"{LIST}?{third.context['previous_query']}")

    assert [r.row.name for r in third.context["rows"]] == [f"Dòng {n:03d}" for n in range(20, 25)]
    assert third.context["next_query"] == ""
    assert [r.key for r in back.context["rows"]] == [r.key for r in second.context["rows"]]


def test_queries_do_not_grow_with_the_rows(
    page: Client, reader: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    grow(reader, 60)

    with django_assert_num_queries(6):
        page.get(f"{LIST}?loai=a&xep=-name")


def test_a_stranger_does_not_know_the_list(as_actor: SignIn) -> None:
    citizen = as_actor(make_actor(kind=make_actor().kind.CITIZEN))

    assert citizen.get(LIST).status_code == 404


def test_a_filter_is_kept_under_a_name_and_shared(page: Client, as_actor: SignIn) -> None:
    page.post(f"{LIST}bo-loc/", {"ten": "Của xã", "cau-hoi": "loai=a&c=x", "chung": "1"})

    view = SavedView.objects.get(name="Của xã")
    assert (view.query, view.is_shared, view.list_name) == ("loai=a", True, "web.test")
    colleague = as_actor(make_actor(agency_id=7))
    assert "Của xã" in colleague.get(LIST).content.decode()
    other_agency = as_actor(make_actor(agency_id=8))
    assert "Của xã" not in other_agency.get(LIST).content.decode()


def test_ones_own_view_stands_first_however_much_colleagues_share(
    page: Client, reader: Actor
) -> None:
    for number in range(30):
        SavedView.objects.create(
            uid=uuid4(),
            list_name="web.test",
            owner=uuid4(),
            agency_id=7,
            is_shared=True,
            name=f"Chung {number}",
        )

    page.post(f"{LIST}bo-loc/", {"ten": "Của tôi", "cau-hoi": "loai=a"})

    kept = [tab.label for tab in page.get(LIST).context["tabs"] if tab.is_data]
    assert kept[0] == "Của tôi"
    assert kept[1] == "Chung 0"


def test_sharing_needs_the_permission(as_actor: SignIn) -> None:
    colleague = as_actor(make_actor(agency_id=7))

    refused = colleague.post(f"{LIST}bo-loc/", {"ten": "Của xã", "cau-hoi": "", "chung": "1"})

    assert refused.status_code == 403
    assert not SavedView.objects.exists()


def test_anothers_view_cannot_be_dropped(page: Client, as_actor: SignIn) -> None:
    page.post(f"{LIST}bo-loc/", {"ten": "Của xã", "cau-hoi": "loai=a", "chung": "1"})
    view = SavedView.objects.get()

    refused = as_actor(make_actor(agency_id=7)).post(f"{LIST}bo-loc/", {"bo": str(view.uid)})

    assert refused.status_code == 404
    assert SavedView.objects.count() == 1


def test_ones_own_view_is_dropped(page: Client) -> None:
    kept = page.post(f"{LIST}bo-loc/", {"ten": "Tạm", "cau-hoi": "loai=a"})
    assert "Bỏ bộ lọc đã lưu này" in page.get(kept["Location"]).content.decode()

    page.post(f"{LIST}bo-loc/", {"bo": str(SavedView.objects.get().uid)})

    assert not SavedView.objects.exists()


def test_chosen_columns_are_kept_and_exported(page: Client, reader: Actor) -> None:
    grow(reader, 1)

    page.post(f"{LIST}cot/", {"cot": ["query", "name"], "cau-hoi": ""})

    assert [c.key for c in page.get(LIST).context["state"].columns] == ["name", "query"]
    lines = page.get(f"{LIST}xuat/csv/").getvalue().decode("utf-8-sig")
    assert lines.splitlines() == ["tên,bộ lọc", "Dòng 000,"]


def test_an_act_over_rows_tells_the_outcome_of_each(page: Client, reader: Actor) -> None:
    grow(reader, 3)
    SavedView.objects.filter(name="Dòng 001").update(name="Dòng 001!")
    keys = list(SavedView.objects.order_by("name").values_list("pk", flat=True))

    form = {"viec": "doi-ten", "chon": [*keys, 999_999], "_once": str(uuid4())}
    answer = page.post(f"{LIST}viec/", form)
    again = page.post(f"{LIST}viec/", form)

    run = ListRun.objects.get()
    assert answer["Location"] == again["Location"] == f"{LIST}luot/{run.uid}/"
    assert [(o["done"], o["words"]) for o in run.outcomes] == [
        (True, ""),
        (False, "Dòng này đã đổi tên rồi."),
        (True, ""),
        (False, "Không tìm thấy"),
    ]
    names = sorted(SavedView.objects.values_list("name", flat=True))
    assert names == ["Dòng 000!", "Dòng 001!", "Dòng 002!"]
    assert "2" in page.get(answer["Location"]).content.decode()


def test_a_large_act_goes_on_where_a_killed_worker_stood(
    page: Client, reader: Actor, known_actors: None
) -> None:
    grow(reader, 30)
    keys = list(SavedView.objects.order_by("name").values_list("pk", flat=True))
    page.post(f"{LIST}viec/", {"viec": "doi-ten", "chon": keys})
    run = ListRun.objects.get()
    assert run.state == RunState.WAITING
    run.done_count = 10
    run.outcomes = [{"key": str(k), "label": "", "done": True, "words": ""} for k in keys[:10]]
    run.state = RunState.RUNNING
    run.save()

    run_waiting_jobs("web.run_list")

    run.refresh_from_db()
    assert (run.state, len(run.outcomes)) == (RunState.DONE, 30)
    assert SavedView.objects.filter(name__endswith="!").count() == 20


def test_what_is_no_key_is_a_row_not_found(page: Client, reader: Actor) -> None:
    grow(reader, 1)
    key = SavedView.objects.values_list("pk", flat=True)[0]

    answer = page.post(f"{LIST}viec/", {"viec": "doi-ten", "chon": ["abc", "9" * 60, str(key)]})

    assert answer.status_code == 302
    assert [o["done"] for o in ListRun.objects.get().outcomes] == [False, False, True]


def test_no_rows_chosen_is_a_sentence(page: Client, reader: Actor) -> None:
    grow(reader, 1)

    answer = page.post(f"{LIST}viec/", {"viec": "doi-ten"})

    assert answer.status_code == 422
    assert "Chưa chọn dòng nào" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_broken_page_address_is_a_sentence(page: Client, reader: Actor) -> None:
    grow(reader, 1)

    answer = page.get(f"{LIST}?c=!!!")

    assert answer.status_code == 422
    assert isinstance(reader.id, UUID)


def test_what_rows_say_is_escaped(page: Client, reader: Actor) -> None:
    grow(reader, 1, name="<b>Dòng & cột</b>")

    html = page.get(LIST).content.decode()

    assert "<b>Dòng" not in html
    name = "&lt;b&gt;Dòng &amp; cột&lt;/b&gt; 000"
    assert html.count(name) >= 3  # the box, the cell, the quick look
    assert f'data-open><span lang="vi">{name}</span></a></th>' in html


def test_the_row_that_stands_open_is_no_part_of_what_is_filtered_or_kept(
    page: Client, reader: Actor
) -> None:
    grow(reader, 11)
    key = SavedView.objects.first()
    assert key is not None

    html = page.get(f"{LIST}?loai=a&mo={key.pk}").content.decode().split("<main", 1)[1]

    assert "mo=" not in html
    assert 'rel="next"' in html

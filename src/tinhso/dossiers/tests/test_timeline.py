"""The timeline says what happened in the reader's language; names and numbers stay data."""

from django.utils import translation

from tinhso.dossiers.models import TimelineEntry
from tinhso.dossiers.queries.timeline import timeline_html, timeline_words


def test_a_name_in_an_english_line_is_marked_as_data_and_escaped() -> None:
    entry = TimelineEntry(code="assign", values={"to": "Bế <b>Sơn"})

    with translation.override("en"):
        shown, said = timeline_html(entry), timeline_words(entry)

    assert shown == 'Given to <span lang="vi">Bế &lt;b&gt;Sơn</span>'
    assert said == "Given to Bế <b>Sơn"


def test_what_is_no_name_stands_in_the_sentence() -> None:
    entry = TimelineEntry(code="fee_paid", values={"amount": 19_000, "number": "2/BLP"})

    with translation.override("en"):
        shown = timeline_html(entry)

    assert shown == '19,000 đ paid, receipt no. <span lang="vi">2/BLP</span>'


def test_what_an_old_entry_has_not_kept_is_left_open() -> None:
    entry = TimelineEntry(code="issue", values={})

    assert timeline_words(entry) == "Đã có kết quả, số …"
    assert timeline_html(entry) == 'Đã có kết quả, số <span lang="vi">…</span>'


def test_a_code_without_a_sentence_says_nothing() -> None:
    entry = TimelineEntry(code="unheard_of", values={"to": "Bế Sơn"})

    assert (timeline_html(entry), timeline_words(entry)) == ("", "")

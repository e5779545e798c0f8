"""The timeline says what happened in the reader's language; names and numbers stay data."""

from dataclasses import replace

import pytest
from django.utils import translation

from tinhso.dossiers.models import TimelineEntry
from tinhso.dossiers.queries.timeline import timeline_html, timeline_words
from tinhso.dossiers.services._core import tell
from tinhso.dossiers.testing import World, accepted


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


@pytest.mark.django_db
def test_who_works_in_two_units_is_named_with_the_one_he_acts_for(world: World) -> None:
    dossier, his = accepted(world), world.here.specialist
    both = replace(his, unit_id=world.here.office.pk)

    tell("appraise", dossier, actor=both)

    line = dossier.timeline.get(code="appraise")
    assert (line.by, line.unit_id) == (his.id, world.here.division.pk)


@pytest.mark.django_db
def test_an_agency_that_is_asked_is_named_with_its_own_unit(world: World) -> None:
    dossier = accepted(world)
    stranger = world.there.specialist

    tell("note", dossier, actor=stranger)

    assert dossier.timeline.latest("id").unit_id == stranger.unit_id

"""The check of words in the source finds the shapes that hide words or the language of names."""

import pytest

from tools.messages import SOURCE
from tools.words_in_source import problems_of_words, wrong_words


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = f\"<b>{_('Sơ đồ')}</b>\"", "words inside an f-string: _('Sơ đồ')"),
        (
            "x = f\"{escape(translation.ngettext('một', 'nhiều', 2))}\"",
            "words inside an f-string: translation.ngettext('một', 'nhiều', 2)",
        ),
        (
            "messages.success(request, _('Đã ghi %(name)s.') % {'name': who})",
            "filled by %, not told(): _('Đã ghi %(name)s.') % {'name': who}",
        ),
        (
            "messages.warning(request, f'{name}: {why}')",
            "an f-string, not told(): f'{name}: {why}'",
        ),
    ],
)
def test_a_wrong_shape_is_found(source: str, found: str) -> None:
    assert list(wrong_words(source)) == [(1, found)]


@pytest.mark.parametrize(
    "source",
    [
        "x = _('Sơ đồ')\ny = f'<b>{x}</b>'",
        "messages.success(request, told(_('Đã ghi %(name)s.'), name=who))",
        "said = _('%(n)s dòng') % {'n': 2}",
        "messages.get(code % 7)",
    ],
)
def test_a_right_shape_is_let_be(source: str) -> None:
    assert not list(wrong_words(source))


def test_the_house_has_none() -> None:
    assert not list(problems_of_words(SOURCE))

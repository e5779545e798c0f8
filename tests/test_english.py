"""A word left in Vietnamese on an English page or in an English letter does not stay unnoticed."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail
from django.test import override_settings
from django.utils.translation import trans_real

from tests.cast import Cast
from tinhso.dossiers.testing import submitted
from tinhso.kernel.notifications.registry import Kind, Letter, notification_kinds
from tinhso.kernel.notifications.sending import send_email
from tinhso.kernel.notifications.words import word
from tinhso.kernel.testing import VIETNAMESE, vietnamese_left_behind

pytestmark = pytest.mark.django_db

Forget = Callable[[str], None]
KINDS = [kind for _code, kind in notification_kinds]


@pytest.fixture
def forget(monkeypatch: pytest.MonkeyPatch) -> Forget:
    """Return a function that loses the English of one sentence."""
    catalog = trans_real.translation("en")._catalog  # type: ignore[attr-defined]  # Django keeps it

    def lose(sentence: str) -> None:
        kept = [one for one in catalog._catalogs if one.get(sentence)]
        assert kept, f"no English of “{sentence}”"
        for one in kept:
            monkeypatch.delitem(one, sentence)

    return lose


@pytest.mark.parametrize(
    ("who", "address", "sentence"),
    [
        ("desk", "/lam-viec/mot-cua/", "Chờ tiếp nhận"),
        ("citizen", "/ho-so/{uid}/", "Hồ sơ đang ở đâu"),
    ],
)
def test_a_word_without_english_is_seen_on_a_page(
    who: str, address: str, sentence: str, forget: Forget
) -> None:
    cast = Cast.make()
    dossier = submitted(cast.world)
    browser = cast.desk if who == "desk" else cast.citizen
    browser.cookies["django_language"] = "en"
    page = address.format(uid=dossier.uid)
    assert vietnamese_left_behind(browser.get(page).content.decode()) == []

    forget(sentence)

    left = vietnamese_left_behind(browser.get(page).content.decode())
    assert left
    assert all(sentence in words for words in left)


def _said(kind: Kind) -> str:
    plain = dict.fromkeys(kind.values, "X")
    said = word(kind, plain, language="en", own={})
    return f"{said.title}\n{said.body}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_notice_is_english_to_an_english_reader(kind: Kind) -> None:
    assert VIETNAMESE.search(_said(kind)) is None


def test_a_notice_without_english_would_be_seen() -> None:
    (kind, *_others) = KINDS
    planted = Kind(**{**kind.__dict__, "title": {"vi": "Hồ sơ", "en": "Hồ sơ"}})

    assert VIETNAMESE.search(_said(planted)) is not None


CLOSING = "Thư này do phần mềm gửi. Đổi cách nhận: %(address)s"


@pytest.mark.parametrize("is_lost", [False, True])
def test_the_closing_of_a_letter_is_english_too(is_lost: bool, forget: Forget) -> None:
    if is_lost:
        forget(CLOSING)
    letter = Letter(
        key=uuid4(), address="a@example.vn", title="A", body="B", link="", language="en"
    )

    with override_settings(EMAIL_HOST="127.0.0.1"):
        send_email(letter)

    (sent,) = mail.outbox
    assert (VIETNAMESE.search(str(sent.body)) is not None) == is_lost

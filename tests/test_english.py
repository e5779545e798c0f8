"""A word left in Vietnamese on an English page or in an English letter does not stay unnoticed."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override, trans_real

from tests.cast import Cast
from tinhso.dossiers.testing import assigned, submitted
from tinhso.kernel.errors import DomainError
from tinhso.kernel.errors.sentences import Told, joined, told
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


# --- refusals name people, agencies and papers

HOUSE = Path(__file__).resolve().parents[1] / "src" / "tinhso"


def test_a_name_in_a_refusal_is_marked_on_a_page_and_plain_to_a_machine() -> None:
    cast = Cast.make()
    dossier = assigned(cast.world)
    other = cast.everywhere
    other.cookies["django_language"] = "en"
    holder = dossier.assignee_name
    assert VIETNAMESE.search(holder)

    page = other.post(
        reverse("work_appraise", kwargs={"uid": dossier.uid}), {"text": "x", "outcome": "grant"}
    )
    problem = other.post(
        f"/api/v1/dossiers/{dossier.uid}/appraise",
        {"text": "x"},
        content_type="application/json",
    )

    assert page.status_code == 409
    assert f'<span lang="vi">{holder}</span>' in page.content.decode()
    assert vietnamese_left_behind(page.content.decode()) == []
    assert problem.status_code == 409
    assert holder in problem.json()["detail"]
    assert "<" not in problem.json()["detail"]


def test_only_data_is_marked_and_what_was_typed_is_escaped() -> None:
    with override("en"):
        said = told("%(name)s, %(state)s, %(n)d", name="<b>Hoà", state=Told("Received"), n=3)
    at_home = told("%(name)s", name="Nông Văn Tú")

    assert said == "<b>Hoà, Received, 3"
    assert said.__html__() == '<span lang="vi">&lt;b&gt;Hoà</span>, Received, 3'
    assert joined([said, "&"], "; ").__html__().endswith(", Received, 3; &amp;")
    assert at_home.__html__() == "Nông Văn Tú"


def _refusals(kind: type[DomainError] = DomainError) -> Iterator[str]:
    yield kind.__name__
    for below in kind.__subclasses__():
        yield from _refusals(below)


def _put_together_by_hand(source: str, refusals: set[str]) -> list[int]:
    """Return the lines of refusals whose words are put together otherwise than by `told`."""
    return [
        part.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) in refusals
        for part in ast.walk(call)
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod)
    ]


def test_every_refusal_with_values_is_told() -> None:
    refusals = set(_refusals())

    by_hand = {
        f"{file.relative_to(HOUSE)}:{line}"
        for file in HOUSE.rglob("*.py")
        if "tests" not in file.parts
        for line in _put_together_by_hand(file.read_text(), refusals)
    }

    assert by_hand == set()
    planted = 'raise Invalid(fields={"a": _("Còn thiếu: %(paper)s.") % {"paper": name}})'
    assert _put_together_by_hand(planted, refusals) == [1]

"""What changed since the signer last looked, page by page: shown before he can sign it."""

import io

import pikepdf
import pytest
from django.test import Client
from PIL import Image, ImageDraw

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.models import Comparison, Opening
from tinhso.signing.pdf.differences import Place, aligned, changed_places
from tinhso.signing.services import comparing
from tinhso.signing.testing import SETUP, a_draft, a_leader, an_item, confirmed


def picture(*marks: tuple[int, int, int, int]) -> bytes:
    page = Image.new("RGB", (700, 990), "white")
    for mark in marks:
        ImageDraw.Draw(page).rectangle(mark, fill="black")
    out = io.BytesIO()
    page.save(out, "WEBP", quality=80)
    return out.getvalue()


def test_a_changed_place_is_found_and_lines_that_touch_are_one() -> None:
    before = picture((100, 100, 300, 120))
    after = picture((100, 100, 300, 120), (400, 500, 480, 512), (100, 700, 200, 740))

    size, places = changed_places(before, after)

    assert size == (700, 990)
    assert len(places) == 2
    first, second = places
    assert first.left <= 400 < 480 <= first.left + first.width
    assert first.top <= 500 < 512 <= first.top + first.height
    assert second.top <= 700 < 740 <= second.top + second.height
    assert changed_places(before, before)[1] == []
    assert isinstance(first, Place)


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ("ab", "ab", []),
        ("abc", "aXc", [(2, 2)]),
        ("abc", "aNbc", [(0, 2)]),
        ("abc", "ac", [(2, 0)]),
        ("ab", "XYZ", [(1, 1), (2, 2), (0, 3)]),
    ],
)
def test_a_page_put_in_does_not_change_those_behind_it(
    before: str, after: str, pairs: list[tuple[int, int]]
) -> None:
    assert list(aligned(list(before), list(after))) == pairs


def drawn_over(stored: StoredFile) -> StoredFile:
    """Return the paper with a black bar on its page: not a letter of its text differs."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(files.open_file(stored))) as pdf:
        bar = pdf.make_stream(b"q 0 g 200 300 120 20 re f Q")
        pdf.pages[0].contents_add(bar)
        pdf.save(out)
    return files.store(
        content=out.getvalue(), name="giay-phep.pdf", use="signing.draft", actor=SETUP
    )


@pytest.mark.django_db
def test_a_picture_that_changed_without_a_letter_is_shown_before_it_is_signed() -> None:
    account, unit = OfficialFactory.create(), UnitFactory.create()
    give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
    leader, client = actor_for(account), Client()
    client.force_login(account)
    item = an_item(leader, agency_id=unit.agency_id)
    page = item.get_absolute_url()
    client.get(page)
    services.replace_file(item_uid=item.uid, file=drawn_over(item.file), actor=SETUP)

    shown = client.get(page).content.decode()
    confirmation, code = confirmed(leader, item)
    (refused,) = services.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader
    )
    english = in_english(client).get(page).content.decode()
    client.get(f"{page}?xem=1")

    assert refused.code == "signing.changed_since_opened"
    assert "Chữ trong văn bản không đổi." in shown
    assert "Trang 1: 1 chỗ đổi" in shown
    assert "Chỗ 1 trên trang 1 của bản mới" in shown
    assert "Xem chỗ đổi" in shown
    assert vietnamese_left_behind(english) == []
    assert Opening.objects.filter(item=item).count() == 2


@pytest.mark.django_db
def test_long_papers_are_compared_by_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    leader = a_leader(certified=False)
    item = an_item(leader)
    services.open_item(item_uid=item.uid, actor=leader)
    monkeypatch.setattr(comparing, "AT_ONCE", 0)
    services.replace_file(item_uid=item.uid, file=a_draft(note="Đã sửa"), actor=SETUP)

    _item, waiting = services.read_item(item_uid=item.uid, actor=leader)
    ran = run_waiting_jobs("signing.compare")
    _item, ready = services.read_item(item_uid=item.uid, actor=leader)

    assert (waiting.is_comparing, waiting.pages, ran) == (True, [], 1)
    assert (ready.is_comparing, [page.now for page in ready.pages]) == (False, [1])
    assert Comparison.objects.count() == 1
    assert ready.is_changed

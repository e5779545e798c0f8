"""Receipts on a strip of 80 mm, where a counter has such a printer."""

from io import BytesIO
from unicodedata import normalize

import pikepdf
import pytest

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Paper, ServiceCounter
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services import waiting
from tinhso.dossiers.testing import World, accepted, browser_of
from tinhso.dossiers.tests.desking import one
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.files.previews import text_of_pages

pytestmark = pytest.mark.django_db
POINTS_OF_80_MM = 226.77


def words_of(pdf: bytes) -> str:
    """Return what a paper says, without its blanks."""
    return normalize("NFC", "".join("".join(text_of_pages(pdf)).split()))


def counter(world: World, width: str) -> ServiceCounter:
    """Return a counter the desk officer sits at, with a printer of this width."""
    arranger = world.here.official(P.DIVIDE_WORK, unit=world.here.leadership)
    queue = waiting.set_queue(actor=arranger, letter="A", name="Mọi việc")
    made = waiting.set_counter(actor=arranger, number=1, queues=[queue.uid], receipt_width=width)
    waiting.sit_at(counter_uid=made.uid, actor=world.here.clerk_of_desk)
    return made


def test_a_receipt_is_a_strip_of_80_mm_with_code_and_promise(world: World) -> None:
    dossier = accepted(world)
    strip = services.strip_of(Paper.objects.get(dossier=dossier, form="01"))

    with pikepdf.open(BytesIO(strip)) as document:
        width = float(document.pages[0].mediabox[2])
    said = words_of(strip)

    assert width == pytest.approx(POINTS_OF_80_MM, abs=1)
    assert str(dossier.code) in said
    assert "Hẹntrả:17:0001/12/2026" in said
    assert "Mẫusố01-Thôngtư03/2025/TT-VPCP" in said


def test_one_receipt_for_several_is_a_strip_as_well(world: World) -> None:
    first, second = accepted(world), accepted(world)
    services.join_sitting(uid=second.uid, first_uid=first.uid, actor=world.here.clerk_of_desk)

    said = words_of(services.strip_of(Paper.objects.get(form="1b")))

    assert "Sốhồsơ:2" in said
    assert all(str(code) in said for code in Dossier.objects.values_list("code", flat=True))


def test_no_other_form_is_a_strip(world: World) -> None:
    dossier = accepted(world)
    paper = Paper.objects.get(dossier=dossier, form="01")
    paper.form = Form.APOLOGY

    with pytest.raises(NotFound):
        services.strip_of(paper)


@pytest.mark.parametrize(("width", "first"), [("80mm", "?kho=80"), ("a5", "")])
def test_the_counter_chooses_what_the_button_prints(world: World, width: str, first: str) -> None:
    dossier = accepted(world)
    counter(world, width)
    receipt = Paper.objects.get(dossier=dossier, form="01")

    page = browser_of(world.here.clerk_of_desk).get(one(dossier)).content.decode()

    button, other = page.split(one(dossier, f"giay/{receipt.uid}/"))[1:3]
    assert button.startswith(f'{first}"')
    assert other.startswith('"' if first else '?kho=80"')


def test_an_unknown_width_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        counter(world, "a3")

    assert not ServiceCounter.objects.exists()

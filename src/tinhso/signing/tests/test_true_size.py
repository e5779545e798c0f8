"""What a reader sees: signature blue, seal red, as large as on paper, one third of it met."""

import pypdfium2 as pdfium
import pytest
from django.test import override_settings
from PIL import Image, ImageChops

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.previews import drawing
from tinhso.organization.testing import UnitFactory
from tinhso.signing import services
from tinhso.signing.rules import UseSource
from tinhso.signing.rules_images import ImageRole
from tinhso.signing.services import key_act, prepare_for_signing, seal_pdf, sign_pdf
from tinhso.signing.testing import a_paper, an_image, certificate_for

pytestmark = pytest.mark.django_db
DOTS = 10
"""Points drawn for a millimetre."""

Seen = tuple[float, float, float, float]


def _official(place: tuple[int, int], *permissions: str) -> Actor:
    account = OfficialFactory.create()
    give_role(account, *permissions, agency_id=place[0], unit_id=place[1])
    return actor_for(account)


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_pictures_are_drawn_to_the_millimetre_and_the_seal_covers_a_third(level: str) -> None:
    made = UnitFactory.create()
    place = (made.agency_id, made.pk)
    leader = _official(place, "signing.sign_item")
    clerk = _official(place, "signing.seal_document", "signing.approve_image")
    other = _official(place, "signing.seal_document", "signing.approve_image")
    an_image(leader, width_mm="45.0", approved_by=clerk)
    seal = an_image(clerk, role=ImageRole.AGENCY, width_mm="38.0", approved_by=other)
    person = certificate_for(account_uid=leader.id, agency_id=clerk.agency_id)
    agency = certificate_for(agency_id=clerk.agency_id)

    with override_settings(TINHSO_SIGNING_LEVEL=level), key_act(source=UseSource.SEAL, actor=clerk):
        signed = sign_pdf(prepare_for_signing(a_paper()), certificate=person)
        sealed = seal_pdf(signed, certificate=agency)

    blue = _seen(signed, more="B", less="R")
    red = _seen(sealed, more="R", less="B")
    assert blue[2] - blue[0] == pytest.approx(45, abs=0.4)
    assert red[2] - red[0] == pytest.approx(38, abs=0.4)
    assert red[3] - red[1] == pytest.approx(float(seal.height_mm), abs=0.4)
    assert red[2] == pytest.approx(blue[0] + 15, abs=0.4)
    assert (red[1] + red[3]) / 2 == pytest.approx((blue[1] + blue[3]) / 2, abs=0.4)
    assert services.verify_pdf(sealed).verdict == "valid"


def test_without_a_picture_the_drawn_seal_has_the_size_that_is_set() -> None:
    person = certificate_for(account_uid=OfficialFactory.create().uid)
    agency = certificate_for(agency_id=UnitFactory.create().agency_id)

    with key_act(source=UseSource.SEAL):
        signed = sign_pdf(prepare_for_signing(a_paper()), certificate=person)
        sealed = seal_pdf(signed, certificate=agency)

    red = _seen(sealed, more="R", less="B")
    blue = _seen(signed, more="B", less="R")
    assert red[2] - red[0] == pytest.approx(34, abs=0.3)
    assert (red[2] - blue[0]) / (blue[2] - blue[0]) == pytest.approx(1 / 3, abs=0.02)


def _seen(pdf: bytes, *, more: str, less: str) -> Seen:
    """Return the edges of an ink on the first page, in millimetres from its upper left corner."""
    with drawing:
        document = pdfium.PdfDocument(pdf)
        document.init_forms()
        sheet = document[0].render(scale=DOTS * 25.4 / 72, may_draw_forms=True)
        drawn: Image.Image = sheet.to_pil()
        document.close()
    bands = dict(zip("RGB", drawn.convert("RGB").split(), strict=True))
    ink = ImageChops.subtract(bands[more], bands[less]).point([0] * 61 + [255] * 195)
    box = ink.getbbox()
    assert box is not None
    return box[0] / DOTS, box[1] / DOTS, box[2] / DOTS, box[3] / DOTS

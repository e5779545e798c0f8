"""What the tests of the desk share: its officers' browsers, its addresses, a whole intake."""

from io import BytesIO
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tinhso.dossiers.models import Dossier
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import PERMIT, Commune, World, permit_answers
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.testing import OfficialFactory, give_role

CARD = "004085001234||Triệu Văn Páo|01011985|Nam|Xóm Nà Pồng, Đông Khê, Thạch An, Cao Bằng|01012022"
DESK_RIGHTS = (
    P.RECEIVE,
    P.RETURN_RESULT,
    P.EXPORT,
    IdentityPermission.VIEW_PERSONS,
    IdentityPermission.UNMASK_NUMBERS,
)


def signed_in(commune: Commune, *permissions: str) -> Client:
    """Return the browser of an officer at a commune's desk."""
    account = OfficialFactory.create()
    give_role(account, *permissions, agency_id=commune.agency.pk, unit_id=commune.desk.pk)
    client = Client()
    client.force_login(account)
    return client


def one(dossier: Dossier, slug: str = "") -> str:
    """Return an address of one dossier at the desk."""
    return f"/lam-viec/mot-cua/{dossier.uid}/{slug}"


ACCEPT = {"check_data": "ok", "check_signatures": "no_data", "check_components": "ok"}


def intake_form(world: World, **changes: object) -> dict[str, object]:
    """Return a whole form of the counter for a house."""
    form: dict[str, object] = {
        "owner_name": "Triệu Văn Páo",
        "owner_number": "004085001234",
        "owner_phone": "0912345678",
        "owner_address": "Xóm Nà Pồng",
        "agency": str(world.here.agency.uid),
        "copies": "1",
        "has_paper": "on",
        "token": str(uuid4()),
        "co_giay_to_dat": "paper",
        "co_ban_ve": "shown",
    }
    for key, value in permit_answers().items():
        if isinstance(value, dict):
            form |= {f"{key}-{part}": text for part, text in value.items()}
        elif isinstance(value, list):
            for number, item in enumerate(value):
                form |= {f"{key}-{number}-{part}": text for part, text in item.items()}
        elif isinstance(value, bool):
            form[key] = "yes" if value else "no"
        else:
            form[key] = str(value)
    form |= {"tg_khoi_cong": "01/2027", "tg_hoan_thanh": "08/2027"}
    return {**form, **changes}


INTAKE = f"/lam-viec/mot-cua/tiep-nhan/{PERMIT}/"


def a_picture() -> SimpleUploadedFile:
    """Return a small drawing as the pad makes it."""
    drawn = BytesIO()
    Image.new("RGB", (60, 20), "white").save(drawn, format="PNG")
    return SimpleUploadedFile("chu-ky.png", drawn.getvalue(), content_type="image/png")

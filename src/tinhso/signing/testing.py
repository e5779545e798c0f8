"""Papers, certificates and confirmed leaders for tests of this room and those above."""

import io
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageDraw

from tinhso.kernel import files, papers
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.testing import make_actor
from tinhso.signing import queries, services
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.models import Certificate, SealAct, SignatureImage, SigningBatch, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import Numbering, Signable, signable
from tinhso.signing.rules import BatchAct, CertificateRole, account_of
from tinhso.signing.rules_images import ImageRole
from tinhso.signing.tokens import store as tokens

KIND = "signing.test"
AGENCY = 71
BLUE: Final = (31, 63, 168)
RED: Final = (200, 16, 46)
SETUP = system_actor("signing.tests")


class Remembering(Signable):
    """Keeps what it was told, so that a test can look."""

    def __init__(self) -> None:
        """Begin with an empty memory."""
        self.told: list[tuple[str, str]] = []

    def numbering(self, item: SigningItem) -> Numbering:
        """Number as permits are."""
        return Numbering(register=KIND, format="%(n)02d/GPXD-UBND")

    def signed(self, item: SigningItem, stored_file: StoredFile) -> None:
        """Remember."""
        self.told.append(("signed", item.reference))

    def returned(self, item: SigningItem, reason: str) -> None:
        """Remember."""
        self.told.append(("returned", reason))

    def numbered(self, item: SigningItem, act: SealAct) -> None:
        """Remember."""
        self.told.append(("numbered", act.number_text))

    def sealed(self, item: SigningItem, stored_file: StoredFile, act: SealAct) -> None:
        """Remember."""
        self.told.append(("sealed", act.number_text))


def remembering() -> Remembering:
    """Return the plug of the tests' own kind of paper, with an empty memory."""
    known = signable.find(KIND)
    plug = known if isinstance(known, Remembering) else Remembering()
    signable.register(KIND, plug)
    plug.told.clear()
    return plug


def a_paper(**changes: object) -> papers.Paper:
    """Return a set permit with its boxes."""
    data: Mapping[str, object] = {
        "parent": "Ủy ban nhân dân tỉnh Cao Bằng",
        "agency": "Ủy ban nhân dân xã Đông Khê",
        "place": "Đông Khê",
        "kind": "Giấy phép xây dựng",
        "summary": "Nhà ở riêng lẻ tại thửa đất số 118",
        "paragraphs": [
            "1. Cấp cho: ông Triệu Văn Páo. Được phép xây dựng nhà ở riêng lẻ.",
            "2. Diện tích xây dựng 86,4 m², 2 tầng, chiều cao 7,2 m.",
        ],
        "columns": [],
        "rows": [],
        "note": "Giấy phép có giá trị 12 tháng",
        "recipients": ["Như trên", "Lưu: VT"],
        "qr": papers.qr_svg("https://caobang.example/kiem-tra-chu-ky/?ma=X1"),
        "title": "Chủ tịch",
        "signer": "Nông Thị Hạnh",
        **changes,
    }
    return papers.render_with_boxes("kernel.papers/sample.typ", data)


@lru_cache(maxsize=1)
def a_plain_pdf() -> bytes:
    """Return a PDF in which no field was laid; set once for all tests of a process."""
    return a_paper().pdf


def certificate_for(
    *,
    account_uid: UUID | None = None,
    agency_id: int | None = None,
    name: str = "Nông Thị Hạnh",
    years: int = 3,
) -> Certificate:
    """Return a fresh certificate for a person, or for an agency when no account is given."""
    return services.issue_certificate(
        role=CertificateRole.PERSON if account_uid else CertificateRole.AGENCY,
        name=name if account_uid else "Ủy ban nhân dân xã Đông Khê",
        title="Chủ tịch" if account_uid else "",
        account_uid=account_uid,
        agency_id=agency_id,
        agency_name="Ủy ban nhân dân xã Đông Khê",
        parent_name="Tỉnh Cao Bằng",
        agency_code="H14.12",
        years=years,
        actor=SETUP,
    )


def a_leader(*, agency_id: int = AGENCY, certified: bool = True) -> Actor:
    """Return somebody who may sign, with a certificate."""
    leader = make_actor(SigningPermission.SIGN_ITEM, agency_id=agency_id, actor_id=uuid4())
    if certified:
        certificate_for(account_uid=leader.id)
    return leader


def a_clerk(*, agency_id: int = AGENCY, certified: bool = True) -> Actor:
    """Return somebody who numbers and seals for an agency that has a certificate."""
    if certified:
        certificate_for(agency_id=agency_id)
    return make_actor(SigningPermission.SEAL_DOCUMENT, agency_id=agency_id)


def a_draft(**changes: object) -> StoredFile:
    """Return a kept draft, its fields laid."""
    content = services.prepare_for_signing(a_paper(**changes))
    return files.store(content=content, name="giay-phep.pdf", use="signing.draft", actor=SETUP)


def a_picture(*, colour: tuple[int, int, int] = BLUE, size: tuple[int, int] = (900, 450)) -> bytes:
    """Return the PNG of a stroke on white paper, as a scanner gives it."""
    image = Image.new("RGB", size, (250, 249, 248))
    width, height = size
    points = [(0, height - 9), (width // 4, 8), (width // 2, height - 9), (width - 1, height // 3)]
    ImageDraw.Draw(image).line(points, fill=colour, width=16)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def an_image(
    owner: Actor,
    *,
    role: ImageRole = ImageRole.PERSON,
    width_mm: str = "45.0",
    approved_by: Actor | None = None,
) -> SignatureImage:
    """Return a picture that its owner put forward, approved when somebody is named."""
    colour = BLUE if role is ImageRole.PERSON else RED
    given = services.GivenImage(
        content=a_picture(colour=colour), role=role, width_mm=Decimal(width_mm)
    )
    row = services.propose_image(given=given, actor=owner)
    if approved_by is not None:
        row = services.approve_image(uid=row.uid, actor=approved_by)
    return row


def a_batch(asker: Actor) -> SigningBatch:
    """Return a batch of one file that is to be verified."""
    given = services.give_file(content=a_plain_pdf(), name="rieng.pdf", actor=asker)
    wanted = services.WantedBatch(act=BatchAct.VERIFY)
    return services.open_batch(wanted=wanted, given=[given.uid], actor=asker)


def an_item(leader: Actor, *, agency_id: int = AGENCY, **changes: object) -> SigningItem:
    """Return a paper in a leader's queue."""
    remembering()
    return services.request_signature(
        kind=KIND,
        reference=uuid4().hex,
        file=a_draft(**changes),
        title="Giấy phép xây dựng",
        for_account=account_of(leader),
        agency_id=agency_id,
        drafted_by="Nông Văn Tú",
        checked_by="Lê Thu",
        actor=SETUP,
    )


def confirmed(leader: Actor, *items: SigningItem) -> tuple[UUID, str]:
    """Ask for a confirmation and read its code from the demonstration telephone."""
    asked = services.start_confirmation(item_uids=[item.uid for item in items], actor=leader)
    shown = {row.uid: row.secret for row in queries.codes_on_telephone(actor=leader)}
    return asked.uid, shown[asked.uid]


def two_annexes() -> list[StoredFile]:
    """Return two files that go beside a paper."""
    second = a_paper(kind="Bản vẽ", summary="Mặt bằng tầng 1").pdf
    return [
        files.store(content=content, name=name, use="signing.draft", actor=SETUP)
        for content, name in ((a_plain_pdf(), "phu-luc-1.pdf"), (second, "phu-luc-2.pdf"))
    ]


def a_signed_item(
    leader: Actor, *, agency_id: int = AGENCY, attachments: Sequence[StoredFile] = ()
) -> SigningItem:
    """Return a paper that its leader has opened and signed."""
    item = an_item(leader, agency_id=agency_id)
    item.attachments.set(attachments)
    services.open_item(item_uid=item.uid, actor=leader)
    confirmation, code = confirmed(leader, item)
    services.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader
    )
    item.refresh_from_db()
    return item


SOFTHSM: Final = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
PIN: Final = "135790"


PUT: Final = """
import sys, pkcs11
from pkcs11 import Attribute
from pkcs11.util.x509 import decode_x509_certificate
library, label, pin, place, der = sys.argv[1:]
token = next(t for t in pkcs11.lib(library).get_tokens() if t.label.strip() == label)
with token.open(rw=True, user_pin=pin) as session:
    made = decode_x509_certificate(bytes.fromhex(der))
    session.create_object({**made, Attribute.TOKEN: True, Attribute.ID: bytes.fromhex(place)})
"""


@dataclass(frozen=True)
class Devices:
    """SoftHSM2 with devices of its own in one folder: real PKCS#11, keys in files."""

    folder: Path
    library: str

    @classmethod
    def make(cls, folder: Path) -> "Devices":
        """Lay an empty folder of devices; `SOFTHSM2_CONF` must name its `conf`."""
        (folder / "devices").mkdir()
        lines = [f"directories.tokendir = {folder}/devices", "log.level = ERROR"]
        (folder / "conf").write_text("\n".join([*lines, "objectstore.backend = file", ""]))
        return cls(folder, next(one for one in SOFTHSM if Path(one).exists()))

    def plug(self, label: str) -> str:
        """Plug in a new device with the tests' PIN; return its serial number."""
        known = {one.serial for one in services.devices()}
        subprocess.run(  # noqa: S603  # Debian's own tool
            [
                *f"softhsm2-util --init-token --free --pin {PIN} --so-pin 86420864 --label".split(),
                label,
            ],
            check=True,
            capture_output=True,
        )
        (new,) = {one.serial for one in services.devices()} - known
        return new

    def put(self, certificate: x509.Certificate, *, label: str, place: str) -> None:
        """Put a certificate beside its key, as a certification authority's own program does."""
        der = certificate.public_bytes(Encoding.DER).hex()
        subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", PUT, self.library, label, PIN, place, der],
            check=True,
            capture_output=True,
        )

    def pull(self) -> None:
        """Pull out every device."""
        for device in (self.folder / "devices").iterdir():
            shutil.rmtree(device)


def on_device(
    serial: str, *, kind: KeyKind = KeyKind.P256, account_uid: UUID, pin: str = PIN
) -> Certificate:
    """Return a person's certificate whose key was made on a device."""
    with tokens.opened(serial, pin):
        return services.issue_certificate(
            role=CertificateRole.PERSON,
            name="Nông Thị Hạnh",
            account_uid=account_uid,
            agency_name="Ủy ban nhân dân xã Đông Khê",
            key_store="pkcs11",
            key_kind=kind,
            actor=SETUP,
        )

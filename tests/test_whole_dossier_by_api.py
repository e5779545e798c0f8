"""One dossier from the applicant's machine through all hands and back, by the API alone."""

import base64
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.cast import API, Cast, get, post
from tinhso.dossiers.testing import permit_answers, tiny_pdf
from tinhso.identity.models import AccessRecord
from tinhso.signing.models import Confirmation
from tinhso.signing.testing import certificate_for

pytestmark = pytest.mark.django_db
SIGNING = "/api/v1/signing"
MONDAY = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(MONDAY, tick=True):
        made = Cast.make()
        _ = made.citizen, made.desk, made.specialist, made.leader, made.clerk
        yield made


def _paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay-to.pdf", tiny_pdf(), content_type="application/pdf")


def _signature() -> str:
    picture = io.BytesIO()
    Image.new("RGB", (280, 90), "#10284e").save(picture, "PNG")
    return base64.b64encode(picture.getvalue()).decode()


def _telephone(actor_uid: UUID | None, confirmation: str) -> str:
    """Read the code as the demonstration's telephone shows it."""
    return Confirmation.objects.get(uid=confirmation, account_uid=str(actor_uid)).secret


def _sent(client: Client, address: str, body: object = None) -> dict[str, object]:
    status, told = (
        post(client, address, body)
        if not address.startswith("/api/")
        else (
            (
                answer := client.post(address, body or {}, content_type="application/json")
            ).status_code,
            answer.json(),
        )
    )
    assert status in {200, 201}, (address, told)
    return dict(told) if isinstance(told, dict) else {"all": told}


def _filed(cast: Cast) -> str:
    draft = _sent(
        cast.citizen,
        "/drafts",
        {"procedure_code": "1.013225", "agency": cast.world.here.agency.uid},
    )
    cast.citizen.put(
        f"{API}/drafts/{draft['uid']}",
        {"version": draft["version"], "answers": permit_answers()},
        content_type="application/json",
    )
    for key in ("giay_to_dat", "ban_ve"):
        paper = {"component_key": key, "file": _paper()}
        assert cast.citizen.post(f"{API}/drafts/{draft['uid']}/files", paper).status_code == 201
    return str(_sent(cast.citizen, f"/drafts/{draft['uid']}/submit")["uid"])


def _taken_in(cast: Cast, uid: str) -> None:
    """Let the desk be paid, accept, mend, scan under its shift and give the paper on."""
    waiting = _sent(cast.desk, f"/{uid}/prepayment", {"note": "Lệ phí cấp phép 50.000 đồng."})
    paid = _sent(cast.desk, f"/{uid}/prepayment/settle", {"document": "BL 001"})
    assert (waiting["state"], paid["state"]) == ("prepay_wait", "submitted")
    _sent(cast.desk, f"/{uid}/accept", {"has_paper": True})
    _sent(cast.desk, f"/{uid}/parties/owner/mend", {"name": "Triệu Văn Páo (Páo)"})
    again = _sent(cast.desk, f"/{uid}/papers/01/reissue")
    assert again["issue"] == 2
    receipt = cast.citizen.get(f"{API}/mine/{uid}/papers/{again['uid']}")
    assert receipt.content.startswith(b"%PDF-")
    clerk = cast.world.here.clerk_of_desk
    certificate_for(account_uid=clerk.id, name=clerk.name)
    shift = _sent(cast.desk, f"{SIGNING}/shift")
    code = _telephone(clerk.id, str(shift["uid"]))
    _sent(cast.desk, f"{SIGNING}/shift/{shift['uid']}/open", {"code": code})
    scan = cast.desk.post(
        f"{API}/{uid}/attachments", {"component_key": "ban_ve", "file": _paper()}
    ).json()
    signed = _sent(cast.desk, f"/{uid}/attachments/{scan['uid']}/sign")
    assert signed["component_key"] == "ban_ve"
    assert _sent(cast.specialist, "/hand-over", {"dossiers": [uid]})["count"] == 1


def _appraised(cast: Cast, uid: str) -> None:
    """Let head and specialist work until the draft lies before the leader."""
    here = cast.world.here
    _sent(cast.leader, f"/{uid}/assign", {"assignee": here.specialist.id})
    masked = cast.specialist.get(f"{API}/{uid}").json()["answers"]
    whole = _sent(cast.specialist, f"/{uid}/unmask", {"purpose": "Đối chiếu sổ hộ tịch"})["answers"]
    assert "004085001234" not in str(masked)
    assert "004085001234" in str(whole)
    visit = {"at": timezone.now() + timedelta(days=1), "place": "Thửa 118"}
    check = _sent(cast.specialist, f"/{uid}/field-checks", visit)["uid"]
    _sent(cast.citizen, f"/mine/{uid}/field-checks/{check}", {"confirmed": True})
    found = {"outcome": "met", "findings": "Đúng hiện trạng."}
    _sent(cast.specialist, f"/{uid}/field-checks/{check}/findings", found)
    _sent(cast.specialist, f"/{uid}/obligation", {"document": "TB 12/2026"})
    paid = _sent(cast.specialist, f"/{uid}/obligation/settle", {"document": "Giấy nộp tiền 99"})
    assert paid["state"] == "appraising"
    kept = cast.specialist.put(
        f"{API}/{uid}/appraisal", {"text": "Đang xem."}, content_type="application/json"
    )
    assert kept.json()["text"] == "Đang xem."
    _sent(cast.specialist, f"/{uid}/appraise", {"text": "Đủ điều kiện cấp phép."})
    _sent(cast.specialist, f"/{uid}/draft")
    assert cast.specialist.get(f"{API}/{uid}/draft/word").content.startswith(b"PK")
    _sent(cast.specialist, f"/{uid}/submit-for-signing", {"signer": here.leader.id})


def _signed_and_sealed(cast: Cast) -> None:
    """Let the leader read, be asked once, and sign."""
    item = cast.leader.get(f"{SIGNING}/items").json()["items"][0]["uid"]
    _sent(cast.leader, f"{SIGNING}/items/{item}/open")
    asked = _sent(cast.leader, f"{SIGNING}/confirmations", {"items": [item]})
    code = _telephone(cast.world.here.leader.id, str(asked["uid"]))
    told = _sent(cast.leader, f"{SIGNING}/confirmations/{asked['uid']}/sign", {"code": code})
    assert [one["signed"] for one in told["all"]] == [True]  # type: ignore[attr-defined]  # JSON


def test_a_dossier_goes_its_whole_way_without_a_page(cast: Cast) -> None:
    uid = _filed(cast)
    _taken_in(cast, uid)
    _appraised(cast, uid)
    _signed_and_sealed(cast)

    issued = _sent(cast.clerk, f"/{uid}/issue")
    taken = _sent(cast.citizen, f"/mine/{uid}/results/{issued['uid']}/download")
    result = b"".join(cast.citizen.get(str(taken["file"])))
    verdict = Client().post(f"{SIGNING}/verify", {"file": io.BytesIO(result)}).json()
    back = _sent(
        cast.desk,
        f"/{uid}/return",
        {
            "received_by": "Triệu Văn Páo",
            "identity_checked": True,
            "identity_shown": "id_card",
            "signature": _signature(),
        },
    )
    rated = _sent(cast.citizen, f"/mine/{uid}/rating", {"scores": {"time": 5}})

    assert (verdict["verdict"], len(verdict["signatures"])) == ("valid", 2)
    assert (back["state"], rated["average"]) == ("returned", "5.00")
    assert get(cast.citizen, f"/mine/{uid}")[1]["national_state"] == 10
    span = {"start": "2026-11-01", "end": "2026-11-30"}
    for address in (f"/{uid}/control-sheet", "/desk/book"):
        assert cast.desk.get(f"{API}{address}", span).content.startswith(b"%PDF-")
    forms = get(cast.desk, f"/{uid}/papers")[1]
    assert [(one["form"], one["issue"]) for one in forms][:2] == [("01", 1), ("01", 2)]


def test_numbers_in_answers_are_read_in_full_for_a_purpose_only(cast: Cast) -> None:
    uid = _filed(cast)
    _sent(cast.desk, f"/{uid}/accept", {"has_paper": False})
    _sent(cast.leader, f"/{uid}/assign", {"assignee": cast.world.here.specialist.id})

    masked = get(cast.specialist, f"/{uid}")[1]["answers"]
    refused = post(cast.leader, f"/{uid}/unmask", {"purpose": "Muốn biết"})
    whole = post(cast.specialist, f"/{uid}/unmask", {"purpose": "Đối chiếu"})

    assert masked["cdt_so_dinh_danh"] == "0040•••••234"
    assert (refused[0], refused[1]["code"]) == (403, "kernel.not_permitted")
    assert (whole[0], whole[1]["answers"]["cdt_so_dinh_danh"]) == (200, "004085001234")
    assert [row.purpose for row in AccessRecord.objects.filter(what="unmasked")] == ["Đối chiếu"]


def test_what_comes_late_or_gets_lost_is_set_right_by_machine(cast: Cast) -> None:
    uid = _filed(cast)
    _sent(cast.desk, f"/{uid}/supplements", {"items": [{"text": "Bản vẽ móng"}]})

    early = post(cast.desk, f"/{uid}/close")
    answered = cast.desk.post(
        f"{API}/{uid}/supplement", {"component_keys": "ban_ve", "files": _paper()}
    )
    lost = _sent(
        cast.desk,
        f"/{uid}/incidents",
        {"kind": "lost", "happened_with": "Bộ phận Một cửa", "account": "Rơi khi chuyển phòng."},
    )
    number = post(cast.desk, f"/{uid}/parties/owner/unmask", {"purpose": "Đối chiếu"})
    numbers = post(cast.desk, f"/{uid}/unmask", {"purpose": "Đối chiếu"})

    assert (early[0], early[1]["code"]) == (422, "kernel.invalid")
    assert (answered.status_code, answered.json()["state"]) == (200, "submitted")
    assert lost["uid"] == uid
    assert (number[0], number[1]["code"]) == (403, "kernel.not_permitted")
    assert (numbers[0], numbers[1]["code"]) == (403, "kernel.not_permitted")


def test_the_new_addresses_tell_a_neighbour_nothing(cast: Cast) -> None:
    uid = _filed(cast)
    paper = cast.world.here.agency.uid

    refused = [
        post(cast.neighbour, f"/{uid}/parties/owner/mend", {"name": "Kẻ Khác"})[0],
        post(
            cast.neighbour,
            f"/{uid}/incidents",
            {
                "kind": "lost",
                "happened_with": "x",
                "account": "x",
            },
        )[0],
        cast.neighbour.get(f"{API}/{uid}/papers").status_code,
        cast.neighbour.get(f"{API}/{uid}/papers/{paper}").status_code,
        cast.stranger.get(f"{API}/mine/{uid}/papers/{paper}").status_code,
        cast.stranger.get(f"{API}/{uid}/control-sheet").status_code,
    ]

    assert refused[:5] == [404] * 5
    assert refused[5] in {403, 404}
    assert get(cast.citizen, f"/mine/{uid}")[1]["owner"] == "Triệu Văn Páo"

"""The journey of a dossier by machine: the same services as the pages, from draft to rating."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.cast import API, Cast, get, post
from tinhso.dossiers.models import Dossier, Draft, TimelineEntry
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.testing import accepted, permit_answers, signed, submitted, tiny_pdf
from tinhso.identity.models import AccessRecord
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services.clients import open_client
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.testing import make_actor
from tinhso.signing import services as signing
from tinhso.signing.testing import certificate_for

pytestmark = pytest.mark.django_db
PERMIT = "1.013225"
MONDAY = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(MONDAY, tick=True):
        yield Cast.make()


def _paper(name: str = "giay-to.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, tiny_pdf(), content_type="application/pdf")


def _filled_draft(cast: Cast) -> str:
    _status, draft = post(
        cast.citizen,
        "/drafts",
        {"procedure_code": PERMIT, "agency": cast.world.here.agency.uid},
    )
    uid = draft["uid"]
    saved = cast.citizen.put(
        f"{API}/drafts/{uid}",
        {"version": draft["version"], "answers": permit_answers()},
        content_type="application/json",
    )
    assert saved.json()["errors"] == {}
    for key in ("giay_to_dat", "ban_ve"):
        cast.citizen.post(f"{API}/drafts/{uid}/files", {"component_key": key, "file": _paper()})
    return str(uid)


def test_a_citizen_files_once_and_follows(cast: Cast) -> None:
    uid = _filled_draft(cast)

    first = post(cast.citizen, f"/drafts/{uid}/submit", key="nop-1")
    again = post(cast.citizen, f"/drafts/{uid}/submit", key="nop-1")
    other = post(cast.citizen, f"/drafts/{uid}/submit", key="nop-2")

    assert (first[0], first[1]["state"]) == (201, "submitted")
    assert again == first
    assert other[1]["uid"] == first[1]["uid"]
    assert Dossier.objects.count() == 1
    _status, mine = get(cast.citizen, f"/mine/{first[1]['uid']}")
    assert mine["owner"] == "Triệu Văn Páo"
    assert mine["timeline"][0]["title"].startswith("Đã nộp")
    assert "withdraw" in mine["moves"]


def test_a_draft_saved_elsewhere_is_a_conflict_that_loses_nothing(cast: Cast) -> None:
    _status, draft = post(
        cast.citizen, "/drafts", {"procedure_code": PERMIT, "agency": cast.world.here.agency.uid}
    )

    refused = cast.citizen.put(
        f"{API}/drafts/{draft['uid']}",
        {"version": 0, "answers": {"dd_so_thua": "7"}},
        content_type="application/json",
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "dossiers.draft_conflict")
    assert Draft.objects.get().unsaved == '{"dd_so_thua":"7"}'


def test_desk_specialist_and_leader_work_by_machine(cast: Cast) -> None:
    dossier = submitted(cast.world)
    uid = dossier.uid

    _status, waiting = get(cast.desk, "/desk", text="Páo")
    promise = get(cast.desk, f"/{uid}/promise")
    taken = post(cast.desk, f"/{uid}/accept", {"version": dossier.version})
    # the specialist's account must be there before the head can choose him
    assert get(cast.specialist, "/inbox", view="unit")[1]["items"][0]["uid"] == str(uid)
    given = post(cast.leader, f"/{uid}/assign", {"assignee": cast.world.here.specialist.id})
    invited = post(
        cast.specialist,
        f"/{uid}/field-checks",
        {"at": timezone.now() + timedelta(days=1), "place": "Thửa 118"},
    )
    found = post(
        cast.specialist,
        f"/{uid}/field-checks/{invited[1]['uid']}/findings",
        {"outcome": "met", "findings": "Đúng hiện trạng."},
    )
    drafted = post(cast.specialist, f"/{uid}/draft")
    sent = post(
        cast.specialist, f"/{uid}/submit-for-signing", {"signer": cast.world.here.leader.id}
    )

    assert [row["uid"] for row in waiting["items"]] == [str(uid)]
    assert waiting["items"][0]["owner"] != "Triệu Văn Páo"
    assert promise[1]["due_at"] is not None
    assert (taken[0], taken[1]["number"]) == (200, "H14.20.05-261116-0001")
    assert given[1]["assignee_name"] == "Nông Văn Tú"
    assert (invited[0], found[0], drafted[0], sent[0]) == (201, 200, 201, 200)
    assert sent[1]["state"] == "submitted_for_sign"
    queue = cast.leader.get("/api/v1/signing/items").json()
    assert [item["title"] for item in queue["items"]]


def test_clerk_issues_desk_returns_citizen_downloads_and_rates(cast: Cast) -> None:
    uid = signed(cast.world).uid

    issued = post(cast.clerk, f"/{uid}/issue")
    taken = post(cast.citizen, f"/mine/{uid}/results/{issued[1]['uid']}/download")
    back = post(
        cast.desk, f"/{uid}/return", {"received_by": "Triệu Văn Páo", "identity_checked": True}
    )
    rated = post(cast.citizen, f"/mine/{uid}/rating", {"scores": {"time": 5, "attitude": 4}})

    assert (issued[0], issued[1]["is_valid"]) == (200, True)
    content = cast.citizen.get(taken[1]["file"])
    assert b"".join(content).startswith(b"%PDF")
    assert back[1]["state"] == "returned"
    assert (rated[0], float(rated[1]["average"])) == (201, 4.5)


def test_supplement_is_asked_and_answered_with_a_file(cast: Cast) -> None:
    uid = submitted(cast.world).uid
    asked = post(
        cast.desk,
        f"/{uid}/supplements",
        {"items": [{"text": "Bản vẽ móng", "component_key": "ban_ve"}]},
    )

    answered = cast.citizen.post(
        f"{API}/mine/{uid}/supplement",
        {"component_keys": ["ban_ve"], "files": [_paper("mong.pdf")]},
    )

    assert asked[0] == 201
    assert (answered.status_code, answered.json()["state"]) == (200, "submitted")


def test_a_refused_file_act_keeps_no_file(cast: Cast) -> None:
    uid = submitted(cast.world).uid
    kept = StoredFile.objects.count()

    refused = cast.citizen.post(
        f"{API}/mine/{uid}/supplement",
        {"component_keys": ["ban_ve"], "files": [_paper()]},
    )
    not_mine = cast.stranger.post(
        f"{API}/{uid}/attachments", {"component_key": "ban_ve", "file": _paper()}
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "dossiers.wrong_state")
    assert not_mine.status_code == 403
    assert StoredFile.objects.count() == kept


def test_one_key_works_for_a_form_with_a_file_sent_again(cast: Cast) -> None:
    _status, draft = post(
        cast.citizen, "/drafts", {"procedure_code": PERMIT, "agency": cast.world.here.agency.uid}
    )
    address = f"{API}/drafts/{draft['uid']}/files"

    first, again = (
        cast.citizen.post(
            address,
            {"component_key": "ban_ve", "file": _paper()},
            headers={"Idempotency-Key": "anh-1"},
        )
        for _ in range(2)
    )

    assert first.status_code == 201
    assert again.json() == first.json()
    assert Draft.objects.get().files.count() == 1


def test_a_walk_in_is_taken_in_by_one_call(cast: Cast) -> None:
    body = {
        "token": uuid4(),
        "procedure_code": PERMIT,
        "resolving_agency": cast.world.here.agency.uid,
        "answers": permit_answers(),
        "parties": [{"name": "Triệu Văn Páo", "identity_number": "004085001234"}],
        "papers": [{"component_key": "ban_ve"}],
    }

    first = post(cast.desk, "/take-in", body)
    again = post(cast.desk, "/take-in", body)

    assert (first[0], first[1]["state"]) == (201, "transferred")
    assert again[1]["number"] == first[1]["number"]
    assert Dossier.objects.count() == 1


def test_what_a_hired_service_brought_is_taken_in_by_its_name(cast: Cast) -> None:
    body = {
        "token": uuid4(),
        "procedure_code": PERMIT,
        "resolving_agency": cast.world.here.agency.uid,
        "answers": permit_answers(),
        "parties": [{"name": "Triệu Văn Páo", "identity_number": "004085001234"}],
        "arrival": {"way": "hired"},
    }

    unnamed = post(cast.desk, "/take-in", body)
    named = {**body, "arrival": {"way": "hired", "carrier": "Công ty Chuyển phát Núi"}}
    made = post(cast.desk, "/take-in", named)

    assert (unnamed[0], list(unnamed[1]["errors"])) == (422, ["carrier"])
    assert made[0] == 201
    shown = get(cast.desk, f"/{made[1]['uid']}")[1]
    assert (shown["channel"], shown["intake_place"]) == ("post", "desk")
    assert shown["arrival"] == {
        "kind": "hired",
        "carrier": "Công ty Chuyển phát Núi",
        "tracking": "",
    }


def test_an_id_card_is_read_for_the_desk(cast: Cast) -> None:
    card = "004192990218||Nông Thị Lan|12041992|Nữ|Xóm Nà Pò, Lê Lai, Thạch An, Cao Bằng|01052023"
    body = {"text": card, "procedure_code": PERMIT}

    status, told = post(cast.desk, "/desk/card", body)
    wrong = post(cast.desk, "/desk/card", {"text": "khong phai the"})

    assert status == 200
    assert (told["name"], told["number"]) == ("Nông Thị Lan", "004192990218")
    assert told["birth"] == "12/04/1992"
    assert (wrong[0], list(wrong[1]["errors"])) == (422, ["text"])
    assert post(cast.citizen, "/desk/card", body)[0] == 403


def test_lists_are_walked_by_cursor_and_never_show_another_agency(cast: Cast) -> None:
    for _ in range(3):
        submitted(cast.world)

    _status, first = get(cast.desk, "/desk", limit=2)
    _status, second = get(cast.desk, "/desk", limit=2, cursor=first["next"])
    _status, theirs = get(cast.neighbour, "/desk", view="all")
    status, problem = get(cast.desk, "/desk", cursor="abc")

    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert theirs["items"] == []
    assert (status, problem["code"]) == (422, "kernel.bad_cursor")


def test_an_officer_who_opens_a_dossier_is_written_down(cast: Cast) -> None:
    uid = submitted(cast.world).uid

    status, _dossier = get(cast.desk, f"/{uid}", purpose="Đối chiếu giấy tờ")

    record = AccessRecord.objects.get(object_uid=str(uid))
    assert (status, record.purpose) == (200, "Đối chiếu giấy tờ")


def test_malformed_calls_name_the_field_and_change_nothing(cast: Cast) -> None:
    uid = submitted(cast.world).uid
    before = TimelineEntry.objects.count()

    nul = post(cast.desk, f"/{uid}/refuse", {"note": "x\x00"})
    unknown = post(cast.desk, f"/{uid}/refuse", {"reasons": ["khong_co"]})
    nobody = post(cast.leader, f"/{uid}/assign", {"assignee": uuid4()})
    huge = post(cast.desk, f"/{uid}/accept", {"version": 2**63})

    assert (nul[0], list(nul[1]["errors"])) == (422, ["body.note"])
    assert (unknown[0], list(unknown[1]["errors"])) == (422, ["reasons"])
    assert (nobody[0], list(nobody[1]["errors"])) == (422, ["assignee"])
    assert (huge[0], list(huge[1]["errors"])) == (422, ["body.version"])
    assert TimelineEntry.objects.count() == before


def test_a_leader_counts_and_reminds(cast: Cast) -> None:
    uid = accepted(cast.world).uid

    board = get(cast.leader, "/board", by="unit")
    reminded = post(cast.leader, "/remind", {"dossiers": [uid]})
    not_his = get(cast.desk, "/board")

    assert [(row["label"], row["open"]) for row in board[1]] == [("Phòng Kinh tế", 1)]
    assert reminded == (200, {"count": 1})
    assert not_his[0] == 403


def _bearer(*scopes: str, agency_id: int) -> dict[str, str]:
    operator = make_actor(IdentityPermission.MANAGE_CLIENTS)
    made = open_client(name="Trục", scopes=scopes, actor=operator, agency_id=agency_id)
    basic = base64.b64encode(f"{made.client.client_id}:{made.secret}".encode()).decode()
    token = Client().post(
        "/api/v1/oauth/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )
    return {"Authorization": f"Bearer {token.json()['access_token']}"}


def test_a_system_works_by_bearer_token_within_its_scopes_and_agency(cast: Cast) -> None:
    uid = submitted(cast.world).uid
    system = Client(enforce_csrf_checks=True)
    here = _bearer(P.RECEIVE, agency_id=cast.world.here.agency.pk)
    there = _bearer(P.RECEIVE, agency_id=cast.world.there.agency.pk)
    other = _bearer(P.OVERSEE, agency_id=cast.world.here.agency.pk)

    def accept(headers: dict[str, str]) -> int:
        return system.post(
            f"{API}/{uid}/accept", "{}", content_type="application/json", headers=headers
        ).status_code

    assert accept({}) == 401
    assert accept({"Authorization": "Bearer x"}) == 401
    assert accept(there) == 404
    assert accept(other) == 403
    assert Dossier.objects.get().state == "submitted"
    assert accept(here) == 200
    assert Dossier.objects.get().code == "H14.20.05-261116-0001"
    assert system.get(f"{API}/{uid}", headers=here).status_code == 200
    assert AccessRecord.objects.filter(object_uid=str(uid), actor_kind="client").exists()


def test_tracking_is_open_to_anybody_and_guarded(cast: Cast) -> None:
    number = submitted(cast.world).shown_number

    right = post(Client(), "/tracking", {"code": number, "second_item": "1234"})
    wrong = [
        post(Client(), "/tracking", {"code": number, "second_item": "0000"})[0] for _ in range(21)
    ]

    assert (right[0], right[1]["percent"]) == (200, 10)
    assert set(right[1]) == {"code", "percent", "is_over", "parts"}
    assert (wrong[0], wrong[-1]) == (404, 429)


def test_forms_are_signed_by_machine_within_a_shift(cast: Cast) -> None:
    dossier = accepted(cast.world)
    desk = cast.world.here.clerk_of_desk
    _status, papers = get(cast.desk, f"/{dossier.uid}/papers")

    early = post(cast.desk, f"/{dossier.uid}/papers/{papers[0]['uid']}/sign")
    certificate_for(account_uid=desk.id, name=desk.name)
    asked = signing.start_shift_confirmation(actor=desk)
    signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=desk)
    signed = post(cast.desk, f"/{dossier.uid}/papers/{papers[0]['uid']}/sign")
    rest = post(cast.desk, "/desk/papers/sign")

    assert (papers[0]["form"], papers[0]["signed_at"]) == ("01", None)
    assert early[1]["code"] == "signing.shift_needed"
    assert (signed[0], signed[1]["uid"]) == (200, papers[0]["uid"])
    assert signed[1]["signed_at"] is not None
    assert rest == (200, {"count": 0})

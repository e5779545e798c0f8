"""An outside system brings its records in by OAuth 2: dry first, mended, let in, counted."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services import open_client
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.services import check_sheet, write_sheet
from tinhso.kernel.testing import make_actor
from tinhso.organization.queries import agencies_at

pytestmark = pytest.mark.django_db
API = "/api/v1/imports"
KIND = "organization.agencies"
SHEET = "ma_co_quan;ten;cap\nH14;Tỉnh;province\n31;Sai;commune\nH14.32;Xã;xa\n".encode()


def machine(scope: str = ImportPermission.IMPORT) -> Client:
    """Return a client that got a token for this scope."""
    made = open_client(
        name="Một cửa cũ", scopes=[scope], actor=make_actor(IdentityPermission.MANAGE_CLIENTS)
    )
    basic = base64.b64encode(f"{made.client.client_id}:{made.secret}".encode()).decode()
    answer = Client().post(
        "/api/v1/oauth/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )
    return Client(headers={"Authorization": f"Bearer {answer.json()['access_token']}"})


def hand_in(caller: Client, content: bytes = SHEET, **changes: Any) -> Any:
    """Post a sheet."""
    asked = {"kind": KIND, "source": "Cũ", "file": SimpleUploadedFile("cu.csv", content)}
    return caller.post(API, asked | changes, headers={"Idempotency-Key": "1"})


def test_a_sheet_goes_from_dry_run_to_counts() -> None:
    caller = machine()

    started = hand_in(caller)
    repeated = hand_in(caller)
    one = f"{API}/{started.json()['uid']}"
    check_sheet(uid=started.json()["uid"])
    looked = caller.get(one).json()
    faults = caller.get(f"{one}/faults", {"limit": 1}).json()
    more = caller.get(f"{one}/faults", {"cursor": faults["next"]}).json()
    mended = b"".join(caller.get(f"{one}/wrong-rows"))
    let_in = caller.post(f"{one}/write")
    write_sheet(uid=started.json()["uid"])
    written = caller.get(one).json()

    assert (started.status_code, repeated.json()) == (201, started.json())
    assert ImportRun.objects.get().created_by_name == "Một cửa cũ"
    assert (looked["state"], looked["good_count"], looked["wrong_count"]) == ("checked", 1, 2)
    assert [(f["line"], f["column"], f["code"]) for f in faults["items"] + more["items"]] == [
        (3, "ma_co_quan", "wrong_code"),
        (4, "cap", "not_a_choice"),
    ]
    assert faults["items"][0]["sentence"].startswith("Mã không đúng dạng")
    assert mended.startswith(b"PK")
    assert (let_in.status_code, let_in.json()["state"]) == (200, "writing")
    assert (written["state"], written["written_count"]) == ("written", 1)
    assert written["totals"] == [{"group": ["province", "", ""], "in_sheet": 1, "in_house": 1}]
    assert agencies_at().count() == 1
    assert AuditEntry.objects.filter(action="importing.faults_read").count() == 2
    assert [run["uid"] for run in caller.get(API).json()["items"]] == [looked["uid"]]


def test_the_kinds_tell_their_columns_and_give_their_sheet() -> None:
    caller = machine()

    kinds = {kind["key"]: kind for kind in caller.get(f"{API}/kinds").json()}
    template = b"".join(caller.get(f"{API}/kinds/{KIND}/template"))

    assert kinds[KIND]["key_column"] == "ma_co_quan"
    levels = next(c for c in kinds[KIND]["columns"] if c["key"] == "cap")
    assert (levels["kind"], levels["required"]) == ("choice", True)
    assert "commune" in levels["choices"]
    assert template.startswith(b"PK")
    assert caller.get(f"{API}/kinds/khong.co/template").status_code == 404


def test_what_cannot_be_taken_says_why() -> None:
    caller = machine()

    old = hand_in(caller, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99)
    unknown = hand_in(caller, kind="khong.co")
    nameless = hand_in(caller, source=" ")

    assert (old.status_code, unknown.status_code, nameless.status_code) == (422, 404, 422)
    assert "(.xls)" in old.json()["detail"]
    assert nameless.json()["errors"]["source"]
    assert not ImportRun.objects.exists()


def test_without_the_scope_nothing_is_seen_or_changed() -> None:
    started = hand_in(machine())
    one = f"{API}/{started.json()['uid']}"
    other = machine("dossiers.view")

    assert hand_in(other).status_code == 403
    for address in (API, f"{API}/kinds", one, f"{one}/faults", f"{one}/wrong-rows"):
        assert other.get(address).status_code == 403, address
    assert other.post(f"{one}/write").status_code == 403
    assert Client().get(one).status_code == 401
    assert ImportRun.objects.get().state == "checking"

"""What a journey needs before it begins, done by the API in the browser's own session.

A journey through the desk need not fill in a form of six steps first: another one does.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from playwright.sync_api import Page

from tinhso.dossiers.testing import permit_answers

PERMIT = "1.013225"
SignIn = Callable[..., Page]


def call(page: Page, path: str, body: object = None, *, method: str = "POST") -> Any:
    """Send one call of `/api/v1`; whatever is refused ends the test with its words."""
    token = page.request.get("/ma-bao-mat/").json()["token"]
    answer = page.request.fetch(
        f"/api/v1{path}",
        method=method,
        data=body if body is not None or method == "GET" else {},
        headers={"X-CSRFToken": token},
    )
    assert answer.ok, (path, answer.status, answer.text()[:600])
    return answer.json()


def put(page: Page, path: str, body: object) -> None:
    """Set what `/api/v1` answers with nothing."""
    token = page.request.get("/ma-bao-mat/").json()["token"]
    answer = page.request.put(f"/api/v1{path}", data=body, headers={"X-CSRFToken": token})
    assert answer.status == 204, (path, answer.status, answer.text()[:600])


def agency_of(page: Page, name: str) -> str:
    """Return the key of an agency by its name."""
    found = call(page, f"/organization/agencies?q={name}", method="GET")["items"]
    return str(next(one["uid"] for one in found if name in one["name"]))


def drafted(citizen: Page, *, agency: str = "xã Đông Khê") -> UUID:
    """Fill in the form of a building permit, without its papers."""
    started = {"procedure_code": PERMIT, "agency": agency_of(citizen, agency)}
    draft = call(citizen, "/dossiers/drafts", started)
    next_year = timezone.localdate().year + 1
    answers = permit_answers(tg_khoi_cong=f"{next_year}-03", tg_hoan_thanh=f"{next_year}-11")
    filled = {"version": draft["version"], "answers": answers}
    call(citizen, f"/dossiers/drafts/{draft['uid']}", filled, method="PUT")
    return UUID(draft["uid"])


def filed(citizen: Page, paper: Path, *, agency: str = "xã Đông Khê") -> UUID:
    """File a building permit with all its papers."""
    address = f"/dossiers/drafts/{drafted(citizen, agency=agency)}"
    token = citizen.request.get("/ma-bao-mat/").json()["token"]
    for key in ("giay_to_dat", "ban_ve"):
        put = citizen.request.post(
            f"/api/v1{address}/files",
            multipart={
                "component_key": key,
                "file": {
                    "name": "giay.jpg",
                    "mimeType": "image/jpeg",
                    "buffer": paper.read_bytes(),
                },
            },
            headers={"X-CSRFToken": token},
        )
        assert put.ok, put.text()[:600]
    return UUID(call(citizen, f"{address}/submit")["uid"])


def accepted(citizen: Page, desk: Page, paper: Path) -> UUID:
    """File, and take in at the desk."""
    uid = filed(citizen, paper)
    call(desk, f"/dossiers/{uid}/accept")
    return uid


def visited(citizen: Page, sign_in: SignIn, paper: Path) -> UUID:
    """Go on until the specialist has seen the place and may appraise."""
    uid = accepted(citizen, sign_in("motcua"), paper)
    specialist, leader = sign_in("chuyenvien"), sign_in("lanhdao")
    me = call(specialist, "/identity/me", method="GET")["uid"]
    call(leader, f"/dossiers/{uid}/assign", {"assignee": me})
    soon = timezone.now() + timedelta(days=2)
    visit = {"at": soon.isoformat(), "place": "Thửa 12, tờ bản đồ 4"}
    check = call(specialist, f"/dossiers/{uid}/field-checks", visit)["uid"]
    found = {"outcome": "met", "findings": "Đúng ranh giới, chưa khởi công."}
    call(specialist, f"/dossiers/{uid}/field-checks/{check}/findings", found)
    return uid


def before_leader(citizen: Page, sign_in: SignIn, paper: Path) -> UUID:
    """Go on until the draft lies in the leader's queue."""
    uid = visited(citizen, sign_in, paper)
    to_leader(sign_in("chuyenvien"), sign_in("lanhdao"), uid)
    return uid


def to_leader(specialist: Page, leader: Page, uid: UUID) -> None:
    """Draft the result and lay it before the leader."""
    signer = call(leader, "/identity/me", method="GET")["uid"]
    call(specialist, f"/dossiers/{uid}/draft")
    call(specialist, f"/dossiers/{uid}/submit-for-signing", {"signer": signer})


def telephone_code(page: Page) -> str:
    """Read the newest code from the demonstration's telephone."""
    telephone = page.context.new_page()
    telephone.goto("/dien-thoai-thu/")
    code = telephone.locator(".phone-code").first.inner_text().strip()
    telephone.close()
    return code


def issued(citizen: Page, sign_in: SignIn, paper: Path) -> UUID:
    """Go on until the result is signed, numbered and sealed."""
    uid = before_leader(citizen, sign_in, paper)
    sign(sign_in("lanhdao"), uid)
    call(sign_in("vanthu"), f"/dossiers/{uid}/issue")
    return uid


def sign(leader: Page, uid: UUID) -> None:
    """Read what lies in the leader's queue of this dossier, and sign it with one code."""
    items = call(leader, "/signing/items?limit=100", method="GET")["items"]
    item = next(one["uid"] for one in items if str(uid) in one["link"])
    call(leader, f"/signing/items/{item}/open")
    asked = call(leader, "/signing/confirmations", {"items": [item]})["uid"]
    call(leader, f"/signing/confirmations/{asked}/sign", {"code": telephone_code(leader)})

"""The services the province's system calls: sessions, records of dossiers, steps of progress."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tinhso_peers.national_portal.rules import Json, fault_of_progress, fault_of_record
from tinhso_peers.national_portal.store import Store

OK: Final = "0"
THERE_ALREADY: Final = "3"
WRONG: Final = "-1"
UNKNOWN: Final = "-2"


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may call."""

    username: str
    password: str


def log_in(store: Store, access: Access, body: Mapping[str, Json]) -> dict[str, Json] | None:
    """Return a session for the right name and password; else None."""
    name, word = str(body.get("username", "")), str(body.get("password", ""))
    right = hmac.compare_digest(name.encode(), access.username.encode())
    right &= hmac.compare_digest(word.encode(), access.password.encode())
    return {"session": store.open_session()} if right else None


def answer(store: Store, body: Mapping[str, Json]) -> dict[str, Json]:
    """Do one call; its items are done one by one until the first that does not hold."""
    service = str(body.get("service", ""))
    updating = str(body.get("isUpdating", "False")).lower() == "true"
    items = body.get("data", [])
    if service not in {"DongBoHoSoMC", "CapNhatTienDoHoSoMC"} or not isinstance(items, list):
        return _said(WRONG, "service: không có dịch vụ này")
    if not items:
        return _said(WRONG, "data: không có bản ghi nào")
    for item in items:
        if not isinstance(item, dict):
            return _said(WRONG, "data: phải là danh sách đối tượng")
        number = str(item.get("MaHoSo", ""))
        if service == "DongBoHoSoMC":
            reply = _record(store, number, item, updating)
        else:
            reply = _progress(store, number, item)
        store.note_call(service, number, updating, str(reply["error_code"]))
        if reply["error_code"] != OK:
            return reply
    return _said(OK, "Thành công")


def _record(store: Store, number: str, item: dict[str, Json], updating: bool) -> dict[str, Json]:
    wrong = fault_of_record(item)
    if wrong:
        return _said(WRONG, wrong)
    known = store.record(number) is not None
    if not updating and not known and store.next_fault("3"):
        store.keep_record(number, {**item, "GhiChu": "bản ghi có từ trước"})
        known = True
    if not updating and known:
        return _said(THERE_ALREADY, f"Hồ sơ {number} đã có")
    if updating and not known:
        return _said(UNKNOWN, f"MaHoSo: chưa có hồ sơ {number} để cập nhật")
    store.keep_record(number, item)
    return _said(OK, "Thành công")


def _progress(store: Store, number: str, item: dict[str, Json]) -> dict[str, Json]:
    wrong = fault_of_progress(item)
    if wrong:
        return _said(WRONG, wrong)
    if store.record(number) is None:
        return _said(UNKNOWN, f"MaHoSo: chưa có hồ sơ {number}")
    if not store.keep_progress(number, item):
        return _said(THERE_ALREADY, "Bước này đã có")
    return _said(OK, "Thành công")


def _said(code: str, message: str) -> dict[str, Json]:
    return {"error_code": code, "message": message}

"""Well-formed bodies for calls of the API, by the address they go to."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

PUT_BY_UID = ("appointments", "counters", "own")


def _bodies() -> dict[str, object]:
    """Return bodies that are well formed, so that a call gets as far as the dossier."""
    soon = (timezone.now() + timedelta(days=2)).isoformat()
    text, one = {"text": "Xin hỏi"}, "00000000-0000-4000-8000-000000000001"
    place = {"page": 1, "left": 20, "top": 20, "width": 60, "height": 30}
    return {
        "submit": {},
        "content": {"answers": {}},
        "messages": text,
        "notes": text,
        "rating": {"scores": {"time": 5}},
        "field-checks/{check}": {"confirmed": True},
        "supplements": {"items": [text]},
        "stop-decision": {"granted": True},
        "stop-wish": {"reason": "x", "shown": "id_card"},
        "return": {"received_by": "Người lạ", "identity_checked": True},
        "correct": {"fault": "Sai"},
        "hand-over": {"taken_by": "Người lạ"},
        "assign": {"assignee": one},
        "consultations": {"parties": [{"agency": one, "question": "?"}]},
        "answer": {"opinion": "agree"},
        "field-checks": {"at": soon, "place": "Nơi kia"},
        "findings": {"outcome": "met", "findings": "x"},
        "submit-for-signing": {"signer": one},
        "result-places": {"signer": one, **dict.fromkeys(("signature", "number", "date"), place)},
        "extend": {"due_at": soon, "reason": "x"},
        "sign": {"code": "123456"},
        "open": {"code": "123456"},
        "links": {"other": one},
        "mend": {"name": "Kẻ Khác"},
        "unmask": {"purpose": "Tò mò"},
        "incidents": {"kind": "lost", "happened_with": "x", "account": "x"},
        "tax": {"agency": "H14", "unit": one, "has_land_use_fee": True, "content": "x"},
        **{key: {"reason": "x"} for key in ("recall", "nothing", "send-back")},
        "obligation": {"document": "x"},
        "settle": {"document": "x"},
        "post-wish": {"address": "Xã Đông Khê"},
        "appraisal": {"text": "x"},
        "draft": {"version": 0, "answers": {}},
        "differences/{line}": {"handling": "x"},
        "facts": {"staff_sent": 1, "staff_contract": 0},
        "appointments/{uid}": {"starts_at": soon},
        "counters/{uid}": {"number": 1, "queues": [one]},
        "own/{uid}": {"letter": "B", "name": "x"},
        "papers": {},
        "confirm": {"declared": True},
        "rows/{line}": {"texts": {}},
        "complaints": {"about": "late", "text": "x"},
        "complaint/answer": {"outcome": "partly", "answer": "x"},
        "complaint/ask": {"question": "x"},
        "complaint/add": {"text": "x"},
        "forward": {"agency": one, "reason": "x"},
        "refuse": {"reason": "x"},
        "keep": {"place": "x"},
        "conversions": {"copies": 1},
        "fee": {"amount_vnd": 10_000, "legal_basis": "x"},
        "exemption": {"granted": True},
        "mine/exemption": {"key": "x", "words": "x"},
        "refund": {"reason": "x", "legal_basis": "x", "method": "cash"},
    }


def _council_bodies() -> dict[str, object]:
    """Return the same for what is asked of a council."""
    soon = (timezone.now() + timedelta(days=9)).isoformat()
    one = "00000000-0000-4000-8000-000000000001"
    return {
        "council": {"question": "?", "sitting": one},
        "move": {"at": soon, "place": "Nơi kia", "reason": "x"},
        "call-off": {"reason": "x"},
        "reply": {"is_coming": True},
        "minutes": {"attended": [], "cases": [], "minutes": "x"},
    }


def _certificate_bodies() -> dict[str, object]:
    """Return bodies of requests on certificates."""
    one = "00000000-0000-4000-8000-000000000001"
    return {
        "sign": {"signer": one},
        "refuse": {"reason": "x"},
        "receive": {"confirmation": one, "code": "123456"},
        "close": {"outcome": "filed"},
        "match": {"certificate": one, "line": one},
        "leave": {"certificate": one},
    }


def body_of(address: str, method: str) -> object:
    bodies = _bodies()
    last = address.rstrip("/").rpartition("/")[2]
    if method == "put" and "/drafts/" in address:
        return bodies["draft"]
    if "/mine/" in address and "/field-checks/" in address:
        return bodies["field-checks/{check}"]
    if "/differences/" in address or "/bank-calls/" in address:
        return bodies["differences/{line}"]
    if method == "put" and (part := address.rstrip("/").split("/")[-2]) in PUT_BY_UID:
        return bodies[f"{part}/{{uid}}"]
    if "/offers/" in address and last == "correct":
        return bodies["messages"]
    if "/groups/" in address and "/rows/" in address:
        return bodies["rows/{line}"]
    if "/row-papers/" in address:
        return {"line": 4}
    if "/groups/" in address and last == "collect":
        return {"total_vnd": 75_000}
    if "/complaints/" in address and f"complaint/{last}" in bodies:
        return bodies[f"complaint/{last}"]
    if "/mine/" in address and last == "exemption":
        return bodies["mine/exemption"]
    if "/signing/request" in address or "/signing/proposals/" in address:
        return _certificate_bodies().get(last, {})
    if "/agent-keys/" in address and last == "certify":
        return {"years": 3, "compared": True}
    if "/councils/" in address or last == "council":
        return _council_bodies().get(last, {})
    if "/post-items/" in address:
        return {"is_delivered": True}
    if last == "draft":
        return {}
    if last == "confirm" and "/batches/" in address:
        return {"confirmation": str(UUID(int=1)), "code": "000000"}
    if last == "place" and "/batches/" in address:
        return {"page": 1, "left": 20, "top": 20, "width": 60, "height": 30}
    if last == "signed-files":
        return {"batch": str(UUID(int=1)), "file": str(UUID(int=2))}
    if "/scans/confirmations/" in address:
        return {"code": "000000"}
    if last == "return" and "/signing/" in address:
        return {"reason": "x"}
    return bodies.get(last, {})

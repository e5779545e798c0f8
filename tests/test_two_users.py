"""What one may not see is not there: every address of another's dossier, opened by two others.

The addresses come from the resolver, so a new route without a case here fails. The stranger is
another citizen, the neighbour an officer of another commune who may do everything there.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from tests.bodies import body_of
from tests.cast import Cast
from tests.matter import Matter, grown
from tinhso.config.api import api
from tinhso.dossiers.testing import tiny_pdf
from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.procedures.permissions import ProcedurePermission

pytestmark = pytest.mark.django_db

NOBODYS = (
    "api/v1/imports/",  # operators', of whole sheets: their own test asks for the scope
    "quan-tri/",  # operators' pages: other rooms test who may open them
    "api/v1/dossiers/law-rules/",  # the same rules by machine: test_dated_rules
    "nhan-dien/",  # the province's colours
    "co-quan/",  # where an agency is: public
    "dat-mat-khau/",  # a secret from a letter
    "^dich-vu-cong/",  # the public catalogue
    "api/v1/procedures/",
    "api/v1/organization/",
    "api/v1/identity/",
    "api/v1/privacy/",
    "lam-viec/du-lieu-ca-nhan/",
    "lam-viec/vi-pham-du-lieu/",
    "lam-viec/luu-giu/",
    "dich-vu-tin-cay/",  # lists and certificates of the authority: anybody's
    "api/v1/signing/agent/",  # computers' own: another token, another test
    "api/v1/dossiers/national/",  # the national portal's own: another scope, another test
    "thanh-toan/",  # where a bank calls, with its signature
    "nop-theo-danh-sach/thu-tuc/",  # where a list of one procedure begins
    "lay-so/",  # where anybody takes a ticket
    "api/v1/dossiers/queues/<code>/",  # anybody's
    "lam-viec/mot-cua/goi-so/lam/",  # acts at the caller's own counter
    "lam-viec/thong-ke/tep/",  # figures of the caller's own agency
    "lam-viec/thong-ke/bao-cao/<slug:code>/",
    "api/v1/dossiers/reports/",
    "lam-viec/chung-thu-so/bao-cao/tep/",  # figures of the caller's own agencies
    "lam-viec/chung-thu-so/yeu-cau/gia-han/",  # a list of the caller's own
    "lam-viec/chung-thu-so/yeu-cau/moi/",  # where a request for one's own agency begins
    "dich-vu-tin-cay/",  # lists and certificates of the house's authority: anybody's
    "static/",
    "dich-vu-cong/<str:code>/nop/$",
)
"""Routes whose parameters name nothing of one person, or whose own room guards them."""
OWN_BY_SHAPE = (
    "tai-khoan/phien/",
    "tai-khoan/uy-quyen/",
    "tai-khoan/dai-dien/",
    "tai-khoan/bao-mat/",
    "tai-khoan/du-lieu/",
    "tai-khoan/chu-ky-so/may-ky/",
    "lam-viec/cho-ky/may-ky/",
    "lam-viec/ban-quet-cho-ky/",
    "api/v1/signing/agents/",
    "api/v1/signing/scans/",
    "api/v1/signing/agent-turns/",
)
"""Things of one's account: any key that is not one's own, known or not, is 404."""
EDITOR = "quan-tri/thu-tuc/soan/<uid>/"
"""Drafts of procedures: an operator's page, but each draft belongs to those who write it."""
EDITOR_KEYS = {"phan/": {"key": "chung"}, "muc/": {"where": "giay-to/1/", "key": "when"}}
PLACES = {
    "api/v1/signing/requests/": "certificate_request",
    "api/v1/signing/request-lines/": "request_line",
    "api/v1/signing/proposals/": "proposal",
    "lam-viec/chung-thu-so/yeu-cau/chu-the/": "request_line",
    "lam-viec/chung-thu-so/yeu-cau/": "certificate_request",
    "lam-viec/chung-thu-so/de-nghi/": "proposal",
    "api/v1/signing/images/": "image",
    "lam-viec/anh-chu-ky/": "image",
    "lam-viec/chung-thu-so/": "certificate",
    "tai-khoan/chu-ky-so/nhan/": "request_line",
    "api/v1/signing/signed-files/": "own_file",
    "lam-viec/tep-da-ky/": "own_file",
    "api/v1/signing/": "item",
    "api/v1/dossiers/consultations/": "consultation_uid",
    "api/v1/dossiers/drawers/": "drawer",
    "lam-viec/ca-thu/": "drawer",
    "api/v1/dossiers/differences/": "difference",
    "lam-viec/doi-soat/": "difference",
    "api/v1/dossiers/bank-calls/": "bank_call",
    "lam-viec/tien-chua-khop/": "bank_call",
    "lam-viec/quyet-toan/": "settlement",
    "api/v1/dossiers/fee-settlements/": "settlement",
    "lam-viec/ban-giao-ho-so/": "merger_record",
    "lam-viec/thue/thong-bao/": "notice_uid",
    "lam-viec/thue/": "slip_uid",
    "api/v1/dossiers/tax/notices/": "notice_uid",
    "api/v1/dossiers/tax/": "slip_uid",
    "lam-viec/phien-hop/": "council",
    "api/v1/dossiers/councils/": "council",
    "api/v1/dossiers/post-lists/": "list_uid",
    "api/v1/dossiers/post-items/": "item_uid",
    "lam-viec/mot-cua/buu-chinh/danh-sach/": "list_uid",
    "lam-viec/mot-cua/so/": "book",
    "api/v1/dossiers/desk/books/": "book",
    "chu-dong/": "offer",
    "api/v1/dossiers/offers/": "offer",
    "giay-to-cua-toi/": "attachment_uid",
    "api/v1/dossiers/papers/": "attachment_uid",
    "api/v1/dossiers/complaint-receipts/": "complaint",
    "phan-anh/": "complaint",
    "nop-theo-danh-sach/": "group",
    "lam-viec/mot-cua/danh-sach-nop/": "group",
    "api/v1/dossiers/groups/": "group",
    "lam-viec/phan-anh/": "complaint",
    "api/v1/dossiers/mine/complaints/": "complaint",
    "api/v1/dossiers/complaints/": "complaint",
    "api/v1/dossiers/appointments/": "appointment",
    "lich-hen/": "appointment",
    "api/v1/dossiers/calling/skipped/": "skipped",
    "api/v1/dossiers/calling/counter/": "counter",
    "api/v1/dossiers/counters/": "counter",
    "lam-viec/mot-cua/goi-so/quay/": "counter",
    "api/v1/dossiers/queues/own/": "queue",
    "lam-viec/mot-cua/goi-so/hang/": "queue",
}
"""What the key of these addresses names, where it is no dossier."""
"""Things of the desk that are changed by their own key."""
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
OPERATIONS = api.get_openapi_schema()["paths"]
LIST_PARTS = ("/xuat/", "/luot/", "/bo-loc/", "/cot/", "/viec/")
HIDDEN = {404, 405}
"""405 tells of the route alone."""
CLOSED = {302, 401, 403, 409}
"""Closed to the caller, whatever he names: then a key nobody has is answered in the same way."""


@pytest.fixture
def matter() -> Iterator[Matter]:
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=True):
        cast = Cast.make()
        _ = cast.citizen, cast.stranger, cast.neighbour
        yield grown(cast)


def _plain(route: str) -> str:
    """Return a route written as an expression in the words of the others: names in brackets."""
    if "(?P<" not in route:
        return route
    plain, depth = "", 0
    for part in re.findall(r"\(\?P<\w+>|\\.|\[[^]]*\]|.", route):
        if part.startswith("("):
            if depth == 0:
                plain += part.removeprefix("(?P")
            depth += 1
        elif part == ")":
            depth -= 1
        elif depth == 0:
            plain += part
    return plain.removeprefix("^").removesuffix("$")


def _routes() -> list[str]:
    def walk(patterns: list[Any], before: str = "") -> Iterator[str]:
        for one in patterns:
            route = _plain(before + str(one.pattern))
            if isinstance(one, URLPattern):
                yield route
            else:
                yield from walk(one.url_patterns, route)

    return sorted(set(walk(get_resolver().url_patterns)))


def _is_mine(route: str) -> bool:
    """Tell whether a route names something that belongs to somebody."""
    takes = "<" in route  # the dollar ends a route that is nobody's, while those below it are
    return takes and (route.startswith(EDITOR) or not f"{route}$".startswith(NOBODYS))


def _methods(route: str) -> list[str]:
    """Return the methods of an operation; a page is read and posted to."""
    if not route.startswith("api/"):
        return ["get", "post"]
    described = PARAMETER.sub(lambda mark: "{" + mark[1] + "}", f"/{route}")
    return sorted(OPERATIONS[described])


def _addresses(route: str, matter: Matter) -> list[tuple[str, str]]:
    """Return real addresses of a route, each with one that differs in a key nobody has."""
    if route.startswith(OWN_BY_SHAPE):
        keys = {"uid": str(uuid4()), "pk": "987654"}
        uid = PARAMETER.sub(lambda mark: keys[mark[1]], route)
        return [(uid, uid)]
    if route.startswith("tep/"):
        return [
            (route.replace("<uuid:uid>", one), route.replace("<uuid:uid>", str(uuid4())))
            for one in matter.files
        ]
    for row in ("<duty_id>", "<unit_id>", "<int:unit_id>"):
        if row in route:
            known_id = matter.values[PARAMETER.sub(r"\1", row)]
            return [(route.replace(row, known_id), route.replace(row, "987654"))]
    known = dict(matter.values)
    main = str(matter.uid)
    if "/nop/" in route or "/drafts/" in route:
        main, known["code"] = str(matter.draft), "1.013225"
    elif route.startswith(
        ("lam-viec/cho-ky/xac-nhan/", "api/v1/signing/confirmations/", "api/v1/signing/shift/")
    ):
        main = known["confirmation"]
    elif route.startswith(("lam-viec/lo-ky/", "api/v1/signing/batches/")):
        main = known["batch"]
    elif route.startswith(("lam-viec/cho-ky/", "lam-viec/dong-dau/")):
        main = known["item"]
    elif route.startswith("thong-bao/"):
        main = known["notification"]
    elif route.startswith(EDITOR):
        main = known["procedure_draft"]
        rest = route.removeprefix(EDITOR)
        known |= next((keys for place, keys in EDITOR_KEYS.items() if rest.startswith(place)), {})
    else:
        main = next((known[key] for place, key in PLACES.items() if route.startswith(place)), main)
    fills = {"uid": main, "step": "cong-trinh", "role": "owner", "slug": "tu-choi", "form": "01"}
    fills |= {"kind": "revoke", **known}
    real = PARAMETER.sub(lambda mark: fills.get(mark[1], mark[0]), route)
    other = (
        real.replace(main, str(uuid4()))
        if main in real
        else real.replace(known["code"], "H14.20.05-261116-9999")
    )
    return [(real, other)]


WITH_FILE = ("/files", "/attachments", "/annexes", "/result-file")


TAX_FORMS = ("/tax-proof", "/notice", "/replace")


def _tax_form() -> dict[str, object]:
    """Return a notice of a tax agency, or the voucher by which it was paid."""
    today = timezone.localdate().isoformat()
    uploads = {
        name: SimpleUploadedFile("a.pdf", tiny_pdf(), content_type="application/pdf")
        for name in ("file", "notice_file", "voucher_file")
    }
    words = {"number": "1/TB", "issued_on": today, "pay_by": today, "reason": "Nhầm."}
    return {**words, "amounts": json.dumps({"le_phi_truoc_ba": 1}), **uploads}


def _ask(client: Client, method: str, address: str) -> int:
    """Send one request of a kind and take back whatever it did."""
    mark = transaction.savepoint()
    try:
        if not address.startswith("api/"):
            return int(getattr(client, method)(f"/{address}").status_code)
        if method == "post" and address.endswith(TAX_FORMS):
            return int(client.post(f"/{address}", _tax_form()).status_code)
        if address.endswith(
            ("/files", "/supplement", "/attachments", "/annexes", "/result-file")
        ) or ("/groups/" in address and address.endswith(("/papers", "/sheet", "/row-papers"))):
            paper = SimpleUploadedFile("a.pdf", tiny_pdf(), content_type="application/pdf")
            name = "files" if address.endswith("/supplement") else "file"
            keys = "component_keys" if name == "files" else "component_key"
            keys = "title" if address.endswith("/annexes") else keys
            keys = "signer" if address.endswith("/result-file") else keys
            form = {keys: str(uuid4()) if keys == "signer" else "ban_ve", name: paper}
            return (
                int(client.generic(method.upper(), f"/{address}").status_code)
                if (method != "post")
                else int(client.post(f"/{address}", form).status_code)
            )
        return int(
            client.generic(
                method.upper(),
                f"/{address}",
                "" if method == "get" else json.dumps(body_of(address, method)),
                content_type="application/json",
            ).status_code
        )
    finally:
        transaction.savepoint_rollback(mark)


def test_every_address_of_anothers_matter_is_not_there(matter: Matter) -> None:
    faults: list[str] = []
    seen = 0

    for route in filter(_is_mine, _routes()):
        if any(part in route for part in LIST_PARTS):
            continue
        for real, unknown in _addresses(route, matter):
            if "<" in real:
                faults.append(f"{route}: has no case here")
                continue
            for name in ("stranger", "neighbour"):
                client: Client = getattr(matter.cast, name)
                told = {method: _ask(client, method, real) for method in _methods(route)}
                seen += 1
                open_ones = {
                    method: status
                    for method, status in told.items()
                    if status not in HIDDEN
                    and not (status in CLOSED and _ask(client, method, unknown) == status)
                }
                if open_ones:
                    faults.append(f"{name} {open_ones} {real}")
                elif set(told.values()) == {405}:
                    faults.append(f"{name} {real}: no method of it was tried")

    assert faults == []
    assert seen > 150


def test_the_owner_and_his_officers_do_get_there(matter: Matter) -> None:
    cast, uid = matter.cast, matter.uid

    own = [
        cast.citizen.get(f"/ho-so/{uid}/").status_code,
        cast.citizen.get(f"/api/v1/dossiers/mine/{uid}").status_code,
        cast.desk.get(f"/api/v1/dossiers/{uid}").status_code,
        cast.leader.get(f"/api/v1/dossiers/{uid}").status_code,
        *(cast.citizen.get(f"/tep/{one}/").status_code for one in matter.files[-2:]),
    ]

    assert set(own) == {200}


def test_who_writes_procedures_does_get_to_a_draft(matter: Matter) -> None:
    writer = OfficialFactory.create()
    give_role(
        writer,
        ProcedurePermission.VIEW_CATALOGUE,
        ProcedurePermission.EDIT_PROCEDURE,
        agency_id=matter.cast.world.here.agency.pk,
    )
    client = Client()
    client.force_login(writer)
    routes = [route for route in _routes() if route.startswith(EDITOR)]

    told = {real: _ask(client, "get", real) for r in routes for real, _ in _addresses(r, matter)}

    assert len(told) > 15
    assert set(told.values()) == {200, 405}, told


@pytest.mark.parametrize("name", ["stranger", "neighbour"])
def test_no_list_search_count_or_feed_speaks_of_it(name: str, matter: Matter) -> None:
    client: Client = getattr(matter.cast, name)
    faults: list[str] = []
    addresses = [route for route in _routes() if "<" not in route and "^" not in route]

    for route in addresses:
        for secret in ("", matter.secrets[0], matter.secrets[3]):
            if secret and not route.startswith(("lam-viec/", "ho-so/", "lenh/", "api/v1/doss")):
                continue
            query = {"q": secret, "text": secret, "view": "all", "search": secret}
            answer = client.get(f"/{route}", query if secret else {"view": "all"})
            if answer.streaming or answer.status_code >= 300:
                continue
            text = answer.content.decode(errors="replace").replace(f'"{secret}"', "")
            found = [s for s in matter.secrets if s != secret and s in text]
            if found:
                faults.append(f"{route} {secret!r}: {found}")

    assert faults == []


def test_exports_of_lists_leave_it_out(matter: Matter) -> None:
    exports = [route for route in _routes() if route.endswith("/xuat/<slug:kind>/")]
    faults: list[str] = []

    for route in exports:
        if route.startswith(NOBODYS):
            continue
        address = "/" + route.replace("<slug:kind>", "csv")
        for name in ("stranger", "neighbour"):
            client: Client = getattr(matter.cast, name)
            for method in (client.get, client.post):
                answer = method(address)
                body = answer.getvalue()
                faults += [
                    f"{name} {route}: {secret}"
                    for secret in matter.secrets
                    if secret.encode() in body
                ]

    assert exports
    assert faults == []

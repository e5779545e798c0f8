"""What one may not see is not there: every address of another's dossier, opened by two others.

The addresses come from the resolver, so a new route without a case here fails. The stranger is
another citizen, the neighbour an officer of another commune who may do everything there.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from openpyxl import Workbook

from tests.cast import Cast
from tinhso.config.api import api
from tinhso.dossiers import services
from tinhso.dossiers.demonstration.money import tell_transfer
from tinhso.dossiers.models import BankCall, Dossier, MergerRecord, StatementLine
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.services import ConsultInput
from tinhso.dossiers.testing import PERMIT, World, resolved, tiny_pdf, visited
from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.kernel.actors import system_actor
from tinhso.kernel.events.testing import deliver_all, follow_all
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.procedures import services as procedures
from tinhso.procedures.drafting import contents
from tinhso.procedures.models import DraftOrigin
from tinhso.procedures.permissions import ProcedurePermission
from tinhso.procedures.testing import newest_version
from tinhso.signing.models import Confirmation, SigningItem

pytestmark = pytest.mark.django_db

NOBODYS = (
    "quan-tri/",  # operators' pages: other rooms test who may open them
    "nhan-dien/",  # the province's colours
    "co-quan/",  # where an agency is: public
    "dat-mat-khau/",  # a secret from a letter
    "^dich-vu-cong/",  # the public catalogue
    "api/v1/procedures/",
    "api/v1/organization/",
    "api/v1/identity/",
    "api/v1/dossiers/national/",  # the national portal's own: another scope, another test
    "thanh-toan/",  # where a bank calls, with its signature
    "static/",
    "dich-vu-cong/<str:code>/nop/$",
)
"""Routes whose parameters name nothing of one person, or whose own room guards them."""
OWN_BY_SHAPE = (
    "tai-khoan/phien/",
    "tai-khoan/uy-quyen/",
    "tai-khoan/dai-dien/",
    "tai-khoan/bao-mat/",
)
"""Things of one's account: any key that is not one's own, known or not, is 404."""
EDITOR = "quan-tri/thu-tuc/soan/<uid>/"
"""Drafts of procedures: an operator's page, but each draft belongs to those who write it."""
EDITOR_KEYS = {"phan/": {"key": "chung"}, "muc/": {"where": "giay-to/1/", "key": "when"}}
PLACES = {
    "api/v1/dossiers/consultations/": "consultation_uid",
    "api/v1/dossiers/drawers/": "drawer",
    "lam-viec/ca-thu/": "drawer",
    "api/v1/dossiers/differences/": "difference",
    "lam-viec/doi-soat/": "difference",
    "api/v1/dossiers/bank-calls/": "bank_call",
    "lam-viec/tien-chua-khop/": "bank_call",
    "lam-viec/ban-giao-ho-so/": "merger_record",
}
"""What the key of these addresses names, where it is no dossier."""
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
OPERATIONS = api.get_openapi_schema()["paths"]
LIST_PARTS = ("/xuat/", "/luot/", "/bo-loc/", "/cot/", "/viec/")
HIDDEN = {404, 405}
"""405 tells of the route alone."""
CLOSED = {302, 401, 403}
"""The whole area is closed to the caller: then a key nobody has is answered in the same way."""


@dataclass
class Matter:
    """Another's dossier, with something behind every address."""

    cast: Cast
    uid: UUID
    draft: UUID
    secrets: list[str]
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def _grown(cast: Cast) -> Matter:
    world = cast.world
    draft = services.start_draft(
        procedure_code="1.013225", actor=world.citizen, resolving_agency_id=world.here.agency.pk
    )
    stored = SimpleUploadedFile("rieng.pdf", tiny_pdf(), content_type="application/pdf")
    put = cast.citizen.post(
        f"/api/v1/dossiers/drafts/{draft.uid}/files", {"component_key": "ban_ve", "file": stored}
    ).json()
    dossier = resolved(world)
    other = visited(world)
    asked = services.consult(
        uid=other.uid,
        actor=world.here.specialist,
        parties=[ConsultInput(agency_id=world.here.agency.pk, question="Có vướng không?")],
    )
    procedure = procedures.start_draft(
        content=contents.of_version(newest_version(PERMIT)),
        origin=DraftOrigin.VERSION,
        actor=make_actor(ProcedurePermission.EDIT_PROCEDURE),
    )
    duty = services.divide(
        agency_id=world.here.agency.pk,
        unit_id=world.here.division.pk,
        procedure_code=PERMIT,
        actor=world.here.official(
            P.DIVIDE_WORK, unit=world.here.leadership, name="Người phân việc"
        ),
    )
    money = _money_of(world, dossier)
    deliver_all()
    follow_all()
    result = dossier.results.get()
    paper = dossier.papers.order_by("pk").first()
    item = SigningItem.objects.get(uid=str(result.signing_item))
    assert paper is not None
    services.pdf_of(paper)
    paper.refresh_from_db()
    kept = [
        *(a.file for a in dossier.attachments.select_related("file")),
        paper.file,
        result.draft_file,
        result.signed_file,
        result.final_file,
    ]
    return Matter(
        cast=cast,
        uid=dossier.uid,
        draft=draft.uid,
        secrets=[
            str(dossier.code),
            dossier.submission_number,
            str(dossier.uid),
            "Triệu Văn Páo",
            "004085001234",
        ],
        values={
            "check_uid": str(dossier.field_checks.get().uid),
            "result_uid": str(result.uid),
            "paper_uid": str(paper.uid),
            "consultation_uid": str(asked[0].uid),
            "file_uid": put["uid"],
            "attachment_uid": str(dossier.attachments.order_by("pk")[0].uid),
            "item": str(item.uid),
            "confirmation": str(Confirmation.objects.latest("pk").uid),
            "notification": str(
                Notification.objects.filter(account_uid=str(world.citizen.id)).latest("pk").uid
            ),
            "code": str(dossier.code),
            "procedure_draft": str(procedure.uid),
            "duty_id": str(duty.pk),
            "merger_record": str(_handed_over(world, dossier).uid),
            **money,
        },
        files=[str(one.uid) for one in kept if one is not None]
        + [put["file"].strip("/").rpartition("/")[2]],
    )


def _handed_over(world: World, dossier: Dossier) -> MergerRecord:
    """Keep the line of a hand-over after a merger."""
    record = MergerRecord.objects.create(
        act=dossier.uid,
        from_agency=world.here.agency,
        to_agency=world.here.agency,
        on=timezone.localdate(),
        basis="NQ 01/2026",
        made_at=timezone.now(),
    )
    record.lines.create(dossier=dossier, state=dossier.state, version=dossier.version)
    return record


def _money_of(world: World, dossier: Dossier) -> dict[str, str]:
    """Let the desk set and take a fee, and find a difference in the bank's statement."""
    desk = world.here.clerk_of_desk
    services.set_fee(uid=dossier.uid, actor=desk, amount_vnd=75_000, legal_basis="NQ 01/2026")
    payment = services.collect(uid=dossier.uid, actor=desk)
    assert payment.shift is not None
    services.set_account(
        actor=system_actor("tests"),
        agency_id=world.here.agency.pk,
        provider="demo",
        bank_name="Ngân hàng trình diễn",
        bank_bin="970400",
        account_number="9000000001",
        holder="UBND xã",
        effective_from=timezone.localdate(),
    )
    tell_transfer(payment.charge, key="FT2")
    book = Workbook()
    assert book.active is not None
    book.active.append(list(services.STATEMENT_COLUMNS))
    book.active.append(["FT1", 5_000, "ung ho"])
    services.upload_statement(
        actor=world.here.official(P.RECONCILE, unit=world.here.desk, name="Người đối soát"),
        day=timezone.localdate(),
        content=_saved(book),
    )
    return {
        "payment_uid": str(payment.uid),
        "drawer": str(payment.shift.uid),
        "difference": str(StatementLine.objects.get().uid),
        "bank_call": str(BankCall.objects.get().uid),
    }


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def matter() -> Iterator[Matter]:
    with time_machine.travel(datetime(2026, 11, 16, 1, 30, tzinfo=UTC), tick=True):
        cast = Cast.make()
        _ = cast.citizen, cast.stranger, cast.neighbour
        yield _grown(cast)


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
    if "<duty_id>" in route:
        duty = matter.values["duty_id"]
        return [(route.replace("<duty_id>", duty), route.replace("<duty_id>", "987654"))]
    known = dict(matter.values)
    main = str(matter.uid)
    if "/nop/" in route or "/drafts/" in route:
        main, known["code"] = str(matter.draft), "1.013225"
    elif route.startswith(
        ("lam-viec/cho-ky/xac-nhan/", "api/v1/signing/confirmations/", "api/v1/signing/shift/")
    ):
        main = known["confirmation"]
    elif route.startswith(("lam-viec/cho-ky/", "lam-viec/dong-dau/", "api/v1/signing/")):
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
    fills |= known
    real = PARAMETER.sub(lambda mark: fills.get(mark[1], mark[0]), route)
    other = (
        real.replace(main, str(uuid4()))
        if main in real
        else real.replace(known["code"], "H14.20.05-261116-9999")
    )
    return [(real, other)]


def _bodies() -> dict[str, object]:
    """Return bodies that are well formed, so that a call gets as far as the dossier."""
    soon = (timezone.now() + timedelta(days=2)).isoformat()
    text, one = {"text": "Xin hỏi"}, "00000000-0000-4000-8000-000000000001"
    return {
        "submit": {},
        "content": {"answers": {}},
        "messages": text,
        "notes": text,
        "rating": {"scores": {"time": 5}},
        "field-checks/{check}": {"confirmed": True},
        "supplements": {"items": [text]},
        "stop-decision": {"granted": True},
        "return": {"received_by": "Người lạ", "identity_checked": True},
        "correct": {"fault": "Sai"},
        "assign": {"assignee": one},
        "consultations": {"parties": [{"agency": one, "question": "?"}]},
        "answer": {"opinion": "agree"},
        "field-checks": {"at": soon, "place": "Nơi kia"},
        "findings": {"outcome": "met", "findings": "x"},
        "submit-for-signing": {"signer": one},
        "extend": {"due_at": soon, "reason": "x"},
        "sign": {"code": "123456"},
        "open": {"code": "123456"},
        "links": {"other": one},
        "mend": {"name": "Kẻ Khác"},
        "unmask": {"purpose": "Tò mò"},
        "incidents": {"kind": "lost", "happened_with": "x", "account": "x"},
        "obligation": {"document": "x"},
        "settle": {"document": "x"},
        "appraisal": {"text": "x"},
        "draft": {"version": 0, "answers": {}},
        "differences/{line}": {"handling": "x"},
        "fee": {"amount_vnd": 10_000, "legal_basis": "x"},
        "exemption": {"granted": True},
        "mine/exemption": {"key": "x", "words": "x"},
        "refund": {"reason": "x", "legal_basis": "x", "method": "cash"},
    }


def _body_of(address: str, method: str) -> object:
    bodies = _bodies()
    last = address.rstrip("/").rpartition("/")[2]
    if method == "put" and "/drafts/" in address:
        return bodies["draft"]
    if "/mine/" in address and "/field-checks/" in address:
        return bodies["field-checks/{check}"]
    if "/differences/" in address or "/bank-calls/" in address:
        return bodies["differences/{line}"]
    if "/mine/" in address and last == "exemption":
        return bodies["mine/exemption"]
    if last == "draft":
        return {}
    if last == "return" and "/signing/" in address:
        return {"reason": "x"}
    return bodies.get(last, {})


def _ask(client: Client, method: str, address: str) -> int:
    """Send one request of a kind and take back whatever it did."""
    mark = transaction.savepoint()
    try:
        if not address.startswith("api/"):
            return int(getattr(client, method)(f"/{address}").status_code)
        if address.endswith(("/files", "/supplement", "/attachments")):
            paper = SimpleUploadedFile("a.pdf", tiny_pdf(), content_type="application/pdf")
            name = "files" if address.endswith("/supplement") else "file"
            keys = "component_keys" if name == "files" else "component_key"
            form = {keys: "ban_ve", name: paper}
            return (
                int(client.generic(method.upper(), f"/{address}").status_code)
                if (method != "post")
                else int(client.post(f"/{address}", form).status_code)
            )
        return int(
            client.generic(
                method.upper(),
                f"/{address}",
                "" if method == "get" else json.dumps(_body_of(address, method)),
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
                body = b"".join(answer) if answer.streaming else answer.content
                faults += [
                    f"{name} {route}: {secret}"
                    for secret in matter.secrets
                    if secret.encode() in body
                ]

    assert exports
    assert faults == []

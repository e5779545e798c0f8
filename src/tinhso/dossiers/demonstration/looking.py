"""What people look at, measured: lists, searches, boards, timelines; near, far and at their worst.

The worst officer works in 500 units, of the whole province. He exists only while he is measured:
his accounts, units and what the house writes of his reading are taken back together.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tinhso.dossiers.demonstration.lives import BIRTH
from tinhso.dossiers.demonstration.timing import client_of, insist, reading
from tinhso.dossiers.models import Dossier, DossierSight, Result, of_seen
from tinhso.identity import queries as accounts
from tinhso.identity import services as identity
from tinhso.kernel.actors import Actor, system_actor
from tinhso.kernel.db.paging import last_page_cursor
from tinhso.kernel.registry.measuring import Bare, Measure
from tinhso.organization import queries as organization
from tinhso.organization import services as organizing
from tinhso.organization.queries import UnitKind

if TYPE_CHECKING:
    from tinhso.identity.models import Account

API: Final = "/api/v1/dossiers"
DESK: Final = "/lam-viec/mot-cua/"
INBOX: Final = "/lam-viec/ho-so/"
UNITS: Final = 500
ACTOR: Final = system_actor("dossiers.bench")
NAME: Final = "Nông"
TWO_WORDS: Final = "Nông Thị"


@dataclass(frozen=True)
class Look:
    """One address, and who opens it."""

    name: str
    login: str
    path: str


def looked_at(clients: Mapping[str, Client], rounds: int, bare: Bare) -> Iterator[Measure]:
    """Measure what officers of one unit and citizens see, then officers of 500 units and all."""
    newest = Dossier.objects.filter(code__isnull=False).latest("pk")
    for look in (*_daily(), *_beside()):
        yield reading(look.name, clients[look.login], look.path, rounds, bare)
    with officers_of_many_units() as many:
        for look in (*_of_many(many["many"], newest), *_of_head(many["head"])):
            yield reading(look.name, many[look.login], look.path, rounds, bare)


def _daily() -> Iterator[Look]:
    """Yield what is opened all day by those who work in one unit, and by citizens."""
    yield Look("catalogue search", "congdan", "/dich-vu-cong/?q=khai+sinh")
    yield Look("API catalogue search", "congdan", "/api/v1/procedures/?q=khai+sinh")
    yield Look("page: my dossiers", "congdan", "/ho-so/")
    yield Look("API list of 100, desk", "motcua", f"{API}/desk?view=all&limit=100")
    yield Look("API list of 100, inbox", "chuyenvien", f"{API}/inbox?view=all&limit=100")
    yield Look("page: my work, desk", "motcua", "/lam-viec/")
    yield Look("page: my work, specialist", "chuyenvien", "/lam-viec/")
    yield Look("page: my work, leader", "lanhdao", "/lam-viec/")
    yield Look("page: desk", "motcua", DESK)
    yield Look("page: desk, search by name", "motcua", _with(DESK, q=NAME))
    yield Look("page: inbox", "chuyenvien", INBOX)
    yield Look("page: inbox, two words of a name", "chuyenvien", _with(INBOX, q=TWO_WORDS))
    yield Look("page: papers on their way", "motcua", "/lam-viec/mot-cua/ban-giao/")
    yield Look("page: book", "motcua", "/lam-viec/so/")
    yield Look("page: board", "lanhdao", "/lam-viec/dieu-hanh/")
    yield Look("API board", "lanhdao", f"{API}/board")
    for login, place in (("motcua", DESK), ("chuyenvien", INBOX)):
        uid = _seen_by(login)
        yield Look(f"page: dossier with timeline, {login}", login, f"{place}{uid}/")
        yield Look(f"API dossier with timeline, {login}", login, f"{API}/{uid}")


def _beside() -> Iterator[Look]:
    """Yield what else stands in the rails of those who work in one unit, and of the province."""
    desk, work = "/lam-viec/mot-cua/", "/lam-viec/"
    for name, login, path in (
        ("scans to sign", "motcua", f"{work}ban-quet-cho-ky/"),
        ("drawers", "motcua", f"{work}ca-thu/"),
        ("post lists", "motcua", f"{desk}buu-chinh/"),
        ("unclaimed", "motcua", f"{desk}chua-nhan/"),
        ("tickets", "motcua", f"{desk}goi-so/so/"),
        ("complaints", "lanhdao", f"{work}phan-anh/"),
        ("signing queue", "lanhdao", f"{work}cho-ky/"),
        ("payments", "lanhdao", f"{work}khoan-thu/"),
        ("settlements", "lanhdao", f"{work}quyet-toan/"),
        ("statistics of a month", "lanhdao", f"{work}thong-ke/"),
        ("reasons of lateness", "lanhdao", f"{work}thong-ke/ly-do/"),
        ("where dossiers wait", "lanhdao", f"{work}thong-ke/noi-cho/"),
        ("workload", "lanhdao", f"{work}thong-ke/khoi-luong/"),
        ("papers to seal", "vanthu", f"{work}dong-dau/"),
        ("scans to seal", "vanthu", f"{work}dong-dau-so-hoa/"),
        ("book of copies", "vanthu", f"{work}so/chung-thuc/"),
        ("numbers", "vanthu", f"{work}so/van-ban/"),
        ("certificates", "quantri", f"{work}chung-thu-so/"),
        ("audit trail", "quantri", "/quan-tri/nhat-ky/"),
        ("accounts", "quantri", "/quan-tri/tai-khoan/"),
        ("who looked at my data", "doanhnghiep", "/tai-khoan/ai-da-xem/"),
    ):
        yield Look(f"page: {name}", login, path)
    sealed = of_seen(Result.objects.exclude(final_file=None), _actor("vanthu")).order_by("-pk")
    for uid in sealed.values_list("final_file__uid", flat=True)[:1]:
        yield Look("file of a result", "vanthu", f"/tep/{uid}/")


def _of_many(client: Client, newest: Dossier) -> Iterator[Look]:
    """Yield the lists at their worst: everything, the last page, filters that leave nothing."""
    desk, inbox = f"{API}/desk", f"{API}/inbox"
    year_ago = (timezone.localdate() - timedelta(days=365)).isoformat()
    whole = {"view": "all", "limit": "100"}
    deepest = {**whole, "procedure_code": BIRTH, "state": "stopped", "arrived_until": year_ago}
    for name, path in (("desk", desk), ("inbox", inbox)):
        yield Look(f"500 units: API {name}, list of 100", "many", _with(path, **whole))
        last = _with(path, **whole, cursor=last_page_cursor())
        yield Look(f"500 units: API {name}, last page", "many", last)
        yield Look(f"500 units: API {name}, page before", "many", _before(client, path, last))
        yield Look(f"500 units: API {name}, deepest filter", "many", _with(path, **deepest))
        yield Look(f"500 units: API {name}, by name", "many", _with(path, **whole, text=NAME))
        yield Look(f"500 units: API {name}, counts", "many", f"{path}/counts")
    waiting = _with(desk, view="waiting", limit="100")
    yield Look("500 units: API desk, to be answered", "many", waiting)
    yield Look("500 units: API inbox, nobody's yet", "many", _with(inbox, view="unit", limit="100"))
    code = str(newest.code)
    phone = newest.parties.get(role="owner").phone
    for name, text in (("code", code), ("telephone", phone), ("procedure", "khai sinh")):
        yield Look(f"500 units: API desk, by {name}", "many", _with(desk, **whole, text=text))
    yield Look("500 units: page my work", "many", "/lam-viec/")
    yield Look("500 units: palette", "many", _with("/lenh/", q=NAME))
    last_page = last_page_cursor()
    yield Look("500 units: page desk", "many", DESK)
    yield Look("500 units: page desk, all", "many", _with(DESK, view="all"))
    yield Look("500 units: page desk, last page", "many", _with(DESK, view="all", c=last_page))
    yield Look("500 units: page desk, by name", "many", _with(DESK, view="all", q=NAME))
    yield Look("500 units: page desk, deepest filter", "many", _with(DESK, **DEEP_AT_DESK))
    yield Look("500 units: page inbox", "many", INBOX)
    yield Look("500 units: page inbox, last page", "many", _with(INBOX, c=last_page))
    yield Look("500 units: page inbox, by name", "many", _with(INBOX, q=NAME))
    yield Look("500 units: page inbox, deepest filter", "many", _with(INBOX, **DEEP_IN_INBOX))
    yield Look("500 units: page book", "many", "/lam-viec/so/")
    yield Look("500 units: page book, last page", "many", _with("/lam-viec/so/", c=last_page))
    yield Look("500 units: page dossier", "many", f"{DESK}{newest.uid}/")


DEEP_AT_DESK: Final = {
    "view": "all",
    "channel": "post",
    "state": "returned",
    "wait": "co",
    "priority": "co",
}
"""Conditions without an index of their own that together leave nothing of many returned rows."""

DEEP_IN_INBOX: Final = {
    "trang-thai": "returned",
    "kenh": "post",
    "so-voi-han": "late",
    "cau-hoi": "time",
}


def _of_head(client: Client) -> Iterator[Look]:
    """Yield what the province's head watches: every agency's figures and the rows behind them."""
    late = _with(f"{API}/board/dossiers", view="late", limit="100")
    yield Look("province: page board", "head", "/lam-viec/dieu-hanh/")
    for by in ("agency", "unit", "procedure", "person"):
        yield Look(f"province: API board by {by}", "head", _with(f"{API}/board", by=by))
    yield Look("province: API late, list of 100", "head", late)
    yield Look("province: API late, last page", "head", f"{late}&cursor={last_page_cursor()}")
    yield Look("province: page late", "head", _with(INBOX, **{"tinh-hinh": "late"}))
    today = timezone.localdate()
    span = {"start": (today - timedelta(days=365)).isoformat(), "end": today.isoformat()}
    yield Look("province: API output of a year", "head", _with(f"{API}/board/output", **span))
    yield Look("province: page ratings", "head", "/lam-viec/danh-gia/")
    yield Look("province: page my work", "head", "/lam-viec/")


def _with(path: str, **asked: str) -> str:
    return f"{path}?{urlencode(asked)}"


def _before(client: Client, path: str, last: str) -> str:
    """Return the address of the page before the last."""
    previous = json.loads(insist(client.get(last), last)).get("previous")
    return _with(path, view="all", limit="100", cursor=previous) if previous else last


def _actor(login: str) -> Actor:
    uid = accounts.account_by_login(login)
    if uid is None:
        raise LookupError(login)
    return accounts.actor_of_account(uid)


def _seen_by(login: str) -> str:
    """Return the newest dossier that an account sees."""
    keys = _actor(login).sight_keys
    mine = DossierSight.objects.filter(key__in=sorted(keys)).order_by("-at")
    return str(mine.values_list("object__uid", flat=True)[0])


@contextmanager
def officers_of_many_units() -> Iterator[dict[str, Client]]:
    """Sign in an officer of 500 units and a head of the province; forget both afterwards."""
    with transaction.atomic():
        many, head = _account("Cán bộ đo tải"), _account("Lãnh đạo đo tải")
        units = _units()
        for role in ("desk", "specialist"):
            identity.assign_role_in_units(
                account_uid=many.uid, role_code=role, units=units, actor=ACTOR
            )
        identity.assign_role(
            account_uid=head.uid, role_code="leader", agency_id=_root(), actor=ACTOR
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE identity_assignment")
        yield {"many": client_of(many.login), "head": client_of(head.login)}
        transaction.set_rollback(True)


def _account(name: str) -> "Account":
    data = identity.AccountData(login=f"bench-{uuid4().hex[:8]}", name=name)
    return identity.open_account(data=data, actor=ACTOR, is_demonstration=True)


def _units() -> list[tuple[int, int]]:
    """Return the province's units, and as many new ones of its committee as make 500."""
    found = [
        (period.agency_id, row.unit_id)
        for period in organization.agencies_at()
        for row in organization.units_of(period.agency_id)
    ][:UNITS]
    root = _root()
    for number in range(UNITS - len(found)):
        unit = organizing.open_unit(
            agency_id=root,
            kind=UnitKind.OTHER,
            data=organizing.UnitData(name=f"Đơn vị đo tải {number}"),
            valid_from=timezone.localdate(),
            actor=ACTOR,
        )
        found.append((root, unit.pk))
    return found


def _root() -> int:
    """Return the agency above all others."""
    return organization.agency_tree()[0].agency.id

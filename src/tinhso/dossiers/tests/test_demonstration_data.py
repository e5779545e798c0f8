"""The demonstration grows through the services; what the loader presses is what they write."""

from collections import Counter as Tally
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tinhso.dossiers import queries, services
from tinhso.dossiers.demonstration.all_desks import keep_desks
from tinhso.dossiers.demonstration.batching import work_in_batches
from tinhso.dossiers.demonstration.between import go_between, settle_months
from tinhso.dossiers.demonstration.choosing_hours import choose_hours
from tinhso.dossiers.demonstration.complaining import complain
from tinhso.dossiers.demonstration.from_portal import hand_in
from tinhso.dossiers.demonstration.giving_out import give_out
from tinhso.dossiers.demonstration.growing import grow
from tinhso.dossiers.demonstration.joining import join
from tinhso.dossiers.demonstration.keeping_order import keep_order
from tinhso.dossiers.demonstration.lives import DESK, LATE, LIVES, P_HAND, Life
from tinhso.dossiers.demonstration.loading import load
from tinhso.dossiers.demonstration.pressing import TABLES, Template, columns
from tinhso.dossiers.demonstration.signed_scans import sign_scans_of
from tinhso.dossiers.demonstration.waiting import wait
from tinhso.dossiers.models import (
    Appointment,
    Attachment,
    CashShift,
    Dossier,
    Draft,
    FeeSettlement,
    Incident,
    Link,
    MergerRecord,
    NationalMessage,
    Paper,
    PaperConversion,
    Party,
    PeriodReport,
    PostItem,
    PostWish,
    Result,
    Sitting,
    StatementLine,
    UnclaimedResult,
)
from tinhso.dossiers.models.seals import ScanSeal
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.desk import search
from tinhso.identity.services import load_demonstration as load_people
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.numbering.models import Counter, OfficialNumber
from tinhso.kernel.testing import for_the_whole_file, make_actor
from tinhso.organization.services import load_admin_units
from tinhso.organization.services import load_demonstration as load_province
from tinhso.procedures.services import load_demonstration as load_drafts
from tinhso.procedures.testing import load_catalogue
from tinhso.signing.services import load_demonstration_certificates, verify_pdf

TAKEN_IN = Life(share=1, procedure="1.001193", acts=DESK, rest=(1, 2))
IN_HAND = Life(share=1, procedure="1.013225", acts=(*DESK, *P_HAND), rest=(1, 2))


@pytest.fixture(scope="module")
def province_of_the_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _own_home: None
) -> Iterator[None]:
    """The demonstration province with two grown dossiers, once for the file."""
    with for_the_whole_file(django_db_blocker):
        load_admin_units()
        load_province()
        load_people()
        load_catalogue("1.001193", "1.013225", "2.000815", "1.013978", "1.004363", "1.004873")
        load_demonstration_certificates()
        assert grow(2, lambda line: None, chosen=[TAKEN_IN, IN_HAND]) == 2
        yield


@pytest.fixture
def grown(province_of_the_file: None, db: None) -> list[Dossier]:
    """The two grown dossiers."""
    return list(Dossier.objects.order_by("procedure_code"))


def test_grown_dossiers_stand_where_their_lives_ended(grown: list[Dossier]) -> None:
    taken_in, in_hand = grown

    assert (taken_in.state, in_hand.state) == ("transferred", "assigned")
    assert in_hand.accepted_at is not None
    assert in_hand.arrived_at < timezone.now() - timedelta(hours=1)
    assert [entry.at for entry in in_hand.timeline.all()] == sorted(
        entry.at for entry in in_hand.timeline.all()
    )
    assert grow(2, lambda line: None, chosen=[TAKEN_IN, IN_HAND]) == 0


def test_pressed_dossiers_equal_grown_ones(grown: list[Dossier]) -> None:
    assert load(6, lambda line: None) == 6

    patterns = {row.procedure_code: _shape(row) for row in grown}
    pressed = Dossier.objects.exclude(pk__in=[row.pk for row in grown])
    assert pressed.count() == 6
    for row in pressed:
        assert _shape(row) == patterns[row.procedure_code]
    scans = Attachment.objects.filter(dossier__in=pressed, scan_signed_at__isnull=False)
    assert {verify_pdf(files.open_file(row.file)).verdict for row in scans if row.file} == {"valid"}


def test_pressed_dossier_is_found_seen_numbered_and_goes_on(grown: list[Dossier]) -> None:
    load(6, lambda line: None)
    row = Dossier.objects.filter(state="transferred").latest("pk")
    unit_id = row.resolving_unit_id
    officer = make_actor(
        P.APPRAISE,
        unit_id=unit_id,
        agency_id=row.resolving_agency_id,
        sight_keys=frozenset({f"u:{unit_id}"}),
    )
    officer = Actor(**{**officer.__dict__, "name": "Lê Thu"})

    services.take(uid=row.uid, actor=officer)

    row.refresh_from_db()
    assert row.state == "assigned"
    seen = Dossier.objects.visible_to(officer)
    assert row in queries.search(seen, text=row.owner_name)
    assert list(queries.search(seen, text=str(row.code))) == [row]
    for counter in Counter.objects.all():
        slot = OfficialNumber.objects.filter(
            register=counter.register, agency_id=counter.agency_id, period=counter.period
        )
        assert sorted(slot.values_list("number", flat=True)) == list(range(1, counter.last + 1))


def _shape(dossier: Dossier) -> list[tuple[str, tuple[object, ...]]]:
    """Return all rows of a dossier without keys, times, places, people and numbers."""
    return [
        (
            TABLES[table].__name__,
            tuple(getattr(row, column.attname) for column in columns(type(row)) if _stays(column)),
        )
        for table, row in Template.of(dossier).rows
        if TABLES[table].__name__ != "DossierSight"
    ] + [("DossierSight", (dossier.sights.count(),))]


VARYING = frozenset(
    {
        "object_id",
        "agency_id",
        "unit_id",
        "code",
        "submission_number",
        "number",
        "owner_masked",
        "name_masked",
        "identity_masked",
        "identity_hash",
        "phone_hash",
        "values",
        "due_lines",
        "lines",
        "day",
    }
)


def _stays(column: "models.Field[object, object]") -> bool:
    kinds = (models.DateField, EncryptedTextField)
    is_key = column.primary_key or column.is_relation or column.unique
    return not (is_key or isinstance(column, kinds) or column.attname in VARYING)


LOOKED_AT = (
    ("motcua", "/api/v1/dossiers/desk?view=all&limit=100"),
    ("motcua", "/api/v1/dossiers/desk?view=all&limit=100&text=N%C3%B4ng"),
    ("motcua", "/api/v1/dossiers/desk?view=all&state=returned&procedure_code=1.001193"),
    ("motcua", "/api/v1/dossiers/desk/counts"),
    ("chuyenvien", "/api/v1/dossiers/inbox?view=all&limit=100"),
    ("chuyenvien", "/api/v1/dossiers/inbox/counts"),
    ("lanhdao", "/api/v1/dossiers/board"),
    ("lanhdao", "/api/v1/dossiers/board/dossiers?view=late"),
    ("motcua", "/lam-viec/"),
    ("chuyenvien", "/lam-viec/"),
    ("lanhdao", "/lam-viec/"),
    ("motcua", "/lam-viec/mot-cua/?view=waiting"),
    ("motcua", "/lam-viec/mot-cua/?q=N%C3%B4ng"),
    ("chuyenvien", "/lam-viec/ho-so/"),
    ("lanhdao", "/lam-viec/dieu-hanh/"),
    ("congdan", "/ho-so/"),
    ("congdan", "/dich-vu-cong/?q=khai+sinh"),
)


def questions(clients: dict[str, Client]) -> dict[tuple[str, str], int]:
    """Return how many queries each address asks once everything kept in memory is there."""
    found: dict[tuple[str, str], int] = {}
    for login, path in LOOKED_AT:
        assert clients[login].get(path).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            clients[login].get(path)
            found[login, path] = len(asked)
    return found


def test_lists_and_boards_ask_as_much_of_two_thousand_dossiers_as_of_a_hundred(
    grown: list[Dossier],
) -> None:
    clients = {login: Client() for login, _path in LOOKED_AT}
    for login, client in clients.items():
        client.force_login(get_user_model().objects.get(login=login))
    load(100, lambda line: None)
    of_a_hundred = questions(clients)

    load(1_900, lambda line: None)

    assert questions(clients) == of_a_hundred


def test_a_name_that_hundreds_bear_finds_them_all(
    grown: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinhso.kernel.search.queries.FEW", 10)
    load(200, lambda line: None)
    owners = Party.objects.filter(role="owner").values_list("name", flat=True)
    name, times = Tally(owner.split()[0] for owner in owners).most_common(1)[0]

    found = search(Dossier.objects.all(), text=name)

    assert times > 10
    bearers = Party.objects.filter(dossier__in=found)
    assert {row.dossier_id for row in bearers if name in row.name.split()} == set(
        found.values_list("pk", flat=True)
    )
    assert found.count() >= times


def test_every_list_of_the_desk_has_something_and_a_second_start_adds_nothing(
    grown: list[Dossier],
) -> None:
    ready = [life for life in LIVES if life.rest == LATE and life.procedure == "1.001193"]
    grow(16, print, chosen=[TAKEN_IN, IN_HAND, *ready * 10, *[TAKEN_IN] * 4])
    steps = (settle_months, wait, complain, give_out, choose_hours, keep_order, go_between)

    for step in steps:
        step(print)
    kept = (Appointment, PostItem, PeriodReport, Link, FeeSettlement, Sitting, Draft)
    counts = [model._default_manager.count() for model in kept]
    for step in steps:
        step(print)

    assert [model._default_manager.count() for model in kept] == counts
    settled = set(FeeSettlement.objects.values_list("state", flat=True))
    assert settled == {"agreed", "sent", "disputed", "draft"}
    states = set(PostItem.objects.values_list("state", flat=True))
    assert states == {"delivered", "failed", "on_way", "listed"}
    appointments = Tally(Appointment.objects.values_list("state", flat=True))
    assert appointments == {"arrived": 2, "missed": 2, "cancelled": 2, "booked": 5}
    for model in (
        PostWish,
        UnclaimedResult,
        PaperConversion,
        Incident,
        Link,
        PeriodReport,
        StatementLine,
        Draft,
        Sitting,
    ):
        assert model._default_manager.exists(), model


def test_both_desks_and_the_operator_have_their_day_and_a_second_start_adds_nothing(
    grown: list[Dossier],
) -> None:
    steps = (settle_months, keep_desks, hand_in, work_in_batches, join)
    assert load_drafts() > 0
    for step in steps:
        step(print)
    batches, pauses = map(apps.get_model, ("signing.SigningBatch", "procedures.ServicePause"))
    kept = (CashShift, ScanSeal, NationalMessage, MergerRecord, batches, pauses)
    counts = [model._default_manager.count() for model in kept]

    for step in steps:
        step(print)

    assert load_drafts() == 0
    assert [model._default_manager.count() for model in kept] == counts
    drawers = CashShift.objects.order_by("opened_at")
    assert [row.closed_at is None for row in drawers] == [False, False, True, True]
    short = CashShift.objects.exclude(reason="").get()
    assert short.difference_vnd == -2_000
    seals = Tally(row.sealed_at is not None for row in ScanSeal.objects.all())
    assert seals == {True: 2, False: 2}
    states = NationalMessage.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["done", "refused", "refused"]
    assert set(batches._default_manager.values_list("failed_count", flat=True)) == {0}
    assert Tally(bool(row.number) for row in MergerRecord.objects.all()) == {True: 1, False: 1}
    certified = Result.objects.filter(number__endswith="-SCT/BS").order_by("sealed_at")
    books: dict[int, list[int]] = {}
    for row in certified.select_related("dossier"):
        book = books.setdefault(row.dossier.resolving_agency_id, [])
        book.append(int(row.number.partition("/")[0]))
    assert list(books.values()) == [[1, 2, 3, 4], [1, 2, 3, 4]]


def test_both_desks_have_their_day_though_scans_were_signed_before(grown: list[Dossier]) -> None:
    assert sign_scans_of(grown) > 0

    keep_desks(print)

    assert CashShift.objects.filter(closed_at__isnull=False).count() == 2
    signed = list(Paper.objects.filter(signed_at__isnull=False).select_related("file__blob"))
    slip = signed[0]
    assert slip.file is not None
    assert verify_pdf(files.open_file(slip.file)).verdict == "valid"
    assert all(one.signed_at and one.made_at <= one.signed_at for one in signed)
    load(20, print)
    assert Paper.objects.filter(signed_at__isnull=False).count() == len(signed)

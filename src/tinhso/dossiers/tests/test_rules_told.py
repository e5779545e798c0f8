"""Who dates rules, and who oversees dossiers, hears of a rule published or taken back."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from tinhso.dossiers import services
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.rules.house_rules import house_rules
from tinhso.dossiers.services.foretelling import tell_law_rule
from tinhso.dossiers.services.law_rules import load_law
from tinhso.dossiers.testing import World, browser_of, date_law_rule, id_of
from tinhso.dossiers.tests.test_dated_rules import office, rule
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.text import fold
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import in_english

LIST = "/quan-tri/quy-dinh/"
THEN = date(2026, 11, 20)


@pytest.fixture
def publisher(world: World, clock: time_machine.Traveller) -> Actor:
    return office(world, LawPermission.WRITE, LawPermission.PUBLISH)


def told(kind: str) -> dict[object, str]:
    rows = Notification.objects.filter(kind=f"dossiers.{kind}")
    return dict(rows.values_list("account_uid", "link"))


def test_officials_and_leaders_are_told_once_but_for_who_published(
    world: World, publisher: Actor
) -> None:
    writer, leader = office(world, LawPermission.WRITE), id_of(world.here.leader)
    specialist = id_of(world.here.specialist)
    row = services.draft_law_rule(actor=writer, rule=rule())
    services.publish_law_rule(uid=row.uid, version=0, actor=publisher)

    for _run in range(2):
        tell_law_rule(rule_uid=row.uid, is_withdrawn=False)
    services.withdraw_law_rule(uid=row.uid, actor=publisher, reason="Hoãn.")
    tell_law_rule(rule_uid=row.uid, is_withdrawn=True)

    published, withdrawn = told("law_rule_published"), told("law_rule_withdrawn")
    assert published[writer.id] == f"{LIST}{row.uid}/"
    assert published[leader] == "/quan-tri/thay-doi/?tu=2026-11-20&den=2026-11-20"
    assert publisher.id not in published
    assert specialist not in published
    assert {writer.id, leader} <= set(withdrawn)
    assert Notification.objects.filter(kind="dossiers.law_rule_published").count() == len(published)
    for reader in (writer, world.here.leader):
        assert browser_of(reader).get(published[reader.id]).status_code == 200


def test_rules_are_listed_by_the_names_the_reader_reads(publisher: Actor) -> None:
    load_law(print)
    date_law_rule("correction", 2, "working_day", since=THEN)

    vietnamese = listed(browser_of(publisher))
    english = listed(in_english(browser_of(publisher)))

    assert vietnamese == sorted(vietnamese, key=fold)
    assert english == sorted(english, key=fold)
    assert vietnamese.count("Sửa kết quả sai") == english.count("Correcting a wrong result") == 2


def listed(browser: Client) -> list[str]:
    """Return the names of the rules in the order of the list, as a file has them."""
    answer = browser.get(f"{LIST}xuat/csv/")
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    names = {str(rule.label) for rule in house_rules().values()}
    with override("en"):
        names |= {str(rule.label) for rule in house_rules().values()}
    return [cell for line in lines for cell in line if cell in names]

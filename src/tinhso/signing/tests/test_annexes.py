"""Annexes in files of their own: read with the paper, signed by the agency when it is sealed."""

import pytest
import time_machine
from django.utils import timezone

from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.previews import text_of_pages
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import KeyUse, SealAct, SealedAnnex, SigningItem
from tinhso.signing.rules import SealState, UseOutcome
from tinhso.signing.services.text_marks import mark_in_corner
from tinhso.signing.testing import (
    a_clerk,
    a_leader,
    a_plain_pdf,
    a_signed_item,
    two_annexes,
)
from tinhso.signing.tests.test_agent_seals import Office

pytestmark = pytest.mark.django_db
FORM = "%(n)02d/GPXD-UBND"


def press(item: SigningItem, clerk: Actor) -> SealAct:
    return services.number_and_seal(
        item_uid=item.uid, register="signing.tests", format=FORM, actor=clerk
    )


def test_each_annex_is_signed_with_number_and_time_and_no_picture() -> None:
    added = two_annexes()
    clerk = a_clerk()
    item = a_signed_item(a_leader(), attachments=added)

    with time_machine.travel(timezone.now(), tick=False):
        moment = timezone.localtime()
        act = press(item, clerk)

    assert act.state == SealState.SEALED
    rows = list(SealedAnnex.objects.filter(act=act).order_by("source_id"))
    assert [row.source for row in rows] == added
    for row in rows:
        content = files.open_file(row.file)
        assert content.startswith(files.open_file(row.source))
        report = services.verify_pdf(content)
        assert report.verdict is Verdict.VALID
        assert [found.field_name for found in report.signatures] == ["CoQuanPhuLuc"]
    mark = mark_in_corner(
        a_plain_pdf(), lines=("01/GPXD-UBND", f"{moment:%d/%m/%Y %H:%M:%S} +07:00")
    )
    said = "".join(text_of_pages(mark.picture)[0].split())
    assert said == f"01/GPXD-UBND{moment:%d/%m/%Y%H:%M:%S}+07:00"
    uses = KeyUse.objects.filter(source="seal").order_by("pk")
    assert [use.title for use in uses] == [
        "01/GPXD-UBND phu-luc-1.pdf",
        "01/GPXD-UBND phu-luc-2.pdf",
        "01/GPXD-UBND Giấy phép xây dựng",
    ]


def test_what_was_left_behind_is_signed_when_the_paper_is_sealed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clerk = a_clerk()
    item = a_signed_item(a_leader(), attachments=two_annexes())
    real, seen = services.seal_pdf, []

    def broken_at_the_second(*args: object, **options: object) -> bytes:
        seen.append(args)
        if len(seen) == 2:
            raise services.WrongState
        return real(*args, **options)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr("tinhso.signing.services.annexes.seal_pdf", broken_at_the_second)
    with pytest.raises(services.WrongState):
        press(item, clerk)
    act = SealAct.objects.get(item=item)
    assert (act.state, act.annexes.count()) == (SealState.NUMBERED, 1)

    sealed = services.seal(act_uid=act.uid, actor=clerk)

    assert (sealed.state, sealed.annexes.count()) == (SealState.SEALED, 2)
    assert KeyUse.objects.filter(source="seal", outcome=UseOutcome.SIGNED).count() == 3


def test_a_key_at_the_clerks_own_computer_signs_annexes_and_paper_by_one_pin() -> None:
    office = Office()
    item = a_signed_item(office.leader, agency_id=office.agency_id, attachments=two_annexes())

    act = office.press(item)
    office.agree()

    act.refresh_from_db()
    assert (act.state, act.annexes.count()) == (SealState.SEALED, 2)
    for row in act.annexes.all():
        assert services.verify_pdf(files.open_file(row.file)).verdict is Verdict.VALID


def test_the_one_who_signs_sees_them_and_others_do_not() -> None:
    added = two_annexes()
    leader = a_leader()
    item = a_signed_item(leader, attachments=added)

    assert queries.item_with_file(stored=added[0], actor=leader) == item
    with pytest.raises(NotFound):
        queries.item_with_file(stored=added[0], actor=a_leader())

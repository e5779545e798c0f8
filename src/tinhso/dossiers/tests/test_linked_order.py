"""What a desk orders in a linked request, and which results its agencies send each other."""

import json

import pytest
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier
from tinhso.dossiers.queries.parts import parts_of
from tinhso.dossiers.testing import browser_of
from tinhso.dossiers.testing.linked import INSURANCE, LINKED_BIRTH, RESIDENCE, LinkedWorld
from tinhso.kernel.errors import Invalid

BIRTH_RESULT = "ket_qua/khai_sinh"


def test_a_part_that_waited_has_the_result_it_waited_for(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())

    sent = linked.member(lead, INSURANCE).attachments.get(component_key=BIRTH_RESULT)
    result = lead.results.get()
    assert (sent.file_id, sent.reused_result_id) == (result.final_file_id, result.pk)
    page = browser_of(linked.insurance.leader).get(f"/lam-viec/ho-so/{sent.dossier.uid}/")
    shown = page.content.decode()
    assert "Giấy khai sinh" in shown
    assert "dùng lại kết quả đã có ở đây" in shown


def test_a_result_made_right_takes_the_place_of_the_wrong_one(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in())
    member = linked.member(lead, RESIDENCE)
    services.correct_result(
        uid=lead.uid, actor=linked.world.here.clerk_of_desk, fault="Sai tên đệm."
    )

    services.draft_result(uid=lead.uid, actor=linked.world.here.specialist)
    linked.finish(lead)

    old, new = member.attachments.filter(component_key=BIRTH_RESULT).order_by("pk")
    assert (old.superseded_at is None, new.superseded_at is None) == (False, True)
    assert new.reused_result == lead.results.get(withdrawn_at__isnull=True)
    assert member.timeline.filter(code="part_result_again").exists()


def test_desk_lets_one_part_wait_for_another(linked: LinkedWorld) -> None:
    lead = linked.issue(linked.taken_in(part_order={INSURANCE: 3}))

    assert [member.part for member in lead.members.all()] == [RESIDENCE]
    lines = parts_of(lead, actor=linked.world.here.clerk_of_desk, page="work_dossier", paper="")
    after = {line.key: line.after for line in lines}
    assert after[INSURANCE] == ("Đăng ký khai sinh", "Đăng ký thường trú")
    receipt = json.loads(lead.papers.get(form="01").data)
    assert receipt["parts"][2]["after"] == ["Đăng ký khai sinh", "Đăng ký thường trú"]

    linked.issue(linked.member(lead, RESIDENCE))
    keys = linked.member(lead, INSURANCE).attachments.values_list("component_key", flat=True)
    assert {BIRTH_RESULT, "ket_qua/thuong_tru"} <= set(keys)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({RESIDENCE: 1}, "chỉ làm được sau phần"),
        ({"khai_sinh": 2, RESIDENCE: 3, INSURANCE: 3}, "không phải của các phần"),
        ({"la": 2}, "không phải của các phần"),
    ],
)
def test_an_order_against_the_procedure_is_refused(
    linked: LinkedWorld, order: dict[str, int], said: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        linked.taken_in(part_order=order)

    assert said in str(refusal.value.fields["part_order"])
    assert not Dossier.objects.exists()


def test_an_order_that_passes_the_promised_day_is_refused(linked: LinkedWorld) -> None:
    version = linked.world.version
    parts = [{**part, "working_hours": 70} for part in version.settings_data["linked"]]
    settings = {**version.settings_data, "linked": parts}
    type(version).objects.filter(pk=version.pk).update(settings_data=settings)

    with pytest.raises(Invalid) as refusal:
        linked.taken_in(part_order={INSURANCE: 3})

    assert "210 giờ làm việc" in str(refusal.value.fields["part_order"])
    assert not Dossier.objects.exists()


def test_desk_chooses_the_turns_where_it_takes_in(linked: LinkedWorld) -> None:
    desk: Client = browser_of(linked.world.here.clerk_of_desk)

    page = desk.get(f"/lam-viec/mot-cua/tiep-nhan/{LINKED_BIRTH}/").content.decode()

    assert "Thứ tự các phần liên thông" in page
    assert f'name="luot_{INSURANCE}"' in page
    assert 'name="luot_khai_sinh"' not in page

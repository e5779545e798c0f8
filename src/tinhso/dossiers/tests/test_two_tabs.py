"""One draft open in two tabs: whoever is slower reads what the other saved and loses nothing."""

import re

from django.urls import reverse

from tinhso.dossiers import services
from tinhso.dossiers.models import Draft
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.testing import World, permit_answers
from tinhso.dossiers.tests.complaining import browser_of_citizen

HERE = {"origin": "http://testserver"}
PARCEL, SHEET = "dd_so_thua", "dd_to_ban_do"


def _draft(world: World) -> Draft:
    draft = services.start_draft(procedure_code="1.013225", actor=world.citizen)
    typed = permit_answers()
    return services.save_draft(
        uid=draft.uid, version=draft.version, actor=world.citizen, answers=typed
    )


def _address(draft: Draft, name: str) -> str:
    return reverse(name, kwargs={"code": "1.013225", "uid": draft.uid, "step": "dia-diem"})


def test_the_slower_tab_reads_what_the_other_saved_and_goes_on_in_one_act(world: World) -> None:
    draft, citizen = _draft(world), browser_of_citizen(world)
    before = {"version": draft.version, "_step": "dia-diem", PARCEL: "118", SHEET: "24"}
    citizen.post(_address(draft, "filing_autosave"), before | {SHEET: "31"}, headers=HERE)

    stale = citizen.post(
        _address(draft, "filing_step"), before | {PARCEL: "120", SHEET: "24"}, headers=HERE
    )
    page = stale.content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    again = citizen.post(_address(draft, "filing_step"), sent, headers=HERE)

    assert stale.status_code == 409
    assert "Lưu ở cửa sổ khác lúc" in page
    assert re.search(r"<dd[^>]*>\s*31\s*</dd>", page) is not None
    assert "Gửi lại trên bản mới" in page
    assert again.status_code in {302, 422}
    kept = from_json(Draft.objects.get().answers)
    assert (kept[PARCEL], kept[SHEET]) == ("120", "24")


def test_autosave_in_the_slower_tab_says_why_it_cannot_save(world: World) -> None:
    draft, citizen = _draft(world), browser_of_citizen(world)
    there = _address(draft, "filing_autosave")
    as_script = HERE | {"accept": "application/json", "hx-request": "true"}
    typed = {"version": draft.version, "_step": "dia-diem"}
    citizen.post(there, typed | {PARCEL: "118"}, headers=as_script)

    answer = citizen.post(there, typed | {PARCEL: "120"}, headers=as_script)

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Bản nháp đã được lưu ở cửa sổ khác.")

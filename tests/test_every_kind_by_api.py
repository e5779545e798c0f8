"""A machine files one dossier of each kind of procedure: worked out, standard, with a group."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import API, Cast, post
from tinhso.dossiers.models import Dossier, UnitDuty
from tinhso.dossiers.testing import sample_of, tiny_pdf
from tinhso.procedures.testing import load_catalogue, newest_version

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(MONDAY, tick=True):
        yield Cast.make()


def _begin(cast: Cast, code: str) -> tuple[int, Any]:
    load_catalogue(code)
    here = cast.world.here
    UnitDuty.objects.create(agency=here.agency, procedure_code=code, unit=here.division)
    return post(cast.citizen, "/drafts", {"procedure_code": code, "agency": here.agency.uid})


@pytest.mark.parametrize(
    ("code", "papers"),
    [
        pytest.param("1.000894", ["xac_nhan_hon_nhan"], id="worked out"),
        pytest.param("2.001583", ["dieu_le_cong_ty", "ban_sao_giay_to_phap_ly"], id="standard"),
        pytest.param("2.002288", ["dang_ky_xe"], id="with a group"),
    ],
)
def test_a_machine_files_it(cast: Cast, code: str, papers: list[str]) -> None:
    _status, draft = _begin(cast, code)
    sample = sample_of(newest_version(code))

    saved = cast.citizen.put(
        f"{API}/drafts/{draft['uid']}",
        {"version": draft["version"], "answers": sample["answers"]},
        content_type="application/json",
    )
    for key in papers:
        paper = SimpleUploadedFile("giay-to.pdf", tiny_pdf(), content_type="application/pdf")
        cast.citizen.post(
            f"{API}/drafts/{draft['uid']}/files", {"component_key": key, "file": paper}
        )
    filed = post(cast.citizen, f"/drafts/{draft['uid']}/submit", key="nop-1")

    assert saved.json()["errors"] == {}
    assert [paper.component_key for paper in sample["attachments"]] == papers
    assert (filed[0], filed[1]["state"]) == (201, "submitted")
    assert Dossier.objects.get().procedure_code == code


def test_what_is_taken_in_only_at_the_desk_is_refused(cast: Cast) -> None:
    status, refused = _begin(cast, "2.000815")

    assert (status, refused["code"]) == (409, "dossiers.not_filed_here")
    assert not Dossier.objects.exists()

"""A result's printed code leads anybody to its verdict, and nobody to a person's data."""

import io
import re
from copy import deepcopy

import pikepdf
import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, Result
from tinhso.dossiers.queries.printed import paper_of_code
from tinhso.dossiers.rules.codes import CHECK_LENGTH, in_groups
from tinhso.dossiers.testing import World, before_leader, citizen_of, resolved
from tinhso.dossiers.tests.conftest import MONDAY_MORNING
from tinhso.dossiers.tests.working import checked_from
from tinhso.identity.testing import CitizenFactory, PersonFactory
from tinhso.kernel import files
from tinhso.kernel.actors import ANONYMOUS
from tinhso.kernel.files.previews import text_of_pages
from tinhso.signing.services.verification import WRONG_CODES

pytestmark = pytest.mark.django_db
PAGE = "/kiem-tra-chu-ky/"


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture(scope="module")
def resolved_before(world_of_the_file: World) -> int:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        return resolved(deepcopy(world_of_the_file)).pk


@pytest.fixture
def dossier(resolved_before: int, world: World) -> Dossier:
    return Dossier.objects.get(pk=resolved_before)


def result_of(dossier: Dossier) -> Result:
    return dossier.results.select_related("final_file").get()


def test_the_paper_prints_its_code_and_where_to_check_it(dossier: Dossier) -> None:
    result = result_of(dossier)
    assert result.final_file is not None

    words = " ".join(text_of_pages(files.open_file(result.final_file)))

    assert len(result.check_code) == CHECK_LENGTH
    assert in_groups(result.check_code) in words
    assert "/kiem-tra-chu-ky" in words


def test_whoever_holds_the_paper_sees_the_verdict_and_no_person(
    dossier: Dossier, client: Client
) -> None:
    result = result_of(dossier)

    typed = in_groups(result.check_code).lower().replace("0", "o")
    page = client.get(PAGE, {"ma": typed}).content.decode()

    assert "Chữ ký hợp lệ" in page
    assert result.number in page
    assert "Ủy ban nhân dân xã Đông Khê" in page
    assert "Triệu" not in page
    assert "Páo" not in page
    assert "Tải bản đã ký" not in page
    assert str(dossier.uid) not in page
    assert dossier.code is not None
    assert dossier.code not in page


def test_its_applicant_downloads_it_there(world: World, dossier: Dossier, client: Client) -> None:
    result = result_of(dossier)
    client.force_login(CitizenFactory.create(person=world.person))

    page = client.get(PAGE, {"ma": result.check_code}).content.decode()
    found = re.search(r'action="(/ho-so/[^"]+)"', page)
    assert found is not None
    answer = client.post(found[1], follow=True)

    assert answer.getvalue().startswith(b"%PDF-")


def test_its_page_leads_its_applicant_to_the_verdict_without_his_number(
    world: World, dossier: Dossier, client: Client
) -> None:
    result = result_of(dossier)
    client.force_login(CitizenFactory.create(person=world.person))

    address = checked_from(client.get(f"/ho-so/{dossier.uid}/").content.decode())
    page = client.get(address).content.decode()

    assert world.person.number in result.paper_code
    assert world.person.number not in address
    assert "Chữ ký hợp lệ" in page
    assert result.number in page


def test_a_stranger_is_offered_no_file(world: World, dossier: Dossier) -> None:
    result = result_of(dossier)

    for actor in (ANONYMOUS, citizen_of(PersonFactory.create())):
        paper = paper_of_code(result.check_code, actor)
        assert paper is not None
        assert paper.get_url == ""


def test_a_draft_is_not_found_by_its_code(world: World) -> None:
    draft = before_leader(world).results.get()

    assert len(draft.check_code) == CHECK_LENGTH
    assert paper_of_code(draft.check_code, ANONYMOUS) is None


def test_a_replaced_result_says_so(world: World, dossier: Dossier) -> None:
    result = result_of(dossier)

    services.correct_result(uid=dossier.uid, actor=world.here.clerk_of_desk, fault="Sai số thửa")

    paper = paper_of_code(result.check_code, ANONYMOUS)
    assert paper is not None
    assert paper.is_replaced


def test_neither_number_nor_dossier_code_opens_anything(dossier: Dossier, client: Client) -> None:
    for guess in (dossier.code, dossier.submission_number, result_of(dossier).number):
        assert (
            "Không có văn bản mang mã này" in client.get(PAGE, {"ma": guess or ""}).content.decode()
        )


def test_guessing_codes_is_stopped(dossier: Dossier, client: Client) -> None:
    for number in range(WRONG_CODES):
        assert client.get(PAGE, {"ma": f"{number:016d}"}).status_code == 200

    stopped = client.get(PAGE, {"ma": result_of(dossier).check_code})
    elsewhere = client.get(PAGE, {"ma": result_of(dossier).check_code}, REMOTE_ADDR="10.9.8.7")

    assert stopped.status_code == 429
    assert "Chữ ký hợp lệ" not in stopped.content.decode()
    assert "Chữ ký hợp lệ" in elsewhere.content.decode()


def test_the_signed_paper_stays_sound_with_its_mark(dossier: Dossier) -> None:
    result = result_of(dossier)
    assert result.final_file is not None

    content = files.open_file(result.final_file)

    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1

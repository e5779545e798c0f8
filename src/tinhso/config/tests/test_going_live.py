"""From demonstration to production: found by fact, refused while undone, and the way there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tinhso.config.tests.house import House, new_house
from tinhso.identity.testing import CitizenFactory, OfficialFactory, give_role
from tinhso.kernel.registry.readiness import ReadyLine, Standing, all_lines
from tinhso.kernel.testing import in_english, vietnamese_left_behind
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.organization.testing import AgencyFactory, UnitFactory

HERE = "/quan-tri/van-hanh-chinh-thuc/"
KEYS = {"TINHSO_PRODUCTION": "1", "TINHSO_SECRET_KEY": "a" * 64, "TINHSO_DATA_KEY": "b" * 64}


def line(title: str) -> ReadyLine:
    """Return the step of this name."""
    return next(one for one in all_lines() if str(one.title) == title)


@pytest.mark.django_db
def test_each_step_is_found_done_or_undone_by_fact(settings: Settings) -> None:
    settings.PRODUCTION = False
    before = {str(one.title): one.standing for one in all_lines()}
    invented = CitizenFactory.create(is_demonstration=True)
    agency = AgencyFactory.create(code_new="H14")
    UnitFactory.create(agency=agency, kind="desk")

    demonstration = line("Không còn tài khoản trình diễn")
    settings.PRODUCTION = True
    settings.EMAIL_HOST = "mail.example"

    assert before["Cơ quan"] is Standing.TODO
    assert before["Không còn tài khoản trình diễn"] is Standing.DONE
    assert demonstration.standing is Standing.TODO
    assert demonstration.how == "tinhso demo remove --to /backups"
    assert line("Cơ quan").standing is Standing.DONE
    assert line("Đơn vị và bộ phận một cửa").standing is Standing.DONE
    assert line("Chế độ chính thức").standing is Standing.DONE
    assert line("Thư điện tử").words == "Gửi qua mail.example, người gửi tinhso@localhost."
    assert line("Người quản trị").standing is Standing.TODO
    invented.delete()
    assert line("Không còn tài khoản trình diễn").standing is Standing.DONE


@pytest.mark.django_db
def test_old_key_files_are_named_once_the_own_keys_are_set(
    settings: Settings, tmp_path: Path
) -> None:
    settings.PRODUCTION, settings.TINHSO_HOME = True, tmp_path
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "tinhso_data_key").write_text("old")

    kept = line("Khóa bí mật riêng")
    (tmp_path / "secrets" / "tinhso_data_key").unlink()

    assert "cất cùng bản sao lưu" in kept.words
    assert kept.standing is Standing.TODO
    assert line("Khóa bí mật riêng").standing is Standing.DONE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "year", "standing"),
    [
        (datetime(2026, 8, 3, 2, tzinfo=UTC), "2026", Standing.DONE),
        (datetime(2026, 12, 1, 2, tzinfo=UTC), "2027", Standing.TODO),
        (datetime(2029, 3, 1, 2, tzinfo=UTC), "2029", Standing.TODO),
    ],
)
def test_in_the_autumn_next_years_days_off_are_asked_for(
    day: datetime, year: str, standing: Standing
) -> None:
    with time_machine.travel(day, tick=False):
        found = line("Lịch làm việc")

    assert year in found.words
    assert ("đã xác nhận" in found.words) is (standing is Standing.DONE)
    assert found.standing is standing


@pytest.mark.django_db
def test_the_page_is_for_operators_in_both_languages() -> None:
    agency = AgencyFactory.create(code_new="H14")
    operator, other = OfficialFactory.create(), OfficialFactory.create()
    held = give_role(operator, OperationsPermission.VIEW, agency_id=agency.pk)
    held.role.is_everywhere = True
    held.role.save()
    browser, stranger = Client(), Client()
    browser.force_login(operator)
    stranger.force_login(other)

    page = browser.get(HERE).content.decode()
    english = in_english(browser).get(HERE).content.decode()

    assert page.count("chưa xong") > 3
    assert "/quan-tri/so-bat-dau/" in page
    assert vietnamese_left_behind(english) == []
    assert stranger.get(HERE).status_code == 403


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with new_house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.mark.own_processes
def test_production_refuses_the_demonstration_says_what_to_do_and_does_it(
    house: House, tmp_path: Path
) -> None:
    house.program("tinhso.config.tests.invented")

    def verb(*arguments: str, status: int = 0) -> str:
        with house.start("tinhso.config.cli", *arguments, **KEYS) as process:
            said: str = process.communicate()[0]
        assert process.returncode == status, said
        return said

    refused = verb("serve", status=1)
    kept = house.verb("demo", "remove", "--to", str(tmp_path), status=1)
    removed = verb("demo", "remove", "--to", str(tmp_path))
    link = verb(
        *("operator", "quantri.that", "--name", "Hoàng Văn Vận", "--agency", "H14"),
        *("--agency-name", "Ủy ban nhân dân tỉnh Cao Bằng"),
    )

    assert "identity.E001" in refused
    assert "tinhso demo remove" in refused
    assert "TINHSO_PRODUCTION" in kept
    assert "tinhso operator" in removed
    assert len(list(tmp_path.glob("tinhso-*.tar.gz"))) == 1
    assert "/dat-mat-khau/" in link
    accounts = "SELECT login, is_demonstration FROM identity_account"
    assert [(login, bool(mark)) for login, mark in house.sql(accounts)] == [("quantri.that", False)]

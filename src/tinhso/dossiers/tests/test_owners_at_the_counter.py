"""A business or an organisation is taken in at the counter as such (118 Art. 15, 17(1))."""

import pytest
from django.test import Client
from django.utils import timezone

from tinhso.dossiers.forms.handing import ReturnForm
from tinhso.dossiers.models import Dossier, Paper, Party
from tinhso.dossiers.queries.desk_page import DeskPage
from tinhso.dossiers.queries.page import dossier_page
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.services._people import identity_hash
from tinhso.dossiers.testing import World
from tinhso.dossiers.tests.desking import CARD, INTAKE, intake_form

TAX_CODE = "4800123456"
COMPANY = {
    "owner_kind": "business",
    "owner_name": "Công ty TNHH Xây dựng Bản Giốc",
    "owner_number": TAX_CODE,
    "owner_birth": "01/01/1985",
    "owner_email": "lienhe@bangioc.example",
    "submitter_name": "Triệu Văn Páo",
    "submitter_number": "004085001234",
}


@pytest.fixture
def company(world: World, desk: Client) -> dict[str, Party]:
    """Take a company in at the counter; returns its people by their roles."""
    desk.post(INTAKE, intake_form(world, **COMPANY))
    return {row.role: row for row in Dossier.objects.get().parties.all()}


def test_a_company_is_taken_in_with_its_tax_code_and_who_stands_for_it(
    company: dict[str, Party],
) -> None:
    owner, comes = company["owner"], company["representative"]

    assert (owner.kind, owner.email, owner.birth) == ("business", "lienhe@bangioc.example", "")
    assert owner.name_masked == COMPANY["owner_name"]
    assert owner.identity_hash == identity_hash(TAX_CODE, "business")
    assert owner.identity_hash != identity_hash(TAX_CODE, "citizen")
    assert (comes.kind, comes.name) == ("citizen", "Triệu Văn Páo")


def test_the_result_of_a_company_is_offered_to_who_stands_for_it(
    world: World, company: dict[str, Party]
) -> None:
    def offered() -> str:
        page = dossier_page(uid=company["owner"].dossier.uid, actor=world.here.clerk_of_desk)
        return str(
            ReturnForm(
                None, None, desk=DeskPage(page=page, actor=world.here.clerk_of_desk)
            ).initial["received_by"]
        )

    named = offered()
    Party.objects.filter(role="representative").update(ended_at=timezone.now())
    ended = offered()
    Party.objects.filter(role="representative").delete()

    assert (named, ended, offered()) == ("Triệu Văn Páo", "", "")


def test_the_result_of_a_person_is_offered_to_himself(world: World, desk: Client) -> None:
    desk.post(INTAKE, intake_form(world))
    dossier = Dossier.objects.get()

    page = DeskPage(
        page=dossier_page(uid=dossier.uid, actor=world.here.clerk_of_desk),
        actor=world.here.clerk_of_desk,
    )

    assert page.who_comes == dossier.owner_name


def test_who_is_not_said_to_be_anything_is_a_person(world: World, desk: Client) -> None:
    desk.post(INTAKE, intake_form(world, owner_email="pao@nguoidan.example"))

    owner = Party.objects.get(role="owner")
    assert (owner.kind, owner.email) == ("citizen", "pao@nguoidan.example")
    assert owner.identity_hash == identity_hash("004085001234", "citizen")


@pytest.mark.parametrize("number", ["4800123450", "0040850012"])
def test_what_is_no_tax_code_is_said_at_its_field(world: World, desk: Client, number: str) -> None:
    page = desk.post(INTAKE, intake_form(world, **{**COMPANY, "owner_number": number}))

    assert page.status_code == 422
    assert [line.target for line in page.context["lines"]] == ["id_owner_number"]
    assert not Dossier.objects.exists()


def test_a_card_is_of_who_comes_for_the_company(world: World, desk: Client) -> None:
    typed = {key: value for key, value in COMPANY.items() if key.startswith("owner_")}

    page = desk.post(INTAKE, {**typed, "card": CARD, "_card": "1"})
    told = desk.post("/lam-viec/mot-cua/tiep-nhan/the/", {"card": CARD, "kind": "business"})

    text = page.content.decode()
    assert f'value="{COMPANY["owner_name"]}"' in text
    assert 'value="Triệu Văn Páo"' in text
    assert told.json()["fields"] == {
        "submitter_name": "Triệu Văn Páo",
        "submitter_number": "004085001234",
    }


def test_what_is_answered_of_the_owner_in_the_form_is_not_typed_again(
    world: World, desk: Client
) -> None:
    typed = intake_form(world, owner_number="", owner_phone="")

    desk.post(INTAKE, typed)

    owner, receipt = Party.objects.get(role="owner"), Paper.objects.get(form="01")
    said = from_json(receipt.data)
    assert (owner.identity_number, owner.phone) == ("004085001234", "0912345678")
    assert (said["owner_number"], said["phone"]) == ("004085001234", "0912345678")


def test_an_answer_about_somebody_else_is_not_the_owners(world: World, desk: Client) -> None:
    desk.post(INTAKE, intake_form(world, owner_name="Hoàng Thị Nhung", owner_number=""))

    owner = Party.objects.get(role="owner")
    assert (owner.name, owner.identity_number) == ("Hoàng Thị Nhung", "")

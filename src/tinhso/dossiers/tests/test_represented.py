"""Dossiers under way when who filed them no longer acts for their owner."""

from datetime import date
from unicodedata import normalize

import pytest
from django.utils import timezone

from tinhso.dossiers import queries, services
from tinhso.dossiers.forms.filing import StartForm
from tinhso.dossiers.models import Dossier, Party
from tinhso.dossiers.services import PartyInput
from tinhso.dossiers.testing import World, accepted, submitted, the_owner
from tinhso.dossiers.testing.world import id_of
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services import end_representation, represent
from tinhso.identity.services.ending_representation import end_due_representations
from tinhso.identity.testing import (
    CitizenFactory,
    CompanyFactory,
    PersonFactory,
    Representation,
    RepresentationKind,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.events.testing import deliver_all
from tinhso.kernel.files.previews import text_of_pages
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.testing import make_actor
from tinhso.procedures import queries as procedures


def for_another(
    world: World, kind: RepresentationKind = RepresentationKind.COMPANY
) -> tuple[Representation, Dossier, Actor]:
    """Let the citizen file for somebody he surely represents."""
    is_child = kind is RepresentationKind.CHILD
    owner = (
        PersonFactory.create(kind="child", birth_year=2020) if is_child else CompanyFactory.create()
    )
    row = represent(
        representative_id=world.person.pk,
        represented_id=owner.pk,
        kind=kind,
        proof="Giấy ủy quyền số 5",
        actor=make_actor(IdentityPermission.VERIFY_REPRESENTATION),
        verified=True,
    )
    citizen = world.citizen
    acting = Actor(**{**citizen.__dict__, "sight_keys": citizen.sight_keys | {f"p:{owner.pk}"}})
    party = PartyInput(role="owner", name=owner.name, person_id=owner.pk)
    return row, submitted(world, parties=[party], actor=acting), acting


def test_the_receipt_names_whoever_acts_for_another_with_address_and_letters(
    world: World,
) -> None:
    by = PartyInput(
        role="representative",
        name="Nông Thị Sao",
        identity_number="004190009876",
        address="Thôn Nà Lặng, xã Đông Khê",
        phone="0987654321",
        email="sao@caobang.example",
        proof="Giấy ủy quyền số 5",
    )
    dossier = accepted(world, parties=[the_owner(world), by])

    (words,) = text_of_pages(services.pdf_of(dossier.papers.get(form="01")))

    said = normalize("NFC", " ".join(words.split()))
    for part in (by.name, by.identity_number, by.address, by.phone, by.email, by.proof):
        assert part in said
    assert "Quyển số" in said


def test_whose_authority_was_taken_back_sees_and_does_no_more(world: World) -> None:
    CitizenFactory.create(uid=world.citizen.id, person=world.person)
    row, dossier, _acting = for_another(world)
    told = Notification.objects.filter(account_uid=id_of(world.citizen))
    assert queries.my_dossiers(actor=world.citizen).filter(pk=dossier.pk).exists()

    end_representation(uid=row.uid, actor=world.citizen)

    assert not queries.my_dossiers(actor=world.citizen).filter(pk=dossier.pk).exists()
    with pytest.raises(NotFound):
        services.send_message(uid=dossier.uid, actor=world.citizen, text="Còn tôi?")
    dossier.refresh_from_db()
    assert dossier.state == "submitted"
    assert Party.objects.get(dossier=dossier, role="submitter").ended_at is not None
    assert dossier.timeline.get(code="representation_ended").is_told
    before = told.count()
    services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
    deliver_all()
    assert told.count() == before


def test_a_parent_goes_on_with_what_he_filed_when_the_child_has_grown_up(world: World) -> None:
    row, dossier, _acting = for_another(world, RepresentationKind.CHILD)
    Representation.objects.filter(pk=row.pk).update(
        valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 15)
    )
    owner = row.represented
    owner.birth_year = 2008
    owner.birth_month, owner.birth_day = 11, 16
    owner.save()

    end_due_representations(on=date(2026, 11, 16))

    services.send_message(uid=dossier.uid, actor=world.citizen, text="Tôi vẫn theo.")
    assert dossier.timeline.filter(code="grown_up").exists()
    assert Party.objects.get(dossier=dossier, role="submitter").ended_at is None


def test_what_has_ended_is_left_as_it_was(world: World) -> None:
    row, dossier, _acting = for_another(world)
    Dossier.objects.filter(pk=dossier.pk).update(state="returned")

    end_representation(uid=row.uid, actor=world.citizen)

    assert Party.objects.get(dossier=dossier, role="submitter").ended_at is None
    assert not dossier.timeline.filter(code="representation_ended").exists()


def test_who_files_for_a_company_finds_himself_where_a_person_is_asked_for(world: World) -> None:
    row, _dossier, acting = for_another(world)
    company = row.represented
    form = StartForm(
        {"for_whom": str(company.uid), "agency": ""},
        version=procedures.version_at(code="1.013225", at=timezone.localdate()),
        actor=acting,
    )
    form.is_valid()

    known = form.prefilled()

    assert (known["cdt_ten_to_chuc"], known["cdt_ma_so_thue"]) == (company.name, company.number)
    assert (known["cdt_ho_ten"], known["cdt_so_dinh_danh"]) == (
        world.person.name,
        world.person.number,
    )


def test_who_registers_a_birth_finds_himself_whomever_he_files_for(world: World) -> None:
    row, _dossier, acting = for_another(world, RepresentationKind.CHILD)
    form = StartForm(
        {"for_whom": str(row.represented.uid), "agency": ""},
        version=procedures.version_at(code="1.001193", at=timezone.localdate()),
        actor=acting,
    )
    form.is_valid()

    known = form.prefilled()

    assert row.represented.name != world.person.name
    assert (known["nyc_ho_ten"], known["nyc_so_dinh_danh"]) == (
        world.person.name,
        world.person.number,
    )

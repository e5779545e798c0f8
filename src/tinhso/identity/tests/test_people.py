"""People as they are, who acts for whom, and who looked."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from tinhso.identity.models import AccessRecord, Account, ListReading, Person, Representation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries import acts_for, find_person, person, persons
from tinhso.identity.rules import (
    NumberKind,
    PersonKind,
    RepresentationKind,
    RepresentationState,
)
from tinhso.identity.services import (
    PersonData,
    end_representation,
    record_access,
    record_list_reading,
    represent,
    save_person,
    unmask,
    verify_representation,
)
from tinhso.identity.testing import CitizenFactory, CompanyFactory, PersonFactory, actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tinhso.kernel.testing import make_actor

DESK = make_actor(
    IdentityPermission.VIEW_PERSONS,
    IdentityPermission.CHANGE_PERSONS,
    IdentityPermission.UNMASK_NUMBERS,
    IdentityPermission.VERIFY_REPRESENTATION,
)


def _person(account: Account) -> Person:
    assert account.person is not None
    return account.person


def _id(account: Account) -> int:
    return _person(account).pk


@pytest.mark.django_db
def test_a_woman_with_one_name_and_no_card_is_written_down() -> None:
    made = save_person(
        data=PersonData(kind=PersonKind.CITIZEN, name="  Sùa ", birth="1949", ethnicity="Mông"),
        actor=DESK,
    )

    made.refresh_from_db()
    assert (made.name, str(made.birth), made.number_masked, made.number_kind) == (
        "Sùa",
        "1949",
        "",
        NumberKind.NONE,
    )


@pytest.mark.django_db
def test_a_number_rests_encrypted_and_is_found() -> None:
    made = save_person(
        data=PersonData(
            kind=PersonKind.CITIZEN,
            name="Nông Thị Lan",
            number_kind=NumberKind.PERSONAL,
            number="0041 9299 0218",
        ),
        actor=DESK,
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT number, number_masked FROM identity_person")
        stored, masked = cursor.fetchone()
    assert "004192990218" not in stored
    assert masked == "0041•••••218"
    assert find_person(number="004192990218", kind=NumberKind.PERSONAL, actor=DESK) == made
    assert find_person(number="004192990219", kind=NumberKind.PERSONAL, actor=DESK) is None
    assert list(persons(actor=DESK, text="nong lan")) == [made]


@pytest.mark.django_db
def test_the_same_number_twice_is_a_conflict() -> None:
    PersonFactory.create(number="004192990218")

    with pytest.raises(Conflict):
        save_person(
            data=PersonData(
                kind=PersonKind.CITIZEN,
                name="Khác",
                number_kind=NumberKind.PERSONAL,
                number="004192990218",
            ),
            actor=DESK,
        )
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_every_wrong_field_gets_its_sentence() -> None:
    with pytest.raises(Invalid) as refusal:
        save_person(
            data=PersonData(
                kind="x", name=" ", birth="32/13/1999", number_kind="tax", number="123", phone="12"
            ),
            actor=DESK,
        )
    assert set(refusal.value.fields) == {"kind", "name", "birth", "number", "phone"}
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_citizen_sees_himself_and_nobody_else() -> None:
    account, other = CitizenFactory.create(), PersonFactory.create()
    actor = actor_for(account)

    assert person(uid=str(_person(account).uid), actor=actor) == _person(account)
    with pytest.raises(NotFound):
        person(uid=str(other.uid), actor=actor)
    with pytest.raises(NotFound):
        unmask(person_uid=other.uid, purpose="tò mò", actor=actor)
    assert not AccessRecord.objects.exists()


@pytest.mark.django_db
def test_a_declared_representation_gives_no_sight_until_verified() -> None:
    mother = CitizenFactory.create()
    child = PersonFactory.create(kind=PersonKind.CHILD, birth_year=timezone.localdate().year - 3)
    row = represent(
        representative_id=_id(mother),
        represented_id=child.pk,
        kind=RepresentationKind.CHILD,
        actor=actor_for(mother),
    )
    assert f"p:{child.pk}" not in actor_for(mother).sight_keys
    assert [r.represented for r in acts_for(actor=actor_for(mother))] == [child]

    verify_representation(uid=row.uid, actor=DESK)
    assert f"p:{child.pk}" in actor_for(mother).sight_keys

    end_representation(uid=row.uid, actor=actor_for(mother))
    assert f"p:{child.pk}" not in actor_for(mother).sight_keys


@pytest.mark.django_db
def test_a_representation_ends_with_its_day() -> None:
    director = CitizenFactory.create()
    company = CompanyFactory.create()
    today = timezone.localdate()
    represent(
        representative_id=_id(director),
        represented_id=company.pk,
        kind=RepresentationKind.COMPANY,
        proof="Giấy ủy quyền 01",
        valid_to=today,
        verified=True,
        actor=DESK,
    )
    assert f"p:{company.pk}" in actor_for(director).sight_keys

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert f"p:{company.pk}" not in actor_for(director).sight_keys


@pytest.mark.django_db
def test_a_grown_up_is_nobodys_child() -> None:
    mother = CitizenFactory.create()
    grown = PersonFactory.create(birth_year=1990)

    with pytest.raises(Invalid) as refusal:
        represent(
            representative_id=_id(mother),
            represented_id=grown.pk,
            kind=RepresentationKind.CHILD,
            actor=actor_for(mother),
        )
    assert set(refusal.value.fields) == {"kind"}
    assert not Representation.objects.exists()


@pytest.mark.django_db
def test_a_citizen_cannot_verify_his_own_claim() -> None:
    mother = CitizenFactory.create()
    child = PersonFactory.create(kind=PersonKind.CHILD, birth_year=2024)
    row = represent(
        representative_id=_id(mother),
        represented_id=child.pk,
        kind=RepresentationKind.CHILD,
        actor=actor_for(mother),
    )

    with pytest.raises(NotPermitted):
        verify_representation(uid=row.uid, actor=actor_for(mother))
    row.refresh_from_db()
    assert row.state == RepresentationState.DECLARED


@pytest.mark.django_db
def test_a_look_is_recorded_once_in_ten_minutes_and_never_ones_own() -> None:
    account = CitizenFactory.create()

    def look(actor: Actor) -> None:
        record_access(
            actor=actor,
            person_ids=[_id(account)],
            object_kind="dossiers.dossier",
            object_uid="H14.31-1",
            purpose="Giải quyết hồ sơ",
        )

    look(DESK)
    look(DESK)
    look(actor_for(account))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        look(DESK)

    assert AccessRecord.objects.count() == 2


@pytest.mark.django_db
def test_unmasking_needs_a_purpose_and_leaves_a_record(client: Client) -> None:
    account = CitizenFactory.create()
    with pytest.raises(Invalid):
        unmask(person_uid=_person(account).uid, purpose=" ", actor=DESK)
    assert not AccessRecord.objects.exists()

    number = unmask(person_uid=_person(account).uid, purpose="Đối chiếu thẻ tại quầy", actor=DESK)

    assert number == _person(account).number
    client.force_login(account)
    page = client.get("/tai-khoan/ai-da-xem/").content.decode()
    assert "Đối chiếu thẻ tại quầy" in page
    assert "xem số đầy đủ" in page


@pytest.mark.django_db
def test_who_may_not_unmask_is_refused() -> None:
    target = PersonFactory.create()

    with pytest.raises(NotPermitted):
        unmask(
            person_uid=target.uid,
            purpose="x",
            actor=make_actor(IdentityPermission.VIEW_PERSONS),
        )
    assert not AccessRecord.objects.exists()


@pytest.mark.django_db
def test_a_masked_list_leaves_one_row(client: Client) -> None:
    record_list_reading(actor=DESK, list_name="x", filters={"b": "2", "a": "1"}, count=7)

    row = ListReading.objects.get()
    assert (row.filters, row.count) == ('{"a":"1","b":"2"}', 7)

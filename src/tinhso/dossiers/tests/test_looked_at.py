"""Who looked at my data says at which of my dossiers; what is not mine to see stays unnamed."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.dossiers import services
from tinhso.dossiers.models import Attachment, Dossier
from tinhso.dossiers.testing import World, accepted
from tinhso.identity.services import record_access
from tinhso.identity.testing import CitizenFactory, PersonFactory
from tinhso.kernel.testing import make_actor, vietnamese_left_behind

if TYPE_CHECKING:
    from tinhso.identity.models import Person

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/ai-da-xem/"


def of(person: "Person") -> Client:
    client = Client()
    client.force_login(CitizenFactory.create(person=person))
    return client


def look_at_file_of(dossier: Dossier, person: "Person") -> None:
    paper = Attachment.objects.filter(dossier=dossier, file__isnull=False).first()
    assert paper is not None
    assert paper.file is not None
    record_access(
        actor=make_actor(),
        person_ids=[person.pk],
        object_kind="files.file",
        object_uid=str(paper.file.uid),
        purpose="Xem giấy tờ",
    )


def look_at(dossier: Dossier, person: "Person") -> None:
    record_access(
        actor=make_actor(),
        person_ids=[person.pk],
        object_kind="dossiers.dossier",
        object_uid=str(dossier.uid),
        purpose="Đối chiếu",
    )


def test_a_person_reads_which_dossier_was_opened(world: World) -> None:
    dossier = accepted(world)
    services.open_dossier(uid=dossier.uid, actor=world.here.specialist, purpose="Giải quyết")
    client = of(world.person)

    page = client.get(PAGE).content.decode()
    file = client.get(f"{PAGE}xuat/csv/")

    mine = reverse("my_dossier", kwargs={"uid": dossier.uid})
    assert f'href="{mine}"><span class="code">{dossier.code}</span></a>' in page
    assert f'lang="vi">{dossier.procedure_version.name}</span>' in page
    assert client.get(mine).status_code == 200
    lines = file.getvalue().decode()
    assert f"hồ sơ {dossier.code} · {dossier.procedure_version.name}" in lines


def test_a_file_is_told_by_its_dossier(world: World) -> None:
    dossier = accepted(world)
    look_at_file_of(dossier, world.person)

    page = of(world.person).get(PAGE).content.decode()

    assert f'<span class="code">{dossier.code}</span>' in page
    assert "tệp trong hồ sơ" in page


def test_what_is_not_ones_own_stays_unnamed(world: World) -> None:
    dossier = accepted(world)
    other = PersonFactory.create()
    look_at(dossier, other)
    look_at_file_of(dossier, other)
    client = of(other)

    page = client.get(PAGE).content.decode()
    told = client.get("/api/v1/identity/me/accesses").json()["items"]

    assert "Đối chiếu" in page
    assert str(dossier.code) not in page
    assert dossier.procedure_version.name not in page
    assert str(dossier.uid) not in page
    assert [line["object"] for line in told] == [None, None]


def test_systems_read_it_too(world: World) -> None:
    dossier = accepted(world)
    look_at(dossier, world.person)

    (line,) = of(world.person).get("/api/v1/identity/me/accesses").json()["items"]

    assert line["kind"] == "dossiers.dossier"
    assert line["object"] == {
        "number": dossier.code,
        "title": dossier.procedure_version.name,
        "url": reverse("my_dossier", kwargs={"uid": dossier.uid}),
    }


def test_it_reads_in_english(world: World) -> None:
    look_at(accepted(world), world.person)
    client = of(world.person)
    client.cookies["django_language"] = "en"

    assert vietnamese_left_behind(client.get(PAGE).content.decode()) == []


def test_naming_costs_the_same_for_many(world: World) -> None:
    client = of(world.person)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def looks(number: int) -> None:
        for _ in range(number):
            dossier = accepted(world)
            look_at(dossier, world.person)
            look_at_file_of(dossier, world.person)

    looks(1)
    cost(PAGE)
    page, told = cost(PAGE), cost("/api/v1/identity/me/accesses")
    looks(2)

    assert (cost(PAGE), cost("/api/v1/identity/me/accesses")) == (page, told)

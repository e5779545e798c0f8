"""A citizen reads who opened the files of his dossier, and why."""

import pytest
from django.test import Client

from tinhso.dossiers.models import Attachment
from tinhso.dossiers.testing import World, accepted, resolved
from tinhso.identity.testing import AccessRecord, CitizenFactory, OfficialFactory, give_role
from tinhso.kernel import files

pytestmark = pytest.mark.django_db


def desk_client(world: World) -> Client:
    account = OfficialFactory.create(name="Hoàng Thị Mai")
    give_role(
        account,
        "dossiers.receive_dossier",
        agency_id=world.here.agency.pk,
        unit_id=world.here.desk.pk,
    )
    client = Client()
    client.force_login(account)
    return client


def test_a_citizen_sees_that_the_desk_opened_his_paper(world: World) -> None:
    dossier = accepted(world)
    paper = Attachment.objects.get(dossier=dossier, component_key="giay_to_dat")
    assert paper.file is not None
    desk = desk_client(world)

    served = desk.get(files.file_url(paper.file))
    desk.get(files.preview_url(paper.file))

    assert served.status_code == 200
    record = AccessRecord.objects.get(object_kind="files.file")
    assert record.object_uid == str(paper.file.uid)
    own = Client()
    own.force_login(CitizenFactory.create(person=world.person))
    page = own.get("/tai-khoan/ai-da-xem/").content.decode()
    assert "Hoàng Thị Mai" in page
    assert f"Giải quyết hồ sơ {dossier.code}: xem “" in page


def test_ones_own_look_is_not_noted(world: World) -> None:
    dossier = accepted(world)
    paper = Attachment.objects.filter(dossier=dossier).first()
    assert paper is not None
    assert paper.file is not None
    own = Client()
    own.force_login(CitizenFactory.create(person=world.person))

    assert own.get(files.file_url(paper.file)).status_code == 200

    assert not AccessRecord.objects.filter(object_kind="files.file").exists()


def test_a_refused_look_leaves_no_row(world: World) -> None:
    dossier = accepted(world)
    paper = Attachment.objects.filter(dossier=dossier).first()
    assert paper is not None
    assert paper.file is not None
    stranger = Client()
    stranger.force_login(OfficialFactory.create())

    assert stranger.get(files.file_url(paper.file)).status_code == 404

    assert not AccessRecord.objects.filter(object_kind="files.file").exists()


def test_opening_the_result_is_noted_too(world: World) -> None:
    result = resolved(world).results.get()
    assert result.final_file is not None

    desk_client(world).get(files.file_url(result.final_file))

    record = AccessRecord.objects.get(object_kind="files.file")
    assert record.purpose.endswith("xem kết quả giải quyết")

"""Files beside a result: added to its draft, read by the leader, signed when it is sealed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.dossiers import queries, services
from tinhso.dossiers.models import Dossier, ResultAnnex
from tinhso.dossiers.plugins import guard_files
from tinhso.dossiers.services.holding import DossierHolder
from tinhso.dossiers.testing import World, id_of, sign, tiny_pdf, visited
from tinhso.dossiers.tests.working import page_of, signed_in
from tinhso.kernel import files
from tinhso.kernel.errors import DomainError, Invalid, NotFound
from tinhso.signing.queries import item_of
from tinhso.signing.services import verify_pdf


def drafted(world: World) -> Dossier:
    dossier = visited(world)
    services.draft_result(uid=dossier.uid, actor=world.here.specialist)
    return dossier


def with_annex(world: World, dossier: Dossier, *, title: str = "Mặt bằng tầng 1") -> ResultAnnex:
    return services.add_annex(
        uid=dossier.uid,
        actor=world.here.specialist,
        title=title,
        content=tiny_pdf(),
        name="mat-bang.pdf",
    )


def test_an_annex_goes_with_the_result_to_the_leader_the_clerk_and_the_applicant(
    world: World,
) -> None:
    dossier = drafted(world)
    browser = signed_in(world.here.specialist)
    sent = SimpleUploadedFile("mat-bang.pdf", tiny_pdf(), content_type="application/pdf")

    added = browser.post(page_of(dossier, "phu-luc/"), {"title": "Mặt bằng tầng 1", "file": sent})
    listed = browser.get(page_of(dossier, "phu-luc/")).content.decode()
    services.submit_for_signing(
        uid=dossier.uid, actor=world.here.specialist, signer=id_of(world.here.leader)
    )
    item = item_of(kind="dossiers.result", reference=str(dossier.results.get().uid))
    assert item is not None
    read = signed_in(world.here.leader).get(item.get_absolute_url()).content.decode()
    sign(world, dossier)
    services.issue(uid=dossier.uid, actor=world.here.clerk)

    row = ResultAnnex.objects.get()
    assert added.status_code == 302
    assert "Mặt bằng tầng 1" in listed
    assert "Phụ lục ở tệp riêng" in read
    assert row.sealed_file is not None
    report = verify_pdf(files.open_file(row.sealed_file))
    assert (report.verdict, report.signatures[0].field_name) == ("valid", "CoQuanPhuLuc")
    (shown,) = queries.applicant_page(uid=dossier.uid, actor=world.citizen).results
    assert vars(shown)["signed_annexes"] == [row]
    assert guard_files(world.citizen, row.sealed_file) == "dossier_result"
    assert world.citizen.person_id is not None
    held = [uid for one in DossierHolder().held(world.citizen.person_id) for uid in one.files]
    assert row.sealed_file.uid in held
    with pytest.raises(NotFound):
        guard_files(world.stranger, row.sealed_file)


def test_what_is_wrong_is_said_at_its_field(world: World) -> None:
    dossier = drafted(world)
    browser = signed_in(world.here.specialist)

    empty = browser.post(page_of(dossier, "phu-luc/"), {"title": "Mặt bằng"})

    assert empty.status_code == 422
    assert "Hãy chọn tệp PDF." in empty.content.decode()
    assert 'value="Mặt bằng"' in empty.content.decode()
    with pytest.raises(Invalid):
        services.add_annex(
            uid=dossier.uid,
            actor=world.here.specialist,
            title=" ",
            content=tiny_pdf(),
            name="a.pdf",
        )
    assert not ResultAnnex.objects.exists()


def test_an_annex_is_taken_away_again_only_while_the_draft_is_in_hand(world: World) -> None:
    dossier = drafted(world)
    first, second = with_annex(world, dossier), with_annex(world, dossier, title="Mặt cắt")
    browser = signed_in(world.here.specialist)

    browser.post(page_of(dossier, f"phu-luc/{first.uid}/bo/"))
    services.submit_for_signing(
        uid=dossier.uid, actor=world.here.specialist, signer=id_of(world.here.leader)
    )
    with pytest.raises(DomainError):
        services.remove_annex(uid=dossier.uid, annex_uid=second.uid, actor=world.here.specialist)

    assert list(ResultAnnex.objects.all()) == [second]


def test_only_who_has_the_dossier_in_hand_adds_one(world: World) -> None:
    dossier = drafted(world)

    with pytest.raises(DomainError):
        services.add_annex(
            uid=dossier.uid,
            actor=world.here.clerk,
            title="Mặt bằng",
            content=tiny_pdf(),
            name="a.pdf",
        )

    assert not ResultAnnex.objects.exists()


def test_a_machine_adds_lists_and_takes_away(world: World) -> None:
    dossier = drafted(world)
    browser = signed_in(world.here.specialist)
    place = f"/api/v1/dossiers/{dossier.uid}/annexes"
    sent = SimpleUploadedFile("mat-bang.pdf", tiny_pdf(), content_type="application/pdf")

    added = browser.post(place, {"title": "Mặt bằng", "file": sent})
    listed = browser.get(place).json()
    removed = browser.post(f"{place}/{added.json()['uid']}/remove")

    assert added.status_code == 201
    assert [(row["title"], row["is_sealed"]) for row in listed] == [("Mặt bằng", False)]
    assert removed.status_code == 204
    assert browser.get(place).json() == []

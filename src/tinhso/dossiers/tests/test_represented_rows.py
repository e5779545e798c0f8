"""Rows of a list filed for somebody else: whose dossier it becomes, and whose proof."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.dossiers import services
from tinhso.dossiers.models import Attachment, GroupFiling, Party
from tinhso.dossiers.rules.answers import from_json
from tinhso.dossiers.testing import World, a_file, tiny_pdf
from tinhso.dossiers.tests.charging import SHOP
from tinhso.dossiers.tests.listing import list_of, shop_row
from tinhso.identity.testing import Account, BusinessFactory, CitizenFactory, actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.testing import vietnamese_left_behind

pytestmark = pytest.mark.django_db
PROCEDURES = (SHOP,)
PROOF = "van_ban_uy_quyen"
OWN, TAX = "4800991004", "4800991011"
FOR_ANOTHER = {
    "cs_la": "Doanh nghiệp, hợp tác xã",
    "cs_ma_so": TAX,
    "nop_thay": "Có",
    "so_van_ban_uy_quyen": "Số 5/UQ",
}


@pytest.fixture
def company() -> Account:
    return BusinessFactory.create(person__number=OWN)


@pytest.fixture
def listed(shop: World, company: Account) -> tuple[GroupFiling, Actor]:
    """A list of two rows, the second for another shop, without its proof yet."""
    rows = [shop_row("Cửa hàng mình"), shop_row("Cửa hàng người", **FOR_ANOTHER)]
    return list_of(shop, *rows, company=company), actor_for(company)


def errors_of(group: GroupFiling, line: int) -> object:
    return from_json(group.rows.get(line=line).errors).get("vi", {})


def put_proof(listed: tuple[GroupFiling, Actor], name: str) -> None:
    services.put_row_papers(
        uid=listed[0].uid, component_key=PROOF, sent=[(name, tiny_pdf())], actor=listed[1]
    )


def test_row_becomes_the_dossier_of_whom_it_names_with_his_own_proof(
    listed: tuple[GroupFiling, Actor], company: Account
) -> None:
    group, actor = listed
    missing = errors_of(group, 5)

    put_proof(listed, f"uy quyen {TAX}.pdf")
    services.confirm_group(uid=group.uid, declared=True, actor=actor)
    services.file_group(group_uid=group.uid)

    assert missing == {f"attachments.{PROOF}": "Còn thiếu: Văn bản ủy quyền."}
    own, other = (row.dossier for row in group.rows.all())
    assert own is not None
    assert other is not None
    assert own.owner_name == actor.name
    owner = Party.objects.get(dossier=other, role="owner")
    by = Party.objects.get(dossier=other, role="representative")
    assert (owner.name, owner.identity_number, owner.person_id) == ("Cửa hàng người", TAX, None)
    assert (by.person_id, by.proof) == (company.person_id, "Văn bản ủy quyền Số 5/UQ")
    assert Attachment.objects.get(component_key=PROOF).dossier == other


def test_nothing_known_of_the_company_is_put_into_a_row_for_another(
    listed: tuple[GroupFiling, Actor],
) -> None:
    group, actor = listed

    services.mend_group_row(uid=group.uid, line=5, texts={"cs_ma_so": ""}, actor=actor)
    services.mend_group_row(uid=group.uid, line=4, texts={"cs_ma_so": ""}, actor=actor)

    assert "cs_ma_so" in str(errors_of(group, 5))
    assert errors_of(group, 4) == {}


def test_a_proof_goes_with_one_row_and_stands_against_a_row_for_oneself(
    listed: tuple[GroupFiling, Actor],
) -> None:
    group, actor = listed

    with pytest.raises(Invalid) as refused:
        services.put_group_paper(uid=group.uid, component_key=PROOF, file=a_file(), actor=actor)
    put_proof(listed, "dong 4.pdf")

    assert "riêng từng dòng" in str(refused.value.fields["component_key"])
    assert errors_of(group, 4) == {
        "nop_thay": "Dòng này có văn bản ủy quyền nhưng không nộp thay ai."
    }
    with pytest.raises(Invalid):
        services.confirm_group(uid=group.uid, declared=True, actor=actor)


def test_a_row_for_another_must_not_name_the_company_itself(
    listed: tuple[GroupFiling, Actor],
) -> None:
    group, actor = listed

    services.mend_group_row(uid=group.uid, line=5, texts={"cs_ma_so": OWN}, actor=actor)

    assert "chính đơn vị" in str(errors_of(group, 5))


def test_page_says_for_whom_and_takes_the_proof_of_each_row(
    listed: tuple[GroupFiling, Actor], company: Account
) -> None:
    group = listed[0]
    browser = Client()
    browser.force_login(company)
    browser.cookies["django_language"] = "en"
    page = f"/nop-theo-danh-sach/{group.uid}/"

    before = browser.get(page).content.decode()
    proof = SimpleUploadedFile(f"{TAX}.pdf", tiny_pdf())
    browser.post(f"{page}giay-to-rieng/", {"component_key": PROOF, "files": [proof]})
    refused = browser.post(
        f"{page}giay-to/",
        {"component_key": PROOF, "file": SimpleUploadedFile("chung.pdf", tiny_pdf())},
    )

    assert "Filed for" in before
    assert before.count("Cửa hàng người") == 1
    assert vietnamese_left_behind(before) == []
    assert group.rows.get(line=5).is_sound
    assert refused.status_code == 422
    assert "chung.pdf" not in refused.content.decode()


def test_a_citizen_files_no_list(shop: World) -> None:
    browser = Client()
    browser.force_login(CitizenFactory.create())

    assert browser.get("/nop-theo-danh-sach/").status_code == 403

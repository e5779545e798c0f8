"""What the tests of lists share: a company that files several dossiers that cost something."""

from typing import Any

from tinhso.dossiers import services
from tinhso.dossiers.models import Charge, GroupFiling, UnitDuty
from tinhso.dossiers.rules.answers import as_json
from tinhso.dossiers.testing import World, a_file
from tinhso.dossiers.tests.charging import SHOP
from tinhso.identity.testing import Account, BusinessFactory, actor_for
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.filled_sheets import FIRST_LINE

PLAN = "ban_thuyet_minh"


def shop_row(name: str, **changes: str) -> dict[str, str]:
    """Return one sound row of the form of a shop."""
    return {
        "cs_la": "Doanh nghiệp, hợp tác xã",
        "cs_ten": name,
        "cs_ma_so": "0100109106",
        "dd_ho_ten": "Nguyễn Văn An",
        "dd_ngay_sinh": "01/02/1985",
        "dd_so_dinh_danh": "004085001234",
        "dd_noi_cu_tru.province": "Cao Bằng",
        "dd_noi_cu_tru.commune": "Đông Khê",
        "dd_noi_cu_tru.line": "Khu 2",
        "dd_dien_thoai": "0912345678",
        "ch_dia_chi.province": "Cao Bằng",
        "ch_dia_chi.commune": "Đông Khê",
        "ch_dia_chi.line": "Khu 2",
        "ch_dien_tich": "20",
        "co_kho": "Không",
        "thiet_bi": "chua_chay",
        "nguoi_ban.ho_ten": "Hoàng Văn Thắng",
        "nguoi_ban.trinh_do": "Đại học trở lên",
        "nguoi_ban.so_chung_chi": "Số 12 ngày 01/02/2020",
        "nop_thay": "Không",
        **changes,
    }


def list_of(world: World, *rows: dict[str, str], company: Account | None = None) -> GroupFiling:
    """Return a list of these rows that was not handed in, with the paper all of them need."""
    actor = actor_for(company or BusinessFactory.create())
    UnitDuty.objects.get_or_create(
        agency=world.here.agency, procedure_code=SHOP, defaults={"unit": world.here.division}
    )
    group = services.start_group(
        procedure_code=SHOP, resolving_agency_id=world.here.agency.pk, actor=actor
    )
    for line, row in enumerate(rows, start=FIRST_LINE):
        group.rows.create(line=line, texts=as_json(row))
    services.put_group_paper(uid=group.uid, component_key=PLAN, file=a_file(), actor=actor)
    return group


def filed_list(world: World, count: int = 3, **options: Any) -> tuple[GroupFiling, Actor]:
    """Return a list whose rows became dossiers, and the company that filed it."""
    company: Account = options.pop("company", None) or BusinessFactory.create()
    rows = [shop_row(f"Cửa hàng {n}") for n in range(1, count + 1)]
    group, actor = list_of(world, *rows, company=company), actor_for(company)
    services.confirm_group(uid=group.uid, declared=True, actor=actor)
    services.file_group(group_uid=group.uid)
    group.refresh_from_db()
    return group, actor


def charges_of(group: GroupFiling) -> list[Charge]:
    """Return what the dossiers of a list owe or paid, in the order of its rows."""
    rows = Charge.objects.filter(dossier__group_row__group=group)
    return list(rows.select_related("dossier").order_by("dossier__group_row__line", "pk"))

"""Rows of an old system's sheets, as tests like to have them."""

from datetime import datetime
from typing import Any

from tinhso.dossiers.testing import World
from tinhso.kernel.actors import Actor
from tinhso.kernel.importing.models import ImportRun
from tinhso.kernel.importing.permissions import ImportPermission
from tinhso.kernel.importing.services import write, write_sheet
from tinhso.kernel.testing import make_actor

OPEN, CLOSED = "dossiers.open", "dossiers.closed"


def an_operator() -> Actor:
    """Return who brings in and vouches."""
    return make_actor(ImportPermission.IMPORT, ImportPermission.SIGN_OFF)


def open_row(world: World, number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a sound open dossier; its days stand in November 2026."""
    return {
        "ma_ho_so": f"CU-2026-{number:06d}",
        "ma_thu_tuc": world.version.procedure.code,
        "ma_co_quan": "H14.20.05",
        "kenh": "truc-tuyen",
        "ngay_nop": datetime(2026, 11, 10, 8, 15),  # noqa: DTZ001  a sheet knows no zone
        "ngay_tiep_nhan": "10/11/2026 09:00",
        "han_tra": "30/11/2026",
        "buoc": "phan-cong",
        "chu_ho_so": "Triệu Văn Páo",
        "so_dinh_danh": "004085001234",
        "dien_thoai": "0912345678",
        "ghi_chu": "Đã thẩm định lần một ngày 12/11.",
        **changes,
    }


def closed_row(world: World, number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a dossier that was returned in time."""
    row = open_row(world, number)
    del row["buoc"]
    return row | {
        "ma_ho_so": f"CU-2025-{number:06d}",
        "ket_cuc": "da-tra",
        "ngay_xong": "12/11/2026 15:00",
        "so_ket_qua": "15/GPXD",
        **changes,
    }


def brought_in(run: ImportRun, actor: Actor) -> ImportRun:
    """Let a sheet that was looked through come in."""
    write(uid=run.uid, actor=actor)
    return write_sheet(uid=run.uid)

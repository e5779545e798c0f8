"""What dossiers show of the way to production."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models import CollectionAccount, Dossier, UnitDuty
from tinhso.kernel.importing.models import ImportedRow
from tinhso.kernel.registry.readiness import ReadyLine, Standing, readiness
from tinhso.organization import queries as organization


def lines() -> Iterator[ReadyLine]:
    """Yield whether work is divided, fees have their accounts, open dossiers came along."""
    agencies = {desk.agency_id for desk in organization.desks()}
    divided = set(UnitDuty.objects.values_list("agency_id", flat=True))
    yield ReadyLine(
        order=145,
        title=_("Phân việc cho các phòng"),
        said=_(
            "%(without)s cơ quan có một cửa chưa phân việc: hồ sơ của họ vào phòng chuyên môn đầu"
            " tiên. Lãnh đạo cơ quan phân ở trang Phân việc, từng dòng hay bằng bảng tính."
        ),
        values={"without": len(agencies - divided)},
        standing=_done_or_judge(agencies, divided),
    )
    today = timezone.localdate()
    paid_into = set(
        CollectionAccount.objects.filter(effective_from__lte=today).values_list(
            "agency_id", flat=True
        )
    )
    yield ReadyLine(
        order=165,
        title=_("Tài khoản thu phí"),
        said=_(
            "%(without)s cơ quan có một cửa chưa có tài khoản: ở đó chỉ thu được tiền mặt. Kế toán"
            " cơ quan ghi ở trang Tài khoản thu."
        ),
        values={"without": len(agencies - paid_into)},
        standing=_done_or_judge(agencies, paid_into),
    )
    yield _brought_along()


def _done_or_judge(asked: set[int], have: set[int]) -> Standing:
    return Standing.DONE if asked and asked <= have else Standing.JUDGE


def _brought_along() -> ReadyLine:
    """Count what goes on here; whether it is all, only those who know the old system can say."""
    rows = ImportedRow.objects.filter(kind="dossiers.open")
    ids = rows.values("object_id")
    late = Dossier.objects.filter(
        pk__in=ids, due_at__lt=timezone.now(), finished_at__isnull=True
    ).count()
    return ReadyLine(
        order=172,
        title=_("Hồ sơ đang giải quyết dở"),
        said=_(
            "%(count)s hồ sơ đang giải quyết đã chuyển sang đây, %(late)s trong đó nay quá hạn và"
            " chưa xong. So với số đang mở ở hệ thống cũ ngày chuyển."
        ),
        values={"count": rows.count(), "late": late},
        standing=Standing.JUDGE,
        url="/quan-tri/nhap-du-lieu/",
    )


readiness.register("dossiers", lines)

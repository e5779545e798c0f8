"""Papers made from signed electronic results: the list of the desk, and each to print."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.dossiers import services
from tinhso.dossiers.models import PaperConversion
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.conversions import conversions
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.views.work import pdf
from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage


class ConversionList(ListPage[PaperConversion]):
    """What was made paper at the actor's desks, the newest first."""

    name = "dossiers.conversions"
    title = gettext_lazy("Bản giấy chuyển từ bản điện tử")
    columns = (
        Column("code", gettext_lazy("Mã hồ sơ"), lambda r: r.dossier.shown_number),
        Column("procedure", gettext_lazy("Thủ tục"), lambda r: r.dossier.procedure_version.name),
        Column("owner", gettext_lazy("Chủ hồ sơ"), lambda r: r.dossier.owner_masked),
        Column("number", gettext_lazy("Số kết quả"), lambda r: r.result.number),
        Column("copies", gettext_lazy("Số bản"), lambda r: r.copies, numeric=True),
        Column("made", gettext_lazy("Chuyển đổi lúc"), lambda r: r.made_at, sort=("made_at", "id")),
        Column("officer", gettext_lazy("Người chuyển đổi"), lambda r: r.made_by_name),
    )
    filters = (DateRangeFilter("ngay", gettext_lazy("Chuyển đổi"), "made_at"),)
    default_order = ("-made_at", "-id")
    key_field = "uid"
    words_in = ("dossier__code", "result__number", "made_by_name")
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Chưa chuyển kết quả nào sang bản giấy")
    empty_text = gettext_lazy("Mở hồ sơ đã có kết quả, chọn Chuyển sang bản giấy.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who return results."""
        super().permit(actor)
        require(actor, P.RETURN_RESULT)

    def rows(self, actor: Actor) -> QuerySet[PaperConversion]:
        """Return what was converted where the actor returns results."""
        return conversions(actor=actor)

    def url(self, row: PaperConversion) -> str:
        """Open the dossier at the desk."""
        return reverse("desk_dossier", kwargs={"uid": row.dossier.uid})

    def label(self, row: PaperConversion) -> str:
        """Name a row by the dossier's number."""
        return row.dossier.shown_number

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[PaperConversion]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        services.note_export(dossiers=[row.dossier for row in rows], actor=actor)


@require_safe
def conversion_view(request: HttpRequest, uid: UUID, conversion_uid: UUID) -> HttpResponse:
    """Open a paper that was made, to be printed."""
    actor = officer_of(request)
    content = services.conversion_pdf(uid=uid, conversion_uid=conversion_uid, actor=actor)
    return pdf(content, f"ban-giay-{conversion_uid}.pdf")

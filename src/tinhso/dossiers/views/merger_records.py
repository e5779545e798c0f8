"""Hand-over records after a merger: the list, one record, its paper, putting it before a leader."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.dossiers.forms.put_before import PutBeforeForm
from tinhso.dossiers.models import MergerRecord
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.merger_records import (
    found_by,
    lines_of,
    may_put_before,
    record_of,
    records,
    signers,
)
from tinhso.dossiers.services.merger_records import put_record_before, record_pdf
from tinhso.dossiers.views._work import both, officer_of
from tinhso.dossiers.views.work import pdf
from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization

SHOWN = 200


class MergerRecordList(ListPage[MergerRecord]):
    """The records of one's agency, of those below it and of those it goes on for."""

    name = "dossiers.merger_records"
    title = gettext_lazy("Biên bản bàn giao hồ sơ")
    columns = (
        Column("number", gettext_lazy("Số"), value=lambda r: r.number or _("chưa vào số")),
        Column("giver", gettext_lazy("Bên giao"), value=lambda r: getattr(r, "giver", "")),
        Column("taker", gettext_lazy("Bên nhận"), value=lambda r: getattr(r, "taker", "")),
        Column("on", gettext_lazy("Ngày bàn giao"), value=lambda r: r.on, sort=("on", "pk")),
        Column(
            "count",
            gettext_lazy("Số hồ sơ"),
            value=lambda r: getattr(r, "count", 0),
            numeric=True,
        ),
    )
    filters = (DateRangeFilter("ngay", gettext_lazy("Ngày bàn giao"), "on", is_time=False),)
    default_sort = "-on"
    search_hint = gettext_lazy("Số biên bản hoặc tên cơ quan")
    empty_title = gettext_lazy("Chưa có biên bản bàn giao nào")
    empty_text = gettext_lazy(
        "Khi cơ quan được sáp nhập, biên bản bàn giao hồ sơ chưa kết thúc hiện ở đây để ký."
    )

    def permit(self, actor: Actor) -> None:
        """Let leaders and clerks in."""
        if not may_read(actor):
            raise NotPermitted

    def rows(self, actor: Actor) -> QuerySet[MergerRecord]:
        """Return what the actor may see."""
        return records(actor=actor)

    def search(self, rows: QuerySet[MergerRecord], query: str) -> QuerySet[MergerRecord]:
        """Find by the number, or by the name of either side."""
        return rows.filter(pk__in=found_by(query).values("pk"))

    def prepare(self, rows: Sequence[MergerRecord], *, actor: Actor) -> None:
        """Name both sides of all rows at once."""
        ids = {pk for row in rows for pk in (row.from_agency_id, row.to_agency_id)}
        names = organization.agency_names(ids)
        for row in rows:
            vars(row)["giver"] = names.get(row.from_agency_id, "")
            vars(row)["taker"] = names.get(row.to_agency_id, "")

    def url(self, row: MergerRecord) -> str:
        """Lead to the record."""
        return reverse("merger_record", args=[row.uid])

    def label(self, row: MergerRecord) -> str:
        """Name the row for screen readers."""
        return str(getattr(row, "giver", row))


def may_read(actor: Actor) -> bool:
    """Tell whether records are this official's business."""
    return actor.is_official and (actor.may(P.OVERSEE) or actor.may(P.ISSUE))


@never_cache
@both
def record_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a record; whoever may, puts it before a leader of the receiving agency."""
    actor = officer_of(request)
    if not may_read(actor):
        raise NotPermitted
    record = record_of(uid=uid, actor=actor)
    may_put = may_put_before(record, actor)
    form = PutBeforeForm(request.POST or None, signers=signers(record) if may_put else [])
    if request.method == "POST" and form.is_valid():

        def put() -> str:
            put_record_before(uid=uid, signer=UUID(form.cleaned_data["signer"]), actor=actor)
            return reverse("merger_record", args=[uid])

        try:
            where = once(request, put)
        except Invalid as refusal:
            form.add_error("signer", str(refusal.fields.get("signer", refusal)))
        else:
            messages.success(request, _("Đã trình ký biên bản."))
            return redirect(where)
    lines = lines_of(record)
    record_list_reading(
        actor=actor, list_name="dossiers.merger_record", filters={}, count=len(lines)
    )
    names = organization.agency_names([record.from_agency_id, record.to_agency_id])
    context = {
        "record": record,
        "giver": names.get(record.from_agency_id, ""),
        "taker": names.get(record.to_agency_id, ""),
        "lines": lines[:SHOWN],
        "count": len(lines),
        "besides": organization.handed_on(act=record.act, agency_id=record.from_agency_id),
        "more": max(len(lines) - SHOWN, 0),
        "form": form if may_put else None,
    }
    return render(request, "dossiers/officer/merger_record.html", context)


@never_cache
@require_safe
def record_pdf_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the paper: sealed once it is, else as it would be signed."""
    actor = officer_of(request)
    if not may_read(actor):
        raise NotPermitted
    return pdf(record_pdf(uid=uid, actor=actor), f"bien-ban-ban-giao-{uid}.pdf")

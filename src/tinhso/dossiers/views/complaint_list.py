"""Complaints as a leader sees them: the list with its clock, one with all that he may do."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.dossiers.complaint_plugs import may_answer
from tinhso.dossiers.forms.complaints import (
    AnswerForm,
    AskComplainantForm,
    ForwardForm,
    RefuseComplaintForm,
    refuse,
)
from tinhso.dossiers.models import Complaint
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.complaints import (
    ComplaintPage,
    forward_choices,
    leader_page,
    standing_where,
    to_answer,
)
from tinhso.dossiers.rules.complaints import ComplaintAbout, ComplaintOutcome, ComplaintState
from tinhso.dossiers.services.complaint_answers import (
    answer_complaint,
    answer_pdf,
    forward_complaint,
    open_complaint,
    refuse_complaint,
)
from tinhso.dossiers.services.complaint_questions import ask_complainant
from tinhso.dossiers.templatetags.dossiers import deadline
from tinhso.dossiers.views._inbox_filters import ConditionFilter, agency_choices
from tinhso.dossiers.views._work import both, officer_of
from tinhso.dossiers.views.work import pdf
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import remaining, say_remaining
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListPage,
    MultiFilter,
    PresetView,
)
from tinhso.kernel.web.once import once
from tinhso.organization import queries as organization


class DueColumn(Column[Complaint]):
    """Until when it is to be answered, and what is left of the time."""

    def cell(self, row: Complaint) -> SafeString:
        """Return the clock of what is open, the plain time of what has ended."""
        left = ""
        if row.is_open:
            now = timezone.now()
            left = say_remaining(remaining(due_at=row.due_at, agency_id=row.agency_id, now=now))
        return deadline(row.due_at, runs=row.is_open, left=left)


class ComplaintList(ListPage[Complaint]):
    """What is complained about in a leader's agency and those below; never who complains."""

    name = "dossiers.complaints"
    title = gettext_lazy("Phản ánh, khiếu nại về hồ sơ")
    columns = (
        Column("number", gettext_lazy("Số"), lambda c: c.number),
        Column("about", gettext_lazy("Về việc"), lambda c: c.get_about_display(), data=False),
        Column("dossier", gettext_lazy("Hồ sơ"), lambda c: c.dossier.shown_number),
        Column("procedure", gettext_lazy("Thủ tục"), lambda c: c.dossier.procedure_version.name),
        Column("agency", gettext_lazy("Cơ quan trả lời"), lambda c: getattr(c, "agency_name", "")),
        Column("made", gettext_lazy("Phản ánh lúc"), lambda c: c.made_at, sort=("made_at", "id")),
        DueColumn("due", gettext_lazy("Hạn trả lời"), lambda c: c.due_at, sort=("due_at", "id")),
        Column("state", gettext_lazy("Tình trạng"), lambda c: c.get_state_display(), data=False),
        Column(
            "outcome",
            gettext_lazy("Kết luận"),
            lambda c: c.get_outcome_display() if c.state == ComplaintState.ANSWERED else "",
            data=False,
            shown=False,
        ),
        Column("answer", gettext_lazy("Văn bản trả lời"), lambda c: c.answer_number, shown=False),
        Column("ended", gettext_lazy("Kết thúc lúc"), lambda c: c.ended_at, shown=False),
    )
    filters = (
        ConditionFilter(
            "han",
            gettext_lazy("Tình hình"),
            choices=(
                ("open", gettext_lazy("Đang xem xét")),
                ("asked", gettext_lazy("Chờ bổ sung")),
                ("added", gettext_lazy("Đã bổ sung")),
                ("soon", gettext_lazy("Sắp đến hạn")),
                ("late", gettext_lazy("Quá hạn")),
                ("answered_late", gettext_lazy("Trả lời muộn")),
            ),
            where=lambda _actor, value: standing_where(value, at=timezone.now()),
            in_tabs=True,
        ),
        MultiFilter("viec-gi", gettext_lazy("Về việc"), "about", ComplaintAbout.choices),
        MultiFilter("trang-thai", gettext_lazy("Tình trạng"), "state", ComplaintState.choices),
        ChoiceFilter("ket-luan", gettext_lazy("Kết luận"), "outcome", ComplaintOutcome.choices),
        ChoiceFilter(
            "co-quan", gettext_lazy("Cơ quan trả lời"), "agency_id", agency_choices, data=True
        ),
        DateRangeFilter("gui", gettext_lazy("Gửi"), "made_at"),
    )
    views = (
        PresetView("open", gettext_lazy("Đang xem xét"), {"han": "open"}),
        PresetView("asked", gettext_lazy("Chờ bổ sung"), {"han": "asked"}),
        PresetView("soon", gettext_lazy("Sắp đến hạn"), {"han": "soon"}),
        PresetView("late", gettext_lazy("Quá hạn"), {"han": "late"}),
    )
    default_order = ("due_at", "id")
    key_field = "uid"
    export_permission = P.EXPORT
    search_hint = gettext_lazy("Số phản ánh hoặc mã hồ sơ")
    empty_title = gettext_lazy("Chưa có phản ánh nào")
    empty_text = gettext_lazy("Phản ánh về việc giải quyết hồ sơ sẽ hiện ở đây, kèm hạn trả lời.")

    def permit(self, actor: Actor) -> None:
        """Let those in who answer."""
        super().permit(actor)
        if not may_answer(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[Complaint]:
        """Return those of his agency and below, none about himself."""
        return to_answer(actor=actor)

    def search(self, rows: QuerySet[Complaint], query: str) -> QuerySet[Complaint]:
        """Find by number of the complaint, or code of the dossier."""
        words = query.strip()
        return rows.filter(number__startswith=words) | rows.filter(dossier__code__iexact=words)

    def prepare(self, rows: Sequence[Complaint], *, actor: Actor) -> None:
        """Name the agencies of all rows at once."""
        names = organization.agency_names({row.agency_id for row in rows})
        for row in rows:
            vars(row)["agency_name"] = names.get(row.agency_id, "")

    def url(self, row: Complaint) -> str:
        """Open the complaint."""
        return reverse("complaint", kwargs={"uid": row.uid})

    def label(self, row: Complaint) -> str:
        """Name a row by its number."""
        return row.number


@never_cache
@require_safe
def complaint_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a complaint to who answers it; that he read it is kept."""
    actor = officer_of(request)
    page = leader_page(uid=uid, actor=actor)
    open_complaint(uid=uid, actor=actor)
    context = {"page": page, "complaint": page.complaint, "now": timezone.now()}
    return render(request, "dossiers/complaints/officer.html", context)


@both
def answer_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the answer and put it into one's own queue to be signed."""
    actor = officer_of(request)
    page = leader_page(uid=uid, actor=actor)
    known = page.complaint
    form = AnswerForm(
        request.POST or None,
        initial={
            "outcome": known.outcome,
            "answer": known.answer,
            "public_text": known.public_text,
        },
    )
    return _act(
        request,
        page,
        form,
        lambda: answer_complaint(uid=uid, actor=actor, **form.cleaned_data),
        offered=page.may_answer,
        title=gettext_lazy("Trả lời phản ánh"),
        button=gettext_lazy("Trình ký văn bản trả lời"),
        told=_("Văn bản trả lời đã vào danh sách chờ bạn ký."),
    )


@both
def ask_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask who complained for what is missing."""
    actor = officer_of(request)
    page = leader_page(uid=uid, actor=actor)
    form = AskComplainantForm(request.POST or None)
    return _act(
        request,
        page,
        form,
        lambda: ask_complainant(uid=uid, actor=actor, **form.cleaned_data),
        offered=page.may_ask,
        title=gettext_lazy("Yêu cầu bổ sung phản ánh"),
        button=gettext_lazy("Gửi yêu cầu"),
        told=_("Đã hỏi người phản ánh. Hạn trả lời vẫn tính."),
    )


@both
def forward_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand a complaint on to where it belongs."""
    actor = officer_of(request)
    page = leader_page(uid=uid, actor=actor)
    form = ForwardForm(request.POST or None, agencies=forward_choices(page.complaint))

    def act() -> object:
        given = form.cleaned_data
        return forward_complaint(
            uid=uid,
            actor=actor,
            agency_id=int(given["agency"]),
            reason=given["reason"],
            version=given["version"],
        )

    return _act(
        request,
        page,
        form,
        act,
        offered=page.may_forward,
        title=gettext_lazy("Chuyển phản ánh"),
        button=gettext_lazy("Chuyển"),
        told=_("Đã chuyển phản ánh; người phản ánh được báo."),
        there=reverse("complaints"),
    )


@both
def refuse_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say why a complaint is not looked into."""
    actor = officer_of(request)
    page = leader_page(uid=uid, actor=actor)
    form = RefuseComplaintForm(request.POST or None)
    return _act(
        request,
        page,
        form,
        lambda: refuse_complaint(uid=uid, actor=actor, **form.cleaned_data),
        offered=page.may_refuse,
        title=gettext_lazy("Không xem xét phản ánh"),
        button=gettext_lazy("Không xem xét"),
        told=_("Đã báo người phản ánh lý do không xem xét."),
    )


@never_cache
@require_safe
def answer_pdf_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the sealed answer."""
    actor = officer_of(request)
    leader_page(uid=uid, actor=actor)
    return pdf(answer_pdf(uid=uid, actor=actor), "tra-loi-phan-anh.pdf")


def _act(
    request: HttpRequest,
    page: ComplaintPage,
    form: forms.Form,
    act: Callable[[], object],
    *,
    offered: bool,
    title: str | Promise,
    button: str | Promise,
    told: str,
    there: str = "",
) -> HttpResponse:
    """Show the form of one act, or do it once and lead on."""
    back = reverse("complaint", kwargs={"uid": page.complaint.uid})
    if not offered and request.method == "GET":
        return redirect(back)
    if request.method == "POST" and form.is_valid():

        def run() -> str:
            act()
            return there or back

        try:
            where = once(request, run)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, told)
            return redirect(where)
    open_complaint(uid=page.complaint.uid, actor=officer_of(request))
    context = {
        "page": page,
        "complaint": page.complaint,
        "form": form,
        "act_title": title,
        "button": button,
        "back_url": back,
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/complaints/act.html", context, status=status)

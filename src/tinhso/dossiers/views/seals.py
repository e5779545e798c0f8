"""Signed scans and the agency's seal: the clerk's list, one dossier, who seals by itself."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.dossiers import services
from tinhso.dossiers.models import ScanSeal
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.seals import STANDINGS, may_seal_scans, scan_seals, sealings_of
from tinhso.dossiers.views._inbox_filters import ConditionFilter
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.work_navigation import may_read_scan_seals, may_set_sealing
from tinhso.identity import services as identity
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListAct, ListPage, PresetView
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once

WORDS: dict[str, str | Promise] = {
    "waiting": gettext_lazy("Chờ đóng dấu"),
    "asked": gettext_lazy("Chờ khóa của cơ quan"),
    "sealed": gettext_lazy("Đã đóng dấu"),
}


def standing_of(row: ScanSeal) -> str:
    """Return how far a scan has come, in words."""
    if row.sealed_at is not None:
        return str(WORDS["sealed"])
    return str(WORDS["waiting" if row.asked_at is None else "asked"])


def component_of(row: ScanSeal) -> str:
    """Return what a paper is called in its procedure."""
    version = row.dossier.procedure_version
    key = row.attachment.component_key
    return next((one.name for one in version.components if one.key == key), key)


class ScanSealList(ListPage[ScanSeal]):
    """The signed scans of what the actor's agency resolves, the newest first."""

    name = "dossiers.scan_seals"
    title = gettext_lazy("Dấu trên bản số hóa")
    template = "dossiers/officer/scan_seals.html"
    columns = (
        Column("code", gettext_lazy("Mã hồ sơ"), lambda r: r.dossier.shown_number),
        Column("paper", gettext_lazy("Giấy tờ"), component_of),
        Column("procedure", gettext_lazy("Thủ tục"), lambda r: r.dossier.procedure_version.name),
        Column("owner", gettext_lazy("Chủ hồ sơ"), lambda r: r.dossier.owner_masked, shown=False),
        Column(
            "signed",
            gettext_lazy("Cán bộ ký lúc"),
            lambda r: r.signed_at,
            sort=("signed_at", "id"),
        ),
        Column("standing", gettext_lazy("Tình trạng"), standing_of),
        Column("sealed", gettext_lazy("Đóng dấu lúc"), lambda r: r.sealed_at),
        Column("by", gettext_lazy("Người đóng dấu"), lambda r: r.asked_by_name, shown=False),
    )
    filters = (
        DateRangeFilter("tu-ngay", gettext_lazy("Cán bộ ký lúc"), "signed_at"),
        ConditionFilter(
            "tinh-trang",
            gettext_lazy("Tình trạng"),
            choices=tuple(WORDS.items()),
            where=lambda _actor, value: STANDINGS[value],
            in_tabs=True,
        ),
    )
    views = tuple(PresetView(key, label, {"tinh-trang": key}) for key, label in WORDS.items())
    acts = (
        ListAct(
            key="seal",
            label=gettext_lazy("Đóng dấu"),
            run=lambda row, actor: services.seal_scan(uid=row.uid, actor=actor),
            icon="patch-check",
            hotkey="Alt+D",
            visible=may_seal_scans,
        ),
    )
    default_order = ("-signed_at", "-id")
    key_field = "uid"
    words_in = ("dossier__code",)
    export_permission = P.EXPORT
    empty_title = gettext_lazy("Không có bản số hóa nào")
    empty_text = gettext_lazy(
        "Bản quét cán bộ đã ký số trong ca sẽ hiện ở đây để đóng dấu cơ quan."
    )

    def permit(self, actor: Actor) -> None:
        """Let those read it who seal, and who says how it is sealed."""
        super().permit(actor)
        if not may_read_scan_seals(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[ScanSeal]:
        """Return the scans of what the actor's agency resolves."""
        return scan_seals(actor=actor)

    def url(self, row: ScanSeal) -> str:
        """Open the dossier."""
        return reverse("work_dossier", kwargs={"uid": row.dossier.uid})

    def label(self, row: ScanSeal) -> str:
        """Name a row by the dossier's number and the paper."""
        return f"{row.dossier.shown_number} {component_of(row)}"

    def context(self, request: HttpRequest, state: ListState[ScanSeal]) -> dict[str, object]:
        """Tell whether the way to the setting is shown."""
        return {"may_set_sealing": may_set_sealing(actor_of(request))}

    def was_shown(self, *, actor: Actor, count: int, filters: Sequence[str]) -> None:
        """Keep one line on the masked list: who, which filters, how many."""
        identity.record_list_reading(
            actor=actor, list_name=self.name, filters=dict.fromkeys(filters, "1"), count=count
        )

    def was_exported(self, *, actor: Actor, rows: Sequence[ScanSeal]) -> None:
        """Keep each dossier that left in a file, for its people to read."""
        dossiers = {row.dossier_id: row.dossier for row in rows}
        services.note_export(dossiers=list(dossiers.values()), actor=actor)


@require_POST
def seal_dossier_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Seal every signed scan of a dossier."""
    actor = officer_of(request)
    there = reverse("work_dossier", kwargs={"uid": uid})

    def act() -> str:
        seals = services.seal_scans_of(uid=uid, actor=actor)
        done = sum(seal.sealed_at is not None for seal in seals)
        sentence = ngettext(
            "Đã đóng dấu %(count)s bản số hóa.", "Đã đóng dấu %(count)s bản số hóa.", done
        )
        messages.success(request, told(sentence, count=done))
        if done < len(seals):
            left = _("%(count)s bản chờ khóa của cơ quan; hệ thống tự thử lại.")
            messages.warning(request, told(left, count=len(seals) - done))
        return there

    return redirect(once(request, act))


DAY = gettext_lazy("Hãy ghi ngày, ví dụ 25/11/2026.")


class SealingForm(forms.Form):
    """From which day the server's key seals by itself, or no more."""

    effective_from = forms.DateField(
        label=gettext_lazy("Từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": DAY, "invalid": DAY},
    )
    is_automatic = forms.TypedChoiceField(
        label=gettext_lazy("Cách đóng dấu"),
        choices=[
            ("no", gettext_lazy("Văn thư đóng dấu từng lượt")),
            ("yes", gettext_lazy("Khóa trên máy chủ đóng dấu ngay khi cán bộ ký")),
        ],
        coerce=lambda value: value == "yes",
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        help_text=gettext_lazy("Quyết định giao khóa của cơ quan cho hệ thống."),
        max_length=300,
        error_messages={"required": gettext_lazy("Hãy ghi quyết định giao khóa cho hệ thống.")},
    )


@require_http_methods(["GET", "POST"])
def sealing_view(request: HttpRequest) -> HttpResponse:
    """Say how one's agency seals its scans, and show how it did."""
    actor = officer_of(request)
    if not may_set_sealing(actor):
        raise NotFound
    initial = {"effective_from": timezone.localdate()}
    form = SealingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.set_scan_sealing(actor=actor, **form.cleaned_data)
            messages.success(request, _("Đã ghi cách đóng dấu bản số hóa."))
            return reverse("scan_sealing")

        try:
            return redirect(once(request, act))
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
    context = {
        "form": form,
        "sealings": sealings_of(actor=actor),
        "back_url": reverse("scan_seals"),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/officer/scan_sealing.html", context, status=status)

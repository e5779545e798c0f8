"""Certificates from files: send a file, see whose each seems to be, take them or leave them."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.identity.queries import names_of_officials
from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.db.folding import having
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    ListAct,
    ListPage,
    MultiFilter,
    PresetView,
    YesNoFilter,
)
from tinhso.organization.queries import agency_names
from tinhso.signing import queries, services
from tinhso.signing.forms_register import CertificateFileForm, MatchForm
from tinhso.signing.models import FoundCertificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import CertificateRole, FoundOutcome
from tinhso.signing.wording import KNOWN_BY


class FoundList(ListPage[FoundCertificate]):
    """What was read from files, each with whom it seems to be of."""

    name = "signing.found"
    title = gettext_lazy("Chứng thư đọc từ tệp")
    template = "signing/found_list.html"
    columns = (
        Column("name", gettext_lazy("Chủ thể"), value=lambda f: f.name, sort=("name", "serial")),
        Column(
            "organization",
            gettext_lazy("Cơ quan ghi trên chứng thư"),
            value=lambda f: f.organization,
        ),
        Column("role", gettext_lazy("Loại"), value=lambda f: f.get_role_display(), data=False),
        Column("holder", gettext_lazy("Khớp với"), value=lambda f: vars(f)["matched_with"]),
        Column(
            "by",
            gettext_lazy("Khớp theo"),
            value=lambda f: KNOWN_BY.get(f.known_by, ""),
            data=False,
        ),
        Column("until", gettext_lazy("Hết hạn"), value=lambda f: f.not_after),
        Column("issuer", gettext_lazy("Nơi cấp"), value=lambda f: f.issuer, shown=False),
        Column("serial", gettext_lazy("Số chứng thư"), value=lambda f: f.serial, shown=False),
        Column("file", gettext_lazy("Tệp"), value=lambda f: f.file_name, shown=False),
        Column("read", gettext_lazy("Đọc lúc"), value=lambda f: f.read_at, sort="read_at"),
        Column(
            "outcome",
            gettext_lazy("Kết quả"),
            value=lambda f: f.get_outcome_display() if f.outcome else gettext_lazy("Đang chờ"),
            data=False,
        ),
    )
    filters = (
        YesNoFilter("cho", gettext_lazy("Đang chờ"), "closed_at__isnull"),
        YesNoFilter("khop", gettext_lazy("Đã khớp"), "has_holder"),
        ChoiceFilter("loai", gettext_lazy("Loại"), "role", CertificateRole.choices),
        MultiFilter("ket-qua", gettext_lazy("Kết quả"), "outcome", FoundOutcome.choices),
    )
    views = (
        PresetView("waiting", gettext_lazy("Đang chờ"), {"cho": "co"}),
        PresetView("unmatched", gettext_lazy("Chưa khớp"), {"cho": "co", "khop": "khong"}),
    )
    acts = (
        ListAct(
            key="take",
            label=gettext_lazy("Ghi vào sổ"),
            run=lambda row, actor: services.take_found(uid=row.uid, actor=actor),
        ),
        ListAct(
            key="leave",
            label=gettext_lazy("Không ghi vào sổ"),
            icon="x-lg",
            run=lambda row, actor: services.leave_found(uid=row.uid, actor=actor),
        ),
    )
    default_sort = "-read"
    key_field = "uid"
    search_hint = gettext_lazy("Tên chủ thể hoặc số chứng thư")
    empty_title = gettext_lazy("Chưa có chứng thư nào đọc từ tệp")
    empty_text = gettext_lazy("Gửi tệp PEM, DER, P7B hoặc ZIP để bắt đầu.")

    def permit(self, actor: Actor) -> None:
        """Let operators of certificates in."""
        require(actor, SigningPermission.MANAGE_CERTIFICATES)

    def rows(self, actor: Actor) -> QuerySet[FoundCertificate]:
        """Return all that was read."""
        return queries.found_certificates()

    def search(self, rows: QuerySet[FoundCertificate], query: str) -> QuerySet[FoundCertificate]:
        """Find by name or number."""
        return rows.filter(having(query, "name") | Q(serial__istartswith=query))

    def prepare(self, rows: Sequence[FoundCertificate], *, actor: Actor) -> None:
        """Name accounts and agencies of all rows at once."""
        people = names_of_officials([row.account_uid for row in rows if row.account_uid])
        agencies = agency_names({row.agency_id for row in rows if row.agency_id})
        for row in rows:
            parts = (
                people.get(row.account_uid, "") if row.account_uid else "",
                agencies.get(row.agency_id or 0, ""),
            )
            vars(row)["matched_with"] = ", ".join(part for part in parts if part)

    def url(self, row: FoundCertificate) -> str:
        """Lead to where one says whose it is."""
        return reverse("signing:found_match", args=[row.uid])

    def label(self, row: FoundCertificate) -> str:
        """Name the row for screen readers."""
        return row.name


@never_cache
@require_http_methods(["GET", "POST"])
def file_view(request: HttpRequest) -> HttpResponse:
    """Take a file of certificates; they wait in the list."""
    actor = actor_of(request)
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    form = CertificateFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            read = services.read_certificates(
                content=given.read(), name=given.name or "", actor=actor
            )
        except Invalid as refusal:
            form.add_error("file", str(refusal.fields["file"]))
        else:
            said = _("Đọc được %(new)d chứng thư mới, %(matched)d đã khớp; %(known)d đã biết.")
            counts = {"new": read.waiting, "matched": read.matched, "known": read.known}
            messages.success(request, told(said, **counts))
            if read.unread:
                left = _("Không đọc được: %(names)s.")
                messages.warning(request, told(left, names=", ".join(read.unread)))
            return redirect(f"{reverse('signing:found')}?view=waiting")
    status = 422 if request.method == "POST" else 200
    return render(request, "signing/found_file.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def match_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say whose a certificate of a file is."""
    actor = actor_of(request)
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    row = queries.found_certificate(uid=uid)
    form = MatchForm(request.POST if request.method == "POST" else None, initial={"role": row.role})
    if request.method == "POST" and form.is_valid():
        try:
            services.match_found(uid=uid, **form.cleaned_data, actor=actor)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
        else:
            messages.success(request, _("Đã ghi chủ thể; chứng thư chờ bạn ghi vào sổ."))
            return redirect(f"{reverse('signing:found')}?view=waiting")
    context = {"row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "signing/found_match.html", context, status=status)

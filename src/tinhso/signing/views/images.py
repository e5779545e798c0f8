"""Pictures of signatures and seals: the list, one in true size, sent and decided."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.kernel.actors import Actor, actor_of, require
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListAct,
    ListPage,
    MultiFilter,
    PresetView,
)
from tinhso.kernel.web.lists.state import ListState
from tinhso.organization.queries import agency_names
from tinhso.signing import queries, services
from tinhso.signing.forms_images import ImageForm, RefuseImageForm
from tinhso.signing.models import SignatureImage
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.images import require_images
from tinhso.signing.rules_images import ImageRole, ImageState


def roles_of(actor: Actor) -> list[ImageRole]:
    """Return of what the actor may send a picture."""
    signs = actor.may(SigningPermission.SIGN_ITEM) or actor.may(SigningPermission.SIGN_SCAN)
    seals = actor.may(SigningPermission.SEAL_DOCUMENT)
    may = {ImageRole.PERSON: signs, ImageRole.AGENCY: seals}
    return [role for role, allowed in may.items() if allowed]


class ImageList(ListPage[SignatureImage]):
    """Pictures that wait, are in use or were: one's own, or those one decides over."""

    name = "signing.images"
    title = gettext_lazy("Ảnh chữ ký, con dấu")
    template = "signing/image_list.html"
    columns = (
        Column("name", gettext_lazy("Của"), value=lambda i: i.name, sort=("name", "uid")),
        Column("role", gettext_lazy("Loại"), value=lambda i: i.get_role_display(), data=False),
        Column("agency", gettext_lazy("Cơ quan"), value=lambda i: vars(i).get("agency", "")),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            template="signing/_image_state.html",
            export=lambda i: i.get_state_display(),
        ),
        Column(
            "size",
            gettext_lazy("Cỡ (mm)"),
            value=lambda i: f"{localize(i.width_mm)} × {localize(i.height_mm)}",
            data=False,
        ),
        Column("from", gettext_lazy("Dùng từ"), value=lambda i: i.valid_from, sort="valid_from"),
        Column(
            "sent", gettext_lazy("Gửi ảnh lúc"), value=lambda i: i.proposed_at, sort="proposed_at"
        ),
        Column("decided", gettext_lazy("Duyệt lúc"), value=lambda i: i.decided_at, shown=False),
        Column("ended", gettext_lazy("Thôi dùng lúc"), value=lambda i: i.withdrawn_at, shown=False),
    )
    filters = (
        MultiFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", ImageState.choices),
        ChoiceFilter("loai", gettext_lazy("Loại"), "role", ImageRole.choices),
        DateRangeFilter("gui", gettext_lazy("Gửi ảnh lúc"), "proposed_at"),
    )
    views = (
        PresetView("waiting", gettext_lazy("Chờ duyệt"), {"tinh-trang": "proposed"}),
        PresetView("used", gettext_lazy("Đã duyệt"), {"tinh-trang": "approved"}, counted=False),
    )
    acts = (
        ListAct(
            key="approve",
            label=gettext_lazy("Duyệt"),
            run=lambda row, actor: services.approve_image(uid=row.uid, actor=actor),
        ),
    )
    default_sort = "-sent"
    key_field = "uid"
    words_in = ("name",)
    search_hint = gettext_lazy("Tên người hoặc cơ quan")
    empty_title = gettext_lazy("Chưa có ảnh nào")
    empty_text = gettext_lazy(
        "Khi chưa có ảnh đã duyệt, hệ thống vẽ chữ ký từ họ tên và con dấu từ tên cơ quan."
    )

    def permit(self, actor: Actor) -> None:
        """Let in who has a picture or decides over some."""
        require_images(actor)

    def rows(self, actor: Actor) -> QuerySet[SignatureImage]:
        """Return what the actor may see."""
        return queries.images(actor=actor)

    def prepare(self, rows: Sequence[SignatureImage], *, actor: Actor) -> None:
        """Name the agencies of all rows at once."""
        names = agency_names({row.agency_id for row in rows})
        for row in rows:
            vars(row)["agency"] = names.get(row.agency_id, "")

    def context(self, request: HttpRequest, state: ListState[SignatureImage]) -> dict[str, object]:
        """Say whether the actor has a picture to send."""
        return {"may_send": bool(roles_of(actor_of(request)))}

    def url(self, row: SignatureImage) -> str:
        """Lead to the picture in true size."""
        return row.get_absolute_url()

    def label(self, row: SignatureImage) -> str:
        """Name the row for screen readers."""
        return row.name


@never_cache
@require_http_methods(["GET", "POST"])
def new_view(request: HttpRequest) -> HttpResponse:
    """Take a picture; it is looked at in true size before anybody decides."""
    actor = actor_of(request)
    roles = roles_of(actor)
    if not roles:
        require(actor, SigningPermission.SIGN_ITEM)
    posted = request.method == "POST"
    form = ImageForm(request.POST if posted else None, request.FILES or None, roles=roles)
    if posted and form.is_valid():
        given = services.GivenImage(
            content=form.cleaned_data["file"].read(),
            role=ImageRole(form.cleaned_data["role"]),
            width_mm=form.cleaned_data["width_mm"],
            valid_from=form.cleaned_data["valid_from"],
        )
        try:
            row = services.propose_image(given=given, actor=actor)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
        else:
            messages.success(request, _("Đã gửi ảnh; hãy xem lại đúng cỡ trong lúc chờ duyệt."))
            return redirect(row)
    context = {"form": form, "back_url": reverse("signing:images")}
    return render(request, "signing/image_new.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def image_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one picture in true size, with what may be done."""
    page = queries.image_page(uid=uid, actor=actor_of(request))
    return render(request, "signing/image.html", {"page": page, "form": RefuseImageForm()})


@require_POST
def approve_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Approve a picture, or refuse it with a reason: by the button pressed."""
    actor = actor_of(request)
    if "refuse" not in request.POST:
        services.approve_image(uid=uid, actor=actor)
        messages.success(request, _("Đã duyệt ảnh."))
        return redirect("signing:image", uid=uid)
    page = queries.image_page(uid=uid, actor=actor)
    form = RefuseImageForm(request.POST)
    if form.is_valid():
        try:
            services.refuse_image(uid=uid, reason=form.cleaned_data["reason"], actor=actor)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
        else:
            messages.success(request, _("Đã ghi là không duyệt; người gửi được báo lý do."))
            return redirect("signing:image", uid=uid)
    return render(request, "signing/image.html", {"page": page, "form": form}, status=422)


@require_POST
def withdraw_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Use a picture no longer."""
    services.withdraw_image(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã thôi dùng ảnh; văn bản đã ký giữ nguyên."))
    return redirect("signing:image", uid=uid)

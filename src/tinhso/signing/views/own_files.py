"""Files signed by themselves: where the picture stands, what is kept, what is deleted again."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel import files
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage
from tinhso.signing import queries, services
from tinhso.signing.forms_batches import SignerPlaceForm
from tinhso.signing.models import BatchFile, OwnFile
from tinhso.signing.rules import NEEDS_KEY, BatchAct, Format
from tinhso.signing.services.brought import PlaceInMm, page_sizes_mm, usual_places

PLACE = "lam-viec/tep-da-ky/"
MOST_SHOWN = 12
"""So many pages are shown to place a picture: the first ones, the place's own and the last."""


class OwnFileList(ListPage[OwnFile]):
    """What the reader signed or sealed by itself and asked to be kept."""

    name = "signing.own_files"
    title = gettext_lazy("Tệp đã ký của tôi")
    template = "signing/own_file_list.html"
    key_field = "uid"
    columns = (
        Column[OwnFile]("title", gettext_lazy("Tên tệp"), lambda f: f.title, sort=("title", "id")),
        Column[OwnFile]("act", gettext_lazy("Việc"), lambda f: f.get_act_display(), data=False),
        Column[OwnFile](
            "format",
            gettext_lazy("Định dạng chữ ký"),
            lambda f: f.get_format_display(),
            data=False,
        ),
        Column[OwnFile](
            "signed",
            gettext_lazy("Ký lúc"),
            lambda f: f.signed_at,
            sort=("signed_at", "id"),
            data=False,
        ),
        Column[OwnFile](
            "until",
            gettext_lazy("Giữ tệp đến"),
            lambda f: f.kept_until,
            sort=("kept_until", "id"),
            data=False,
        ),
        Column[OwnFile](
            "act_on",
            gettext_lazy("Thao tác"),
            template="signing/_own_file_acts.html",
            export=lambda f: f.serial,
        ),
    )
    filters = (
        ChoiceFilter(
            "viec",
            gettext_lazy("Việc"),
            "act",
            [(one.value, one.label) for one in BatchAct if one in NEEDS_KEY],
        ),
        ChoiceFilter("dinh-dang", gettext_lazy("Định dạng chữ ký"), "format", Format.choices),
        DateRangeFilter("luc", gettext_lazy("Ký lúc"), "signed_at"),
    )
    default_sort = "-signed"
    words_in = ("title",)
    search_hint = gettext_lazy("Tên tệp")
    empty_title = gettext_lazy("Chưa giữ tệp nào")
    empty_text = gettext_lazy(
        "Ký một tệp, rồi bấm “Giữ cho tôi” bên kết quả. Tệp bạn không giữ sẽ tự xóa sau ít ngày."
    )

    def permit(self, actor: Actor) -> None:
        """Let in who may have files signed."""
        services.require_batches(actor)

    def rows(self, actor: Actor) -> QuerySet[OwnFile]:
        """Return the reader's own."""
        return queries.own_files(actor=actor)

    def url(self, row: OwnFile) -> str:
        """Lead to the file."""
        return row.get_absolute_url()

    def label(self, row: OwnFile) -> str:
        """Name the row for screen readers."""
        return row.title


@require_http_methods(["GET", "POST"])
def delete_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask before a kept file is deleted, and delete it."""
    actor = actor_of(request)
    row = queries.own_file(uid=uid, actor=actor)
    if request.method == "POST":
        services.delete_own_file(uid=uid, actor=actor)
        messages.success(request, _("Đã xóa tệp; nhật ký dùng khóa vẫn còn."))
        return redirect("signing:own_files")
    return render(request, "signing/own_file_delete.html", {"file": row})


@require_POST
def keep_view(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponse:
    """Keep what was made of one file of a batch."""
    kept = services.keep_own_file(batch_uid=uid, file_uid=file_uid, actor=actor_of(request))
    said = _("Đã giữ “%(name)s” đến %(day)s.")
    day = f"{kept.kept_until:%d/%m/%Y}"
    messages.success(request, told(said, name=kept.title, day=day))
    return redirect("signing:batch", uid=uid)


@require_http_methods(["GET", "POST"])
def place_view(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponse:
    """Show the pages with the place of the picture, and take where it was moved."""
    actor = actor_of(request)
    batch = queries.batch(uid=uid, actor=actor)
    row = fetch(queries.batch_files(batch=batch), uid=file_uid)
    if row.source is None or not services.takes_places(batch):
        raise NotFound
    known = _known(row, row.source)
    form = SignerPlaceForm(request.POST or None, known=known)
    is_without = "without" in request.POST
    if request.method == "POST" and (is_without or form.is_valid()):
        place = None if is_without else form.place()
        try:
            services.place_signature(batch_uid=uid, file_uid=file_uid, place=place, actor=actor)
        except Invalid as refusal:
            form.is_valid()
            form.add_error("signer_page", str(refusal.fields.get("signer", refusal.message)))
        else:
            said = _("Tệp này được ký không có ảnh.") if is_without else _("Đã giữ chỗ ký.")
            messages.success(request, said)
            return redirect("signing:batch", uid=uid)
    context = {
        "batch": batch,
        "row": row,
        "form": form,
        "is_certain": row.place is not None,
        "pages": _pages(row.source, known.page),
        "spots": [{"key": "signer", "name": _("Ảnh chữ ký"), **vars(known)}],
    }
    status = 422 if form.errors and not is_without else 200
    return render(request, "signing/sign_place.html", context, status=status)


def _known(row: BatchFile, stored: StoredFile) -> PlaceInMm:
    if row.place is not None:
        return PlaceInMm(**row.place)
    return usual_places(files.open_file(stored))["signer"]


def _pages(stored: StoredFile, own: int) -> list[dict[str, object]]:
    sizes = page_sizes_mm(files.open_file(stored))
    shown = sorted({*range(1, min(len(sizes), MOST_SHOWN) + 1), own, len(sizes)})
    return [
        {
            "number": number,
            "width": sizes[number - 1][0],
            "height": sizes[number - 1][1],
            "url": files.preview_url(stored, number),
        }
        for number in shown
        if number <= len(sizes)
    ]

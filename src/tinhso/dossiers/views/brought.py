"""Pages on which an officer brings a result that was set elsewhere, and sets where it is signed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tinhso.dossiers import services
from tinhso.dossiers.forms.brought import NAMES, BroughtForm, PlaceForm
from tinhso.dossiers.services.brought_results import is_placed, shown_places
from tinhso.dossiers.views._work import (
    act_page,
    as_data,
    both,
    officer_of,
    open_work,
    posted,
    work_url,
)
from tinhso.kernel import files
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.signing.services import page_sizes_mm


@both
def bring_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a PDF as the draft; lead on to its places when one of them is not certain."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    form = BroughtForm(
        posted(request), request.FILES if request.method == "POST" else None, desk=page
    )
    return act_page(
        request,
        page,
        form,
        lambda: services.bring_result(
            uid=uid,
            actor=actor,
            content=form.upload(),
            name=form.upload().name,
            signer=form.chosen(),
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}cho-ky/",
        told=_("Đã nhận tệp. Hãy xem chỗ ký, chỗ ghi số và ngày."),
        acts=("draft_result",),
        title=_("Dự thảo từ tệp PDF"),
        lead=_(
            "Chỗ ký được tìm phía trên tên người ký; số ghi sau “Số:”, ngày ghi sau địa danh."
            " Hãy để trống các chỗ đó trong tệp."
        ),
        button=_("Nhận tệp"),
        fields=[as_data(form["signer"]), as_data(form["file"])],
        has_files=True,
    )


@both
def place_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the pages with the places on them, and take where they were moved."""
    actor = officer_of(request)
    page = open_work(uid, actor)
    if page.result is None or page.result.brought_file is None:
        raise NotFound
    places = shown_places(page.result)
    form = PlaceForm(posted(request), desk=page, places=places)
    return act_page(
        request,
        page,
        form,
        lambda: services.place_result(
            uid=uid,
            actor=actor,
            places=form.places(),
            signer=form.chosen(),
            version=form.seen_version,
        ),
        there=f"{work_url(uid)}trinh-ky/",
        told=_("Đã giữ chỗ ký, chỗ ghi số và ngày."),
        acts=("draft_result",),
        title=_("Chỗ ký, số và ngày"),
        button=_("Dùng các chỗ này"),
        template="dossiers/officer/place.html",
        signer=as_data(form["signer"]),
        is_certain=is_placed(page.result),
        pages=_pages(page.result.brought_file),
        spots=[{"key": key, "name": name, **vars(places[key])} for key, name in NAMES.items()],
    )


def _pages(stored: StoredFile) -> list[dict[str, object]]:
    sizes = page_sizes_mm(files.open_file(stored))
    return [
        {
            "number": number,
            "width": width,
            "height": height,
            "url": files.preview_url(stored, number),
        }
        for number, (width, height) in enumerate(sizes, start=1)
    ]

"""Lists of results given to the post or a hired service, and how each of them fared."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.post import HandForm, PostListForm, SettleForm
from tinhso.dossiers.models import PostItem, PostList
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.queries.post import post_list_of, printed_post_list, ready_for_post
from tinhso.dossiers.rules.post import Carrier, ItemState
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.views.work import pdf
from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, TextFilter
from tinhso.kernel.web.once import once


class PostLists(ListPage[PostList]):
    """The lists of the actor's agency, the newest first."""

    name = "dossiers.post_lists"
    title = gettext_lazy("Giao bưu chính")
    template = "dossiers/post/lists.html"
    columns = (
        Column("number", gettext_lazy("Số danh sách"), lambda p: p.number),
        Column("carrier", gettext_lazy("Đơn vị chuyển"), lambda p: p.carrier),
        Column("kind", gettext_lazy("Cách gửi"), lambda p: p.get_kind_display(), data=False),
        Column("made", gettext_lazy("Lập"), lambda p: p.made_at, sort=("made_at", "id")),
        Column("handed", gettext_lazy("Giao"), lambda p: p.handed_at),
        Column("count", gettext_lazy("Số bưu gửi"), lambda p: p.__dict__["count"], numeric=True),
        Column(
            "waiting", gettext_lazy("Đang chuyển"), lambda p: p.__dict__["on_way"], numeric=True
        ),
        Column("back", gettext_lazy("Chuyển hoàn"), lambda p: p.__dict__["failed"], numeric=True),
    )
    filters = (
        DateRangeFilter("lap", gettext_lazy("Lập"), "made_at"),
        ChoiceFilter("cach", gettext_lazy("Cách gửi"), "kind", Carrier.choices),
        TextFilter("buu-gui", gettext_lazy("Số bưu gửi"), "items__tracking"),
    )
    default_order = ("-made_at", "-id")
    key_field = "uid"
    words_in = ("number", "carrier")
    empty_title = gettext_lazy("Chưa giao kết quả nào qua bưu chính")
    empty_text = gettext_lazy("Lập danh sách, in, hai bên ký; rồi ghi từng bưu gửi đã phát.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who return results."""
        super().permit(actor)
        require(actor, P.RETURN_RESULT)

    def rows(self, actor: Actor) -> QuerySet[PostList]:
        """Return the lists of the actor's agency with how many are on their way."""
        return PostList.objects.visible_to(actor).annotate(
            count=Count("items"),
            on_way=Count("items", filter=Q(items__state=ItemState.ON_WAY)),
            failed=Count("items", filter=Q(items__state=ItemState.FAILED)),
        )

    def url(self, row: PostList) -> str:
        """Open the list."""
        return reverse("post_list", kwargs={"list_uid": row.uid})

    def label(self, row: PostList) -> str:
        """Name a row by its number."""
        return row.number


def sender_of(request: HttpRequest) -> Actor:
    """Return the officer, who must return results at his own desk."""
    actor = officer_of(request)
    if actor.unit_id is None:
        raise NotFound
    require(actor, P.RETURN_RESULT, unit_id=actor.unit_id)
    return actor


@require_http_methods(["GET", "POST"])
def make_view(request: HttpRequest) -> HttpResponse:
    """Show what may go; the results that got a number go on one list."""
    actor = sender_of(request)
    form = PostListForm(request.POST or None, ready=ready_for_post(actor=actor))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = services.list_for_post(
                actor=actor,
                kind=form.cleaned_data["kind"],
                carrier=form.cleaned_data["carrier"],
                items=form.items(),
            )
            return reverse("post_list", kwargs={"list_uid": made.uid})

        try:
            return redirect(once(request, act))
        except Invalid as refusal:
            form.refuse(refusal)
    context = {"form": form, "list_url": reverse("post_lists")}
    status = 422 if form.errors else 200
    return render(request, "dossiers/post/make.html", context, status=status)


@require_http_methods(["GET", "POST"])
def list_view(request: HttpRequest, list_uid: UUID) -> HttpResponse:
    """Show a list with its results; posted, the carrier took it over."""
    actor = sender_of(request)
    made, items = post_list_of(uid=list_uid, actor=actor)
    form = HandForm(request.POST or None)
    there = reverse("post_list", kwargs={"list_uid": list_uid})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.hand_to_carrier(
                uid=list_uid, actor=actor, taken_by=form.cleaned_data["taken_by"]
            )
            messages.success(request, _("Đã giao cho bên chuyển; người nộp được báo."))
            return there

        try:
            return redirect(once(request, act))
        except Invalid as refusal:
            form.refuse(refusal)
    record_list_reading(actor=actor, list_name="dossiers.post_list", filters={}, count=len(items))
    context = {
        "made": made,
        "items": items,
        "goes": any(item.state == ItemState.LISTED for item in items),
        "form": form,
        "list_url": reverse("post_lists"),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/post/list.html", context, status=status)


@require_safe
def print_view(request: HttpRequest, list_uid: UUID) -> HttpResponse:
    """Give the list as a paper for both signatures."""
    actor = sender_of(request)
    return pdf(printed_post_list(uid=list_uid, actor=actor), f"giao-buu-chinh-{list_uid}.pdf")


@require_http_methods(["GET", "POST"])
def settle_view(request: HttpRequest, list_uid: UUID, item_uid: UUID) -> HttpResponse:
    """Note how one result fared."""
    actor = sender_of(request)
    made, items = post_list_of(uid=list_uid, actor=actor)
    item = next((one for one in items if one.uid == item_uid), None)
    if item is None:
        raise NotFound
    form = SettleForm(request.POST or None)
    there = reverse("post_list", kwargs={"list_uid": list_uid})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.settle_post(
                uid=item_uid,
                actor=actor,
                is_delivered=form.cleaned_data["outcome"] == "delivered",
                reason=form.cleaned_data["reason"],
            )
            return there

        try:
            where = once(request, act)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _said(form.cleaned_data["outcome"], item))
            return redirect(where)
    record_list_reading(actor=actor, list_name="dossiers.post_item", filters={}, count=1)
    context = {"made": made, "item": item, "form": form, "back_url": there}
    status = 422 if form.errors else 200
    return render(request, "dossiers/post/settle.html", context, status=status)


def _said(outcome: str, item: PostItem) -> Told:
    """Say what became of the dossier with its parcel."""
    said = _("Đã ghi kết quả phát %(number)s.")
    if outcome == "failed" and not item.is_called_back:
        said = _("Đã ghi chuyển hoàn %(number)s; kết quả trở lại “Chờ trả”, người nộp được báo.")
    return told(said, number=item.tracking)

"""Batches: the list, giving files, how far one is, the code of the key's owner, the results."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.identity.queries import names_of_officials
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.db.paging import page_of
from tinhso.kernel.errors import Invalid
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, PresetView
from tinhso.kernel.web.once import once
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.forms import CodeForm
from tinhso.signing.forms_batches import BatchForm
from tinhso.signing.models import BatchFile, Certificate, SigningBatch
from tinhso.signing.registry import KeySecret
from tinhso.signing.rules import NEEDS_KEY, BatchAct, BatchFileState, BatchState, Format
from tinhso.signing.wording import KEY_PLACES, STATES, TITLES

PLACE = "lam-viec/lo-ky/"
SHOWN = 50
FILE_STATES = {
    BatchFileState.WAITING: "wait",
    BatchFileState.DONE: "done",
    BatchFileState.FAILED: "late",
    BatchFileState.CANCELLED: "stopped",
}


def _progress(row: SigningBatch) -> str:
    return f"{row.handled_count}/{row.row_count}"


class BatchList(ListPage[SigningBatch]):
    """What was asked for by the reader, and what is done with his key or his agency's."""

    name = "signing.batches"
    title = gettext_lazy("Lô ký")
    template = "signing/batch_list.html"
    key_field = "uid"
    columns = (
        Column[SigningBatch]("title", gettext_lazy("Tên lô"), lambda b: b.title),
        Column[SigningBatch](
            "act", gettext_lazy("Việc"), lambda b: b.get_act_display(), data=False
        ),
        Column[SigningBatch](
            "state", gettext_lazy("Tình trạng"), lambda b: b.get_state_display(), data=False
        ),
        Column[SigningBatch]("done", gettext_lazy("Đã qua"), _progress, numeric=True, data=False),
        Column[SigningBatch](
            "failed",
            gettext_lazy("Không làm được"),
            lambda b: b.failed_count,
            numeric=True,
            data=False,
        ),
        Column[SigningBatch]("by", gettext_lazy("Người yêu cầu"), lambda b: b.asker_name),
        Column[SigningBatch](
            "at",
            gettext_lazy("Lúc yêu cầu"),
            lambda b: b.asked_at,
            sort=("asked_at", "id"),
            data=False,
        ),
        Column[SigningBatch](
            "kept", gettext_lazy("Giữ tệp đến"), lambda b: b.swept_after, data=False, shown=False
        ),
    )
    filters = (
        ChoiceFilter("viec", gettext_lazy("Việc"), "act", BatchAct.choices),
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", BatchState.choices),
        DateRangeFilter("luc", gettext_lazy("Lúc yêu cầu"), "asked_at"),
    )
    views = (
        PresetView("waiting", gettext_lazy("Lô chờ xác nhận"), {"tinh-trang": "unconfirmed"}),
        PresetView("running", gettext_lazy("Đang làm"), {"tinh-trang": "running"}, counted=False),
    )
    default_sort = "-at"
    words_in = ("title",)
    search_hint = gettext_lazy("Tên lô")
    empty_title = gettext_lazy("Chưa có lô nào")
    empty_text = gettext_lazy("Ký, kiểm tra hoặc cấp dấu thời gian cho nhiều tệp cùng lúc ở đây.")

    def permit(self, actor: Actor) -> None:
        """Let in who has the service."""
        services.require_batches(actor)

    def rows(self, actor: Actor) -> QuerySet[SigningBatch]:
        """Return what the reader may see."""
        return queries.batches(actor=actor)

    def prepare(self, rows: Sequence[SigningBatch], *, actor: Actor) -> None:
        """Put names beside ids, for all rows at once."""
        _name_askers(rows)

    def url(self, row: SigningBatch) -> str:
        """Lead to the batch."""
        return row.get_absolute_url()

    def label(self, row: SigningBatch) -> str:
        """Name the row for screen readers."""
        return row.title


def _name_askers(rows: Sequence[SigningBatch]) -> None:
    people = {row.asked_by for row in rows if not row.system_name}
    names = names_of_officials(people) if people else {}
    for row in rows:
        row.asker_name = row.system_name or names.get(row.asked_by, "")


@require_http_methods(["GET", "POST"])
def new_view(request: HttpRequest) -> HttpResponse:
    """Take files and ask for one act over them."""
    actor = actor_of(request)
    services.require_batches(actor)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    own = services.keys_for(actor, BatchAct.SIGN)
    form = BatchForm(
        *given,
        acts=services.acts_for(actor),
        keys=[(key.serial, _key_name(key)) for key in own],
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _begun_at(form, actor)))
        except Invalid as refusal:
            for name, said in refusal.fields.items() or [("chosen", refusal.message)]:
                form.add_error(name if name in form.fields else "chosen", str(said))
        except (services.NoCertificate, services.TooManyBatches) as refusal:
            form.add_error("act", str(refusal.message))
    status = 422 if form.errors else 200
    return render(request, "signing/batch_new.html", {"form": form}, status=status)


def _key_name(key: Certificate) -> str:
    """Name a key for its holder: until when it is good, where it lies, the end of its number."""
    until = timezone.localtime(key.not_after)
    place = KEY_PLACES.get(key.key_store, "")
    return f"{key.name} · {place} · {until:%d/%m/%Y} · …{key.serial[-8:]}"


def _begun_at(form: BatchForm, actor: Actor) -> str:
    """Open what was asked for; lead to the batch, its places found where they are wanted."""
    batch = _opened(form, actor)
    if form.cleaned_data.get("picture") and services.takes_places(batch):
        services.find_batch_places(batch_uid=batch.uid, actor=actor)
    return batch.get_absolute_url()


@transaction.atomic
def _opened(form: BatchForm, actor: Actor) -> SigningBatch:
    data = form.cleaned_data
    given = [
        services.give_file(content=one.read(), name=one.name or "", actor=actor).uid
        for one in data["chosen"]
    ]
    act = BatchAct(data["act"])
    form_asked = Format(data["format"]) if act == BatchAct.SIGN and data["format"] else None
    wanted = services.WantedBatch(
        act=act,
        form=form_asked,
        level=data["level"],
        serial=data.get("serial", "") if act == BatchAct.SIGN else "",
        title=data["title"],
        is_together=data.get("together", False),
    )
    return services.open_batch(wanted=wanted, given=given, actor=actor)


@require_GET
def batch_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show how far a batch has come, and each of its files."""
    actor = actor_of(request)
    batch = queries.batch(uid=uid, actor=actor)
    _name_askers([batch])
    rows = queries.batch_files(batch=batch)
    only_failed = "loi" in request.GET
    if only_failed:
        rows = rows.filter(state=BatchFileState.FAILED)
    cursor = request.GET.get("tu", "")
    found = page_of(rows, order=("position", "id"), size=SHOWN, cursor=cursor)
    is_mine = actor.id == batch.account_uid
    turn = queries.batch_turn(batch=batch)
    context = {
        "batch": batch,
        "turn": turn,
        "agent": turn.key.agent if turn is not None else None,
        "rows": [(row, *_standing(row)) for row in found.rows],
        "kept": queries.kept_of(rows=[row.uid for row in found.rows], actor=actor),
        "makes_signed": batch.act in NEEDS_KEY,
        "may_keep": batch.act in NEEDS_KEY and actor.id in {batch.asked_by, batch.account_uid},
        "takes_places": is_mine and services.takes_places(batch),
        "next": found.next_cursor,
        "previous": found.previous_cursor,
        "only_failed": only_failed,
        "may_confirm": is_mine and batch.state == BatchState.UNCONFIRMED,
        "may_cancel": batch.state in {BatchState.UNCONFIRMED, BatchState.RUNNING},
        "may_retry": batch.state == BatchState.DONE and batch.failed_count and not batch.is_swept,
        "may_pack": services.may_pack(batch),
    }
    partial = bool(getattr(request, "htmx", False))
    return render(request, f"signing/{'_batch' if partial else 'batch'}.html", context)


def _standing(row: BatchFile) -> tuple[str, str]:
    """Return how a file stands: the colour and the word, of a check its verdict."""
    if row.verdict:
        return STATES[Verdict(row.verdict)], str(TITLES[Verdict(row.verdict)])
    return FILE_STATES[BatchFileState(row.state)], str(row.get_state_display())


@require_POST
def start_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the owner of the key for his second factor."""
    actor = actor_of(request)
    asked = services.start_batch_confirmation(batch_uid=uid, actor=actor)
    services.begin_secret(queries.batch(uid=uid, actor=actor).certificate)
    return redirect("signing:batch_confirm", uid=uid, confirmation=asked.uid)


@require_http_methods(["GET", "POST"])
def confirm_view(request: HttpRequest, uid: UUID, confirmation: UUID) -> HttpResponse:
    """Take the code and let the batch begin."""
    actor = actor_of(request)
    batch = queries.batch(uid=uid, actor=actor)
    asked = queries.open_confirmation(uid=confirmation, actor=actor)
    secret = services.secret_asked(batch.certificate)
    form = CodeForm(request.POST or None, factor=asked.factor, secret=secret)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_batch(
                batch_uid=uid,
                confirmation_uid=confirmation,
                code=form.cleaned_data["code"],
                secret=form.cleaned_data.get("secret", ""),
                actor=actor,
            )
        except services.DeviceRefused as refusal:
            messages.error(request, str(refusal.message))
            return redirect("signing:batch", uid=uid)
        except Invalid as refusal:
            form.add_error("code", str(refusal.fields.get("code", refusal.message)))
        else:
            messages.success(request, _begun(secret))
            return redirect("signing:batch", uid=uid)
    context = {
        "batch": batch,
        "by_agent": secret is KeySecret.AGENT,
        "agent": queries.agent_of_certificate(certificate=batch.certificate),
        "form": form,
        "on_telephone": asked.is_by_telephone,
        "back_url": batch.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "signing/batch_confirm.html", context, status=status)


def _begun(secret: KeySecret) -> str:
    if secret is KeySecret.AGENT:
        return _("Đã xác nhận; hãy sang máy của bạn để xem danh sách và gõ mã PIN ở đó.")
    return _("Đã xác nhận; các tệp đang được ký.")


@require_POST
def cancel_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop a batch."""
    services.cancel_batch(batch_uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã dừng lô; tệp đã làm xong vẫn còn."))
    return redirect("signing:batch", uid=uid)


@require_POST
def retry_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Try anew what failed."""
    try:
        services.retry_batch(batch_uid=uid, actor=actor_of(request))
    except services.BatchMoved as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("signing:batch", uid=uid)


@require_GET
def results_view(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give everything that was made, packed together."""
    actor = actor_of(request)
    batch = queries.batch(uid=uid, actor=actor)
    packed = services.packed_results(batch=batch, actor=actor)
    name = f"lo-ky-{batch.asked_at:%Y%m%d}-{str(batch.uid)[-6:]}.zip"
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")

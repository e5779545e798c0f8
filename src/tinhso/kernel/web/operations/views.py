"""Pages for operators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from tinhso.kernel.actors import actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.web.operations import looking, queries, services
from tinhso.kernel.web.operations.permissions import OperationsPermission


@require_safe
def job(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one job: attempts, error, how far it came."""
    found = fetch(queries.job_with(actor=actor_of(request), uid=uid))
    return render(request, "kernel/operations/job.html", {"job": found})


@require_POST
def job_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Run a parked job again."""
    services.run_job_again(uid=uid, actor=actor_of(request))
    messages.success(request, _("Việc sẽ được chạy lại ngay."))
    return redirect("operations_job", uid=uid)


@require_POST
def job_park(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Park a waiting job."""
    services.park_job(uid=uid, actor=actor_of(request))
    messages.success(request, _("Đã dừng việc này. Bạn có thể cho chạy lại khi cần."))
    return redirect("operations_job", uid=uid)


@require_safe
def outbox_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one delivery, and to a holder of the grant the way to what it says."""
    actor = actor_of(request)
    context = {
        "entry": fetch(queries.outbox_entry_with(actor=actor, entry_id=entry_id)),
        "may_send": actor.may(OperationsPermission.SEND_AGAIN),
        "may_open": actor.may(OperationsPermission.OPEN_PAYLOAD),
    }
    return render(request, "kernel/operations/outbox_entry.html", context)


@require_POST
def outbox_again(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Send a parked delivery again."""
    services.send_again(entry_id=entry_id, actor=actor_of(request))
    messages.success(request, _("Bản này sẽ được gửi lại ngay."))
    return redirect("operations_outbox_entry", entry_id=entry_id)


@require_POST
def outbox_open(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Open a payload for a purpose."""
    payload = services.open_payload(
        entry_id=entry_id, purpose=request.POST.get("purpose", ""), actor=actor_of(request)
    )
    return render(request, "kernel/operations/payload.html", {"payload": payload})


@require_GET
def backups(request: HttpRequest) -> HttpResponse:
    """List backups: how old, how large, read through when and how that went; the room left."""
    actor = actor_of(request)
    context = {
        "backups": queries.backups(actor=actor),
        "may_back_up": actor.may(OperationsPermission.BACK_UP),
    }
    return render(request, "kernel/operations/backups.html", context)


@require_POST
def backup_now(request: HttpRequest) -> HttpResponse:
    """Ask for a backup."""
    job = services.start_backup(actor=actor_of(request))
    messages.success(request, _("Đang sao lưu. Bạn có thể làm việc khác trong lúc chờ."))
    return redirect("operations_job", uid=job.uid)


@require_POST
def check_backup_now(request: HttpRequest) -> HttpResponse:
    """Ask for the newest backup to be read through."""
    job = services.start_check_of_backup(actor=actor_of(request))
    messages.success(request, _("Đang đọc lại bản sao lưu mới nhất. Kết quả hiện ở trang Sao lưu."))
    return redirect("operations_job", uid=job.uid)


@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    """Look round the house now, and show the operators' page with what was found."""
    if looking.look_again(actor=actor_of(request)):
        messages.warning(request, _("Đã xem lại. Các điều cần xem ở đầu trang."))
    else:
        messages.success(request, _("Đã xem lại: mọi thứ đều ổn."))
    return redirect("operators")

"""Error pages: what happened, what to do next, what was typed still there."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import actor_of
from tinhso.kernel.errors import Conflict, DomainError, SignInNeeded
from tinhso.kernel.errors.problems import PROBLEM_TYPE
from tinhso.kernel.web.words import number

Text = str | Promise

API_PREFIX: Final = "/api/"
KEPT_BYTES: Final = 200_000
_NOT_TYPED: Final = {"csrfmiddlewaretoken", "password", "password1", "password2", "code"}
_VERSIONS: Final = {"version", "revision"}
"""What our forms call the version they were drawn with."""


@dataclass(frozen=True)
class ErrorWords:
    """The words of one kind of error page."""

    title: Text
    text: Text
    next_step: Text
    icon: str


WORDS: Final[dict[int, ErrorWords]] = {
    400: ErrorWords(
        _("Địa chỉ hoặc dữ liệu gửi lên bị hỏng"),
        _("Máy chủ không đọc được yêu cầu này, nên chưa làm gì cả."),
        _("Hãy quay lại trang trước, tải lại rồi thử lần nữa."),
        "exclamation-octagon",
    ),
    401: ErrorWords(
        _("Bạn cần đăng nhập"),
        _("Trang này dành cho người đã đăng nhập."),
        _("Đăng nhập xong, bạn trở lại đúng chỗ này."),
        "person-lock",
    ),
    403: ErrorWords(
        _("Bạn chưa có quyền làm việc này"),
        _("Tài khoản của bạn chưa được giao trang này hoặc việc này. Chưa có gì thay đổi."),
        _("Nếu đây là việc của bạn, hãy nhờ người quản trị của cơ quan giao quyền."),
        "shield-lock",
    ),
    404: ErrorWords(
        _("Không tìm thấy trang này"),
        _("Địa chỉ gõ sai, trang đã chuyển đi, hoặc bạn không thuộc những người được xem."),
        _("Hãy xem lại địa chỉ, hoặc bắt đầu lại bằng nút bên dưới."),
        "signpost-split",
    ),
    405: ErrorWords(
        _("Trang này không mở theo cách đó"),
        _("Địa chỉ này chỉ nhận biểu mẫu gửi từ một trang khác."),
        _("Hãy quay lại trang trước và bấm nút ở đó."),
        "signpost",
    ),
    409: ErrorWords(
        _("Chưa làm được"),
        _("Việc này không còn hợp với tình trạng hiện tại. Chưa có gì thay đổi."),
        _("Hãy tải lại trang để xem tình trạng mới nhất."),
        "arrow-repeat",
    ),
    410: ErrorWords(
        _("Nội dung này không còn nữa"),
        _("Nội dung đã được gỡ theo quy định về lưu giữ, hoặc đường dẫn đã hết hạn."),
        _("Nếu bạn cần bản mới, hãy bắt đầu lại từ trang chủ."),
        "calendar-x",
    ),
    413: ErrorWords(
        _("Tệp quá lớn"),
        _("Tệp gửi lên vượt quá giới hạn nên chưa được nhận."),
        _("Hãy chụp lại với cỡ ảnh nhỏ hơn, hoặc chia thành nhiều tệp."),
        "file-earmark-x",
    ),
    422: ErrorWords(
        _("Có chỗ cần xem lại"),
        _("Một vài chỗ điền chưa dùng được. Chưa có gì thay đổi."),
        _("Hãy quay lại, sửa những chỗ nêu dưới đây rồi gửi lại."),
        "pencil-square",
    ),
    429: ErrorWords(
        _("Bạn thử quá nhiều lần"),
        _("Để giữ an toàn, chúng tôi tạm dừng một lúc."),
        _("Hãy đợi vài phút rồi thử lại."),
        "hourglass-split",
    ),
    500: ErrorWords(
        _("Chúng tôi gặp lỗi"),
        _("Việc vừa rồi chưa được làm. Lỗi đã được ghi lại cho người vận hành."),
        _("Hãy quay lại và thử lần nữa; nếu vẫn lỗi, gọi số điện thoại hỗ trợ."),
        "tools",
    ),
    503: ErrorWords(
        _("Đang bảo trì"),
        _("Hệ thống tạm nghỉ ít phút để nâng cấp. Những gì bạn đã nộp vẫn an toàn."),
        _("Hãy tải lại trang sau ít phút."),
        "cone-striped",
    ),
}


def is_api(request: HttpRequest) -> bool:
    """Tell whether a machine asks."""
    return request.path.startswith(API_PREFIX)


def asks_json(request: HttpRequest) -> bool:
    """Tell whether a script of our pages asks, which shows the sentence itself."""
    return request.headers.get("Accept", "") == "application/json"


def error_page(
    request: HttpRequest,
    status: int,
    *,
    title: Text = "",
    text: Text = "",
    next_step: Text = "",
    values: dict[str, object] | None = None,
    template: str = "kernel/errors/page.html",
) -> HttpResponse:
    """Show an error page, or its words alone to htmx and machines."""
    words = WORDS.get(status, WORDS[500])
    context: dict[str, object] = {
        "status": status,
        "icon": words.icon,
        "title": title or words.title,
        "text": text or words.text,
        "next_step": next_step or _next_step(request, status),
        "home_url": "/lam-viec/" if actor_of(request).is_official else "/",
        **(values or {}),
    }
    if is_api(request):
        problem = {
            "type": f"urn:tinhso:problem:http.{status}",
            "title": str(context["title"]),
            "status": status,
            "detail": str(context["text"]),
        }
        return JsonResponse(problem, status=status, content_type=PROBLEM_TYPE)
    if getattr(request, "htmx", False) and not request.headers.get("HX-Boosted"):
        return _partial(request, status, context)
    return render(request, template, context, status=status)


def _partial(request: HttpRequest, status: int, context: dict[str, object]) -> HttpResponse:
    response = render(request, "kernel/errors/_partial.html", context, status=status)
    response["HX-Retarget"] = "#loi-htmx"
    response["HX-Reswap"] = "innerHTML"
    return response


def _next_step(request: HttpRequest, status: int) -> Text:
    """Return what to do next; nobody gives rights to an applicant, so he is not sent to ask."""
    if status == HTTPStatus.FORBIDDEN and not actor_of(request).is_official:
        return _("Cần người giúp, hãy gọi số ở cuối trang hoặc đến điểm phục vụ gần nhất.")
    return WORDS.get(status, WORDS[500]).next_step


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show a refusal: its own sentence, the fields it names, and the way on."""
    if isinstance(error, SignInNeeded):
        return sign_in_page(request)
    lines = [{"text": str(text), "target": ""} for text in error.fields.values()]
    now = error.now if isinstance(error, Conflict) else None
    kept = _kept(request, version=now.version if now is not None else None)
    return error_page(
        request,
        error.status,
        title=error.title,
        text="" if str(error.message) == str(error.title) else error.message,
        values={
            "lines": lines,
            **({"next_step": error.next_step} if error.next_step else {}),
            **(
                {"now": now, "next_step": AGAIN_ON_NEWER}
                if now is not None and kept["kept"]
                else {}
            ),
            **kept,
            "kept_open": True,
            **({"mend": error, "next_step": "", "kept": []} if error.mend_url else {}),
        },
    )


def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page; a posted form is kept on a page and can be sent again."""
    here = request.get_full_path()
    link = f"{settings.LOGIN_URL}?{urlencode({'next': here})}"
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        response = HttpResponse(status=302)
        response["Location"] = link
        return response
    return error_page(
        request,
        401,
        title=_("Phiên làm việc đã hết"),
        text=_("Những gì bạn điền vẫn còn ở trang này, chưa gửi đi."),
        next_step=_("Đăng nhập lại ở thẻ mới, rồi trở lại đây bấm Gửi lại."),
        values={"sign_in_link": settings.LOGIN_URL, **_kept(request)},
    )


def _kept(request: HttpRequest, *, version: int | None = None) -> dict[str, object]:
    """Return what was typed in a posted form, for a page that can send it again.

    With a version it is sent again on that one, whichever the form was drawn with. Only a form
    from our own pages is kept: another site's words never get a button here.
    """
    if request.method != "POST" or not came_from_here(request):
        return {"kept": []}
    try:
        posted = request.POST
    except (SuspiciousOperation, OSError):
        return {"kept": []}
    kept = [
        (name, str(version) if name in _VERSIONS and version is not None else value)
        for name, values in posted.lists()
        if name not in _NOT_TYPED
        for value in values
    ]
    if sum(len(name) + len(value) for name, value in kept) > KEPT_BYTES:
        return {"kept": []}
    return {"kept": kept, "kept_action": request.get_full_path(), "lost_files": bool(request.FILES)}


AGAIN_ON_NEWER = _("Đọc chỗ vừa đổi cạnh những gì bạn đã điền. Gửi lại là làm trên bản mới này.")


def came_from_here(request: HttpRequest) -> bool:
    """Tell whether the browser says that the form stood on one of our pages."""
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(source) and urlsplit(source).netloc == request.get_host()


# --- Django's own handlers, named in config.urls


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; too much data is 413."""
    if isinstance(exception, TooManyFilesSent):
        most = number(settings.DATA_UPLOAD_MAX_NUMBER_FILES)
        return error_page(
            request,
            413,
            title=_("Nhiều tệp quá"),
            text=_("Mỗi lần gửi nhiều nhất %(most)s tệp. Chưa tệp nào được nhận.") % {"most": most},
            next_step=_("Hãy quay lại, chọn ít tệp hơn và gửi thành nhiều lần."),
        )
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without database, session or static manifest: any of them may be the fault."""
    return plain_page(request, 500)


def plain_page(request: HttpRequest, status: int) -> HttpResponse:
    """Answer with words alone, needing nothing that could be missing."""
    words = WORDS[status]
    if is_api(request):
        problem = {
            "type": f"urn:tinhso:problem:http.{status}",
            "title": str(words.title),
            "status": status,
            "detail": str(words.text),
        }
        return JsonResponse(problem, status=status, content_type=PROBLEM_TYPE)
    values = {"words": words, "status": status, "static_url": settings.STATIC_URL}
    return HttpResponse(render_to_string("kernel/errors/plain.html", values), status=status)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is stale: keep what was typed and offer to send it again."""
    kept = _kept(request)
    return error_page(
        request,
        403,
        title=_("Trang để lâu nên cần xác nhận lại"),
        text=_("Biểu mẫu này mở trước lần đăng nhập gần nhất. Chưa có gì được gửi đi.")
        if kept["kept"]
        else _("Biểu mẫu không được gửi từ trang của chúng tôi, nên đã bị từ chối."),
        next_step=_("Bấm Gửi lại để gửi đúng những gì bạn đã điền.")
        if kept["kept"]
        else _("Hãy mở lại trang, điền rồi gửi. Trình duyệt cần cho phép cookie."),
        values=kept,
    )

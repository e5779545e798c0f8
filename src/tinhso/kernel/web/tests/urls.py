"""The pages of the web shell alone, with a few that only tests open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path

from tinhso.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Now, SignInNeeded
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.once import once
from tinhso.kernel.web.tests.lists import ViewList

REFUSALS = {
    "khong-thay": NotFound(),
    "khong-quyen": NotPermitted(),
    "dang-nhap": SignInNeeded(),
    "sai": Invalid("Số định danh có 12 chữ số.", fields={"number": "Bạn đã nhập 11 chữ số."}),
    "doi": Conflict("Hồ sơ vừa được người khác tiếp nhận."),
    "hon": Conflict(now=Now(version=4, lines=[("Tên", "Phòng Mới")])),
}
acts: list[str] = []


def refuse(request: HttpRequest, how: str) -> HttpResponse:
    """Raise a refusal."""
    raise REFUSALS[how]


def fail(request: HttpRequest) -> HttpResponse:
    """Break."""
    raise ZeroDivisionError


def act(request: HttpRequest) -> HttpResponse:
    """Act once a form."""

    def do() -> str:
        acts.append(request.POST["name"])
        if request.POST["name"] == "refused":
            raise Conflict
        return f"/xong/{len(acts)}/"

    return redirect(once(request, do))


def act_plainly(request: HttpRequest) -> HttpResponse:
    """Act as a view does that asks for nothing."""
    name = request.POST["name"]
    acts.append(name)
    if name == "refused":
        raise Conflict
    if name == "shown":
        return HttpResponse(status=422)
    return redirect(f"/xong/{len(acts)}/")


def act_and_tell(request: HttpRequest) -> HttpResponse:
    """Act, and say on the next page what was done to what."""
    messages.success(request, told("%(name)s: %(n)d", name="Phòng <Một>", n=3))
    return redirect("/thu/can-bo/")


def public(request: HttpRequest) -> HttpResponse:
    """Show the public shell."""
    return render(request, "kernel/public.html", {"back_url": "/"})


def staff(request: HttpRequest) -> HttpResponse:
    """Show the staff shell."""
    return render(request, "kernel/staff.html")


urlpatterns = [
    path("thu/tu-choi/<slug:how>/", refuse),
    path("api/v1/tu-choi/<slug:how>/", refuse),
    path("thu/loi/", fail),
    path("thu/viec/", act),
    path("thu/viec-thuong/", act_plainly),
    path("thu/viec-ke/", act_and_tell),
    path("thu/cong/", public),
    path("thu/can-bo/", staff),
    *ViewList.urls("thu/danh-sach/"),
    path("", include("tinhso.kernel.web.urls")),
]

handler400 = "tinhso.kernel.web.errors.bad_request"
handler403 = "tinhso.kernel.web.errors.forbidden"
handler404 = "tinhso.kernel.web.errors.not_found"
handler500 = "tinhso.kernel.web.errors.server_error"

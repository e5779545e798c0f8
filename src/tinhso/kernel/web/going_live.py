"""From demonstration to production: the guided page, each step found done or undone by fact."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tinhso.kernel.actors import actor_of, require
from tinhso.kernel.registry.readiness import Standing, all_lines
from tinhso.kernel.web.operations.permissions import OperationsPermission
from tinhso.kernel.web.registry import NavGroup, NavItem, navigation


@require_safe
def going_live(request: HttpRequest) -> HttpResponse:
    """Show every step with what was found, and where it is done."""
    require(actor_of(request), OperationsPermission.VIEW)
    lines = all_lines()
    context = {
        "lines": lines,
        "done": sum(line.standing is Standing.DONE for line in lines),
        "todo": sum(line.standing is Standing.TODO for line in lines),
    }
    return render(request, "kernel/operations/going_live.html", context)


navigation.register(
    "operations.going_live",
    NavItem(
        label=_("Đưa vào vận hành"),
        url="/quan-tri/van-hanh-chinh-thuc/",
        icon="signpost-split",
        group=NavGroup.OPERATORS,
        order=5,
        hint=_("Từ bản trình diễn đến hệ thống chính thức: từng bước, đã xong hay chưa"),
        visible=lambda actor: actor.may(OperationsPermission.VIEW),
    ),
)
urlpatterns = [path("quan-tri/van-hanh-chinh-thuc/", going_live, name="going_live")]

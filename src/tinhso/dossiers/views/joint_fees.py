"""The money of a list: what all its dossiers owe, one bill for them, the ways to pay it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.fees import CollectTogetherForm
from tinhso.dossiers.queries.joint import MOST_AT_DESK, due_at_desk, group_money, taken_at_desk
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.views.groups import business_of
from tinhso.kernel.errors import Invalid
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.web.once import once


def _money_url(uid: UUID) -> str:
    return reverse("group_fees", kwargs={"uid": uid})


@require_safe
def money_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what the dossiers of a list owe and paid, and how to pay them at once."""
    money = group_money(uid=uid, actor=business_of(request))
    context = {
        "money": money,
        "group": money.group,
        "back_url": reverse("group", kwargs={"uid": uid}),
    }
    partial = getattr(request, "htmx", False) and not request.headers.get("HX-Boosted")
    name = "_fees.html" if partial else "fees.html"
    return render(request, f"dossiers/groups/{name}", context)


@require_POST
def bill_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make the bill over all that can be paid now."""
    actor = business_of(request)

    def act() -> str:
        services.open_bill(uid=uid, actor=actor)
        return _money_url(uid)

    return redirect(once(request, act))


@require_POST
def online_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin to pay the bill online; the page shows the way to the bank as soon as it is known."""
    actor = business_of(request)

    def act() -> str:
        services.start_bill_online(uid=uid, actor=actor)
        return _money_url(uid)

    return redirect(once(request, act))


@require_http_methods(["GET", "POST"])
def collect_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take what a list owes at this desk: one sum, and a receipt for each dossier."""
    actor = officer_of(request)
    due = due_at_desk(group_uid=uid, actor=actor)
    now = due[:MOST_AT_DESK]
    total = sum(row.amount_vnd for row in now)
    form = CollectTogetherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def take() -> str:
            paid = services.collect_together(uid=uid, actor=actor, **given)
            said = ngettext(
                "Đã thu và lập %(n)s biên lai.", "Đã thu và lập %(n)s biên lai.", len(paid)
            )
            messages.success(request, told(said, n=len(paid)))
            return reverse("desk_joint_fees", kwargs={"uid": uid})

        try:
            return redirect(once(request, take))
        except Invalid as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "due": now,
        "later": len(due) - len(now),
        "total": total,
        "paid": taken_at_desk(group_uid=uid, actor=actor),
        "back_url": reverse("desk"),
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/fees/joint.html", context, status=status)

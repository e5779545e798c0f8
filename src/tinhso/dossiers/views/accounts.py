"""Into which account an agency's fees go: past, present and to come, and a new one."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.dossiers import services
from tinhso.dossiers.forms.fees import AccountForm
from tinhso.dossiers.models import CollectionAccount
from tinhso.dossiers.queries.fees import accounts_of
from tinhso.dossiers.services.errors import AccountInUse
from tinhso.dossiers.views.desk import officer_of
from tinhso.dossiers.work_navigation import may_read_payments, may_set_account
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.web.lists import Column, DateRangeFilter, ListPage
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once


class AccountList(ListPage[CollectionAccount]):
    """The accounts of the actor's agency, the newest first."""

    name = "dossiers.fee_accounts"
    title = gettext_lazy("Tài khoản thu phí")
    template = "dossiers/fees/accounts.html"
    columns = (
        Column(
            "from",
            gettext_lazy("Dùng từ ngày"),
            lambda a: a.effective_from,
            sort=("effective_from", "id"),
        ),
        Column("bank", gettext_lazy("Tên ngân hàng"), lambda a: a.bank_name),
        Column("number", gettext_lazy("Số tài khoản"), lambda a: a.account_number),
        Column("holder", gettext_lazy("Chủ tài khoản"), lambda a: a.holder),
        Column("bin", gettext_lazy("Mã BIN của ngân hàng"), lambda a: a.bank_bin, shown=False),
        Column("basis", gettext_lazy("Căn cứ"), lambda a: a.legal_basis),
        Column("set", gettext_lazy("Ghi lúc"), lambda a: a.set_at, shown=False),
    )
    filters = (
        DateRangeFilter("tu", gettext_lazy("Dùng từ ngày"), "effective_from", is_time=False),
    )
    default_order = ("-effective_from", "-id")
    key_field = "uid"
    words_in = ("bank_name", "account_number", "holder", "legal_basis")
    empty_title = gettext_lazy("Cơ quan chưa có tài khoản thu phí")
    empty_text = gettext_lazy("Chưa có tài khoản thì người dân chỉ nộp được tiền mặt tại quầy.")

    def permit(self, actor: Actor) -> None:
        """Let those read it who may set it."""
        super().permit(actor)
        if not may_set_account(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[CollectionAccount]:
        """Return the accounts of the actor's agency."""
        return accounts_of(actor=actor)

    def label(self, row: CollectionAccount) -> str:
        """Name a row by its number."""
        return row.account_number

    def context(
        self, request: HttpRequest, state: ListState[CollectionAccount]
    ) -> dict[str, object]:
        """Tell whether the way to the payments is shown."""
        return {"may_read_payments": may_read_payments(actor_of(request))}


@require_http_methods(["GET", "POST"])
def account_view(request: HttpRequest) -> HttpResponse:
    """Write down a new account of one's agency."""
    actor = officer_of(request)
    if not may_set_account(actor) or actor.agency_id is None:
        raise NotFound
    agency_id = actor.agency_id
    form = AccountForm(request.POST if request.method == "POST" else None)
    back_url = reverse("fee_accounts")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.set_account(actor=actor, agency_id=agency_id, **form.cleaned_data)
            return back_url

        try:
            where = once(request, act)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, str(sentence))
        except AccountInUse as refusal:
            form.add_error("effective_from", str(refusal.message))
        else:
            messages.success(request, _("Đã ghi tài khoản thu phí."))
            return redirect(where)
    context = {"form": form, "back_url": back_url}
    return render(
        request, "dossiers/fees/account.html", context, status=422 if form.errors else 200
    )

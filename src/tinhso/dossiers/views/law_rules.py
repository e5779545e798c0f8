"""The dated rules of the house: every version, a new one, what it changes for whom."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, QuerySet, TextField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.dossiers import services
from tinhso.dossiers.forms.law import LawRuleForm, WithdrawRuleForm
from tinhso.dossiers.models import LawRule
from tinhso.dossiers.permissions import LawPermission
from tinhso.dossiers.queries.law import (
    EVERYWHERE,
    effect_of_rule,
    law_in_force,
    law_rules,
    may_publish_rule,
    may_read_law,
)
from tinhso.dossiers.queries.period_words import words_of
from tinhso.dossiers.rules.house_rules import (
    Origin,
    RuleState,
    house_rules,
    rule_choices,
    rule_on,
    rules_of,
    value_of,
)
from tinhso.dossiers.rules.number_formats import TOKENS_SAID, tokens_of
from tinhso.kernel.actors import Actor, actor_of
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.numbering.registry import registers
from tinhso.kernel.web.lists import ChoiceFilter, Column, DateRangeFilter, ListPage, PresetView
from tinhso.kernel.web.lists.state import ListState
from tinhso.kernel.web.once import once
from tinhso.kernel.web.templatetags.kernel import state

COMING, HOLDING, PAST = (
    gettext_lazy("Sắp áp dụng"),
    gettext_lazy("Đang áp dụng"),
    gettext_lazy("Đã hết áp dụng"),
)


def standing_of(row: LawRule) -> str | Promise:
    """Say where a version stands today."""
    if row.state != RuleState.PUBLISHED:
        return RuleState(row.state).label
    today = timezone.localdate()
    if row.effective_from > today:
        return COMING
    holding = rule_on(row.code, on=today, law=law_in_force())
    same_day = holding.since == row.effective_from
    return HOLDING if same_day and value_of(holding) == row.value else PAST


def _drawn_value(row: LawRule) -> SafeString:
    """Draw what a version says; circulars and looks of numbers are data."""
    if row.value.is_data:
        return format_html('<span lang="vi">{}</span>', row.value.words)
    return format_html("{}", row.value.words)


def _drawn_standing(row: LawRule) -> SafeString:
    """Draw where a version stands: coming, holding and over told apart at a glance."""
    said = str(standing_of(row))
    kinds = {str(HOLDING): "run", str(COMING): "soon", str(RuleState.DRAFT.label): "wait"}
    kind = kinds.get(said, "stopped")
    return format_html('<span class="nowrap">{}</span>', state(kind, said))


def permit(request: HttpRequest) -> Actor:
    """Let in who writes or publishes rules; to anybody else there is no such page."""
    actor = actor_of(request)
    if not actor.is_official or not may_read_law(actor):
        raise NotFound
    return actor


class LawRuleList(ListPage[LawRule]):
    """Every version of every rule, those of one rule together."""

    name = "dossiers.law_rules"
    title = gettext_lazy("Quy định chung có ngày áp dụng")
    template = "dossiers/law/rules.html"
    columns = (
        Column(
            "rule",
            gettext_lazy("Quy định"),
            lambda r: r.label,
            sort=("place", "effective_from", "id"),
            data=False,
        ),
        Column(
            "value",
            gettext_lazy("Nội dung"),
            lambda r: r.value.words,
            draw=_drawn_value,
            data=False,
        ),
        Column(
            "from",
            gettext_lazy("Áp dụng từ ngày"),
            lambda r: r.effective_from,
            sort=("effective_from", "id"),
        ),
        Column(
            "standing",
            gettext_lazy("Tình trạng"),
            standing_of,
            draw=_drawn_standing,
            data=False,
        ),
        Column("basis", gettext_lazy("Theo văn bản"), lambda r: r.legal_basis),
        Column(
            "origin",
            gettext_lazy("Do đâu quy định"),
            lambda r: r.get_origin_display(),
            data=False,
            shown=False,
        ),
        Column(
            "verified",
            gettext_lazy("Đã đối chiếu văn bản"),
            lambda r: r.is_verified,
            data=False,
        ),
        Column("writer", gettext_lazy("Người soạn"), lambda r: r.written_by_name, shown=False),
        Column("by", gettext_lazy("Người công bố"), lambda r: r.decided_by_name),
        Column("at", gettext_lazy("Công bố lúc"), lambda r: r.decided_at, shown=False),
    )
    filters = (
        ChoiceFilter("quy-dinh", gettext_lazy("Quy định"), "code", lambda _actor: rule_choices()),
        ChoiceFilter("tinh-trang", gettext_lazy("Tình trạng"), "state", RuleState.choices),
        ChoiceFilter("do", gettext_lazy("Do đâu quy định"), "origin", Origin.choices),
        DateRangeFilter("tu", gettext_lazy("Áp dụng từ ngày"), "effective_from", is_time=False),
    )
    views = (
        PresetView("ban-thao", RuleState.DRAFT.label, {"tinh-trang": RuleState.DRAFT.value}),
        PresetView("da-rut", RuleState.WITHDRAWN.label, {"tinh-trang": RuleState.WITHDRAWN.value}),
    )
    default_order = ("place", "effective_from", "id")
    key_field = "uid"
    words_in = ("legal_basis", "written_by_name", "decided_by_name", "end_reason")
    empty_title = gettext_lazy("Chưa có quy định nào ở đây")
    empty_text = gettext_lazy("Quy định có sẵn được nạp khi hệ thống khởi động.")

    def permit(self, actor: Actor) -> None:
        """Let in who writes or publishes rules."""
        super().permit(actor)
        if not may_read_law(actor):
            raise NotFound

    def rows(self, actor: Actor) -> QuerySet[LawRule]:
        """Return all of them, each with the place of its name in the reader's language."""
        order = enumerate(code for code, _label in rule_choices())
        places = [When(code=code, then=Value(f"{place:04d}")) for place, code in order]
        place = Case(*places, default=Value("9999"), output_field=TextField())
        return law_rules(actor=actor).annotate(place=place)

    def url(self, row: LawRule) -> str:
        """Open a version."""
        return reverse("law_rule", kwargs={"uid": row.uid})

    def label(self, row: LawRule) -> str:
        """Name a row by its rule and day."""
        return f"{row.label} {row.effective_from:%d/%m/%Y}"

    def context(self, request: HttpRequest, state: ListState[LawRule]) -> dict[str, object]:
        """Offer a new version to who writes them."""
        return {"rules": rule_choices() if _may_write(actor_of(request)) else ()}


def _may_write(actor: Actor) -> bool:
    return actor.may(LawPermission.WRITE, unit_id=EVERYWHERE)


@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: HttpRequest) -> HttpResponse:
    """Draft another version of a rule, beginning with what holds tomorrow."""
    actor = permit(request)
    code = request.GET.get("quy-dinh", "")
    if code not in house_rules() or not _may_write(actor):
        raise NotFound
    tomorrow = timezone.localdate() + timedelta(days=1)
    value = value_of(rule_on(code, on=tomorrow, law=law_in_force()))
    initial = {"amount": value.amount, "unit": value.unit, "pattern": value.pattern}
    form = LawRuleForm(request.POST or None, code=code, initial=initial)
    return _written(
        request,
        form,
        code,
        lambda rule: services.draft_law_rule(actor=actor, rule=rule),
        back_url=reverse("law_rules"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a draft anew."""
    actor = permit(request)
    row = fetch(law_rules(actor=actor), uid=uid)
    if row.state != RuleState.DRAFT or not _may_write(actor):
        raise NotFound
    names = (
        *("amount", "unit", "pattern", "effective_from"),
        *("origin", "legal_basis", "is_verified"),
    )
    form = LawRuleForm(
        request.POST or None,
        code=row.code,
        initial={name: getattr(row, name) for name in names},
    )
    version = _version(request) if request.method == "POST" else row.version
    return _written(
        request,
        form,
        row.code,
        lambda rule: services.change_law_rule(uid=uid, version=version, actor=actor, rule=rule),
        back_url=reverse("law_rule", kwargs={"uid": uid}),
        version=version,
    )


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _written(
    request: HttpRequest,
    form: LawRuleForm,
    code: str,
    write: Callable[[services.RuleInput], LawRule],
    *,
    back_url: str,
    version: int = 0,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        rule = services.RuleInput(code=code, **form.said())

        def act() -> str:
            return reverse("law_rule", kwargs={"uid": write(rule).uid})

        try:
            where = once(request, act)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("Đã lưu bản thảo. Xem lại rồi công bố."))
            return redirect(where)
    law = law_in_force()
    context = {
        "form": form,
        "rule": house_rules()[code],
        "held": [(r.since, value_of(r), r.law) for r in rules_of(code, law=law)],
        "tokens": _tokens(code),
        "back_url": back_url,
        "version": version,
    }
    status = 422 if form.errors else 200
    return render(request, "dossiers/law/edit.html", context, status=status)


def _tokens(code: str) -> list[tuple[str, str | Promise]]:
    """Return the words that a look of these numbers may use, and what each stands for."""
    plug = registers.find(code)
    if plug is None:
        return []
    return [(f"{{{token}}}", TOKENS_SAID[token]) for token in tokens_of(plug)]


@require_safe
def rule_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one version: what it says, by whom, and what it changes for whom."""
    actor = permit(request)
    return _shown(request, fetch(law_rules(actor=actor), uid=uid), actor)


def _shown(
    request: HttpRequest,
    row: LawRule,
    actor: Actor,
    *,
    form: WithdrawRuleForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    is_draft = row.state == RuleState.DRAFT
    is_coming = row.state == RuleState.PUBLISHED and row.effective_from > timezone.localdate()
    may_decide = actor.may(LawPermission.PUBLISH, unit_id=EVERYWHERE)
    effect = effect_of_rule(row)
    context = {
        "row": row,
        "rule": house_rules()[row.code],
        "standing": standing_of(row),
        "effect": effect,
        "report_months": [words_of(period) for period in effect.report_months],
        "may_edit": is_draft and _may_write(actor),
        "may_publish": is_draft and may_publish_rule(row=row, actor=actor),
        "needs_another": is_draft and may_decide and not may_publish_rule(row=row, actor=actor),
        "may_withdraw": is_coming and may_decide,
        "withdraw_form": form or WithdrawRuleForm(),
        "refused": refused,
    }
    return render(request, "dossiers/law/rule.html", context, status=status)


@require_POST
def publish_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish a draft whose effect was looked at."""
    actor = permit(request)

    def act() -> str:
        version = _version(request)
        row = services.publish_law_rule(uid=uid, version=version, actor=actor)
        return reverse("law_rule", kwargs={"uid": row.uid})

    try:
        where = once(request, act)
    except Invalid as refusal:
        row = fetch(law_rules(actor=actor), uid=uid)
        return _shown(request, row, actor, refused=_sentences(refusal.fields), status=422)
    messages.success(request, _("Đã công bố. Quy định áp dụng từ ngày đã ghi."))
    return redirect(where)


def _sentences(fields: object) -> str:
    values: Sequence[object] = list(fields.values()) if isinstance(fields, dict) else [fields]
    return " ".join(str(one) for one in values)


@require_POST
def drop_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a draft up."""
    actor = permit(request)

    def act() -> str:
        services.drop_law_rule(uid=uid, actor=actor)
        return reverse("law_rules")

    where = once(request, act)
    messages.success(request, _("Đã bỏ bản thảo."))
    return redirect(where)


@require_POST
def withdraw_view(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a published version back before its day."""
    actor = permit(request)
    row = fetch(law_rules(actor=actor), uid=uid)
    form = WithdrawRuleForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, actor, form=form, status=422)
    reason = form.cleaned_data["reason"]

    def act() -> str:
        services.withdraw_law_rule(uid=uid, actor=actor, reason=reason)
        return reverse("law_rule", kwargs={"uid": uid})

    where = once(request, act)
    messages.success(request, _("Đã rút. Quy định cũ tiếp tục áp dụng."))
    return redirect(where)

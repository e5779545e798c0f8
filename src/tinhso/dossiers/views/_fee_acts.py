"""The desk's acts about money: take, set, exempt, refund, ask for it before acceptance."""

from uuid import UUID

from django.utils.translation import gettext_lazy

from tinhso.dossiers import services
from tinhso.dossiers.forms import desk as desk_forms
from tinhso.dossiers.forms import fees as forms
from tinhso.dossiers.queries.desk_page import DeskPage
from tinhso.dossiers.rules.fees import ChargeState, TryState
from tinhso.dossiers.views._desk_act import DeskAct, by_form, may_receive
from tinhso.kernel.actors import Actor


def _may_collect(desk: DeskPage) -> bool:
    return may_receive(desk) and desk.fees.is_payable


def _may_set(desk: DeskPage) -> bool:
    standing = desk.fees.standing
    is_open = standing is None or standing.state == ChargeState.DUE
    return may_receive(desk) and is_open and not desk.fees.is_known and not desk.dossier.is_over


def _may_exempt(desk: DeskPage) -> bool:
    fees = desk.fees
    return may_receive(desk) and (fees.waits_for_answer or fees.may_claim)


def _may_refund(desk: DeskPage) -> bool:
    paid = desk.fees.paid
    return may_receive(desk) and paid is not None and paid.state == TryState.PAID


def decide_exemption(form: forms.ExemptionForm, uid: UUID, actor: Actor) -> object:
    """Answer, or grant to who stands there."""
    given = form.cleaned_data
    return services.decide_exemption(
        uid=uid,
        actor=actor,
        granted=given["granted"] == "yes",
        reason=given.get("reason", ""),
        key=given.get("key", ""),
        words=given.get("words", ""),
        version=form.seen_version,
    )


FEE_ACTS: tuple[DeskAct, ...] = (
    DeskAct(
        slug="thu-phi",
        title=gettext_lazy("Thu phí, lệ phí"),
        short=gettext_lazy("Thu phí"),
        button=gettext_lazy("Thu và lập biên lai"),
        done=gettext_lazy("Đã thu; biên lai sẵn để in."),
        form=forms.CollectForm,
        run=by_form(services.collect, "method", "document"),
        offered=_may_collect,
        icon="cash-coin",
        law="118/2025 24",
        is_shown=True,
    ),
    DeskAct(
        slug="mien-phi",
        title=gettext_lazy("Miễn phí, lệ phí"),
        short=gettext_lazy("Miễn phí"),
        button=gettext_lazy("Lưu trả lời"),
        done=gettext_lazy("Đã trả lời; người nộp được báo."),
        form=forms.ExemptionForm,
        run=decide_exemption,
        offered=_may_exempt,
        icon="person-check",
        law="118/2025 24",
    ),
    DeskAct(
        slug="muc-phi",
        title=gettext_lazy("Ghi mức phí, lệ phí"),
        button=gettext_lazy("Ghi mức thu"),
        done=gettext_lazy("Đã ghi mức thu; người nộp được báo."),
        form=forms.SetFeeForm,
        run=by_form(services.set_fee, "amount_vnd", "legal_basis", "kind"),
        offered=_may_set,
        icon="pencil",
        hint=gettext_lazy(
            "Danh mục chưa có mức thu của thủ tục này. Chỉ thu khi có văn bản quy định."
        ),
        law="118/2025 5(1)đ, 24",
    ),
    DeskAct(
        slug="hoan-phi",
        title=gettext_lazy("Hoàn trả phí, lệ phí"),
        short=gettext_lazy("Hoàn phí"),
        button=gettext_lazy("Hoàn trả"),
        done=gettext_lazy("Đã lập hoàn trả."),
        form=forms.RefundForm,
        run=by_form(
            services.refund_fee, "reason", "legal_basis", "method", "amount_vnd", "document"
        ),
        offered=_may_refund,
        icon="arrow-counterclockwise",
        law="118/2025 21, 24",
        danger=True,
    ),
    DeskAct(
        slug="yeu-cau-nop-phi",
        title=gettext_lazy("Yêu cầu nộp phí trước"),
        button=gettext_lazy("Gửi yêu cầu nộp phí"),
        done=gettext_lazy("Đã báo người nộp; hồ sơ chờ nộp phí."),
        form=desk_forms.FeeForm,
        run=lambda form, uid, actor: services.ask_prepayment(
            uid=uid, actor=actor, note=form.cleaned_data["note"]
        ),
        moves=("ask_prepayment",),
        icon="cash-coin",
        law="118/2025 24",
    ),
    DeskAct(
        slug="da-nop-phi",
        title=gettext_lazy("Ghi nhận đã nộp phí"),
        short=gettext_lazy("Đã nộp phí"),
        button=gettext_lazy("Ghi nhận"),
        done=gettext_lazy("Đã ghi chứng từ; hồ sơ chờ tiếp nhận."),
        form=desk_forms.FeePaidForm,
        run=lambda form, uid, actor: services.settle_prepayment(
            uid=uid, actor=actor, document=form.cleaned_data["document"]
        ),
        moves=("settle_prepayment",),
        offered=lambda desk: desk.fees.due is None,
        icon="cash-coin",
        law="118/2025 24",
        is_shown=True,
    ),
    DeskAct(
        slug="chung-tu-nop-tien",
        title=gettext_lazy("Nhận chứng từ nộp nghĩa vụ tài chính"),
        short=gettext_lazy("Chứng từ nộp tiền"),
        button=gettext_lazy("Chuyển cơ quan giải quyết"),
        done=gettext_lazy("Đã chuyển; cơ quan giải quyết đối chiếu với thông báo."),
        form=desk_forms.ProofForm,
        run=by_form(services.pass_on_proof, "document"),
        moves=("pass_on_proof",),
        icon="cash-coin",
        hint=gettext_lazy(
            "Cơ quan giải quyết đối chiếu chứng từ với thông báo; thời hạn tính tiếp."
        ),
        law="118/2025 24",
        is_shown=True,
    ),
)
"""In the order in which they are shown; asked for before acceptance, an amount is taken in as any
other, and a note without an amount is answered by the number of a voucher."""

"""The desk's acts about papers it makes: the control sheet, a signed result made paper."""

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers import services
from tinhso.dossiers.forms.desk import NoWordsForm
from tinhso.dossiers.forms.handing import ConvertForm
from tinhso.dossiers.queries.desk_page import DeskPage
from tinhso.dossiers.views._desk_act import DeskAct, may_receive


def may_convert(desk: DeskPage) -> bool:
    """Tell whether the officer hands out results there, and there is a signed one."""
    result = desk.sealed
    return desk.may_return and result is not None and result.final_file_id is not None


PAPER_ACTS = (
    DeskAct(
        slug="lap-phieu-kiem-soat",
        title=_("Lập phiếu kiểm soát"),
        button=_("Lập phiếu, lấy số"),
        done=_("Đã lập phiếu kiểm soát."),
        form=NoWordsForm,
        run=lambda _form, uid, actor: services.issue_control_sheet(uid=uid, actor=actor),
        offered=lambda desk: may_receive(desk) and desk.dossier.accepted_at is not None,
        icon="printer",
    ),
    DeskAct(
        slug="chuyen-ban-giay",
        title=_("Chuyển sang bản giấy"),
        button=_("Kiểm tra chữ ký, chuyển đổi"),
        done=_("Đã chuyển sang bản giấy; hãy in ở mục Bản giấy."),
        form=ConvertForm,
        run=lambda form, uid, actor: services.convert_result(
            uid=uid, actor=actor, copies=form.cleaned_data["copies"]
        ),
        permits=("return_result",),
        offered=may_convert,
        hint=_(
            "Chữ ký số trên kết quả và phụ lục được kiểm tra trước. Bản giấy ghi hệ thống, người"
            " chuyển đổi, thời gian và mã tra cứu bản gốc (Nghị định 137/2024 Điều 5)."
        ),
        icon="printer",
    ),
)

"""The desk's acts about papers that stay in the house: the control sheet, numbered and signed."""

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers import services
from tinhso.dossiers.forms.desk import NoWordsForm
from tinhso.dossiers.views._desk_act import DeskAct, may_receive

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
)

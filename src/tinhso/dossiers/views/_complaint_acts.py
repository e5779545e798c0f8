"""The desk writes down what a person complains about; who answers reads it, the desk does not."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers import services
from tinhso.dossiers.forms.complaints import DeskComplaintForm
from tinhso.dossiers.views._desk_act import DeskAct, may_receive, store
from tinhso.kernel.actors import Actor


def complain(form: Any, uid: UUID, actor: Actor) -> object:
    """Take the complaint of the dossier's owner."""
    given = form.cleaned_data
    upload = given["file"]
    return services.complain(
        uid=uid,
        about=given["about"],
        place=given["place"],
        text=given["text"],
        file=store(upload, use="dossiers.complaint", actor=actor) if upload else None,
        actor=actor,
    )


COMPLAINT_ACTS = (
    DeskAct(
        slug="phan-anh",
        title=_("Ghi phản ánh của người dân"),
        button=_("Gửi phản ánh"),
        done=_("Đã gửi phản ánh đến lãnh đạo trả lời; người dân được báo số và hạn."),
        form=DeskComplaintForm,
        run=complain,
        offered=may_receive,
        icon="megaphone",
        hint=_("Ghi đúng lời người dân nói. Người bị phản ánh không đọc được phản ánh này."),
        law="20/2008/NĐ-CP",
    ),
)

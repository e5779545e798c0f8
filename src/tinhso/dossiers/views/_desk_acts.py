"""The acts of the desk on one dossier: what each asks, when it is offered, its service."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.dossiers import scanning, services
from tinhso.dossiers.forms import desk as forms
from tinhso.dossiers.forms import handing
from tinhso.dossiers.queries.law import law_in_force
from tinhso.dossiers.rules.clocks import ClockCode, clock
from tinhso.dossiers.rules.states import Form
from tinhso.dossiers.services.inputs import AttachmentInput
from tinhso.dossiers.views._desk_act import DeskAct, by_form, may_receive, store
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import say_term
from tinhso.signing import services as signing


def ask_supplement(form: forms.SupplementRequestForm, uid: UUID, actor: Actor) -> object:
    """Ask for everything at once."""
    return services.request_supplement(
        uid=uid,
        actor=actor,
        items=form.items(),
        reasons=form.cleaned_data["reasons"],
        note=form.cleaned_data["note"],
        override_reason=form.cleaned_data.get("override_reason", ""),
        version=form.seen_version,
    )


def decide_stop(form: forms.StopForm, uid: UUID, actor: Actor) -> object:
    """Answer the wish to stop."""
    return services.decide_stop(
        uid=uid,
        actor=actor,
        granted=form.cleaned_data["granted"] == "yes",
        reason=form.cleaned_data["reason"],
        version=form.seen_version,
    )


def record_incident(form: handing.IncidentForm, uid: UUID, actor: Actor) -> object:
    """Keep a loss or damage."""
    given = form.cleaned_data
    return services.record_incident(
        uid=uid,
        actor=actor,
        kind=given["kind"],
        happened_with=given["happened_with"],
        account=given["account"],
        remedy=given["remedy"],
    )


def mend(form: handing.MendForm, uid: UUID, actor: Actor) -> object:
    """Mend how people were written down, and print the receipt again."""
    with transaction.atomic():
        for role, said in form.mended().items():
            services.mend_party(uid=uid, role=role, actor=actor, **said)
        if form.cleaned_data.get("reissue"):
            services.reissue_paper(uid=uid, form=Form.RECEIPT, actor=actor)
    return uid


def give_result(form: handing.ReturnForm, uid: UUID, actor: Actor) -> object:
    """Hand the result over with what was shown and the signature."""
    given = form.cleaned_data
    signature = given["signature"]
    return services.return_result(
        uid=uid,
        actor=actor,
        received_by=given["received_by"],
        identity_checked=True,
        identity_shown=given["identity_shown"],
        signature=signature and store(signature, use="dossiers.receipt_signature", actor=actor),
        version=form.seen_version,
    )


def answer_at_desk(form: forms.AnswerAtDeskForm, uid: UUID, actor: Actor) -> object:
    """Take what somebody brought to complete his dossier."""
    papers = [
        AttachmentInput(
            component_key=key,
            file=store(upload, use="dossiers.component", actor=actor) if upload else None,
            is_original_shown=upload is None,
        )
        for key, upload in form.given()
    ]
    answers = None if papers else form.desk.answers
    return services.answer_supplement(
        uid=uid, actor=actor, answers=answers, attachments=papers, version=form.seen_version
    )


def attach(form: forms.AttachForm, uid: UUID, actor: Actor) -> object:
    """Put a scan to the dossier."""
    given = form.cleaned_data
    if given["file"]:
        stored = store(given["file"], use="dossiers.component", actor=actor)
    else:
        stored = files.store(
            content=scanning.read_scan(actor=actor, name=given["watched"], field="watched"),
            name=given["watched"],
            use="dossiers.component",
            actor=actor,
            owner_class="personal",
        )
    row = services.attach(
        uid=uid,
        attachment=AttachmentInput(component_key=given["component_key"], file=stored),
        actor=actor,
    )
    form.attached = row.uid  # type: ignore[attr-defined]  # read once the act is committed
    return row


def sign_attached(form: forms.AttachForm, uid: UUID, actor: Actor) -> None:
    """Sign the scan outside the transaction that took it, and clear the folder."""
    given = form.cleaned_data
    attached = getattr(form, "attached", None)
    if attached is None:
        return
    if given["watched"] and not given["file"]:
        scanning.put_away(actor=actor, name=given["watched"])
    if given["sign"] and signing.may_sign_now(actor=actor):
        services.sign_taken(uid=uid, attachment_uid=attached, actor=actor)


def offer_scans(form: forms.AttachForm) -> None:
    """Offer the scans that wait in the folder of the desk."""
    watched = scanning.watched_folder(actor=form.desk.actor)
    if watched is None:
        form.offer([], "")
        return
    hint = _("Máy quét của quầy: %(waiting)s bản đang chờ, %(writing)s bản đang được ghi.") % {
        "waiting": watched.waiting,
        "writing": watched.being_written,
    }
    if not watched.is_there:
        hint = _("Quầy này chưa nối máy quét: hãy chọn tệp, hoặc nhờ người vận hành nối.")
    form.offer([scan.name for scan in watched.scans], hint)


def _send_to_be_corrected() -> str:
    """Say on the button how long the law gives for it."""
    term = clock(ClockCode.CORRECTION, on=timezone.localdate(), law=law_in_force()).term
    return _("Chuyển sửa trong %(term)s") % {"term": say_term(term.value, term.unit)}


ACTS: tuple[DeskAct, ...] = (
    DeskAct(
        slug="bo-sung",
        title=gettext_lazy("Yêu cầu bổ sung"),
        short=gettext_lazy("Bổ sung"),
        button=gettext_lazy("Gửi yêu cầu bổ sung"),
        done=gettext_lazy("Đã gửi yêu cầu bổ sung; người nộp được báo ngay."),
        form=forms.SupplementRequestForm,
        run=ask_supplement,
        moves=("request_intake_supplement", "request_supplement"),
        icon="reply",
        hint=gettext_lazy(
            "Yêu cầu một lần, ghi đủ mọi thứ. Người nộp đọc đúng những dòng bạn ghi."
        ),
        law="118/2025 17, 19(5)",
        hotkey="Alt+B",
        is_shown=True,
    ),
    DeskAct(
        slug="tu-choi",
        title=gettext_lazy("Từ chối tiếp nhận hồ sơ"),
        button=gettext_lazy("Từ chối tiếp nhận hồ sơ"),
        done=gettext_lazy("Đã từ chối tiếp nhận; phiếu mẫu 03 đã lập."),
        form=forms.RefuseForm,
        run=by_form(services.refuse_intake, "reasons", "note"),
        moves=("refuse_intake",),
        icon="x-octagon",
        hint=gettext_lazy(
            "Chọn lý do trong danh mục của thủ tục; người nộp nhận phiếu nêu rõ lý do."
        ),
        law="118/2025 17(1)c",
        danger=True,
    ),
    DeskAct(
        slug="nhan-bo-sung",
        title=gettext_lazy("Nhận bổ sung tại quầy"),
        button=gettext_lazy("Nhận bổ sung"),
        done=gettext_lazy("Đã nhận bổ sung."),
        form=forms.AnswerAtDeskForm,
        run=answer_at_desk,
        offered=lambda desk: desk.open_supplement is not None and may_receive(desk),
        icon="folder-plus",
        is_shown=True,
    ),
    DeskAct(
        slug="dung",
        title=gettext_lazy("Trả lời đề nghị dừng"),
        button=gettext_lazy("Trả lời"),
        done=gettext_lazy("Đã trả lời đề nghị dừng."),
        form=forms.StopForm,
        run=decide_stop,
        offered=lambda desk: desk.open_stop is not None and may_receive(desk),
        icon="sign-stop",
        law="118/2025 21",
        is_shown=True,
    ),
    DeskAct(
        slug="xin-dung",
        title=gettext_lazy("Ghi đề nghị dừng"),
        button=gettext_lazy("Ghi đề nghị"),
        done=gettext_lazy("Đã ghi đề nghị dừng; hãy trả lời trên hồ sơ này."),
        form=handing.StopWishForm,
        run=by_form(services.note_stop_wish, "reason", "shown"),
        offered=lambda desk: may_receive(desk) and desk.may_wish_stop,
        icon="sign-stop",
        hint=gettext_lazy(
            "Cho người đến quầy hoặc gửi đơn qua bưu chính, khi chưa có quyết định"
            " hoặc thông báo kết quả."
        ),
        law="118/2025 21; TT 03/2025 7",
    ),
    DeskAct(
        slug="ve-quay",
        title=gettext_lazy("Kết quả đã về quầy"),
        button=gettext_lazy("Đã về quầy"),
        done=gettext_lazy("Đã ghi kết quả về quầy; người nộp được báo đến nhận."),
        form=forms.NoWordsForm,
        run=lambda form, uid, actor: services.bring_to_desk(uid=uid, actor=actor),
        moves=("bring_to_desk",),
        icon="inbox",
    ),
    DeskAct(
        slug="tra-ket-qua",
        title=gettext_lazy("Trả kết quả"),
        button=gettext_lazy("Trả kết quả"),
        done=gettext_lazy("Đã trả kết quả."),
        form=handing.ReturnForm,
        run=give_result,
        moves=("return_result",),
        offered=lambda desk: desk.on_way is None,
        icon="hand-thumbs-up",
        law="118/2025 22",
        hotkey="Alt+T",
        is_shown=True,
    ),
    DeskAct(
        slug="qua-buu-chinh",
        title=gettext_lazy("Gửi kết quả qua bưu chính"),
        short=gettext_lazy("Qua bưu chính"),
        button=gettext_lazy("Ghi địa chỉ nhận"),
        done=gettext_lazy("Đã ghi; kết quả đứng đầu khi lập danh sách giao bưu chính."),
        form=handing.PostWishForm,
        run=by_form(services.wish_post, "address"),
        offered=lambda desk: may_receive(desk) and desk.may_wish_post,
        icon="send",
        law="118/2025 15, 22",
    ),
    DeskAct(
        slug="dong",
        title=gettext_lazy("Đóng vì quá hạn bổ sung"),
        button=gettext_lazy("Đóng hồ sơ"),
        done=gettext_lazy("Đã đóng hồ sơ."),
        form=forms.NoWordsForm,
        run=lambda form, uid, actor: services.close_unanswered(uid=uid, actor=actor),
        moves=("close_unanswered",),
        offered=lambda desk: desk.may_close,
        icon="archive",
        law="118/2025 19(5)",
        danger=True,
    ),
    DeskAct(
        slug="quet",
        title=gettext_lazy("Thêm bản quét"),
        button=gettext_lazy("Thêm vào hồ sơ"),
        done=gettext_lazy("Đã thêm bản quét."),
        form=forms.AttachForm,
        run=attach,
        offered=lambda desk: may_receive(desk) and not desk.dossier.is_over,
        icon="upc-scan",
        law="118/2025 17(1)",
        prepare=offer_scans,
        after=sign_attached,
    ),
    DeskAct(
        slug="sua-ten",
        title=gettext_lazy("Sửa thông tin người nộp"),
        button=gettext_lazy("Lưu thông tin"),
        done=gettext_lazy("Đã sửa thông tin người nộp."),
        form=handing.MendForm,
        run=mend,
        offered=may_receive,
        icon="pencil",
    ),
    DeskAct(
        slug="cap-lai",
        title=gettext_lazy("Cấp lại giấy tiếp nhận"),
        button=gettext_lazy("Cấp lại"),
        done=gettext_lazy("Đã cấp lại giấy tiếp nhận và hẹn trả."),
        form=forms.NoWordsForm,
        run=lambda form, uid, actor: services.reissue_paper(
            uid=uid, form=Form.RECEIPT, actor=actor
        ),
        offered=lambda desk: may_receive(desk) and any(p.form == "01" for p in desk.page.papers),
        icon="printer",
    ),
    DeskAct(
        slug="sua-sai",
        title=gettext_lazy("Kết quả có chỗ sai"),
        button=lazy(_send_to_be_corrected, str)(),
        done=gettext_lazy("Đã chuyển cơ quan giải quyết sửa."),
        form=handing.CorrectForm,
        run=by_form(services.correct_result, "fault"),
        moves=("correct_result",),
        offered=lambda desk: desk.sealed is not None,
        icon="exclamation-diamond",
        law="118/2025 23(1)",
        danger=True,
    ),
    DeskAct(
        slug="su-co",
        title=gettext_lazy("Ghi nhận mất, hỏng hồ sơ"),
        button=gettext_lazy("Ghi nhận"),
        done=gettext_lazy("Đã ghi nhận sự cố; người nộp được xin lỗi."),
        form=handing.IncidentForm,
        run=record_incident,
        offered=may_receive,
        icon="exclamation-triangle",
        law="118/2025 23(2)",
        danger=True,
    ),
)
"""In the order in which they are shown."""

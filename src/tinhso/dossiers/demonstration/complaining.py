"""The demonstration's complaints: some wait, one is late, some were answered on a signed paper."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Final

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.cast import Office, gather
from tinhso.dossiers.demonstration.growing import without_waiting_for_the_disk
from tinhso.dossiers.models import Complaint, Dossier
from tinhso.dossiers.queries.applicant import my_dossiers
from tinhso.dossiers.queries.complaints import forward_choices
from tinhso.dossiers.rules.complaints import ComplaintState
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.clock import clock_set_to
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing

SAID: Final = (
    ("late", 26, "Giấy hẹn ghi hôm thứ hai, tôi đến hai lần vẫn chưa có và không ai báo."),
    ("manner", 9, "Tôi hỏi giấy tờ còn thiếu gì, cán bộ bảo về nhà tự tìm hiểu."),
    ("fee", 6, "Tôi không được đưa biên lai khi nộp tiền tại quầy."),
    ("rules", 3, "Thủ tục yêu cầu bản sao giấy tờ đã có trong cơ sở dữ liệu."),
)
"""About what, so many days ago, in whose words: invented."""
APART: Final = 53
"""How many minutes lie between the complaints of two people about the same thing."""
ANSWERED_AFTER: Final = timedelta(hours=29, minutes=17)
ANSWERED: Final = {"manner"}
ENDED: Final = {"fee"}
"""Each in its turn: taken back, refused, handed on, asked for more."""
ANSWERS: Final = (
    (
        "partly",
        "Chúng tôi đã nghe lại cán bộ tiếp nhận và xem nhật ký tại quầy: phản ánh đúng một phần.\n"
        "Bộ phận một cửa xin lỗi ông/bà; từ tuần này mỗi quầy có bảng hướng dẫn giấy tờ phải nộp.",
        "Mỗi quầy có bảng hướng dẫn giấy tờ phải nộp cho từng thủ tục.",
    ),
    (
        "founded",
        "Phản ánh đúng: hôm đó quầy chỉ có một người và đã trả lời ông/bà quá vắn tắt.\n"
        "Chúng tôi xin lỗi và đã phân công thêm một người trực quầy vào sáng thứ Hai, thứ Năm.",
        "Sáng thứ Hai và thứ Năm có thêm một người trực quầy để hướng dẫn.",
    ),
    (
        "partly",
        "Cán bộ có nói giấy tờ còn thiếu nhưng không ghi ra phiếu nên ông/bà không biết tìm đâu.\n"
        "Từ nay mọi lần hướng dẫn đều kèm phiếu ghi rõ giấy tờ, nơi cấp và người liên hệ.",
        "Mỗi lần hướng dẫn, người dân nhận phiếu ghi rõ giấy tờ còn thiếu và nơi cấp.",
    ),
    (
        "founded",
        "Chúng tôi đã làm việc với cán bộ được phản ánh; cán bộ nhận thiếu sót và xin lỗi ông/bà.\n"
        "Cả bộ phận đã học lại quy tắc giao tiếp; lãnh đạo trực quầy một buổi mỗi tuần.",
        "Lãnh đạo xã trực tại quầy một buổi mỗi tuần và nghe ý kiến trực tiếp.",
    ),
    (
        "unfounded",
        "Nhật ký và phiếu hướng dẫn cho thấy ông/bà đã được giải thích và đưa danh mục giấy tờ.\n"
        "Nếu còn chỗ chưa rõ, xin gọi số điện thoại ghi trên phiếu; chúng tôi sẵn sàng nói lại.",
        "Danh mục giấy tờ được in sẵn tại quầy, kèm số điện thoại để hỏi thêm.",
    ),
    (
        "partly",
        "Quầy hôm đó đông vì mất mạng gần một giờ; ông/bà phải chờ và chưa được nghe giải thích.\n"
        "Chúng tôi xin lỗi; khi mất mạng, quầy sẽ báo trên loa và ghi số điện thoại để hẹn lại.",
        "Khi mất mạng, quầy báo ngay trên loa và hẹn lại qua điện thoại.",
    ),
)
"""What was found, the answer and what is published of it; each in its turn."""
REFUSED: Final = "Không nêu việc cụ thể nào; biên lai đã đưa cùng giấy hẹn."
QUESTION: Final = "Ông/bà còn giữ biên lai không? Xin cho biết số và ngày ghi trên biên lai."
HANDED_ON: Final = "Quy định này do cơ quan khác ban hành."


def complain(say: Callable[[str], None]) -> None:
    """Let citizens and businesses who sign in complain about dossiers of theirs, once."""
    if Complaint.objects.exists():
        return
    cast = gather()
    with without_waiting_for_the_disk():
        people = (*cast.applicants, *cast.companies)
        pairs = product(cast.offices, (one.actor for one in people))
        for turn, (office, citizen) in enumerate(pairs):
            if citizen is not None:
                _of(office, citizen, turn)
    say(f"{Complaint.objects.count()} phản ánh")


def _of(office: Office, citizen: Actor, turn: int) -> None:
    """Let a citizen complain about his oldest dossiers in one commune."""
    rows = my_dossiers(actor=citizen).filter(
        resolving_agency_id=office.agency_id, accepted_at__isnull=False
    )
    now = timezone.now()
    for dossier, (about, days, words) in zip(
        rows.order_by("accepted_at", "pk")[: len(SAID)], SAID, strict=False
    ):
        said_at = now - timedelta(days=days, minutes=turn * APART)
        at = max(said_at, _moment_after(dossier) + timedelta(minutes=turn))
        if at >= now:
            continue
        with clock_set_to(at):
            made = services.complain(uid=dossier.uid, about=about, text=words, actor=citizen)
        with clock_set_to(min(at + ANSWERED_AFTER, now)):
            if about in ANSWERED and made.agency_id == office.agency_id:
                _answer(office, made, turn)
            elif about in ENDED and made.agency_id == office.agency_id:
                _end(office, made, citizen, turn)


def _end(office: Office, complaint: Complaint, citizen: Actor, turn: int) -> None:
    """Let a complaint end, or go on elsewhere, otherwise than by an answer."""
    elsewhere = forward_choices(complaint)
    if turn % 4 == 0:
        services.withdraw_complaint(uid=complaint.uid, actor=citizen)
    elif turn % 4 == 1:
        services.refuse_complaint(uid=complaint.uid, reason=REFUSED, actor=office.leader)
    elif turn % 4 == 2 and elsewhere:
        services.forward_complaint(
            uid=complaint.uid, agency_id=int(elsewhere[0][0]), reason=HANDED_ON, actor=office.leader
        )
    elif turn % 4 == 3:
        services.ask_complainant(uid=complaint.uid, question=QUESTION, actor=office.leader)


def _moment_after(dossier: Dossier) -> datetime:
    """Return when the dossier had last something happen to it."""
    last = dossier.timeline.order_by("-at").first()
    return (last.at if last is not None else dossier.arrived_at) + timedelta(minutes=5)


def _answer(office: Office, complaint: Complaint, turn: int) -> None:
    """Write, sign by the code on the demonstration's telephone, number and seal."""
    leader = office.leader
    outcome, answer, public = ANSWERS[turn % len(ANSWERS)]
    put = services.answer_complaint(
        uid=complaint.uid, outcome=outcome, answer=answer, public_text=public, actor=leader
    )
    if put.item is None:
        raise LookupError(complaint.number)
    signing.open_item(item_uid=put.item, actor=leader)
    asked = signing.start_confirmation(item_uids=[put.item], actor=leader)
    codes = {row.uid: row.secret for row in signing_queries.codes_on_telephone(actor=leader)}
    signing.sign_items(
        item_uids=[put.item], confirmation_uid=asked.uid, code=codes[asked.uid], actor=leader
    )
    signing.number_and_seal(item_uid=put.item, actor=office.clerk)
    complaint.refresh_from_db()
    if complaint.state != ComplaintState.ANSWERED:
        raise LookupError(complaint.number)

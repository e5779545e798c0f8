"""What people are told while a dossier is handled."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.notices._saying import citizen

KINDS: Final = (
    citizen(
        "group_done",
        _("Danh sách đã nộp xong"),
        vi=(
            "Danh sách của bạn: %(filed)s hồ sơ đã nộp",
            "%(refused)s dòng không nộp được. Mở danh sách để xem từng hồ sơ.",
        ),
        en=(
            "Your list: %(filed)s dossiers were filed",
            "%(refused)s rows could not be filed. Open the list to see each dossier.",
        ),
        values=("filed", "refused"),
    ),
    citizen(
        "submitted",
        _("Đã nộp hồ sơ"),
        vi=("Đã nộp, số nộp %(number)s", "%(desk)s trả lời bạn trước %(answer)s."),
        en=("Filed under number %(number)s", "%(desk)s will answer you before %(answer)s."),
        values=("number", "desk", "answer"),
    ),
    citizen(
        "accepted",
        _("Đã tiếp nhận hồ sơ"),
        vi=(
            "Hồ sơ %(number)s đã được tiếp nhận",
            "%(receiver)s (%(desk)s) tiếp nhận lúc %(received)s. Cơ quan giải quyết:"
            " %(agency)s. Hẹn trả kết quả: %(due)s.",
        ),
        en=(
            "Dossier %(number)s was accepted",
            "%(receiver)s (%(desk)s) took it in at %(received)s. Handled by: %(agency)s."
            " Result promised: %(due)s.",
        ),
        values=("number", "receiver", "desk", "received", "agency", "due"),
    ),
    citizen(
        "assigned",
        _("Đã giao người giải quyết hồ sơ"),
        vi=(
            "Hồ sơ %(number)s đã có người giải quyết",
            "Người giải quyết: %(handler)s, %(unit)s, %(agency)s, từ %(assigned)s."
            " Hẹn trả kết quả: %(due)s.",
        ),
        en=(
            "Dossier %(number)s is in the hands of an officer",
            "Handled by: %(handler)s, %(unit)s, %(agency)s, since %(assigned)s."
            " Result promised: %(due)s.",
        ),
        values=("number", "handler", "unit", "agency", "assigned", "due"),
    ),
    citizen(
        "supplement_asked",
        _("Cần bổ sung hồ sơ"),
        vi=("Hồ sơ %(number)s cần bổ sung", "Mở hồ sơ để xem cần thêm gì và gửi lại."),
        en=(
            "Dossier %(number)s needs more papers",
            "Open the dossier to see what is needed and send it.",
        ),
        values=("number",),
        is_urgent=True,
    ),
    citizen(
        "intake_refused",
        _("Không tiếp nhận hồ sơ"),
        vi=("Hồ sơ %(number)s không được tiếp nhận", "Lý do ghi trong phiếu kèm theo."),
        en=("Dossier %(number)s was not accepted", "The enclosed paper says why."),
        values=("number",),
    ),
    citizen(
        "due_moved",
        _("Ngày hẹn trả thay đổi"),
        vi=("Hồ sơ %(number)s có ngày hẹn mới", "Hẹn trả mới: %(due)s."),
        en=("Dossier %(number)s has a new date", "New date: %(due)s."),
        values=("number", "due"),
    ),
    citizen(
        "answer_moved",
        _("Hạn trả lời tiếp nhận lùi"),
        vi=(
            "Hồ sơ %(number)s: hạn trả lời lùi",
            "Có ngày nghỉ mới. %(desk)s trả lời bạn trước %(moved)s.",
        ),
        en=(
            "Dossier %(number)s: the answer comes later",
            "A day off was declared. %(desk)s will answer you before %(moved)s.",
        ),
        values=("number", "desk", "moved"),
    ),
    citizen(
        "close_moved",
        _("Hạn bổ sung lùi"),
        vi=(
            "Hồ sơ %(number)s: bạn có thêm thời gian bổ sung",
            "Có ngày nghỉ mới. Hạn bổ sung mới: %(moved)s.",
        ),
        en=(
            "Dossier %(number)s: you have more time to complete it",
            "A day off was declared. New deadline: %(moved)s.",
        ),
        values=("number", "moved"),
    ),
    citizen(
        "correction_moved",
        _("Hạn sửa kết quả lùi"),
        vi=(
            "Hồ sơ %(number)s: hạn sửa kết quả lùi",
            "Có ngày nghỉ mới. Cơ quan sửa xong trước %(moved)s.",
        ),
        en=(
            "Dossier %(number)s: the correction comes later",
            "A day off was declared. The agency corrects it before %(moved)s.",
        ),
        values=("number", "moved"),
    ),
    citizen(
        "agency_merged",
        _("Cơ quan giữ hồ sơ được sắp xếp"),
        vi=(
            "Hồ sơ %(number)s đã chuyển nơi giải quyết",
            "Cơ quan cũ đã sáp nhập. Nơi nhận và trả kết quả: %(desk)s. Mã hồ sơ và"
            " ngày hẹn trả không đổi; bạn không phải nộp lại giấy tờ.",
        ),
        en=(
            "Dossier %(number)s is handled elsewhere now",
            "The former agency was merged. Where to go now: %(desk)s. The code and"
            " the promised date stay; you need not hand in anything again.",
        ),
        values=("number", "desk"),
    ),
    citizen(
        "invited",
        _("Mời kiểm tra thực địa"),
        vi=("Hồ sơ %(number)s: mời kiểm tra thực địa", "Mở hồ sơ để xác nhận hoặc xin giờ khác."),
        en=(
            "Dossier %(number)s: invitation to a site visit",
            "Open the dossier to confirm or ask for another time.",
        ),
        values=("number",),
        is_urgent=True,
    ),
    citizen(
        "part_done",
        _("Một phần liên thông đã xong"),
        vi=(
            "Hồ sơ %(number)s: xong phần %(part)s",
            "Tải bản điện tử tại đây; bản giấy nhận một lần khi đủ các phần.",
        ),
        en=(
            "Dossier %(number)s: one part is done (%(part)s)",
            "Download it here; the papers are handed over together once all parts are done.",
        ),
        values=("number", "part"),
    ),
    citizen(
        "ended",
        _("Hồ sơ đã dừng hoặc đóng"),
        vi=("Hồ sơ %(number)s đã dừng", "Mở hồ sơ để xem vì sao."),
        en=("Dossier %(number)s has ended", "Open the dossier to see why."),
        values=("number",),
    ),
    citizen(
        "correcting",
        _("Kết quả đang được sửa"),
        vi=(
            "Kết quả hồ sơ %(number)s có chỗ sai, đang được sửa",
            "Cơ quan xin lỗi và sửa trước %(until)s.",
        ),
        en=(
            "The result of dossier %(number)s is being corrected",
            "The agency apologises and corrects it before %(until)s.",
        ),
        values=("number", "until"),
    ),
    citizen(
        "message",
        _("Tin nhắn về hồ sơ"),
        vi=("Có tin nhắn về hồ sơ %(number)s", "Mở hồ sơ để đọc."),
        en=("A message about dossier %(number)s", "Open the dossier to read it."),
        values=("number",),
    ),
)

MOVED: Final = frozenset({"answer_moved", "close_moved", "correction_moved"})
"""Deadlines beside the promise that moved for a day off, of which the applicant is told."""

"""What people are told about hours at the desk and results that wait there or are on their way."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.notices._saying import citizen

KINDS: Final = (
    citizen(
        "appointment_reminder",
        _("Nhắc lịch hẹn tại quầy"),
        vi=("Bạn có hẹn lúc %(at)s", "%(agency)s. Mã hẹn %(code)s, nhập ở máy lấy số khi đến."),
        en=(
            "You have an appointment at %(at)s",
            "%(agency)s. Type the code %(code)s at the ticket machine when you come.",
        ),
        values=("at", "agency", "code"),
    ),
    citizen(
        "appointment_moved",
        _("Lịch hẹn tại quầy dời ngày"),
        vi=(
            "Lịch hẹn của bạn dời sang %(at)s",
            "%(agency)s nghỉ ngày bạn đã chọn. Mã hẹn mới %(code)s.",
        ),
        en=(
            "Your appointment was moved to %(at)s",
            "%(agency)s is closed on the day you chose. Your new code is %(code)s.",
        ),
        values=("at", "agency", "code"),
        is_urgent=True,
    ),
    citizen(
        "appointment_off",
        _("Lịch hẹn tại quầy bị hủy"),
        vi=(
            "Lịch hẹn lúc %(at)s bị hủy",
            "%(agency)s nghỉ ngày đó và không còn giờ trống. Hãy đặt lại.",
        ),
        en=(
            "Your appointment at %(at)s was cancelled",
            "%(agency)s is closed that day and no hour is free. Please choose again.",
        ),
        values=("at", "agency", "code"),
        is_urgent=True,
    ),
    citizen(
        "appointment_merged",
        _("Lịch hẹn tại quầy bị hủy vì sắp xếp cơ quan"),
        vi=(
            "Lịch hẹn lúc %(at)s bị hủy",
            "%(agency)s được sắp xếp theo %(basis)s. Hãy đặt lại ở cơ quan tiếp nhận.",
        ),
        en=(
            "Your appointment at %(at)s was cancelled",
            "%(agency)s was merged by %(basis)s. Please choose an hour at its successor.",
        ),
        values=("at", "agency", "code", "basis"),
        is_urgent=True,
    ),
    citizen(
        "appointment_handed_on",
        _("Lịch hẹn chuyển sang cơ quan tiếp nhận"),
        vi=(
            "Lịch hẹn lúc %(at)s nay ở %(agency)s",
            "Sắp xếp theo %(basis)s. Giờ không đổi, mã hẹn %(code)s. Đến: %(address)s.",
        ),
        en=(
            "Your appointment at %(at)s is now at %(agency)s",
            "Merged by %(basis)s. The hour stays, your code is %(code)s. Come to: %(address)s.",
        ),
        values=("at", "agency", "code", "basis", "address"),
        is_urgent=True,
    ),
    citizen(
        "result_ready",
        _("Đã có kết quả"),
        vi=(
            "Hồ sơ %(number)s đã có kết quả",
            "%(agency)s giải quyết xong lúc %(finished)s, người giải quyết: %(handler)s. Tải bản"
            " điện tử tại đây; bản giấy nhận tại %(desk)s.",
        ),
        en=(
            "The result of dossier %(number)s is ready",
            "%(agency)s finished it at %(finished)s, handled by: %(handler)s. Download it here;"
            " the paper is at %(desk)s.",
        ),
        values=("number", "agency", "finished", "handler", "desk"),
        is_urgent=True,
    ),
    citizen(
        "result_unclaimed",
        _("Nhắc đến nhận kết quả"),
        vi=(
            "Kết quả hồ sơ %(number)s đang chờ bạn",
            "Mời bạn đến %(desk)s nhận bản giấy, hoặc nhờ gửi qua bưu chính.",
        ),
        en=(
            "The result of dossier %(number)s is waiting for you",
            "Please come to %(desk)s for the paper, or ask for it by post.",
        ),
        values=("number", "desk"),
    ),
    citizen(
        "post_failed",
        _("Bưu gửi không phát được"),
        vi=(
            "Kết quả hồ sơ %(number)s gửi đi không phát được",
            "Kết quả đã về %(desk)s. Mời bạn đến nhận hoặc báo lại địa chỉ.",
        ),
        en=(
            "The result of dossier %(number)s could not be delivered",
            "It is back at %(desk)s. Please come for it or tell us your address.",
        ),
        values=("number", "desk"),
    ),
)

"""What people are told of what was prepared or done before they asked."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.notices._saying import citizen

KINDS: Final = (
    citizen(
        "foreseen",
        _("Nhắc việc sắp phải làm"),
        vi=(
            "Bạn có thể cần: %(procedure)s",
            "Vì kết quả %(number)s của bạn. Mở để xem vì sao và cách làm.",
        ),
        en=(
            "You may need: %(procedure)s",
            "Because of your result %(number)s. Open it to see why and what to do.",
        ),
        values=("procedure", "number"),
    ),
    citizen(
        "prepared",
        _("Hồ sơ đã soạn sẵn"),
        vi=(
            "Đã soạn sẵn cho bạn: %(procedure)s",
            "Kết quả %(number)s hết hạn %(on)s. Xem lại, xác nhận hoặc từ chối.",
        ),
        en=(
            "Prepared for you: %(procedure)s",
            "Result %(number)s runs out on %(on)s. Check it, confirm or refuse.",
        ),
        values=("procedure", "number", "on"),
    ),
    citizen(
        "done_for_you",
        _("Cơ quan đã tự làm thay"),
        vi=(
            "Cơ quan đã tự làm cho bạn: %(procedure)s",
            "Kết quả %(number)s hết hạn %(on)s. Bạn từ chối được đến %(until)s.",
        ),
        en=(
            "Done for you: %(procedure)s",
            "Result %(number)s runs out on %(on)s. You may refuse until %(until)s.",
        ),
        values=("procedure", "number", "on", "until"),
        is_urgent=True,
    ),
    citizen(
        "paper_expiring",
        _("Giấy tờ sắp hết hạn"),
        vi=(
            "%(name)s của bạn có giá trị đến hết ngày %(on)s",
            "Sau ngày đó giấy này không dùng lại được cho hồ sơ mới.",
        ),
        en=(
            "Your paper %(name)s is valid until %(on)s",
            "After that day it cannot be used again for a new dossier.",
        ),
        values=("name", "on"),
    ),
)

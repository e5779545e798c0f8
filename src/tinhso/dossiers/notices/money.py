"""What people are told about fees, and cashiers about the treasury."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.notices._saying import citizen, officer

KINDS: Final = (
    citizen(
        "fee_asked",
        _("Phải nộp phí, lệ phí"),
        vi=(
            "Hồ sơ %(number)s: có phí, lệ phí phải nộp",
            "Mở hồ sơ để xem số tiền, vì sao và cách nộp.",
        ),
        en=(
            "Dossier %(number)s: there is a fee to pay",
            "Open the dossier to see the amount, why, and how to pay it.",
        ),
        values=("number",),
        is_urgent=True,
    ),
    citizen(
        "fee_answered",
        _("Trả lời đề nghị miễn phí"),
        vi=("Hồ sơ %(number)s: đã có trả lời về miễn phí, lệ phí", "Mở hồ sơ để xem."),
        en=("Dossier %(number)s: the exemption was answered", "Open the dossier to see."),
        values=("number",),
    ),
    citizen(
        "fee_paid",
        _("Đã nộp phí, lệ phí"),
        vi=("Hồ sơ %(number)s: đã nộp phí, lệ phí", "Biên lai ở trang hồ sơ."),
        en=("Dossier %(number)s: the fee is paid", "The receipt is on the dossier's page."),
        values=("number",),
    ),
    citizen(
        "duty_paid",
        _("Đã nộp nghĩa vụ tài chính"),
        vi=(
            "Hồ sơ %(number)s: đã nộp đủ tiền theo thông báo của cơ quan thuế",
            "Hồ sơ được làm tiếp. Biên lai ở trang hồ sơ.",
        ),
        en=(
            "Dossier %(number)s: what the tax agency asked is paid",
            "The work goes on. The receipt is on the dossier's page.",
        ),
        values=("number",),
    ),
    citizen(
        "group_paid",
        _("Danh sách đã nộp phí"),
        vi=(
            "Đã nhận phí, lệ phí của %(paid)s hồ sơ trong danh sách",
            "Mở danh sách để lấy biên lai của từng hồ sơ.",
        ),
        en=(
            "The fees of %(paid)s dossiers of your list were received",
            "Open the list for the receipt of each dossier.",
        ),
        values=("paid",),
    ),
    citizen(
        "fee_refunded",
        _("Đã hoàn trả phí, lệ phí"),
        vi=("Hồ sơ %(number)s: phí, lệ phí đã được hoàn trả", "Phiếu hoàn trả ở trang hồ sơ."),
        en=("Dossier %(number)s: the fee was refunded", "The slip is on the dossier's page."),
        values=("number",),
    ),
    citizen(
        "tax_notice",
        _("Thông báo nghĩa vụ tài chính"),
        vi=(
            "Hồ sơ %(number)s: cơ quan thuế đã ra thông báo nộp tiền",
            "Mở hồ sơ để xem số tiền, hạn nộp, tải thông báo và giấy nộp tiền.",
        ),
        en=(
            "Dossier %(number)s: the tax agency says what is to be paid",
            "Open the dossier for the amount, until when, the notice and the payment voucher.",
        ),
        values=("number",),
        is_urgent=True,
    ),
    citizen(
        "tax_replaced",
        _("Thay thông báo nghĩa vụ tài chính"),
        vi=(
            "Hồ sơ %(number)s: cơ quan thuế thay thông báo nộp tiền",
            "Thông báo trước không còn giá trị. Mở hồ sơ để xem số tiền mới và vì sao.",
        ),
        en=(
            "Dossier %(number)s: the tax agency replaced its notice",
            "The former one no longer holds. Open the dossier for the new amount and why.",
        ),
        values=("number",),
        is_urgent=True,
    ),
    citizen(
        "tax_nothing",
        _("Không phải nộp tiền"),
        vi=(
            "Hồ sơ %(number)s: cơ quan thuế trả lời không phải nộp tiền",
            "Hồ sơ được làm tiếp; bạn không phải làm gì.",
        ),
        en=(
            "Dossier %(number)s: the tax agency answered that nothing is owed",
            "The work goes on; you need do nothing.",
        ),
        values=("number",),
    ),
    officer(
        "remit_late",
        _("Quá hạn chuyển kho bạc"),
        vi=(
            "%(count)s khoản thu quá hạn chuyển kho bạc",
            "Tổng số %(amount)s; khoản sớm nhất phải chuyển trước %(due)s.",
        ),
        en=(
            "%(count)s payments are late for the treasury",
            "%(amount)s in all; the first was due %(due)s.",
        ),
        values=("count", "amount", "due"),
        is_urgent=True,
        by_letter=True,
    ),
    officer(
        "drawer_counted_for",
        _("Ca thu tiền được đếm thay"),
        vi=(
            "%(name)s đã đếm và đóng ca thu tiền của bạn mở lúc %(at)s",
            "Mở ca để xem số tiền đếm được và lý do.",
        ),
        en=(
            "%(name)s counted and closed your drawer opened at %(at)s",
            "Open the drawer for the sum that was counted and why.",
        ),
        values=("name", "at"),
    ),
    officer(
        "settlement_sent",
        _("Bảng quyết toán phí, lệ phí chờ xác nhận"),
        vi=(
            "%(agency)s gửi bảng quyết toán phí, lệ phí tháng %(month)s",
            "Bảng số %(number)s. Xem số liệu, rồi xác nhận hoặc ghi chỗ chưa thống nhất.",
        ),
        en=(
            "%(agency)s sent the settlement of fees of %(month)s",
            "Number %(number)s. Look at sums and receipts, then agree or say what does not fit.",
        ),
        values=("agency", "month", "number"),
    ),
    officer(
        "settlement_agreed",
        _("Quyết toán phí, lệ phí đã thống nhất"),
        vi=(
            "%(agency)s đã xác nhận quyết toán tháng %(month)s",
            "Bảng số %(number)s.",
        ),
        en=(
            "%(agency)s agreed on the settlement of %(month)s",
            "Number %(number)s.",
        ),
        values=("agency", "month", "number"),
    ),
    officer(
        "settlement_disputed",
        _("Quyết toán phí, lệ phí chưa thống nhất"),
        vi=(
            "%(agency)s chưa thống nhất quyết toán tháng %(month)s",
            "Bảng số %(number)s: xem lý do, sửa rồi gửi lại.",
        ),
        en=(
            "%(agency)s does not agree on the settlement of %(month)s",
            "Number %(number)s: see why, put it right and send it again.",
        ),
        values=("agency", "month", "number"),
    ),
)

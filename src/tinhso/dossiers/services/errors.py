"""Refusals of this room that a person can act on."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Conflict, DomainError, NotFound


class WrongState(DomainError):
    """The dossier stands where this act is not possible."""

    code = "dossiers.wrong_state"
    title = _("Hồ sơ đang ở trạng thái không làm được việc này.")
    mend_label = _("Mở hồ sơ")


class NotYours(DomainError):
    """The dossier is in another officer's hands; a head can give it to you."""

    code = "dossiers.not_yours"
    title = _("Hồ sơ đang được giao cho người khác.")


class AlreadyAsked(DomainError):
    """The applicant was asked to complete the dossier once already."""

    code = "dossiers.already_asked"
    title = _(
        "Đã yêu cầu bổ sung một lần. Chỉ yêu cầu lần nữa khi người có thẩm quyền cho phép"
        " và ghi rõ lý do."
    )


class AlreadyExtended(DomainError):
    """The promised time was moved once already."""

    code = "dossiers.already_extended"
    title = _("Hồ sơ đã được gia hạn một lần; không gia hạn thêm được.")


class StopNotAllowed(DomainError):
    """The law of this procedure does not let it be stopped."""

    code = "dossiers.stop_not_allowed"
    title = _("Thủ tục này không được dừng giữa chừng theo quy định riêng.")


class NothingToSign(DomainError):
    """There is no draft to put before the leader."""

    code = "dossiers.nothing_to_sign"
    title = _("Chưa có dự thảo kết quả để trình ký.")


class NotFiledHere(DomainError):
    """A procedure that is described here, but not to be filed here."""

    code = "dossiers.not_filed_here"
    title = _("Thủ tục này chưa nộp được tại đây.")


class ServicePaused(DomainError):
    """Filing online rests; the desk takes the dossier in, and what was typed is kept."""

    code = "dossiers.service_paused"
    status = 503
    title = _(
        "Thủ tục này đang tạm ngừng nhận hồ sơ trực tuyến. Bản đang soạn được giữ nguyên; "
        "bộ phận một cửa vẫn nhận hồ sơ giấy."
    )


class AlreadyRated(DomainError):
    """A dossier is rated once."""

    code = "dossiers.already_rated"
    title = _("Bạn đã đánh giá hồ sơ này rồi.")


class NothingOwed(DomainError):
    """There is no fee to be paid, forgiven or given back."""

    code = "dossiers.nothing_owed"
    title = _("Hồ sơ này không có khoản phí, lệ phí nào đang chờ nộp.")


class FeeKnown(DomainError):
    """The catalogue says how much; the desk sets no other amount."""

    code = "dossiers.fee_known"
    title = _("Danh mục đã có mức phí của thủ tục này; không thu mức khác.")


class FeeSettled(DomainError):
    """The fee was paid or forgiven already."""

    code = "dossiers.fee_settled"
    title = _("Phí, lệ phí của hồ sơ này đã nộp hoặc đã được miễn.")


class ClaimWaits(DomainError):
    """An exemption was asked for; it is answered before anything is paid."""

    code = "dossiers.claim_waits"
    title = _("Người nộp đang đề nghị miễn. Hãy trả lời đề nghị đó trước khi thu.")


class DrawerOpen(Conflict):
    """One's drawer is open already."""

    code = "dossiers.drawer_open"
    title = _("Bạn đang có một ca thu tiền chưa đóng.")


class NoBank(DomainError):
    """No bank is set up for paying online."""

    code = "dossiers.no_bank"
    title = _("Chưa nộp trực tuyến được. Bạn có thể chuyển khoản hoặc nộp tại quầy.")


class AccountInUse(DomainError):
    """An account that has begun is not changed; a new one begins tomorrow or later."""

    code = "dossiers.account_in_use"
    title = _("Tài khoản đang dùng không sửa được. Hãy ghi tài khoản mới từ ngày mai trở đi.")


class NothingToRemit(DomainError):
    """The payment is not to be sent to the treasury, or was sent already."""

    code = "dossiers.nothing_to_remit"
    title = _("Khoản này không phải chuyển kho bạc, hoặc đã chuyển rồi.")


class OfferAnswered(DomainError):
    """What the house offered was answered already, or can no longer be answered like that."""

    code = "dossiers.offer_answered"
    title = _("Việc này đã được trả lời rồi, hoặc không còn trả lời như vậy được.")


class PartsNotReady(DomainError):
    """The results of a linked request are handed over together, once the last one is there."""

    code = "dossiers.parts_not_ready"
    title = _("Còn phần liên thông chưa có kết quả. Các kết quả được trả một lần khi đủ.")


class ReturnedTogether(DomainError):
    """Another agency's part is handed over with the request it belongs to."""

    code = "dossiers.returned_together"
    title = _("Đây là một phần của hồ sơ liên thông. Kết quả được trả cùng hồ sơ chung.")


class DossierChanged(Conflict):
    """Another officer changed the dossier since the page was drawn."""

    code = "dossiers.changed"
    title = _("Có người vừa xử lý hồ sơ này. Hãy xem lại rồi làm tiếp.")


class MovedAway(NotFound):
    """It went to others while its former officer was writing, and he sees it no more."""

    code = "dossiers.moved_away"
    title = _("Hồ sơ đã chuyển đi nơi khác")
    next_step = _("Người đang giữ làm tiếp. Nếu vẫn là việc của bạn, hãy nhờ lãnh đạo giao lại.")


class DraftConflict(Conflict):
    """Another tab saved the draft since; what was typed here is kept."""

    code = "dossiers.draft_conflict"
    title = _("Bản nháp đã được lưu ở cửa sổ khác. Những gì bạn vừa điền vẫn được giữ lại.")


class PaperRunOut(DomainError):
    """A paper used before is no longer valid; a new one is needed."""

    code = "dossiers.paper_run_out"
    title = _("Giấy tờ này đã hết hạn; hãy nộp giấy mới.")


class LawRuleSettled(Conflict):
    """A version that was published, withdrawn or dropped is not changed any more."""

    code = "dossiers.law_rule_settled"
    title = _("Phiên bản này không còn là bản thảo.")


class LawRuleBegun(DomainError):
    """What has taken effect is not taken back: a newer version ends it from a coming day on."""

    code = "dossiers.law_rule_begun"
    title = _("Quy định đã có hiệu lực nên không rút được; hãy soạn phiên bản mới.")


class SecondOfficialNeeded(DomainError):
    """Where the province wants it, another than the writer publishes."""

    code = "dossiers.second_official_needed"
    title = _("Người soạn không tự công bố; hãy nhờ người khác.")

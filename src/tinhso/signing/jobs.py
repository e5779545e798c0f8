"""Background work of signing."""

from contextlib import suppress
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import system_actor
from tinhso.kernel.db.append_only import append_only
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.jobs import every, job, progress
from tinhso.signing import services
from tinhso.signing.models import KeyUse

BATCH_LEASE: Final = 20
"""Seconds that a batch's worker may be silent. People wait for a batch, so it goes on within half a
minute of a death; what two workers make of one file is kept once, so none is lost if one was only
slow."""

append_only.register("signing.KeyUse", KeyUse)


@job("signing.seal", title=_("Đóng dấu văn bản đã vào số"), max_attempts=8)
def seal_numbered_paper(*, act_uid: str) -> None:
    """Seal a paper whose number stands but whose seal could not be made at once.

    One whose signature was lost meanwhile waits for the clerk, who sends it back.
    """
    with suppress(services.SignatureLost):
        services.seal(act_uid=UUID(act_uid), actor=system_actor("signing.seal"))


@every(
    "signing.review_holders",
    title=_("Đề nghị thu hồi chứng thư của người thôi chức vụ"),
    daily_at="07:20",
)
def review_holders() -> None:
    """Propose for those whose office ended by its day, which no act tells of."""
    services.review_holders()


@every(
    "signing.review_renamed",
    title=_("Đề nghị thay con dấu, chứng thư của cơ quan đổi tên"),
    daily_at="07:25",
)
def review_renamed() -> None:
    """Propose on the day for agencies whose new name begins on it."""
    services.review_renamed(on=timezone.localdate())


@every("signing.warn_of_ending", title=_("Báo chứng thư số sắp hết hạn"), daily_at="07:30")
def warn_of_ending() -> None:
    """Tell holders and clerks of certificates that run out soon."""
    services.warn_of_ending(on=timezone.localdate())


@every(
    "signing.warn_of_late_requests", title=_("Nhắc yêu cầu chứng thư số quá hạn"), daily_at="07:40"
)
def warn_of_late_requests() -> None:
    """Tell that the authority's answer, or a device, is overdue."""
    services.requests.warn_of_late_requests()


@job("signing.keep", title=_("Lưu văn bản đã ký lâu dài"), max_attempts=8)
def keep_sealed_paper(*, file_uid: str) -> None:
    """Keep a paper issued at level B-LTA, so that its evidence is renewed."""
    file = StoredFile.objects.with_blob().get(uid=UUID(file_uid))
    services.keep_for_long(file=file, actor=system_actor("signing.keep"))


@job("signing.receive", title=_("Kiểm tra chữ ký trên tệp nhận được"), max_attempts=8)
def receive_file(*, file_uid: str) -> None:
    """Check a file that arrived, and keep the result and what proves it."""
    file = StoredFile.objects.with_blob().get(uid=UUID(file_uid))
    services.receive(file=file, actor=system_actor("signing.receive"))


@every(
    "signing.renew",
    title=_("Đóng lại dấu thời gian sắp hết hạn"),
    daily_at="02:40",
    limit_seconds=6 * 3600,
)
def renew_kept_files() -> None:
    """Set another time-stamp over kept files before the last one ends."""
    services.renew_kept(actor=system_actor("signing.renew"))


@job("signing.compare", title=_("So trang văn bản trước và sau khi đổi"), max_attempts=3)
def compare_files(*, before_uid: str, after_uid: str) -> None:
    """Lay the pages of a changed paper over those its signer has seen."""
    services.compare_files(before_uid=UUID(before_uid), after_uid=UUID(after_uid))


@job(
    "signing.batch",
    title=_("Ký, đóng dấu hoặc kiểm tra hàng loạt"),
    max_attempts=8,
    lease_seconds=BATCH_LEASE,
)
def work_off_batch(*, batch_uid: str) -> None:
    """Do the next files of a batch; killed in the middle, it goes on behind the last one kept."""
    services.work_off(batch_uid=UUID(batch_uid), say=progress)


@job("signing.answer", title=_("Ghi trả lời chứng thư số theo bảng tính"), max_attempts=8)
def answer_by_sheet(*, sheet_uid: str) -> None:
    """Carry the answers of a spreadsheet into a request, line by line."""
    services.requests.work_off_answers(sheet_uid=UUID(sheet_uid), say=progress)


@every("signing.sweep_batches", title=_("Dọn tệp của lượt ký hàng loạt"), daily_at="03:10")
def sweep_batches() -> None:
    """Let the files of batches go whose day is over, and those that no batch ever took."""
    services.sweep_batches(on=timezone.localdate())


@every("signing.sweep_own_files", title=_("Xóa tệp đã ký hết hạn giữ"), daily_at="03:20")
def sweep_own_files() -> None:
    """Delete files that somebody kept for himself, on the day he was told."""
    services.sweep_own_files(on=timezone.localdate())


@every("signing.forget_turns", title=_("Xóa lượt gọi máy ký cũ"), daily_at="02:20")
def forget_turns() -> None:
    """Drop what people's own computers were asked long ago."""
    services.forget_turns()

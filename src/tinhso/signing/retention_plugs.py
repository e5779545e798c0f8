"""How long what this room holds about people is kept."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.registry import ToldOfFile, told_of_files
from tinhso.kernel.registry.retention import Lasting, lasting, retained
from tinhso.signing.services.retaining import ReceivedChecked, RequestsClosed, forget_checked


def register() -> None:
    """Put the kinds with a term, and what stays, into the sockets of keeping."""
    retained.register("signing.received", ReceivedChecked())
    retained.register("signing.requests", RequestsClosed())
    told_of_files.register(
        "signing",
        ToldOfFile(
            models=frozenset({"signing.ReceivedFile", "signing.KeptFile"}), forget=forget_checked
        ),
    )
    lasting.register(
        "signing.signed",
        Lasting(
            title=_("Văn bản trình ký, đã ký, đóng dấu và bằng chứng kiểm tra chữ ký"),
            models=(
                "signing.SigningItem",
                "signing.Signatory",
                "signing.Opening",
                "signing.SealAct",
                "signing.SealedAnnex",
                "signing.KeptFile",
                "signing.Comparison",
                "signing.AuthorityAnswer",
            ),
            why=_("cần để kiểm tra chữ ký trên văn bản đã ban hành; lưu theo văn bản"),
        ),
    )
    lasting.register(
        "signing.keys",
        Lasting(
            title=_("Khóa, mã ghép máy ký, mã xác nhận, mẫu chữ ký"),
            models=(
                "signing.AuthorityKey",
                "signing.SoftwareKey",
                "signing.SigningAgent",
                "signing.Confirmation",
                "signing.SignatureImage",
            ),
            why=_("dùng khi còn hiệu lực; mã xóa ngay sau khi dùng hoặc hết hạn"),
        ),
    )
    lasting.register(
        "signing.turns",
        Lasting(
            title=_("Tệp trong một lượt gọi máy ký"),
            models=("signing.AgentPaper",),
            why=_("chỉ cần trong lượt ký"),
            job="signing.forget_turns",
        ),
    )
    lasting.register(
        "signing.batches",
        Lasting(
            title=_("Tệp của lượt ký hàng loạt"),
            models=("signing.BatchFile",),
            why=_("chỉ cần tới khi tải về"),
            job="signing.sweep_batches",
        ),
    )
    lasting.register(
        "signing.own",
        Lasting(
            title=_("Tệp tự ký giữ cho chính mình"),
            models=("signing.OwnFile",),
            why=_("giữ theo số ngày đã cài đặt"),
            job="signing.sweep_own_files",
        ),
    )
